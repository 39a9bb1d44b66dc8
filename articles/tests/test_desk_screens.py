"""The screens of the desk by request: who gets in, what they see, what happens to what they typed."""

import json

import pytest
from django.urls import reverse

from articles.checking import Outcome
from articles.clearance import PublicationBlocked
from articles.models import BriefPage, Override, Verdict
from articles.tests import build, cast
from articles.tests.test_steps import reword, to_the_edit, verify

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def story(people):
    page = cast.written_by(people["ines"])
    cast.submit(page, people["ines"])
    return page


def url(name: str, story, *more) -> str:
    return reverse(name, args=[story.pk, *more])


def seen(client, user, address: str, data: dict | None = None, status: int = 200) -> str:
    client.force_login(user)
    response = client.get(address) if data is None else client.post(address, data, follow=True)
    assert response.status_code == status, response.content.decode()[-3000:]
    return response.content.decode()


def ballot(story, outcome=Outcome.VERIFIED, note: str = "", place: int = 0) -> tuple[str, dict]:
    """The address and the form of one claim's verdict."""
    claim = cast.read_again(story).edition().claims[place]
    return url("desk_verdict", story, claim.uid), {
        "fingerprint": claim.fingerprint,
        "outcome": outcome,
        "note": note,
    }


def test_the_editor_s_menu_says_once_that_approving_publishes(client, people, story):
    to_the_edit(story, people)
    told = seen(client, people["tomas"], url("wagtailadmin_pages:edit", story))
    assert "Approve and Publish" in told
    assert "publish and Publish" not in told


def test_a_checker_gives_a_verdict_on_the_screen_and_finishes_the_check(client, people, story):
    told = seen(client, people["marek"], url("desk_check", story))
    assert "2 claims wait for you" in told
    assert "Traffic order 26/114" in told
    for place in (0, 1):
        told = seen(client, people["marek"], *ballot(story, place=place))
    assert "Verified" in told and "0 claims wait for you" in told
    seen(client, people["marek"], url("desk_check", story), {"approve": "1"})
    assert BriefPage.objects.get(pk=story.pk).current_workflow_task.specific.permission == "approve"


def test_without_the_right_the_screen_and_its_forms_say_no(client, people, story):
    for name in ("ines", "adam", "carl", "emil", "rosa"):
        assert "not yours to do" in seen(client, people[name], url("desk_check", story), status=403)
        assert "not yours to do" in seen(client, people[name], *ballot(story), status=403)
    assert not Verdict.objects.exists()
    assert "may not fact-check" in seen(client, people["tomas"], *ballot(story), status=409)


def test_a_late_verdict_is_refused_and_its_note_is_still_there(client, people, story):
    address, form = ballot(story, note="Page 3 says so.")
    reword(story, people["ines"])
    told = seen(client, people["marek"], address, form, status=409)
    assert "was changed meanwhile" in told
    assert "Page 3 says so." in told
    assert not Verdict.objects.exists()


def test_a_lapsed_verdict_shows_what_changed_since(client, people, story):
    verify(story, people["marek"])
    reword(story, people["ines"], "The bridge is closed to all lorries.")
    told = seen(client, people["marek"], url("desk_check", story))
    assert "Lapsed: “Verified” by marek" in told
    assert '<span class="addition">all </span>' in told or "addition" in told
    assert "1 claim waits for you" in told


def test_a_second_check_sees_the_first_only_after_its_own(client, people, story):
    story.assignment.second_check = True
    story.assignment.save()
    seen(client, people["marek"], *ballot(story, Outcome.CANT_TELL, "A secret doubt."))
    for address in ("desk_check", "desk_timeline", "desk_timeline_json"):
        assert "A secret doubt." not in seen(client, people["lena"], url(address, story))
        assert "A secret doubt." in seen(client, people["marek"], url(address, story))
    told = seen(client, people["lena"], *ballot(story))
    assert "A secret doubt." in told
    assert "An editor decides" in told


def test_only_a_managing_editor_overrides_with_a_reason_and_readers_see_it(client, people, story):
    address = url("desk_override", story)
    digest = cast.read_again(story).edition().digest
    form = {
        "gates": ["verified", "approval"],
        "digest": digest,
        "reason": "The dam is about to break tonight.",
    }
    for name in ("ines", "marek", "tomas", "adam"):
        seen(client, people[name], address, form, status=403)
    assert "Say in a sentence" in seen(
        client, people["odile"], address, form | {"reason": "now!"}, status=409
    )
    assert "Choose which" in seen(client, people["odile"], address, form | {"gates": ["ai_use"]}, status=409)
    assert "changed meanwhile" in seen(client, people["odile"], address, form | {"digest": "old"}, status=409)
    seen(client, people["odile"], address, form)
    BriefPage.objects.get(pk=story.pk).get_latest_revision().publish()
    page = BriefPage.objects.get(pk=story.pk)
    told = client.get(page.url).content.decode()
    assert "The dam is about to break tonight." in told
    assert "Not every claim has been verified" in told
    assert "dam is about to break" in seen(client, people["odile"], reverse("override_report"))
    assert "dam is about to break" not in seen(client, people["rosa"], reverse("override_report"))


def test_the_public_notice_is_gone_when_the_gates_are_met(client, people, story):
    digest = cast.read_again(story).edition().digest
    Override.objects.create(
        story=story, digest=digest, gates=["verified", "approval"], reason="Tonight it breaks."
    )
    BriefPage.objects.get(pk=story.pk).get_latest_revision().publish()
    page = BriefPage.objects.get(pk=story.pk)
    assert "Tonight it breaks." in client.get(page.url).content.decode()
    build.checked(page)
    assert "Tonight it breaks." not in client.get(page.url).content.decode()


def test_an_override_is_for_exactly_one_text_and_never_for_the_sources(people, story):
    newest = cast.read_again(story)
    gates = ["verified", "approval", "sourcing"]
    Override.objects.create(story=story, digest=newest.edition().digest, gates=gates, reason="Late at night.")
    reword(story, people["ines"])
    with pytest.raises(PublicationBlocked):
        BriefPage.objects.get(pk=story.pk).get_latest_revision().publish()
    bare = cast.written_by(people["ines"], claims=[build.known("Nobody says so.")], title="Bare", slug="bare")
    digest = cast.read_again(bare).edition().digest
    Override.objects.create(story=bare, digest=digest, gates=gates, reason="Late at night.")
    with pytest.raises(PublicationBlocked, match="cites no source"):
        BriefPage.objects.get(pk=bare.pk).get_latest_revision().publish()


def test_the_timeline_tells_who_did_what_and_the_json_has_it_all(client, people, story):
    to_the_edit(story, people)
    told = seen(client, people["ines"], url("desk_timeline", story))
    assert "Gave a verdict on claim 1" in told
    entries = json.loads(seen(client, people["ines"], url("desk_timeline_json", story)))["entries"]
    verdicts = [entry for entry in entries if entry["action"] == "articles.verdict"]
    assert [entry["data"]["outcome"] for entry in verdicts] == ["verified", "verified"]
    assert [entry["by"] for entry in verdicts] == ["marek", "marek"]
    seen(client, people["rosa"], url("desk_timeline", story), status=403)


def test_the_readiness_panel_leads_to_the_check_and_past_a_gate_only_who_may(client, people, story):
    for name, may in (("ines", False), ("odile", True)):
        told = seen(client, people[name], reverse("wagtailadmin_pages:edit", args=[story.pk]))
        assert "is not verified" in told
        assert ("Publish past a gate" in told) is may
