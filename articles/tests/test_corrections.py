"""A change to something published is called by its name before it goes out, by whatever door, and then frozen."""

import json
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry

from articles import amending, clearance, judging
from articles.claims import Standing
from articles.clearance import PublicationBlocked, Refused
from articles.models import BriefPage, Correction, ErrorReport, correction
from articles.models.ledger import NeverChanged
from articles.tests import build, cast
from sources.tests.build import text

pytestmark = pytest.mark.django_db
WHY = "The crack is 38 centimetres long; we had swapped the digits."


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def out():
    """A live story whose draft says something else of its known claim."""
    return build.publish(
        build.brief(
            [build.known("The crack is 83 cm long.", build.cites(build.source())), build.unclear()],
            slug="crack",
        )
    )


def changed(story, **fields) -> BriefPage:
    """The next draft: another wording of the known claim, checked and approved but for its name."""
    draft = judging.newest(story.pk)
    row = draft.claims.all()[0]
    for name, value in {"text": "The crack is 38 cm long.", **fields}.items():
        setattr(row, name, value)
    draft.claims = [row, *draft.claims.all()[1:]]
    return save(draft)


def save(draft) -> BriefPage:
    draft.save_revision()
    build.approved(build.verified(build.found(draft)))
    return judging.newest(draft.pk)


def gates(story) -> list[str]:
    return [hold.gate for hold in clearance.holds(judging.newest(story.pk))]


def publish(story) -> None:
    """Once somebody else has approved it, with what was said of it."""
    build.approved(judging.newest(story.pk))
    judging.newest(story.pk).get_latest_revision().publish()


def say(story, by, kind="correction", words=WHY) -> Correction:
    [change] = correction.asked(story.pk, judging.newest(story.pk).edition())
    return amending.say(story.pk, change.fingerprint, kind, words, "reader", by)


def test_a_changed_known_claim_is_held_until_it_has_its_name(people, out):
    changed(out)
    assert gates(out) == ["corrections"]
    with pytest.raises(PublicationBlocked, match="Claim 1 was published otherwise"):
        publish(out)
    live = BriefPage.objects.get(pk=out.pk)
    live.claims = [build.known("Something else.", build.cites(build.source()))]
    with pytest.raises(PublicationBlocked):
        live.save()
    say(out, people["tomas"])
    assert gates(out) == ["approval"]
    publish(out)
    row = Correction.objects.get()
    assert (row.kind, row.text, row.noticed, row.number) == ("correction", WHY, "reader", 1)
    assert (row.was, row.becomes) == ("The crack is 83 cm long.", "The crack is 38 cm long.")
    assert row.entry == out.ledger.last() and row.published_at == row.entry.at
    assert json.loads(row.entry.corrections)[0]["text"] == WHY


def test_no_override_opens_it(people, out):
    changed(out)
    assert "corrections" not in judging.overridable(judging.newest(out.pk))


def test_a_name_is_for_exactly_one_change(people, out):
    changed(out)
    [change] = correction.asked(out.pk, judging.newest(out.pk).edition())
    say(out, people["tomas"])
    changed(out, text="The crack is 40 cm long.")
    assert gates(out) == ["corrections"]
    with pytest.raises(Refused, match="The story was changed meanwhile"):
        amending.say(out.pk, change.fingerprint, "correction", WHY, "reader", people["tomas"])
    changed(out)
    assert gates(out) == []  # it says again what was named


def test_the_last_word_counts_and_the_first_is_kept(people, out):
    changed(out)
    say(out, people["ines"], "wording", "")
    say(out, people["tomas"])
    publish(out)
    assert [(row.kind, bool(row.entry)) for row in Correction.objects.order_by("pk")] == [
        ("wording", False),
        ("correction", True),
    ]


def test_a_word_that_was_given_up_names_no_later_change(people, out):
    changed(out)
    say(out, people["ines"], "wording", "")
    say(out, people["tomas"])
    publish(out)
    changed(out, text="The crack is 83 cm long.")
    say(out, people["tomas"], words="It is 83 centimetres after all.")
    publish(out)
    changed(out)
    assert gates(out) == ["corrections"]


def test_a_word_on_what_readers_do_not_see_any_more_is_over(people, out):
    changed(out)
    say(out, people["ines"])
    changed(out, text="The crack is 40 cm long.")
    say(out, people["tomas"])
    publish(out)
    assert not correction.waiting(out.pk)


def test_the_words_for_readers_are_seen_by_a_second_person(people, out):
    changed(out)
    say(out, people["tomas"])
    build.approved(judging.newest(out.pk), by=people["tomas"])
    assert gates(out) == ["approval"]  # he said them himself
    build.approved(judging.newest(out.pk), by=people["odile"])
    assert gates(out) == []
    say(out, people["ines"], words="It is 38 centimetres long; we had read the note wrongly.")
    assert gates(out) == ["approval"]
    build.approved(judging.newest(out.pk), by=people["odile"])
    amending.drop(out.pk, next(iter(correction.waiting(out.pk).values())).pk, people["ines"])
    assert gates(out) == ["corrections", "approval"] or gates(out) == ["approval", "corrections"]


def test_nobody_retracts_a_story_alone_and_nobody_twice(people, out):
    words = "We can not stand by any of this."
    amending.retract_story(out.pk, words, "newsroom", people["ines"])
    live = BriefPage.objects.get(pk=out.pk)
    with pytest.raises(PublicationBlocked):
        live.save()
    with pytest.raises(Refused, match="said already"):
        amending.retract_story(out.pk, words, "newsroom", people["ines"])
    publish(out)
    changed(out, text="The crack is 83 cm long.", citations=[])
    assert not correction.is_to_go_out(out.pk)


def test_two_notices_are_amended_by_the_same_words(people, out):
    for words in ("The crack is 38 cm long.", "The crack is 39 cm long."):
        changed(out, text=words)
        say(out, people["tomas"], words=f"We had swapped the digits: {words}")
        publish(out)
    for row in list(Correction.objects.exclude(entry=None)):
        amending.amend(out.pk, row.pk, "It was 40 centimetres after all.", "source", people["tomas"])
    publish(out)
    assert Correction.objects.filter(part="notice").exclude(entry=None).count() == 2


def test_how_long_the_wrong_words_were_online_counts_from_their_wording(people, out):
    changed(out, text="The crack is 83 cm long.", citations=[build.cites(build.source("Another"))])
    publish(out)
    changed(out)
    say(out, people["tomas"])
    publish(out)
    assert Correction.objects.get().online_since == out.ledger.first().at


def test_a_claim_that_readers_saw_does_not_just_disappear(people, out):
    draft = judging.newest(out.pk)
    draft.claims = [draft.claims.all()[0]]
    save(draft)
    with pytest.raises(PublicationBlocked, match="Say why it was withdrawn"):
        publish(out)
    say(out, people["tomas"], "withdrawn", "The question was answered elsewhere.")
    publish(out)
    assert Correction.objects.get().was == "What caused the crack."


def test_what_was_known_and_moves_is_no_mere_wording(people, out):
    changed(out, text="The crack is 83 cm long.", standing=Standing.UNCLEAR, settles="A ruler.")
    with pytest.raises(Refused, match="Say what the change"):
        say(out, people["tomas"], "wording")
    assert say(out, people["tomas"], "retraction")


def test_whoever_may_neither_write_nor_publish_says_nothing(people, out):
    changed(out)
    with pytest.raises(Refused, match="not yours to do"):
        say(out, people["rosa"])


def test_once_published_it_is_never_changed(people, out):
    changed(out)
    say(out, people["tomas"])
    publish(out)
    row = Correction.objects.get()
    row.text = "Nothing happened."
    doors = [
        row.save,
        row.delete,
        lambda: Correction.objects.update(text="Nothing."),
        lambda: Correction.objects.all().delete(),
        lambda: Correction.objects.bulk_update([row], ["text"]),
    ]
    for door in doors:
        with pytest.raises(NeverChanged, match="A published correction is never changed|is kept"):
            door()
    with pytest.raises(DatabaseError, match="a published correction is never changed"), transaction.atomic():
        connection.cursor().execute("UPDATE articles_correction SET text = 'x'")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="a published correction"), transaction.atomic():
            connection.cursor().execute("DELETE FROM articles_correction")
    people["tomas"].delete()  # the account may go; the name stays
    assert (Correction.objects.get().by, Correction.objects.get().by_name) == (None, "tomas")


def test_a_notice_is_corrected_by_another_one(people, out):
    changed(out)
    first = say(out, people["tomas"])
    with pytest.raises(Refused, match="Choose the notice"):
        amending.amend(out.pk, first.pk, "It was 39 centimetres after all.", "source", people["tomas"])
    publish(out)
    amending.amend(out.pk, first.pk, "It was 39 centimetres after all.", "source", people["tomas"])
    publish(out)
    second = Correction.objects.get(part="notice")
    assert second.amends == first and second.entry and second.number == 1
    assert Correction.objects.get(pk=first.pk).text == WHY


def test_a_story_is_retracted_with_its_next_publication_unless_that_is_taken_back(people, out):
    made = amending.retract_story(out.pk, "We can not stand by any of this.", "newsroom", people["tomas"])
    amending.drop(out.pk, made.pk, people["tomas"])
    publish(out)
    assert not Correction.objects.exclude(entry=None).exists()
    amending.retract_story(out.pk, "We can not stand by any of this.", "newsroom", people["tomas"])
    publish(out)
    [row] = Correction.objects.exclude(entry=None)
    assert (row.part, row.kind) == ("story", "retraction")
    with pytest.raises(Refused, match="It has gone out already"):
        amending.drop(out.pk, row.pk, people["tomas"])


def test_the_screen_asks_says_and_keeps_what_was_typed(client, people, out):
    changed(out)
    client.force_login(people["ines"])
    address = reverse("desk_corrections", args=[out.pk])
    page = client.get(address)
    assert "The crack is removed: 83 added: 38 cm long." in text(page).replace("83added", "83 added")
    [entry] = page.context["asked"]
    sent = {
        "change": entry["change"].fingerprint,
        "kind": "correction",
        "text": "Sorry.",
        "noticed": "reader",
    }
    refused = client.post(address, sent)
    assert refused.status_code == 409
    assert "in a sentence" in text(refused) and ">Sorry.</textarea>" in refused.content.decode()
    assert "goes out with the story" in text(client.post(address, sent | {"text": WHY}, follow=True))
    logged = PageLogEntry.objects.get(action="articles.correction")
    assert (logged.user, logged.data["text"]) == (people["ines"], WHY)
    publish(out)
    assert "says nothing otherwise" in text(client.get(address))
    row = Correction.objects.get()
    sent = {"act": "amend", "row": row.pk, "text": "It was 39 after all.", "noticed": "source"}
    client.post(address, sent)
    assert Correction.objects.filter(part="notice", entry=None).count() == 1
    client.post(address, {"act": "drop", "row": Correction.objects.get(part="notice").pk})
    assert Correction.objects.get(part="notice").dropped_at


def test_what_was_typed_for_a_change_that_is_another_one_now_is_shown(client, people, out):
    report = ErrorReport.objects.create(story_id=out.pk, text="It is 38 cm.")
    changed(out)
    client.force_login(people["ines"])
    address = reverse("desk_corrections", args=[out.pk])
    [entry] = client.get(address).context["asked"]
    sent = {
        "change": entry["change"].fingerprint,
        "kind": "correction",
        "noticed": "source",
        "text": "Short.",
    }
    refused = client.post(address, sent | {"report": report.pk})
    assert f'<option value="{report.pk}" selected>' in refused.content.decode()
    changed(out, text="The crack is 39 cm long.")
    refused = client.post(address, sent | {"text": WHY})
    assert refused.status_code == 409 and "changed meanwhile" in text(refused)
    assert f">{WHY}</textarea>" in refused.content.decode()


def test_what_was_typed_on_a_notice_is_shown_when_it_is_refused(client, people, out):
    changed(out)
    say(out, people["tomas"])
    publish(out)
    client.force_login(people["ines"])
    sent = {"act": "amend", "row": Correction.objects.get().pk, "text": "Wrong.", "noticed": "source"}
    refused = client.post(reverse("desk_corrections", args=[out.pk]), sent)
    assert refused.status_code == 409 and ">Wrong.</textarea>" in refused.content.decode()
    assert re.search(r'<option value="source"\s+selected>', refused.content.decode())


def test_a_story_of_many_claims_asks_no_more_often(people):
    counts = []
    for n in (2, 30):
        claims = [build.known(f"Fact {k}.", build.cites(build.source())) for k in range(n)]
        story = build.publish(build.brief(claims, slug=f"many-{n}"))
        draft = judging.newest(story.pk)
        rows = list(draft.claims.all())
        for row in rows:
            row.text += "!"
        draft.claims = rows
        draft.save_revision()
        edition = draft.edition()
        with CaptureQueriesContext(connection) as asked:
            assert len(correction.unsaid(story.pk, edition)) == n
        counts.append(len(asked))
    assert counts[0] == counts[1]
