"""Whoever rests on a source hears that it changed, by the hook `source_changed`, in the transaction that changes it."""

from collections.abc import Collection

from wagtail import hooks

from sources.models import Source


def tell(source: Source, fallen: Collection[str] = frozenset(), is_gone: bool = False) -> None:
    """Tells them: the keys of the excerpts that fell, and whether the source counts as gone from now on."""
    for hear in hooks.get_hooks("source_changed"):
        hear(source, fallen, is_gone)
