"""What must hold before a story may go out? Each gate is a rule about an Edition, in an editor's words.

A gate yields a Hold for each thing that is wrong. To add one, see docs/gates.md. No database, request or clock.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.claims import Claim, Stance, Standing
from articles.editions import Edition, Kind

SUMMARY_LIMIT = 600  # characters
CLAIM_LIMIT = 500  # characters
FOOTNOTE_MARK = re.compile(r"\[\^(\d{1,6})\]")


@dataclass(frozen=True)
class Hold:
    """Why a story may not go out. `field` leads to the form: a field's name, or a relation and the row's place."""

    gate: str
    message: str
    field: str = ""
    claim: str = ""

    def as_json(self) -> dict:
        return {"gate": self.gate, "message": self.message, "field": self.field, "claim": self.claim}


def headline(edition: Edition) -> Iterator[Hold]:
    """The story has a headline, and an editor has confirmed it if intake made one up."""
    if not edition.headline.strip():
        yield Hold("headline", _("There is no headline. Write one."), "title")
    elif not edition.headline_confirmed:
        yield Hold(
            "headline",
            _(
                "The headline was taken from the summary. Rewrite it or keep it, then tick “Headline confirmed”."
            ),
            "headline_confirmed",
        )


def summary(edition: Edition) -> Iterator[Hold]:
    """The story says in a summary what it is about, in at most 600 characters."""
    length = len(edition.summary.strip())
    if not length:
        yield Hold(
            "summary", _("There is no summary. Say in two or three sentences what the story is."), "summary"
        )
    elif length > SUMMARY_LIMIT:
        yield Hold(
            "summary",
            _("The summary has %(length)s characters; the limit is %(limit)s. Shorten it.")
            % {"length": length, "limit": SUMMARY_LIMIT},
            "summary",
        )


def substance(edition: Edition) -> Iterator[Hold]:
    """A brief says at least one thing that we know. An article says something."""
    if edition.kind is Kind.BRIEF and not edition.standing(Standing.KNOWN):
        yield Hold("substance", _("Nothing is known yet. Add at least one known claim."), "claims")
    if edition.kind is Kind.ARTICLE and not edition.has_body:
        yield Hold("substance", _("The article has no text. Write it."), "body")


def wording(edition: Edition) -> Iterator[Hold]:
    """Every claim says something, in at most 500 characters."""
    for claim, field in rows(edition.claims):
        length = len(claim.text.strip())
        if not length:
            yield Hold(
                "wording",
                _("%(claim)s has no text. Write it or delete it.") % named(claim),
                field,
                claim.uid,
            )
        elif length > CLAIM_LIMIT:
            message = _("%(claim)s has %(length)s characters; the limit is %(limit)s. Split or shorten it.")
            yield Hold(
                "wording",
                message % (named(claim) | {"length": length, "limit": CLAIM_LIMIT}),
                field,
                claim.uid,
            )


def sourcing(edition: Edition) -> Iterator[Hold]:
    """Every known claim cites a source that supports it, every refuted claim one that contradicts it, and every
    disputed claim both."""
    for claim, field in rows(edition.claims):
        missing = [stance for stance in claim.standing.needs if not claim.sources_that(stance)]
        if missing:
            message = VOID if claim.citing(missing[0]) else LACKS[claim.standing, missing[0]]
            told = named(claim) | {"standing": claim.standing.label.lower(), "does": missing[0].label.lower()}
            yield Hold("sourcing", message % told, field, claim.uid)


VOID = gettext_lazy(
    "%(claim)s is %(standing)s, but what %(does)s it was retracted or compromised. Cite another source, or change "
    "what the claim says."
)
LACKS = {
    (Standing.KNOWN, Stance.SUPPORTS): gettext_lazy(
        "%(claim)s is known but cites no source that supports it. Add a citation, or set the claim to unclear."
    ),
    (Standing.REFUTED, Stance.CONTRADICTS): gettext_lazy(
        "%(claim)s is refuted but nothing contradicts it. Add the source that does."
    ),
    (Standing.DISPUTED, Stance.SUPPORTS): gettext_lazy(
        "%(claim)s is disputed but no source supports it. Add a citation for that side."
    ),
    (Standing.DISPUTED, Stance.CONTRADICTS): gettext_lazy(
        "%(claim)s is disputed but no source contradicts it. Add a citation for the other side."
    ),
}


def contested(edition: Edition) -> Iterator[Hold]:
    """No source contradicts a claim that stands as known."""
    for claim, field in rows(edition.claims):
        against = claim.sources_that(Stance.CONTRADICTS)
        if claim.standing is Standing.KNOWN and against:
            message = _(
                "%(claim)s is known, and source “%(title)s” contradicts it. Set it to disputed, or to unclear."
            )
            yield Hold("contested", message % (named(claim) | {"title": against[0].title}), field, claim.uid)


def single_source(edition: Edition) -> Iterator[Hold]:
    """A known claim whose sources have one origin says so: its writer has ticked “Single source”; readers see it."""
    for claim, field in rows(edition.claims):
        if claim.is_single_sourced and not claim.single_source:
            count = len(claim.supporters)
            message = ngettext(
                "%(claim)s rests on a single source. Add one of another origin, or tick “Single source”.",
                "%(claim)s rests on %(count)s sources of one origin. Add one of another, or tick “Single source”.",
                count,
            )
            yield Hold("single_source", message % (named(claim) | {"count": count}), field, claim.uid)


def contradiction(edition: Edition) -> Iterator[Hold]:
    """No claim stands both known and unclear."""
    unclear = {_bare(claim.text): claim for claim in edition.standing(Standing.UNCLEAR) if _bare(claim.text)}
    for claim, field in rows(edition.claims):
        twin = unclear.get(_bare(claim.text))
        if claim.standing is Standing.KNOWN and twin:
            message = _("%(claim)s is known, and %(twin)s says the same is unclear. Keep one of them.")
            yield Hold("contradiction", message % (named(claim) | {"twin": _name(twin)}), field, claim.uid)


def reachability(edition: Edition) -> Iterator[Hold]:
    """Every cited source has an address, or its kind and a note explain why not."""
    for source in edition.sources:
        if not source.is_explained:
            lacks = NO_NOTE if source.kind.may_lack_url else NO_ADDRESS
            message = lacks % {"title": source.title}
            places = [str(claim.number) for claim in edition.citing(source) if claim.number]
            if places:
                cited = ngettext("Cited in claim %s.", "Cited in claims %s.", len(places)) % ", ".join(places)
                message += f" {cited}"
            yield Hold("reachability", message, f"source:{source.id}")


NO_NOTE = gettext_lazy(
    "Source “%(title)s” has no web address and no note. Add the address, or say in its note how we have it."
)
NO_ADDRESS = gettext_lazy(
    "Source “%(title)s” has no web address. Add it, or choose a kind that needs none and say in its note "
    "how we have it."
)


def answers(edition: Edition) -> Iterator[Hold]:
    """Every FAQ question has its answer."""
    for place, pair in enumerate(edition.faq):
        field = f"faq-{place}"
        if not strip_tags(pair.answer).strip():
            message = _("Question %(n)s has no answer. Answer it or delete it.")
            yield Hold("answers", message % {"n": place + 1}, field)
        elif not pair.question.strip():
            message = _("Answer %(n)s has no question. Write the question or delete the answer.")
            yield Hold("answers", message % {"n": place + 1}, field)


def ai_use(edition: Edition) -> Iterator[Hold]:
    """The story says whether AI was used, and if so for which task and with which tool."""
    if not edition.ai_use:
        yield Hold(
            "ai_use", _("AI use is not answered. Say none, or else name the task and the tool."), "ai_use"
        )
    elif edition.ai_use != "none" and not (edition.ai_task.strip() and edition.ai_tool.strip()):
        field = "ai_tool" if edition.ai_task.strip() else "ai_task"
        yield Hold("ai_use", _("AI was used, but the task or the tool is missing. Name both."), field)


def pictures(edition: Edition) -> Iterator[Hold]:
    """Every picture has alternative text and a credit."""
    for picture in edition.pictures:
        lacking = [
            word
            for word, text in ((_("alternative text"), picture.alt), (_("credit"), picture.credit))
            if not text.strip()
        ]
        if lacking:
            message = _("A picture has no %(lacking)s. Add it in the picture’s own form.")
            yield Hold("pictures", message % {"lacking": _(" and no ").join(lacking)}, picture.place)


def footnotes(edition: Edition) -> Iterator[Hold]:
    """Every mark in an article’s text has its source, and every source is cited in the text."""
    marks = {int(number) for number in FOOTNOTE_MARK.findall(edition.body)}
    notes = {note.handle: place for place, note in enumerate(edition.footnotes)}
    for number in sorted(marks - notes.keys()):
        yield Hold("footnotes", _("The text cites [^%s], but no source has that mark.") % number, "body")
    for handle in sorted(notes.keys() - marks, key=str):
        message = _("The source with the mark [^%s] is not cited in the text. Put the mark where it belongs.")
        yield Hold("footnotes", message % handle, f"citations-{notes[handle]}")


GATES = (
    headline,
    summary,
    substance,
    wording,
    sourcing,
    contested,
    single_source,
    contradiction,
    reachability,
    answers,
    ai_use,
    pictures,
    footnotes,
)


def holds(edition: Edition) -> list[Hold]:
    """All that keeps the edition from going out; empty when nothing does."""
    return [hold for gate in GATES for hold in gate(edition)]


def rows(claims: Iterable[Claim]) -> Iterator[tuple[Claim, str]]:
    """Each claim with the place of its row in the form."""
    return ((claim, f"claims-{place}") for place, claim in enumerate(claims))


def _name(claim: Claim) -> str:
    return _("Claim %s") % claim.number if claim.number else _("A new claim")


def named(claim: Claim) -> dict:
    return {"claim": _name(claim)}


def _bare(text: str) -> str:
    """The words alone: case, punctuation, “whether” and spaces do not make two statements different."""
    words = re.findall(r"\w+", text.casefold())
    return " ".join(words[1:] if words[:1] == ["whether"] else words)
