"""The whole installation in one file: every row and every stored file, with checksums.

The file is the same whichever database wrote it, so it also moves an installation from SQLite
to PostgreSQL. It holds secrets (password hashes, second factors): it is readable by its owner
only and must be kept like the database itself.
"""
