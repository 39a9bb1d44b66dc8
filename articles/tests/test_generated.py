"""Text that AI generated goes out with a label, a whole review and a named editor who answers for it, or not at all."""

import json
import re
from dataclasses import replace

import pytest

from articles import desk_gates, gates, transparency
from articles.checking import Approval, Review, Waiver
from articles.clearance import PublicationBlocked
from articles.editions import Edition, Kind, Signature
from articles.models import Override
from articles.models.rows import Byline
from articles.tests import build

RUTH, PIET = 11, 12
TEXT = Edition(
    Kind.ARTICLE, "The ferry", bylines=(Signature("Ruth Okoye", "answers", RUTH),),
    ai_use="generated", ai_task="the first draft", ai_tool="Writer 4",
)  # fmt: skip


def shut(edition: Edition, *approvers: int, **fields) -> list[str]:
    review = Review(approvals=tuple(Approval(edition.digest, who) for who in approvers), **fields)
    return [hold.gate for hold in desk_gates.holds(edition, review) if hold.gate == "generated"]


def test_the_editor_who_answers_for_it_has_to_approve_it():
    assert shut(TEXT) == ["generated"]
    assert shut(TEXT, PIET) == ["generated"]
    assert shut(TEXT, RUTH) == []


def test_somebody_has_to_answer_for_it():
    assert shut(replace(TEXT, bylines=(Signature("Ruth Okoye", "edited"),)), RUTH) == ["generated"]
    assert shut(replace(TEXT, bylines=(Signature("Somebody", "answers"),)), RUTH) == ["generated"]


def test_whoever_wrote_of_it_can_t_answer_for_it():
    assert shut(TEXT, RUTH, authors=frozenset({RUTH})) == ["generated"]


def test_an_approval_of_other_words_is_none():
    review = Review(approvals=(Approval(TEXT.digest, RUTH),))
    changed = replace(TEXT, summary="Now otherwise.")
    assert "generated" in [hold.gate for hold in desk_gates.holds(changed, review)]


def test_other_stories_need_none_of_this():
    assert shut(replace(TEXT, ai_use="assisted", bylines=())) == []


def test_it_can_t_be_released_by_an_override():
    review = Review(waivers=(Waiver(TEXT.digest, frozenset({"generated", "approval"})),))
    assert desk_gates.released(TEXT, review) == {"approval"}


def test_the_task_and_the_tool_have_to_be_named():
    assert [hold.gate for hold in gates.ai_use(replace(TEXT, ai_tool=" "))] == ["ai_use"]
    assert list(gates.ai_use(TEXT)) == []


def test_the_label_names_task_tool_and_who_answers():
    label = transparency.label(TEXT)
    assert "the first draft" in label and "Writer 4" in label and "Ruth Okoye" in label
    assert transparency.label(replace(TEXT, ai_use="none")) == ""


# As a story


@pytest.fixture
def ruth(db):
    return build.colleague("ruth")


@pytest.fixture
def draft(ruth):
    story = build.brief(slug="ferry", ai_use="generated", ai_task="the first draft", ai_tool="Writer 4")
    story.bylines.add(Byline(person=ruth, name="Ruth Okoye", role="answers"))
    story.save()
    return story


def test_it_goes_out_once_the_editor_who_answers_approved_it(draft):
    assert build.publish(draft).live


def test_another_editor_s_approval_lets_it_out_by_no_route(draft):
    revision = draft.save_revision()
    build.approved(build.verified(build.found(draft)), by=build.colleague("odile"))
    for route in (revision.publish, lambda: saved_live(draft)):
        with pytest.raises(PublicationBlocked, match="Ruth Okoye answers"):
            route()
    assert not type(draft).objects.get(pk=draft.pk).live


def saved_live(story):
    story.live = True
    story.save()


def test_an_override_of_everything_lets_it_out_neither(draft):
    revision = draft.save_revision()
    names = [gate.__name__ for gate in (*gates.GATES, *desk_gates.DESK_GATES)]
    Override.objects.create(
        story_id=draft.pk, digest=draft.edition().digest, gates=names, reason="We are in a hurry today.",
        by=build.colleague("boss"),
    )  # fmt: skip
    with pytest.raises(PublicationBlocked):
        revision.publish()


def test_readers_see_the_label_wherever_they_read_it(client, draft):
    out = build.publish(draft)
    label = (
        "AI wrote text of this story (the first draft, with Writer 4). Ruth Okoye reviewed and approved it"
    )
    page = client.get(out.url).content.decode()
    assert page.index(label) < page.index("</header>", page.index("<h1>"))
    for address in ("/feed.atom", "/feed.json", f"{out.url}index.md", f"{out.url}versions/1/"):
        assert label in client.get(address).content.decode(), address


def test_a_summary_that_travels_alone_says_so_too(client, draft):
    build.publish(draft)
    assert client.get("/feed.json").json()["items"][0]["summary"].startswith("AI generated. ")


def test_machines_read_that_it_was_generated(client, draft):
    html = client.get(build.publish(draft).url).content.decode()
    article = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert article["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert {"@type": "Person", "name": "Ruth Okoye"} in article["editor"]


def test_a_story_that_people_wrote_says_nothing_of_the_kind(client, db):
    html = client.get(build.publish(build.brief(slug="by-hand")).url).content.decode()
    assert "digitalSourceType" not in html and "made-by-ai" not in html
