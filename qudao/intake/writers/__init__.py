"""One writer for each kind of import: clean rows in, rows of the rooms out."""
