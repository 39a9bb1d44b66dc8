"""What must the desk have done before a story may go out? Gates that ask who checked, approved and commented.

Each is a rule about an Edition and its Review, in an editor's words. To add one, see docs/gates.md.
"""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.checking import TO_VERIFY, Outcome, Review
from articles.claims import Source
from articles.correcting import Part
from articles.editions import ANSWERS, Edition
from articles.gates import Hold, named, rows
from sources.excerpts import Found
from sources.reasons import is_sentence
from sources.schedule import FRESH

# Never released by an override: a claim without its sources, a missing answer, generated text that nobody answers for,
# a change in silence, a promise to others, a kill; and what a managing editor can open by agreeing.
NEVER_WAIVED = frozenset({"sourcing", "ai_use", "generated", "unnamed", "corrections", "embargo", "killed"})


def verified(edition: Edition, review: Review) -> Iterator[Hold]:
    """Every known, disputed and refuted claim is verified by somebody who did not write its present wording, and no
    claim waits for work that a checker asked for."""
    for claim, place in rows(edition.claims):
        outcome = review.outcome(claim)
        if review.differs(claim):
            message = _("The checks of %(claim)s differ. An editor has to decide.")
        elif outcome is Outcome.NEEDS_WORK:
            message = _("%(claim)s needs work, says its check. Change it, then have it checked again.")
        elif claim.standing in TO_VERIFY and outcome is Outcome.CANT_TELL:
            message = _("The check of %(claim)s could not tell. Add a better source, or set it to unclear.")
        elif claim.standing in TO_VERIFY and outcome is None:
            message = _("%(claim)s is not verified. Somebody who did not write it has to check it.")
        else:
            continue
        yield Hold("verified", _capital(message % named(claim)), place, claim.uid)


def second_check(edition: Edition, review: Review) -> Iterator[Hold]:
    """Where a second check is demanded, two people have checked every known, disputed and refuted claim, each
    without knowing what the other said."""
    if not review.second_check:
        return
    for claim, place in rows(edition.claims):
        lacking = review.checks_lacking(claim)
        if (
            claim.standing in TO_VERIFY and lacking and review.outcome(claim)
        ):  # without any, `verified` holds it
            message = _("%(claim)s has one check; this story needs two, by different people.")
            if lacking == 2:
                message = _("%(claim)s was decided, but its checks count no more; this story needs two.")
            yield Hold("second_check", message % named(claim), place, claim.uid)


def comments(edition: Edition, review: Review) -> Iterator[Hold]:
    """No comment is open."""
    if count := review.open_comments:
        message = ngettext(
            "%s comment is open. Answer it and resolve it.",
            "%s comments are open. Answer and resolve them.",
            count,
        )
        yield Hold("comments", message % count, "comments")


def approval(edition: Edition, review: Review) -> Iterator[Hold]:
    """Somebody else has approved exactly this version: not its author, not whoever changed it last, nor the writer of
    one of its claims."""
    if not review.is_approved(edition):
        yield Hold(
            "approval",
            _("Nobody else has approved this version. Submit it, so that a second person looks at it."),
        )


def generated(edition: Edition, review: Review) -> Iterator[Hold]:
    """Text that AI generated has a named editor who answers for it and has approved exactly this version, and every
    claim of it is verified."""
    if edition.ai_use != "generated":
        return
    answering = [row for row in edition.bylines if row.role == ANSWERS and row.person and row.name]
    if not answering:
        message = _("AI generated text of it, and nobody answers for it. Name an editor in the byline.")
        yield Hold("generated", message, "bylines")
    for row in answering:
        if not review.is_approved(edition, row.person):
            message = _(
                "%(name)s answers for text that AI generated, and has to approve exactly this version."
            )
            yield Hold("generated", message % {"name": row.name}, "bylines")
    if any(verified(edition, review)):
        yield Hold("generated", _("AI generated text of it, so no claim may go out that is not verified."))


def checked(edition: Edition, review: Review) -> Iterator[Hold]:
    """Every cited source with a web address was looked at within a day, and is there, or a copy of it is kept."""
    for source in edition.sources:
        if source.url and (message := _not_seen(source, review)):
            yield Hold("checked", message % {"title": source.title}, f"source:{source.id}")


def _not_seen(source: Source, review: Review) -> str:
    if source.checked_at is None:
        return _(
            "Source “%(title)s” has not been looked at yet. That is done in the background: wait a moment."
        )
    if review.now and review.now - source.checked_at > FRESH:
        return _("Source “%(title)s” was looked at more than a day ago. Check the sources again.")
    if not (source.kept or (source.state and source.state.was_read)):
        return _(
            "Source “%(title)s” can’t be read, and no copy of it is kept. Upload one, or correct the address."
        )
    return ""


def excerpts(edition: Edition, review: Review) -> Iterator[Hold]:
    """Every cited excerpt was found in its source, or a person has seen it there."""
    in_claims = [
        (named(claim), c, place, claim.uid) for claim, place in rows(edition.claims) for c in claim.citations
    ]
    in_text = [({"claim": _("The text")}, n, f"citations-{i}", "") for i, n in enumerate(edition.footnotes)]
    for name, citation, place, uid in in_claims + in_text:
        finding = review.finding(citation)
        if finding and not finding.is_good:
            told = name | {"title": citation.source.title, "nearest": finding.nearest}
            yield Hold("excerpts", NOT_THERE[finding.found] % told, place, uid)


NOT_THERE = {
    Found.ALTERED: gettext_lazy(
        "%(claim)s cites words that source “%(title)s” does not have like that. It says: “%(nearest)s”. Correct "
        "the excerpt, or confirm it on the fact-check screen."
    ),
    Found.MISSING: gettext_lazy(
        "%(claim)s cites words that are not in source “%(title)s”. Correct the excerpt, or confirm it on the "
        "fact-check screen."
    ),
    Found.CANT_TELL: gettext_lazy(
        "%(claim)s cites words of source “%(title)s” that nobody has found there. Confirm them on the fact-check "
        "screen."
    ),
}


def unnamed(edition: Edition, review: Review) -> Iterator[Hold]:
    """A source that is not named has a reason for readers, somebody in the newsroom knows who it is, and a managing
    editor has agreed."""
    for source in edition.sources:
        if source.unnamed_why and (message := _not_agreed(source, review)):
            yield Hold("unnamed", message % {"title": source.title}, f"source:{source.id}")


def _not_agreed(source: Source, review: Review) -> str:
    if not is_sentence(source.unnamed_why):
        return _("Source “%(title)s” is not named. Say why in a sentence; readers see it.")
    if source.id not in review.known_sources:
        return _(
            "Nobody here has said that they know who source “%(title)s” is. Whoever does says so on its card."
        )
    if source.anonymity not in review.agreements:
        return _(
            "Source “%(title)s” is not named. A managing editor has to agree, on the story’s sheet of sources."
        )
    return ""


def corrections(edition: Edition, review: Review) -> Iterator[Hold]:
    """Every change to a known or refuted claim, a headline or a summary that readers have seen is called by its name,
    and so is every claim that goes."""
    places = {claim.uid: place for claim, place in rows(edition.claims)}
    for change in review.unsaid:
        message = _("%(name)s was published otherwise. Say what the change is, and tell readers.")
        if change.is_gone:
            message = _("%(name)s was published and is not there any more. Say why it was withdrawn.")
        place = PLACES.get(change.part) or places.get(change.uid, "claims")
        yield Hold("corrections", message % {"name": change.name}, place, change.uid)


PLACES = {Part.HEADLINE: "title", Part.SUMMARY: "summary"}


def embargo(edition: Edition, review: Review) -> Iterator[Hold]:
    """The embargo is over."""
    until = review.embargo_until
    if until and (review.at is None or review.at < until):
        when = date_format(localtime(until), "j F Y, H:i")
        yield Hold("embargo", _("Under embargo until %s. It can be scheduled for then.") % when)


def killed(edition: Edition, review: Review) -> Iterator[Hold]:
    """The story is not killed."""
    if review.killed:
        yield Hold("killed", _("The story was killed. It has to be restored before it can be published."))


DESK_GATES = (
    verified,
    second_check,
    checked,
    excerpts,
    unnamed,
    comments,
    approval,
    generated,
    corrections,
    embargo,
    killed,
)


def holds(edition: Edition, review: Review) -> list[Hold]:
    """All that the desk still has to do; empty when nothing is left."""
    return [hold for gate in DESK_GATES for hold in gate(edition, review)]


def released(edition: Edition, review: Review) -> frozenset[str]:
    """The gates that an override has opened for exactly this content."""
    return review.waived(edition) - NEVER_WAIVED


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
