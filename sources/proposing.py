"""What is proposed for a pasted address: worked out from a look at it, and settled when somebody decides."""

from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources.checking import Look
from sources.kinds import SourceKind
from sources.links import twins
from sources.models import Proposal, Publisher, Source
from sources.reading.walls import Wall

DATE_LENGTH = 10  # characters, as 2026-04-21
FILLED = (
    "title",
    "kind",
    "publisher_name",
    "published_on",
    "authors",
    "language",
)  # fields, in the form's order
NAMES = {"publisher_name": gettext_lazy("publisher")}


def told(look: Look) -> dict[str, str]:
    """The fields of a source as the page fills them, by the names of the form's fields. What does not fit a field
    whole is left to the editor: a title that is cut off is worse than none."""
    reading = look.reading
    if not look.outcome.was_read and reading.wall is not Wall.PAYWALL:
        return {}
    found = {
        "title": reading.title,
        "kind": "" if reading.kind is SourceKind.OTHER else str(reading.kind),
        "publisher_name": publisher_of(look.final_url, reading.publisher),
        "published_on": reading.published_on.isoformat() if reading.published_on else "",
        "authors": reading.authors,
        "language": reading.language,
    }
    return {name: value for name, value in found.items() if value and len(value) <= _room(name)}


def _field(name: str):
    return Publisher._meta.get_field("name") if name == "publisher_name" else Source._meta.get_field(name)


def _room(name: str) -> int:
    return _field(name).max_length or DATE_LENGTH


def publisher_of(url: str, name: str) -> str:
    """A publisher's name as the library has it: whose website this is, else who has this name, else the name itself."""
    site = urlsplit(url).netloc.removeprefix("www.")
    homes = [f"{scheme}://{www}{site}/" for scheme in ("https", "http") for www in ("", "www.")]
    known = Publisher.objects.filter(site__in=homes).first() if site else None
    known = known or Publisher.objects.filter(name__iexact=name).first()
    return known.name if known else name


def open_for(user) -> QuerySet:
    """What somebody pasted and has neither added nor left out."""
    return Proposal.objects.filter(by=user, settled_at=None)


def settle(user, url: str | None, source: Source | None = None) -> None:
    """Somebody has decided on an address: it is this source, or none."""
    if url:
        open_for(user).filter(url__in=twins(url)).update(settled_at=timezone.now(), source=source)


def message(proposal: Proposal) -> str:
    """What came of the look, in a sentence for whoever fills in the form."""
    if proposal.looked_at is None:
        return _("The page is being looked at. You need not wait: the form works without it.")
    if not proposal.found:
        return " ".join([proposal.message, _("Fill in the form by hand.")]).strip()
    names = [str(NAMES.get(name) or _field(name).verbose_name) for name in FILLED if name in proposal.found]
    said = _("From the page: %(fields)s. Check what it says, then add the source.") % {
        "fields": ", ".join(names)
    }
    return " ".join([said, proposal.message]).strip()
