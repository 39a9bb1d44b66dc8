"""Reports that print one agency's text: found by the text, confirmed by an editor.

After each new copy the library looks for other sources whose text is nearly the same. Nothing follows from that by
itself: an editor says which one reprints the other, and from then on both count as one origin.
"""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sources import ancestry, telling
from sources.likeness import are_alike, prints, share
from sources.models import Likeness, Print, Ruling, Source
from sources.models.person import name_of

COMMON = 30  # a run of words that so many sources have is the house's own, as a note on cookies
MOST = 20  # likenesses of one source


def note(source: Source, text: str) -> None:
    """Keeps what stands for the text of a source's newest copy, and every source that is alike."""
    mine = prints(text)
    Print.objects.filter(source=source).delete()
    Print.objects.bulk_create(Print(source=source, hash=number) for number in mine)
    for other, percent in _alike(source, mine):
        first, second = sorted((source.pk, other))
        Likeness.objects.update_or_create(first_id=first, second_id=second, defaults={"percent": percent})


def _alike(source: Source, mine: frozenset[int]) -> list[tuple[int, int]]:
    """The sources whose text is nearly the same, with how much of the shorter text they share in percent. Two queries,
    however many sources there are."""
    rows = Print.objects.filter(hash__in=mine)
    common = rows.values("hash").annotate(n=Count("pk")).filter(n__gt=COMMON).values("hash")
    counted = (
        rows.exclude(source=source).exclude(hash__in=common).values_list("source").annotate(n=Count("pk"))
    )
    likely = dict(counted.order_by("-n")[:MOST])
    sizes = dict(Print.objects.filter(source__in=likely).values_list("source").annotate(n=Count("pk")))
    return [
        (other, round(100 * share(len(mine), sizes[other], n)))
        for other, n in likely.items()
        if are_alike(len(mine), sizes[other], n)
    ]


def open_for(sources) -> list[Likeness]:
    """Likenesses of these sources about which nobody has said anything, and that matter: neither derives from the
    other yet."""
    rows = Likeness.objects.filter(Q(first__in=sources) | Q(second__in=sources), ruling="")
    rows = rows.filter(first__merged_into=None, second__merged_into=None)
    rows = rows.select_related("first__publisher", "second__publisher")
    return [
        row
        for row in rows
        if row.second_id != row.first.derived_from_id and row.first_id != row.second.derived_from_id
    ]


@transaction.atomic
def rule(likeness: Likeness, ruling: str, by) -> None:
    """An editor says what it is. Where one reprints the other, that one derives from it. Raises ValueError."""
    if ruling not in Ruling.values:
        raise ValueError(_("Choose which one reprints the other, or that neither does."))
    row = Likeness.objects.select_for_update().select_related("first", "second").get(pk=likeness.pk)
    if row.ruling:
        raise ValueError(_("%s has said so already. Nothing was changed.") % (row.by_name or _("Somebody")))
    if row.first.merged_into_id or row.second.merged_into_id:
        raise ValueError(_("One of the two was merged meanwhile. Nothing was changed."))
    if ruling != Ruling.NEITHER:
        reprint, origin = (row.first, row.second) if ruling == Ruling.FIRST else (row.second, row.first)
        _derive(reprint, origin, by)
    row.ruling, row.by, row.by_name, row.at = ruling, by, name_of(by), timezone.now()
    row.save()


def _derive(reprint: Source, origin: Source, by) -> None:
    if reprint.derived_from_id not in (None, origin.pk):
        raise ValueError(
            _("“%s” derives from another source already. Change that on its card first.") % reprint.title
        )
    if reprint.pk in ancestry.ancestors([origin]).get(origin.pk, ()):
        raise ValueError(
            _("“%s” derives from it already. One of the two has to be the first.") % origin.title
        )
    reprint.derived_from = origin
    reprint.save(update_fields=["derived_from"])
    log(reprint, "wagtail.edit", user=by, data={"derived_from": origin.title})
    telling.tell(reprint)  # two origins are one now, which may hold a story
