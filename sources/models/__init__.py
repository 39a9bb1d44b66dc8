"""The library's tables."""

from sources.models.publisher import Publisher
from sources.models.source import Source

__all__ = ["Publisher", "Source"]
