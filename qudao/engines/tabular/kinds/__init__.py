"""The kinds of import, each in a file of its own, and the files known by their headings."""
