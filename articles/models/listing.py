"""Which stories may stand in a list, and what does a list need of them? Live ones, in no closed section."""

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction


def open_to_all(pages, closed: list[str] | None = None):
    """Those of the pages that anybody may read: live, and in no section that an editor closed to the public.

    Looks up the closed sections unless they are handed in, at the cost of a query: ask once for a page. Within the
    database's own query SQLite would go through all pages for each page.
    """
    condition = Q(live=True)
    for path in closed_sections() if closed is None else closed:
        condition &= ~Q(path__startswith=path)
    return pages.filter(condition)


def closed_sections() -> list[str]:
    """Where in the tree the sections begin that an editor closed to the public."""
    return list(PageViewRestriction.objects.values_list("page__path", flat=True))


def with_desk(pages):
    """The pages, each with its desk's name as `desk_name`."""
    above = Page.objects.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen))
    return pages.annotate(desk_name=Subquery(above.values("title")))
