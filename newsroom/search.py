"""Which search engine answers? The database's own: PostgreSQL's full text search, or FTS5 on SQLite.

The settings name it: ``WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "newsroom.search"}}``. The ranking is ours
(`newsroom.search_sqlite` and `newsroom.search_postgres` say why). The choice is made at import: Wagtail's SQLite
classes cannot be imported on another database.
"""

from django.db import connection
from modelsearch.backends.database.sqlite.utils import fts5_available

if connection.vendor == "sqlite" and fts5_available():
    from newsroom.search_sqlite import SearchBackend
elif connection.vendor == "postgresql":
    from newsroom.search_postgres import SearchBackend
else:
    from modelsearch.backends.database import SearchBackend

__all__ = ["SearchBackend"]
