"""What a page makes of an edition: numerals, notes, headings, words. No database."""

import json

from articles import listed, presenting, prose
from articles.claims import Citation, Claim, Publisher, Source, Stance, Standing
from articles.editions import Edition, Footnote, Kind, Signature
from sources.kinds import SourceKind

ORDER = Source(1, 1, "Traffic order", SourceKind.DOCUMENT, url="https://roads.example.org/1")
COURIER = Publisher(1, "Callan Courier", "callan-courier")
REPORT = Source(2, 2, "Lorries turn round", SourceKind.REPORT, publisher=COURIER)


def claim(standing=Standing.KNOWN, text="The bridge is closed to lorries.", *cited, number=1, **fields):
    citations = tuple(one if isinstance(one, Citation) else Citation(one, Stance.SUPPORTS) for one in cited)
    return Claim(f"uid-{number}", number, text, standing, citations=citations, **fields)


def brief(*claims, **fields):
    return Edition(Kind.BRIEF, "Merrow Bridge closed", claims=claims, **fields)


def shown(one):
    return next(there for section in presenting.sections(brief(one)) for there in section.claims)


def plain(pieces):
    return "".join(piece.before + piece.last for piece in pieces)


def test_sections_come_in_the_order_of_firmness_whatever_order_the_rows_have():
    claims = (
        claim(Standing.REFUTED, number=1),
        claim(Standing.UNCLEAR, number=2),
        claim(Standing.KNOWN, number=3),
    )
    order = [section.standing for section in presenting.sections(brief(*claims))]
    assert order == [Standing.KNOWN, Standing.UNCLEAR, Standing.REFUTED]


def test_a_section_without_claims_is_left_out_but_for_what_is_unclear():
    assert [s.standing for s in presenting.sections(brief(claim()))] == [Standing.KNOWN, Standing.UNCLEAR]


def test_the_last_word_stays_with_its_numerals():
    [piece] = shown(claim(Standing.KNOWN, "Closed since six.", ORDER, REPORT)).text
    assert (piece.before, piece.last) == ("Closed since ", "six.")
    assert [note.source for note in piece.notes] == [ORDER, REPORT]


def test_a_text_without_spaces_keeps_one_letter_with_its_accents_beside_the_numeral():
    [piece] = shown(claim(Standing.KNOWN, "桥" * 40 + "e\u0301", ORDER)).text
    assert piece.last == "e\u0301"


def test_a_claim_cites_a_source_once_however_many_of_its_pages_speak_of_it():
    twice = [Citation(ORDER, Stance.SUPPORTS, locator=page) for page in ("Page 1", "Page 7")]
    [note] = shown(claim(Standing.KNOWN, "Closed.", *twice)).notes
    assert [passage.locator for passage in note.passages] == ["Page 1", "Page 7"]


def test_no_two_notes_of_a_page_share_an_address():
    both = (
        Citation(ORDER, Stance.SUPPORTS),
        Citation(ORDER, Stance.CONTRADICTS),
        Citation(ORDER, Stance.CONTEXT),
    )
    page = brief(*(claim(s, "A claim.", *both, number=n) for n, s in enumerate(Standing, start=1)))
    ids = [note.id for section in presenting.sections(page) for one in section.claims for note in one.notes]
    assert len(ids) == len(set(ids)) > 4


def test_a_claim_of_a_draft_that_has_no_number_yet_still_has_an_address():
    assert shown(claim(number=None)).anchor == "new-1"


def test_the_words_for_support_count_sources_and_primary_ones():
    assert shown(claim(Standing.KNOWN, "A.", ORDER, REPORT)).support == "2 sources, 1 primary"
    assert shown(claim(Standing.KNOWN, "A.", ORDER)).support == "primary"  # after the words “Single source”
    assert shown(claim(Standing.KNOWN, "A.", REPORT)).support == "not primary"
    refuted = claim(Standing.REFUTED, "A.", Citation(REPORT, Stance.CONTRADICTS))
    assert shown(refuted).support == "1 source, not primary"
    assert shown(claim(Standing.UNCLEAR)).support == ""


def test_a_disputed_claim_shows_each_version_with_its_holder():
    sides = (
        Citation(ORDER, Stance.SUPPORTS, "1,204 a day"),
        Citation(REPORT, Stance.CONTRADICTS, "nearly 1,900"),
    )
    versions = shown(claim(Standing.DISPUTED, "About 1,200 lorries.", *sides)).versions
    assert [(v.holder, v.passages[0].excerpt) for v in versions] == [
        ("Traffic order", "1,204 a day"),
        ("Callan Courier", "nearly 1,900"),
    ]


def test_a_refuted_claim_carries_its_numerals_on_what_is_true_instead():
    against = Citation(ORDER, Stance.CONTRADICTS)
    one = shown(claim(Standing.REFUTED, "A lorry hit it.", against, truth="No mark was found."))
    assert plain(one.text) == "A lorry hit it." and not one.text[0].notes
    assert plain(one.truth) == "No mark was found." and one.truth[0].notes


def test_each_source_lists_the_claims_that_cite_it_by_number():
    page = brief(
        claim(Standing.UNCLEAR, "B.", ORDER, number=7), claim(Standing.KNOWN, "A.", ORDER, REPORT, number=3)
    )
    entries = presenting.sources(page, presenting.sections(page))
    assert [[one.claim.number for one in entry.claims] for entry in entries] == [[3, 7], [3]]


def test_a_source_says_what_it_is_without_saying_primary_twice():
    court = Source(3, 3, "Judgment", SourceKind.COURT)
    assert [presenting.kind(s) for s in (ORDER, REPORT, court)] == [
        "Primary document",
        "Reported, news report",
        "Primary, court record",
    ]


def test_a_foreign_title_is_marked_with_its_language_and_a_broken_tag_is_left_out():
    french, broken = (
        Source(n, n, "T", SourceKind.OTHER, language=tag) for n, tag in ((3, "fr"), (4, "in French!"))
    )
    assert (presenting.language_tag(french), presenting.foreign_language(french)) == ("fr", "French")
    assert (presenting.language_tag(broken), presenting.foreign_language(broken)) == ("", "")
    assert presenting.foreign_language(Source(5, 5, "T", SourceKind.OTHER, language="en-GB")) == ""


def test_the_matrix_says_what_each_source_does_for_each_claim():
    page = brief(claim(Standing.DISPUTED, "A.", ORDER, Citation(REPORT, Stance.CONTRADICTS)), claim(number=2))
    [row] = presenting.matrix(page, presenting.sections(page))
    assert [[bearing.word for bearing in cell] for cell in row.cells] == [["supports"], ["contradicts"]]


def test_the_record_counts_what_a_reader_can_check():
    claims = (claim(Standing.KNOWN, "A.", ORDER), claim(Standing.KNOWN, "B.", ORDER, REPORT, number=2))
    page = brief(*claims, ai_use="none")
    assert {fact.term: fact.text for fact in presenting.record(page)} == {
        "Sources": "2, of them 1 primary",
        "Single-sourced": "1 of 2 known",
        "Web address": "1 of 2 sources",
        "AI use": "none",
    }


def test_the_list_of_contents_names_only_what_is_there():
    page = brief(claim(Standing.KNOWN, "A.", ORDER), context="<p>Old.</p>")
    titles = [chapter.title for chapter in presenting.contents(page, presenting.sections(page), related=0)]
    assert titles == ["What we know", "What’s still unclear", "Context", "Source transparency", "Sources"]


def test_a_brief_that_grew_from_a_raw_one_leads_to_it():
    page = brief(claim(), original="Bridge shut.")
    anchors = [chapter.anchor for chapter in presenting.contents(page, presenting.sections(page), related=0)]
    assert "original" in anchors and "#original" in [fact.href for fact in presenting.record(page)]


def test_names_stand_together_by_what_they_did():
    names = (Signature("Ines", "written"), Signature("Tomas", "checked"), Signature("Priya", "written"))
    roles = {"written": "Written by", "checked": "Checked by", "edited": "Edited by"}
    assert presenting.bylines(names, roles) == [("Written by", ["Ines", "Priya"]), ("Checked by", ["Tomas"])]


def test_a_description_is_the_first_sentence_and_the_counts():
    page = brief(
        claim(), claim(Standing.UNCLEAR, number=2), summary="Over 7.5 tonnes, keep off. Nobody says why."
    )
    assert presenting.description(page) == "Over 7.5 tonnes, keep off. 1 known, 1 unclear."


# An article's text


def article(*blocks, sources=(ORDER, REPORT)):
    body = json.dumps([{"type": kind, "value": value} for kind, value in blocks])
    notes = tuple(Footnote(handle, source) for handle, source in enumerate(sources, start=1))
    return prose.numbered(Edition(Kind.ARTICLE, "The ferry", body=body, footnotes=notes))


def pieces(*blocks, **fields):
    return prose.blocks(article(*blocks, **fields), rich=lambda html: html, photos={})[0].pieces


def test_a_mark_becomes_the_numeral_of_its_source_beside_the_word_before_it():
    found = pieces(("paragraph", "<p>Eight sailings a day[^1], twice as many.</p>"))
    assert [(p.before, p.last, [n.source.title for n in p.notes]) for p in found] == [
        ("<p>Eight sailings a ", "day", ["Traffic order"]),
        (", twice as many.</p>", "", []),
    ]


def test_sources_are_numbered_as_the_text_comes_upon_them():
    text = article(("paragraph", "<p>First the paper.[^2] Then the order.[^1]</p>"))
    assert {note.source.title: note.source.number for note in text.footnotes} == {
        "Lorries turn round": 1,
        "Traffic order": 2,
    }


def test_marks_side_by_side_are_numerals_side_by_side():
    assert [len(p.notes) for p in pieces(("paragraph", "<p>Both say so. [^1] [^2]</p>"))] == [2, 0]


def test_a_mark_without_a_source_stays_readable_in_a_draft():
    assert plain(pieces(("paragraph", "<p>Says who?[^9]</p>"))) == "<p>Says who?[^9]</p>"


def test_no_numeral_stands_inside_a_link():
    found = pieces(("paragraph", '<p>See <a href="https://example.org/">the <b>order[^1]</b></a> here.</p>'))
    assert found[0].before.endswith("</a>") and found[0].notes


def test_headings_quotes_and_captions_cite_too():
    heading, quote, image = prose.blocks(
        article(
            ("heading", "Four lorries[^1]"),
            ("quote", {"text": "We make it 1,900.[^2]", "attribution": "The chair"}),
            ("image", {"photo": 5, "caption": "The deck.[^1]"}),
        ),
        rich=str,
        photos={5: "a photo"},
    )
    assert (heading.words, quote.words, image.photo) == ("Four lorries", "The chair", "a photo")
    assert all(block.pieces[0].notes for block in (heading, quote, image))


# Lists


def test_a_strip_has_a_sign_for_each_claim_and_the_same_in_words():
    page = brief(claim(Standing.UNCLEAR, number=2), claim(Standing.KNOWN, "A.", ORDER, REPORT))
    strip = listed.strip(page)
    assert strip.signs == ((Standing.KNOWN, 0), (Standing.UNCLEAR, 13)) and strip.width == 23
    assert strip.words == "1 known, 1 unclear · 2 sources, 1 primary"


def test_a_strip_of_more_than_24_claims_is_words_only():
    assert listed.strip(brief(*(claim(number=n) for n in range(25)))).signs == ()


def test_what_a_reader_looked_for_is_found_again_in_any_case():
    assert listed.highlighted("Merrow Bridge", ["bridge"]) == [("Merrow ", False), ("Bridge", True)]
    assert listed.highlighted("a.b", ["."]) == [("a", False), (".", True), ("b", False)]
    assert listed.highlighted("Merrow Bridge", []) == [("Merrow Bridge", False)]


def test_a_claim_that_rests_on_one_publisher_alone_says_so():
    page = brief(
        claim(Standing.KNOWN, "A.", ORDER, number=1),
        claim(Standing.KNOWN, "B.", ORDER, REPORT, number=2),
        claim(Standing.DISPUTED, "C.", ORDER, number=3),
        claim(Standing.REFUTED, "D.", Citation(ORDER, Stance.CONTRADICTS), number=4),
        claim(Standing.UNCLEAR, "E.", Citation(ORDER, Stance.CONTEXT), number=5),
        claim(Standing.KNOWN, "F.", REPORT, number=6),
    )
    assert [(r.claim.text, r.role) for r in listed.reliances(page, {ORDER.id})] == [
        ("A.", "only source"),
        ("B.", "supports, with 1 other"),
        ("C.", "gives one version"),
        ("D.", "contradicts"),
        ("E.", "background"),
    ]
