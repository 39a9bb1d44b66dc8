"""What holds a story, gate by gate: an edition that each one shuts, and one that it lets through."""

from dataclasses import replace
from datetime import date

from articles import gates
from articles.claims import Citation, Claim, Retraction, Source, Stance, Standing
from articles.editions import Edition, Footnote, Kind, Picture, Question
from sources.kinds import RetractionKind, SourceKind

ORDER = Source(1, 1, "Traffic order", SourceKind.DOCUMENT, url="https://roads.example.org/1")
RADIO = Source(2, 2, "Morning interview", SourceKind.REPORT, url="https://radio.example.org/1")
SUPPORT = Citation(ORDER, Stance.SUPPORTS)
AGAINST = Citation(RADIO, Stance.CONTRADICTS)


def claim(standing=Standing.KNOWN, *citations, text="The bridge is closed.", number=1, **fields) -> Claim:
    fields = {"single_source": True} | fields
    return Claim(f"uid{number}", number, text, standing, citations=citations, **fields)


READY = Edition(
    Kind.BRIEF,
    "Bridge closed",
    summary="Lorries are kept off.",
    claims=(claim(Standing.KNOWN, SUPPORT),),
    ai_use="none",
)


def shut(edition: Edition) -> list[str]:
    return sorted({hold.gate for hold in gates.holds(edition)})


def with_claims(*claims) -> Edition:
    return replace(READY, claims=(*READY.claims, *claims))


def test_a_complete_brief_is_not_held():
    assert shut(READY) == []


def test_a_known_claim_needs_a_source_that_supports_it():
    assert shut(replace(READY, claims=(claim(),))) == ["sourcing"]
    assert shut(replace(READY, claims=(claim(Standing.KNOWN, Citation(ORDER, Stance.CONTEXT)),))) == [
        "sourcing"
    ]
    assert shut(replace(READY, claims=(claim(Standing.KNOWN, AGAINST),))) == ["contested", "sourcing"]


def retracted(kind: RetractionKind) -> Source:
    return replace(ORDER, retraction=Retraction(1, kind, date(2026, 5, 12), "The office withdrew it."))


def test_what_was_retracted_or_compromised_supports_nothing_any_more():
    for kind in (RetractionKind.RETRACTED, RetractionKind.COMPROMISED):
        (hold,) = gates.holds(
            replace(READY, claims=(claim(Standing.KNOWN, Citation(retracted(kind), Stance.SUPPORTS)),))
        )
        assert (hold.gate, "was retracted or compromised" in hold.message) == ("sourcing", True)
    corrected = Citation(retracted(RetractionKind.CORRECTED), Stance.SUPPORTS)
    assert shut(replace(READY, claims=(claim(Standing.KNOWN, corrected),))) == []


def test_a_known_claim_that_a_source_contradicts_is_held():
    assert shut(replace(READY, claims=(claim(Standing.KNOWN, SUPPORT, AGAINST),))) == ["contested"]
    void = Citation(retracted(RetractionKind.RETRACTED), Stance.CONTRADICTS)
    radio = Citation(RADIO, Stance.SUPPORTS)
    assert shut(replace(READY, claims=(claim(Standing.KNOWN, radio, void),))) == []


def test_a_known_claim_of_one_origin_says_so():
    alone = claim(Standing.KNOWN, SUPPORT, single_source=False)
    assert shut(replace(READY, claims=(alone,))) == ["single_source"]
    assert shut(replace(READY, claims=(replace(alone, single_source=True),))) == []
    other = Citation(RADIO, Stance.SUPPORTS)
    assert shut(replace(READY, claims=(replace(alone, citations=(SUPPORT, other)),))) == []
    reprint = Citation(replace(RADIO, ancestors=frozenset({ORDER.id})), Stance.SUPPORTS)
    (hold,) = gates.holds(replace(READY, claims=(replace(alone, citations=(SUPPORT, reprint)),)))
    assert "2 sources of one origin" in hold.message


def test_a_refuted_claim_needs_a_source_that_contradicts_it():
    assert shut(with_claims(claim(Standing.REFUTED, SUPPORT, text="A lorry hit it."))) == ["sourcing"]
    assert shut(with_claims(claim(Standing.REFUTED, AGAINST, text="A lorry hit it."))) == []


def test_a_disputed_claim_needs_both_sides():
    assert shut(with_claims(claim(Standing.DISPUTED, SUPPORT, text="1,200 lorries a day."))) == ["sourcing"]
    assert shut(with_claims(claim(Standing.DISPUTED, AGAINST, text="1,200 lorries a day."))) == ["sourcing"]
    assert shut(with_claims(claim(Standing.DISPUTED, SUPPORT, AGAINST, text="1,200 lorries a day."))) == []


def test_an_unclear_claim_needs_no_source_but_is_not_enough():
    assert shut(replace(READY, claims=(claim(Standing.UNCLEAR),))) == ["substance"]


def test_one_statement_does_not_stand_both_known_and_unclear():
    assert shut(with_claims(claim(Standing.UNCLEAR, text="Whether the bridge is closed", number=2))) == [
        "contradiction"
    ]
    assert shut(with_claims(claim(Standing.UNCLEAR, text="When the bridge opens.", number=2))) == []


def test_a_cited_source_has_an_address_or_its_kind_and_note_explain_why_not():
    def resting_on(**fields):
        source = replace(ORDER, url="", **fields)
        return replace(READY, claims=(claim(Standing.KNOWN, Citation(source, Stance.SUPPORTS)),))

    assert shut(resting_on(kind=SourceKind.INTERVIEW)) == ["reachability"]
    assert shut(resting_on(kind=SourceKind.REPORT, note="Seen in print.")) == ["reachability"]
    assert shut(resting_on(kind=SourceKind.INTERVIEW, note="By telephone on 21 April.")) == []
    assert shut(resting_on(kind=SourceKind.EYEWITNESS, unnamed_why="Fears for the job.")) == []


def test_every_claim_says_something_and_not_too_much():
    assert shut(with_claims(claim(Standing.UNCLEAR, text=" "))) == ["wording"]
    assert shut(with_claims(claim(Standing.UNCLEAR, text="x" * 501))) == ["wording"]
    assert shut(with_claims(claim(Standing.UNCLEAR, text="x" * 500))) == []


def test_the_headline_is_there_and_confirmed():
    assert shut(replace(READY, headline=" ")) == ["headline"]
    assert shut(replace(READY, headline_confirmed=False)) == ["headline"]


def test_the_summary_is_there_and_short():
    assert shut(replace(READY, summary="")) == ["summary"]
    assert shut(replace(READY, summary="x" * 601)) == ["summary"]
    assert shut(replace(READY, summary="x" * 600)) == []


def test_every_question_has_its_answer():
    assert shut(replace(READY, faq=(Question("Is it safe?", "<p> </p>"),))) == ["answers"]
    assert shut(replace(READY, faq=(Question("", "<p>Yes.</p>"),))) == ["answers"]
    assert shut(replace(READY, faq=(Question("Is it safe?", "<p>Yes.</p>"),))) == []


def test_ai_use_is_answered():
    assert shut(replace(READY, ai_use="")) == ["ai_use"]
    assert shut(replace(READY, ai_use="assisted", ai_task="translation")) == ["ai_use"]
    assert shut(replace(READY, ai_use="assisted", ai_task="translation", ai_tool="Translator 3")) == []


def test_every_picture_has_alternative_text_and_credit():
    assert shut(replace(READY, pictures=(Picture(1, "A bridge", "", "lead_photo"),))) == ["pictures"]
    assert shut(replace(READY, pictures=(Picture(1, "", "Ines", "lead_photo"),))) == ["pictures"]
    assert shut(replace(READY, pictures=(Picture(1, "A bridge", "Ines", "lead_photo"),))) == []


def test_the_marks_in_an_article_and_its_sources_match():
    article = Edition(Kind.ARTICLE, "The ferry", summary="Eight a day.", body="Eight.[^1]", ai_use="none")
    assert shut(article) == ["footnotes"]
    assert shut(replace(article, footnotes=(Footnote(1, ORDER),))) == []
    assert shut(replace(article, footnotes=(Footnote(1, ORDER), Footnote(2, RADIO)))) == ["footnotes"]
    assert shut(replace(article, body="[]", footnotes=())) == ["substance"]


def test_a_hold_names_the_claim_and_leads_to_its_row():
    (hold,) = gates.holds(with_claims(claim(Standing.REFUTED, text="A lorry hit it.", number=7)))
    assert "Claim 7 is refuted but nothing contradicts it." in hold.message
    assert (hold.field, hold.claim) == ("claims-1", "uid7")


def test_every_gate_says_its_rule_in_words():
    assert all(gate.__doc__ and gate.__doc__[0].isupper() for gate in gates.GATES)
