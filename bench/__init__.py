"""Speed on a large programme. `python -m bench --help`."""
