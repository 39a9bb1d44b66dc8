"""The API for reading, /api/v1/: anonymous, read only, told by `articles/wire.py`."""
