"""Writes about people, their access and the programme, a file for each matter."""
