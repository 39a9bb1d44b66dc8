"""What do we tell readers about how a story was made? Sentences computed from an Edition, never typed.

Each statement is a figure and a whole sentence around it; zero is stated, never hidden.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from articles.claims import Claim, Standing
from articles.editions import ANSWERS, Edition, Kind
from articles.history import NOTHING, Past
from articles.seen import tally


@dataclass(frozen=True)
class Statement:
    """One computed fact. `claims` are those it speaks of; `name` is the rule that made it."""

    name: str
    figure: str
    text: str
    claims: tuple[Claim, ...] = ()


def sources(edition: Edition) -> Iterator[Statement]:
    """How many sources there are, and how many of them are first-hand."""
    total, primary = len(edition.sources), len(edition.primary_sources)
    if not total:
        yield Statement("sources", "0", _("sources are cited."))
        return
    of_them = (
        ngettext(
            "%(n)s of them primary: a first-hand document, data or person.",
            "%(n)s of them primary: first-hand documents, data or persons.",
            primary,
        )
        if primary
        else _("none of them primary: all are reports by others.")
    )
    word = ngettext("source, ", "sources, ", total)
    yield Statement("sources", str(total), word + of_them % {"n": primary})


def single_source(edition: Edition) -> Iterator[Statement]:
    """Which known claims rest on one source only."""
    if edition.kind is Kind.BRIEF:
        single = edition.single_sourced
        text = ngettext(
            "known claim rests on a single source", "known claims rest on a single source", len(single)
        )
        yield Statement("single_source", str(len(single)), text, single)


def addresses(edition: Edition) -> Iterator[Statement]:
    """How many sources a reader can go and look at."""
    total = len(edition.sources)
    if total:
        linked = sum(bool(source.url) for source in edition.sources)
        text = ngettext("source has a web address.", "sources have a web address.", total)
        yield Statement("addresses", f"{linked}/{total}", text)


def open_web(edition: Edition) -> Iterator[Statement]:
    """What came of looking at the links, and since when that is known of all of them."""
    checked = [source for source in edition.sources if source.url and source.checked_at]
    if checked:
        on = date_format(localtime(min(source.checked_at for source in checked)), "j F Y")
        text = ngettext("link checked %(on)s: %(states)s.", "links checked %(on)s: %(states)s.", len(checked))
        yield Statement("open_web", str(len(checked)), text % {"on": on, "states": tally(checked)})


def retracted(edition: Edition) -> Iterator[Statement]:
    """Which sources were corrected, retracted or compromised since we cited them."""
    sources = [source for source in edition.sources if source.retraction]
    if sources:
        claims = tuple(claim for claim in edition.claims if claim.retractions)
        text = ngettext(
            "cited source does not stand as it was; the claims that rest on it are marked.",
            "cited sources do not stand as they were; the claims that rest on them are marked.",
            len(sources),
        )
        yield Statement("retracted", str(len(sources)), text, claims)


def unnamed(edition: Edition) -> Iterator[Statement]:
    """How many sources we don't name. Their reasons stand in the list of sources."""
    count = sum(bool(source.unnamed_why) for source in edition.sources)
    if count:
        text = ngettext(
            "unnamed source; somebody in the newsroom knows who it is, and a managing editor agreed to it.",
            "unnamed sources; somebody in the newsroom knows who each is, and a managing editor agreed to it.",
            count,
        )
        yield Statement("unnamed", str(count), text)


def starting_point(edition: Edition) -> Iterator[Statement]:
    """Whether the story grew from a preliminary brief, which readers can see."""
    if edition.original.strip():
        words = len(edition.original.split())
        text = ngettext(
            "preliminary brief of %(words)s word as the starting point.",
            "preliminary brief of %(words)s words as the starting point.",
            words,
        )
        yield Statement("starting_point", "1", text % {"words": words})


def ai_use(edition: Edition) -> Iterator[Statement]:
    """What AI did."""
    if edition.ai_use == "none":
        yield Statement("ai_use", "0", _("uses of AI: none in writing, translation or pictures."))
    elif edition.ai_use == "assisted":
        yield Statement(
            "ai_use",
            "1",
            _("use of AI: %(task)s, with %(tool)s.") % {"task": edition.ai_task, "tool": edition.ai_tool},
        )
    elif edition.ai_use == "generated":
        yield Statement("ai_use", "1", _("use of AI that wrote text: %s") % label(edition))


def label(edition: Edition) -> str:
    """What stands above a story of which AI wrote text, and in whatever else is made of it: that it did, what, and who
    answers for it (Regulation (EU) 2024/1689, article 50(4) and (5)). Nothing for other stories."""
    if edition.ai_use != "generated":
        return ""
    names = ", ".join(row.name for row in edition.bylines if row.role == ANSWERS and row.name)
    told = {"task": edition.ai_task, "tool": edition.ai_tool, "names": names}
    words = _(
        "AI wrote text of this story (%(task)s, with %(tool)s). "
        "%(names)s reviewed and approved it, and answers for it."
    )
    return words % told


def kept(edition: Edition) -> Iterator[Statement]:
    """How many of the sources the newsroom keeps a copy of."""
    total = sum(bool(source.url) for source in edition.sources)
    if total:
        count = sum(bool(source.url and source.kept) for source in edition.sources)
        text = ngettext("linked source is kept as a copy.", "linked sources are kept as copies.", total)
        yield Statement("kept", f"{count}/{total}", text)


def verified(edition: Edition, past: Past) -> Iterator[Statement]:
    """How many people verified the claims as they stand. They did not write them."""
    if edition.kind is Kind.BRIEF and past.versions:
        text = ngettext(
            "person other than its writer verified the claims.",
            "people other than its writer verified the claims.",
            past.checkers,
        )
        yield Statement("verified", str(past.checkers), text)


def corrections(edition: Edition, past: Past) -> Iterator[Statement]:
    """How often readers were told that something had been wrong, and in how many versions."""
    if past.versions:
        count = len(past.notices)
        text = ngettext("correction or clarification", "corrections or clarifications", count)
        versions = ngettext("in %(n)s version.", "in %(n)s versions.", past.versions) % {"n": past.versions}
        yield Statement("corrections", str(count), f"{text} {versions}")


STATEMENTS = (sources, single_source, addresses, open_web, kept, retracted, unnamed)
OF_THE_PAST = (verified, corrections)
OF_ITS_MAKING = (starting_point, ai_use)


def statements(edition: Edition, past: Past = NOTHING) -> list[Statement]:
    """All that the record says about the making of this edition, in the order in which readers see it. What its history
    tells is left out where it has none, as in a draft."""
    said = [statement for rule in STATEMENTS for statement in rule(edition)]
    said += [statement for rule in OF_THE_PAST for statement in rule(edition, past)]
    return said + [statement for rule in OF_ITS_MAKING for statement in rule(edition)]


def short(edition: Edition, past: Past = NOTHING) -> str:
    """The most telling of it in one line, high on the page: sources, single-source claims, people who verified it,
    corrections and AI."""
    total, primary = len(edition.sources), len(edition.primary_sources)
    single, notices = len(edition.single_sourced), len(past.notices)
    words = [
        ngettext("%(n)s source, %(primary)s primary", "%(n)s sources, %(primary)s primary", total)
        % {"n": total, "primary": primary}
    ]
    if edition.kind is Kind.BRIEF:
        words.append(
            ngettext("%(n)s claim on a single source", "%(n)s claims on a single source", single)
            % {"n": single}
        )
    if past.checkers:
        people = ngettext("verified by %(n)s person", "verified by %(n)s people", past.checkers)
        words.append(people % {"n": past.checkers})
    words.append(ngettext("%(n)s correction", "%(n)s corrections", notices) % {"n": notices})
    if edition.ai_use:
        words.append(str(AI_IN_SHORT[edition.ai_use]))
    return " · ".join(words)


AI_IN_SHORT = {"none": _lazy("no AI"), "assisted": _lazy("AI assisted"), "generated": _lazy("AI generated")}
NOT_MET = {
    "verified": _lazy("Not every claim has been verified by a second person."),
    "second_check": _lazy("The second, independent check of the claims is missing."),
    "approval": _lazy("No second person has approved this version."),
    "comments": _lazy("A question that was raised in the newsroom is open."),
    "headline": _lazy("The headline has not been confirmed."),
    "summary": _lazy("The summary is missing or too long."),
    "substance": _lazy("Nothing in it is known yet."),
    "wording": _lazy("A claim is too long or has no text."),
    "contested": _lazy("A source contradicts a claim that stands as known."),
    "single_source": _lazy("A claim rests on a single source, and its writer has not said so."),
    "checked": _lazy("Not every source could be looked at within the last day."),
    "excerpts": _lazy("Words that are cited have not been found in their source."),
    "contradiction": _lazy("A claim stands as known and as unclear."),
    "reachability": _lazy("A cited source has no address, and nothing explains why."),
    "answers": _lazy("A question has no answer."),
    "pictures": _lazy("A picture lacks its description or its credit."),
    "footnotes": _lazy("A reference in the text leads to no source."),
}


def not_met(gates: Iterable[str]) -> list[str]:
    """For readers: what was not done when a story went out past these gates."""
    return [str(NOT_MET[name]) for name in NOT_MET if name in set(gates)]


def in_words(edition: Edition) -> str:
    """The counts of claims as a phrase, as “6 known, 1 disputed, 3 unclear”."""
    return ", ".join(
        f"{edition.counts[standing]} {standing.label.lower()}" for standing in shown_standings(edition)
    )


def shown_standings(edition: Edition) -> list[Standing]:
    """Standings with a count worth naming: all that occur, and “unclear” even at nought."""
    return [s for s in Standing if edition.counts[s] or s is Standing.UNCLEAR]
