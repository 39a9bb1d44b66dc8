"""The first parts of addresses that belong to something else (newsroom/urls.py): no desk and no page has them."""

TAKEN = frozenset(
    "admin accounts api changes claims corrections data documents feed feeds follow healthz how-we-work imprint media "
    "oembed readyz search sources static topics unclear versions".split()
)
