"""What of its sources is a story found by? Their titles and publishers, as readers of the story see them."""

from django.db.models.functions import Coalesce


def names_of_sources(citations) -> str:
    """Of these citations, each title and each publisher once; where a source was merged, of the one that stayed."""
    title, publisher = (
        Coalesce(f"source__merged_into__{name}", f"source__{name}") for name in ("title", "publisher__name")
    )
    named = citations.filter(source__isnull=False).order_by().values_list(title, publisher)
    return ", ".join(dict.fromkeys(name for pair in named for name in pair if name))
