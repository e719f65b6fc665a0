"""What last year's registrations and shipments say about the own channel, with the rows behind it.

Pure: rows in, findings out. A finding is a code with facts and row numbers; the pages word it.
"""
