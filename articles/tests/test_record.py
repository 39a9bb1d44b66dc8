"""What readers see of how a story changed: its notices and history, its versions, and how two of them differ."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from articles import amending, judging, killing
from articles.claims import Standing
from articles.models import BriefPage, Correction, correction, record
from articles.tests import build, cast

pytestmark = pytest.mark.django_db
WHY = "The crack is 38 centimetres long; we had swapped the digits."


@pytest.fixture
def people():
    return cast.newsroom()


def again(story, by=None, kind="", words=WHY, **parts) -> BriefPage:
    """Publishes the story's next version. `parts` are fields of the story, or of a claim by its place, as `claim1`."""
    draft = judging.newest(story.pk)
    rows = list(draft.claims.all())
    for name, value in parts.items():
        if name.startswith("claim"):
            place = int(name[5:]) - 1
            if value is None:
                rows[place] = None
            elif isinstance(value, dict):
                for field, said in value.items():
                    setattr(rows[place], field, said)
            else:
                rows.append(value)
        else:
            setattr(draft, name, value)
    draft.claims = [row for row in rows if row]
    draft.save_revision(user=by)
    build.named(draft, kind, words)
    build.checked(draft)
    judging.newest(story.pk).get_latest_revision().publish(user=by)
    return BriefPage.objects.get(pk=story.pk)


@pytest.fixture
def story(people):
    """A story that was published, corrected, and then had a claim settled and one withdrawn."""
    source = build.source("Inspection note")
    out = build.publish(build.brief([
        build.known("The crack is 83 cm long.", build.cites(source)),
        build.unclear("What caused the crack.", settles="The laboratory report."),
        build.unclear("Who pays for the ferry."),
    ], slug="crack"))  # fmt: skip
    again(out, people["tomas"], "correction", claim1={"text": "The crack is 38 cm long."})
    settled = {"text": "Rust caused the crack.", "standing": Standing.KNOWN, "single_source": True}
    draft = judging.newest(out.pk)
    rows = list(draft.claims.all())
    for name, value in settled.items():
        setattr(rows[1], name, value)
    rows[1].citations.add(build.cites(build.source("Laboratory report")))
    draft.claims = rows
    draft.save_revision()
    build.checked(draft)
    judging.newest(out.pk).get_latest_revision().publish(user=people["tomas"])
    return again(
        out,
        people["tomas"],
        "withdrawn",
        "The county took the costs over, as we report elsewhere.",
        claim3=None,
    )


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_the_story_says_what_was_corrected_and_how_it_changed(client, story):
    shown = page(client, story.url)
    assert re.search(r"Correction · Claim 1, \d+ \w+ \d+", shown)
    assert "The crack is removed: 83 added: 38 cm long." in shown and WHY in shown
    assert "Withdrawn · Claim 3" in shown
    html = client.get(story.url).content.decode()
    first = Correction.objects.get(kind="correction")
    assert f'href="#correction-{first.pk}">corrected</a>' in html
    history = shown[
        shown.index("How this story changed Version") if "How this story changed Version" in shown else 0 :
    ]
    for words in (
        "First published",
        "Claim 2 Unclear became Known",
        "Claim 2 source added : added: Laboratory report",
    ):
        assert words in history.replace("source added: added", "source added : added"), words
    assert "2 corrections or clarifications in 4 versions." in shown
    assert "1 person other than its writer verified the claims." in shown


def test_structured_data_tells_the_corrections(client, story):
    html = client.get(story.url).content.decode()
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert [c["@type"] for c in told["correction"]] == ["CorrectionComment"] * 2
    assert told["correction"][1]["text"] == WHY


def test_changes_versions_and_differences_tell_the_same(client, story):
    changes = page(client, f"{story.url}changes/")
    assert (
        "Correction Claim 1" in changes and "Claim 1 reworded" in changes and "Version 4 · tomas" in changes
    )
    assert "Version 1" in page(client, f"{story.url}versions/")
    assert client.get(f"{story.url}versions/?from=1&to=4")["Location"] == f"{story.url}versions/1/to/4/"
    earlier = client.get(f"{story.url}versions/1/")
    assert earlier["X-Robots-Tag"] == "noindex"
    shown = page(client, f"{story.url}versions/1/")
    assert "You read version 1" in shown and "The crack is 83 cm long." in shown and "Who pays" in shown
    assert "38 cm" not in shown
    differs = page(client, f"{story.url}versions/1/to/4/")
    assert "The crack is removed: 83 added: 38 cm long." in differs
    assert "Withdrawn · Claim 3" in differs and "Unclear → Known" in differs
    assert page(client, f"{story.url}versions/4/to/1/") == differs
    assert "Both say the same." in page(client, f"{story.url}versions/2/to/2/")


def test_the_record_as_json_says_the_same(client, story):
    told = client.get(f"{story.url}record.json").json()
    assert [entry["version"] for entry in told["entries"]] == [4, 3, 2, 1]
    assert told["entries"][2]["corrections"][0]["text"] == WHY
    moves = [change["what"] for change in told["entries"][1]["changes"]]
    assert "now known" in moves and told["edition"]["claims"][0]["text"] == "The crack is 38 cm long."
    assert "original_sender" not in told["edition"]


@pytest.mark.parametrize(
    "path", ["versions/9/", "versions/0/", "versions/1/to/9/", "versions/99999999999999/"]
)
def test_a_version_that_is_none_is_not_found(client, story, path):
    assert client.get(story.url + path).status_code == 404


def test_an_article_has_its_record_too(client, people):
    out = build.publish(build.article(text="<p>Eight times a day.[^1]</p>", slug="ferry"))
    draft = judging.newest(out.pk)
    draft.body = [("paragraph", "<p>Nine times a day.[^1]</p>")]
    draft.save_revision()
    build.checked(draft)
    judging.newest(out.pk).get_latest_revision().publish()
    assert "Text changed" in page(client, out.url)
    assert "Eight times a day." in page(client, f"{out.url}versions/1/")
    assert "removed: Eight added: Nine times a day." in page(client, f"{out.url}versions/1/to/2/")


def test_what_came_down_shows_none_of_its_versions(client, people, story):
    killing.remove(story.pk, "A court told us to take it down.", people["odile"])
    for path in ("changes/", "versions/", "versions/1/", "versions/1/to/2/", "feed.atom"):
        assert client.get(story.url + path).status_code == 404
    assert WHY not in page(client, "/corrections/")
    assert killing.restore(story.pk, "The court changed its mind.", people["odile"])
    assert "Removed A court told us" in page(client, f"{story.url}changes/")
    for path in ("changes/", "record.json", "feed.atom", ""):  # why it was restored is for the record alone
        assert "changed its mind" not in client.get(story.url + path).content.decode()


def test_a_draft_shows_nothing_of_what_it_will_say(client, people, story):
    draft = judging.newest(story.pk)
    rows = list(draft.claims.all())
    rows[0].text = "The mayor knew of the crack."
    draft.claims = rows
    draft.save_revision()
    [change] = correction.unsaid(story.pk, draft.edition())
    amending.say(
        story.pk,
        change.fingerprint,
        "update",
        "The mayor has told us that she knew.",
        "source",
        people["tomas"],
    )
    for path in ("", "changes/", "versions/", "feed.atom"):
        assert "mayor" not in client.get(story.url + path).content.decode()
    for path in ("/corrections/", "/corrections/feed.atom", "/changes/feed.atom", "/"):
        assert "mayor" not in client.get(path).content.decode()


def test_the_page_of_corrections_lists_them_with_figures(client, story):
    shown = page(client, "/corrections/")
    assert WHY in shown and "first noticed by the newsroom" in shown and "Online for 1 minute" in shown
    assert "in the last 12 months 2" in shown and "per 100 stories published in that time 200.0" in shown


def entries(client, address: str) -> list[dict]:
    answer = client.get(address)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    ns = "{http://www.w3.org/2005/Atom}"
    feed = etree.fromstring(answer.content)
    assert feed.find(f"{ns}updated") is not None
    return [
        {e.tag.removeprefix(ns): e.text or e.get("href") for e in entry}
        for entry in feed.findall(f"{ns}entry")
    ]


def test_feeds_tell_corrections_moves_and_one_story(client, story):
    [withdrawn, corrected] = entries(client, "/corrections/feed.atom")
    assert corrected["title"] == f"Correction: {story.title}" and corrected["summary"] == WHY
    [moved] = entries(client, "/changes/feed.atom")
    assert moved["title"] == "Unclear → Known: Rust caused the crack."
    versions = entries(client, f"{story.url}feed.atom")
    assert [entry["title"] for entry in versions] == [
        "Version 4",
        "Version 3",
        "Version 2",
        "First published",
    ]
    assert "Claim 1 reworded: The crack is 38 cm long." in versions[2]["summary"]
    assert len({entry["id"] for entry in versions}) == 4


def test_feeds_name_the_site_by_its_setting_and_are_kept_by_nobody(client, story):
    for path in (
        "/corrections/feed.atom",
        "/changes/feed.atom",
        f"{story.url}feed.atom",
        f"{story.url}versions/1/",
    ):
        answer = client.get(path, HTTP_HOST="127.0.0.1")
        assert "Cache-Control" not in answer and "127.0.0.1" not in answer.content.decode()


def test_home_and_topic_say_what_moved_and_what_was_corrected(client, story):
    home = page(client, "/")
    assert "What moved this week Unclear became Known Rust caused the crack." in home
    assert WHY in home
    story.topics.add("Bridges")
    story.save()
    build.publish(judging.newest(story.pk))
    topic = story.topics.first()
    assert "Rust caused the crack." in page(client, topic.get_absolute_url())
    assert entries(client, f"{topic.get_absolute_url()}changes/feed.atom")


def test_open_questions_stand_on_a_page_with_what_is_due_first(client, people):
    today = timezone.localdate()
    claims = [
        build.known("It is closed.", build.cites(build.source())),
        build.unclear("Who knew.", settles="The minutes."),
        build.unclear("Who pays.", due_on=today - timezone.timedelta(days=1)),
    ]
    build.publish(build.brief(claims, slug="open"))
    build.brief([build.unclear("A secret.")], slug="draft")
    shown = page(client, "/unclear/")
    assert "2 open questions" in shown and "secret" not in shown
    assert shown.index("Who pays.") < shown.index("Who knew.")
    assert "overdue since" in shown and "Would settle it The minutes." in shown


def test_the_whole_story_is_retracted_and_says_so_at_its_address(client, people, story):
    amending.retract_story(story.pk, "We can not stand by any of this.", "newsroom", people["tomas"])
    build.approved(judging.newest(story.pk)).get_latest_revision().publish()
    html = client.get(story.url).content.decode()
    assert "<title>Retracted: " in html and "We can not stand by any of this." in html
    assert "Retraction" in page(client, "/corrections/")


def count(client, address: str) -> int:
    cache.clear()
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_notice_stands_on_the_story_however_old_it_is(client, people):
    out = build.publish(build.brief(slug="long"))
    again(out, people["tomas"], "correction", claim1={"text": "It is 38 cm long."})
    for n in range(record.ON_THE_STORY + 2):
        again(
            out, people["tomas"], "update", summary=f"As of round {n}.", words="Something new has happened."
        )
    recent = record.recent(out.pk)
    assert len(recent) == record.ON_THE_STORY + 1 and WHY in page(client, out.url)
    assert recent[-1].notices and not recent[-1].lines


def test_differences_hide_no_sign_and_show_no_key(client, people):
    out = build.publish(build.brief(slug="signs", lead_photo=build.photo()))
    again(out, people["tomas"], "update", summary="Ask Ada <ada@example.org>, a<b.", words="A new address.")
    again(out, people["tomas"], "update", summary="Ask Ada <bea@example.org>, a<b.", lead_photo=None)
    shown = page(client, f"{out.url}versions/2/to/3/")
    assert "removed: ada" in shown and "added: bea" in shown and "a<b" in shown
    assert "lead_photo" not in shown


@pytest.mark.parametrize(
    "path", ["/topics/%00/", "/%00/feed.atom", "/a/%00/versions/1/", "/follow/%00/", "/sources/%00/"]
)
def test_a_sign_that_no_database_takes_is_not_found(client, path):
    build.home()
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in (404, 405)


def test_a_sign_between_texts_breaks_no_page(client, people):
    build.publish(build.brief(slug="sign", context="<p>One\x1eTwo.</p>", why="<p>Three.</p>"))
    for path in ("/infrastructure/sign/", "/feed.atom"):
        assert "OneTwo." in client.get(path).content.decode()


def test_a_long_history_asks_no_more_often(client, people):
    out = build.publish(build.brief(slug="long"))
    counts = []
    for rounds in (3, 9):
        for n in range(rounds):
            again(out, context=f"<p>Round {rounds} {n}.</p>", claim1={"text": f"It is {n} {rounds}."})
        paths = ("", "changes/", "versions/", "versions/1/", "versions/1/to/3/", "feed.atom")
        counts.append(
            [count(client, out.url + path) for path in paths]
            + [count(client, "/corrections/"), count(client, "/")]
        )
    assert counts[0] == counts[1]
    assert counts[0][1] <= 15 and counts[0][4] <= 10
