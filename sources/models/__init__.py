"""The library's tables."""

from sources.models.check import Check
from sources.models.copy import Copy
from sources.models.excerpt import Confirmation, Excerpt
from sources.models.host import Host
from sources.models.knower import Knower
from sources.models.likeness import Likeness, Print, Ruling
from sources.models.proposal import Proposal
from sources.models.publisher import Publisher
from sources.models.retraction import Retraction
from sources.models.source import Source

__all__ = [
    "Check",
    "Confirmation",
    "Copy",
    "Excerpt",
    "Host",
    "Knower",
    "Likeness",
    "Print",
    "Proposal",
    "Publisher",
    "Retraction",
    "Ruling",
    "Source",
]
