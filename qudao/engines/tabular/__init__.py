"""Untidy files in, checked rows out: reading, finding the table, mapping, checking.

Pure: nothing here writes, asks a clock or speaks to a user. Problems are codes with parameters;
the web layer words them.
"""
