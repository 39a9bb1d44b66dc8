"""Which stories may stand in a list, and what does a list need of them? Live ones, in no closed section."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Subquery
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction


def open_to_all(pages):
    """Those of the pages that anybody may read: live, and in no section that an editor closed to the public."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    closed = PageViewRestriction.objects.annotate(reader_wants=path).filter(
        reader_wants__startswith=F("page__path")
    )
    return pages.filter(~Exists(closed), live=True)


def with_desk(pages):
    """The pages, each with its desk's name as `desk_name`."""
    above = Page.objects.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen))
    return pages.annotate(desk_name=Subquery(above.values("title")))
