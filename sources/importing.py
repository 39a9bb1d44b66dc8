"""A list of references becomes sources: what is new, what the library has already, and what can't be taken, and why."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from sources.links import NotAWebAddress, canonical, twins
from sources.models import Publisher, Source
from sources.references.entry import Entry

LOGGED = 20_000  # characters of an entry's own text that its source's history keeps


@dataclass
class Row:
    """One entry and what becomes of it: new, unless the library has it (`known`) or something is wrong (`problem`)."""

    entry: Entry
    url: str | None = None
    publisher: str = ""
    known: Source | None = None
    problem: str = ""

    @property
    def is_new(self) -> bool:
        return not self.known and not self.problem


def plan(entries: list[Entry], user=None) -> list[Row]:
    """What importing these entries would do. Three queries, however many there are."""
    rows = [_judged(entry) for entry in entries]
    _find_known(rows)
    _find_publishers(rows)
    may_add = user is None or policy_registry.get_by_type(Publisher).user_has_permission(user, "add")
    have = set() if may_add else set(Publisher.objects.values_list("name", flat=True))
    for row in rows:
        if row.is_new and row.publisher and not may_add and row.publisher not in have:
            row.problem = _("The library has no publisher “%s”, and you can’t add one.") % row.publisher
    return rows


def _judged(entry: Entry) -> Row:
    row = Row(entry, problem=entry.problem)
    if row.problem:
        return row
    try:
        row.url = canonical(entry.url) if entry.url else None
    except NotAWebAddress as error:
        row.problem = str(error)
    if not entry.title:
        row.problem = _("It has no title.")
    elif not row.problem and not row.url and not entry.kind.may_lack_url:
        row.problem = _("A source of the kind “%s” has a web address; this one has none.") % entry.kind.label
    row.problem = row.problem or _too_long(entry)
    return row


def _too_long(entry: Entry) -> str:
    """Nothing is cut off: what does not fit is refused."""
    for name, value in (("title", entry.title), ("authors", entry.authors), ("publisher", entry.publisher)):
        field = Publisher._meta.get_field("name") if name == "publisher" else Source._meta.get_field(name)
        if len(value) > field.max_length:
            message = _("Its %(field)s has %(n)s characters; the limit is %(limit)s.")
            return message % {"field": field.verbose_name, "n": len(value), "limit": field.max_length}
    return ""


def _find_known(rows: list[Row]) -> None:
    """By the address; where there is none, by the title. What stands twice in the list counts once."""
    good = [row for row in rows if not row.problem]
    urls = {spelling for row in good if row.url for spelling in twins(row.url)}
    titles = {row.entry.title for row in good if not row.url}
    by_url = {
        s.url: s
        for s in Source.objects.filter(url__in=urls).select_related("publisher", "merged_into__publisher")
    }
    by_title = {
        s.title: s
        for s in Source.objects.filter(url=None, title__in=titles).select_related(
            "publisher", "merged_into__publisher"
        )
    }
    first: dict[str, Row] = {}
    for row in good:
        same = (
            [by_url.get(spelling) for spelling in twins(row.url)]
            if row.url
            else [by_title.get(row.entry.title)]
        )
        row.known = next((found.stands for found in same if found), None)
        before = first.setdefault(min(twins(row.url)) if row.url else row.entry.title, row)
        if before is not row and not row.known:
            row.problem = _("It stands in the list already, at line %s.") % before.entry.line


def _find_publishers(rows: list[Row]) -> None:
    """The publisher's name as the library has it: of that name, in any case, else whose website it is. A new one is
    spelled as the list spells it first."""
    known = {p.name.casefold(): p.name for p in Publisher.objects.only("name", "site")}
    sites = {_site(p.site): p.name for p in Publisher.objects.exclude(site="").only("name", "site")}
    for row in rows:
        if row.entry.publisher:
            row.publisher = known.setdefault(row.entry.publisher.casefold(), row.entry.publisher)
        elif row.url:
            row.publisher = sites.get(_site(row.url), "")


def _site(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


@transaction.atomic
def make(rows: list[Row], by=None) -> list[Source]:
    """Makes the new ones. Each keeps the text of its entry in its history, so nothing of the list is lost."""
    names = {row.publisher for row in rows if row.is_new and row.publisher}
    publishers = {p.name: p for p in Publisher.objects.filter(name__in=names)}
    for name in sorted(names - publishers.keys()):
        publishers[name] = Publisher.objects.create(name=name)
    made = []
    for row in rows:
        if row.is_new:
            source = _source(row, publishers.get(row.publisher))
            source.save()
            log(source, "sources.imported", user=by, data={"entry": row.entry.raw[:LOGGED]})
            made.append(source)
    return made


def _source(row: Row, publisher: Publisher | None) -> Source:
    entry = row.entry
    given = _("Published %s, as the imported list says.") % entry.given_date if entry.given_date else ""
    return Source(
        title=entry.title,
        url_as_typed=row.url or "",
        publisher=publisher,
        authors=entry.authors,
        published_on=entry.published_on,
        language=entry.language,
        kind=entry.kind,
        note="\n".join(filter(None, [entry.note, given])),
    )
