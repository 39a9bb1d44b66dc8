"""A source falls: readers see it at once, verdicts lapse, the claims come back to their desks."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clearance, reopening
from articles.clearance import Refused
from articles.models import Notice, NoticeKind, Reopened, Reopening
from articles.tests import background, build, cast
from sources.models import Retraction

pytestmark = pytest.mark.django_db
REASON = "The office withdrew its order."


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def order():
    return build.source("Traffic order")


def out(order, count=1, slug="story"):
    """Published stories whose first claim rests on the order, and whose second does not."""
    return [
        build.publish(
            build.brief(
                [
                    build.known("It is closed.", build.cites(order)),
                    build.known("It is old.", build.cites(build.source("Register", publisher=None))),
                ],
                slug=f"{slug}-{n}",
            )
        )
        for n in range(count)
    ]


def retract(client, order, who, **said):
    client.force_login(who)
    form = {"kind": "retracted", "on": "2026-05-12", "reason": REASON} | said
    return client.post(reverse("desk_retract", args=[order.pk]), form, follow=True)


def page(client, story) -> str:
    client.logout()
    answer = client.get(story.url)
    assert answer.status_code == 200
    return answer.content.decode()


def cite_instead(story, source, by) -> None:
    """A draft whose first claim cites this source."""
    version = story.newest_version()
    claims = list(version.claims.all())
    claims[0].citations = [build.cites(source)]
    version.claims = claims
    version.save_revision(user=by)


def holds(story, gate: str) -> list[str]:
    return [hold.message for hold in clearance.holds(story.newest_version()) if hold.gate == gate]


def test_readers_see_the_mark_at_the_claim_at_once_and_nowhere_else(client, order, people):
    (story,) = out(order)
    assert "withdrew" not in page(client, story)
    answer = retract(client, order, people["tomas"])
    assert "Readers see it at every claim" in answer.content.decode()
    seen = page(client, story)
    first, second = seen.index('id="c1"'), seen.index('id="c2"')
    assert REASON in seen[first:second]
    assert REASON not in seen[second : seen.index('id="sources"')]
    assert "12 May 2026" in seen and "cited source does not stand as it was" in seen


def test_a_page_with_marks_asks_no_more_often(client, order, people):
    (story,) = out(order)
    counts = []
    for _ in range(2):
        page(client, story)
        with CaptureQueriesContext(connection) as asked:
            page(client, story)
        counts.append(len(asked))
        if not order.retractions.exists():
            retract(client, order, people["tomas"])
    assert counts[0] == counts[1]


def test_verdicts_lapse_and_what_was_retracted_supports_nothing(client, order, people):
    (story,) = out(order)
    assert holds(story, "verified") == holds(story, "sourcing") == []
    retract(client, order, people["tomas"], kind="corrected")
    assert [m[:7] for m in holds(story, "verified")] == ["Claim 1"]
    assert holds(story, "sourcing") == []
    reopening.lift(order.pk, "That was another order.", people["tomas"])
    assert holds(story, "verified") == []
    retract(client, order, people["tomas"])
    assert "was retracted or compromised" in holds(story, "sourcing")[0]


def test_the_claims_come_back_into_a_queue_and_their_desks_are_told(client, order, people):
    stories = out(order, 3)
    retract(client, order, people["tomas"])
    background.do_all()
    assert sorted(Reopened.objects.values_list("story_id", "number")) == sorted((s.pk, 1) for s in stories)
    told = Notice.objects.filter(kind=NoticeKind.RETRACTED, user=people["ana"])
    assert told.count() == 3
    assert "1 claim rests on “Traffic order”, which was retracted" in told.first().text
    client.force_login(people["ana"])
    listed = client.get(reverse("reopened_report")).content.decode()
    assert listed.count("It is closed.") >= 3
    client.force_login(people["emil"])
    assert "It is closed." not in client.get(reverse("reopened_report")).content.decode()


def test_more_stories_than_one_piece_of_work_holds(client, order, people, monkeypatch):
    monkeypatch.setattr(reopening, "AT_ONCE", 2)
    out(order, 5)
    retract(client, order, people["tomas"])
    assert "0 of 0 stories done" in client.get(reverse("reopened_report")).content.decode()
    background.do_all()
    done = Reopening.objects.get()
    assert (done.done, done.claims, done.percent) == (5, 5, 100)
    assert done.finished_at
    client.force_login(people["tomas"])
    assert (
        "5 of 5 stories done, 5 claims reopened"
        in client.get(reverse("desk_retract", args=[order.pk])).content.decode()
    )


def test_a_piece_that_is_done_twice_changes_nothing(client, order, people):
    out(order, 2)
    retract(client, order, people["tomas"])
    background.do_all()
    before = (Reopened.objects.count(), Notice.objects.count())
    reopening.reopen_claims.call(Retraction.objects.get().pk)
    assert (Reopened.objects.count(), Notice.objects.count()) == before


def test_a_claim_leaves_the_queue_when_it_is_verified_again(client, order, people):
    (story,) = out(order)
    retract(client, order, people["tomas"], kind="corrected")
    background.do_all()
    assert Reopened.objects.filter(closed_at=None).count() == 1
    version = story.newest_version()
    build.verified(version, version.edition().claims[0], by=people["marek"])
    reopening.count_holds(version)
    assert Reopened.objects.filter(closed_at=None).count() == 0
    assert Reopened.objects.count() == 1, "it is closed, never deleted"


def test_a_claim_leaves_the_queue_when_it_cites_another_source(client, order, people):
    (story,) = out(order)
    retract(client, order, people["tomas"])
    background.do_all()
    cite_instead(story, build.source("A new order"), people["ines"])
    assert Reopened.objects.filter(closed_at=None).count() == 0


def test_a_draft_that_only_its_versions_know_is_reopened_too(client, order, people):
    (story,) = out(build.source("Another"), slug="draft")
    cite_instead(story, order, people["ines"])
    retract(client, order, people["tomas"])
    background.do_all()
    assert Reopened.objects.get().story_id == story.pk


def test_a_mark_that_was_a_mistake_is_lifted_and_stays_in_the_record(client, order, people):
    (story,) = out(order)
    retract(client, order, people["tomas"])
    background.do_all()
    answer = retract(client, order, people["odile"], reason="It was another order with that number.")
    assert "Lifted." in answer.content.decode()
    background.do_all()
    assert REASON not in page(client, story)
    assert Reopened.objects.filter(closed_at=None).count() == 0
    kept = Retraction.objects.get()
    assert (kept.reason, kept.lifted_why, kept.lifted_by) == (
        REASON,
        "It was another order with that number.",
        people["odile"],
    )
    client.force_login(people["tomas"])
    card = client.get(reverse("wagtailsnippets_sources_source:inspect", args=[order.pk])).content.decode()
    assert REASON in card and "It was another order" in card


@pytest.mark.parametrize("name", ["ines", "marek", "adam"])
def test_only_editors_mark_a_source(client, order, people, name):
    answer = retract(client, order, people[name])
    assert answer.status_code == 403
    assert not Retraction.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": "Wrong."}, "Say in a sentence why"),
        ({"reason": "word " * 200}, "the limit is 500"),
        ({"kind": "odd"}, "Choose what happened"),
        ({"on": "yesterday"}, "Name the day"),
        ({"on": "2026-02-31"}, "Name the day"),
        ({"on": "2999-01-01"}, "in the future"),
    ],
)
def test_a_mark_needs_its_reason_kind_and_day_and_keeps_what_was_typed(client, order, people, said, words):
    answer = retract(client, order, people["tomas"], **said)
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert (said.get("reason") or REASON).strip() in answer.content.decode()
    assert not Retraction.objects.exists()


def test_a_source_is_marked_once(order, people):
    reopening.retract(order.pk, "retracted", date(2026, 5, 12), REASON, people["tomas"])
    with pytest.raises(Refused, match="marked already"):
        reopening.retract(order.pk, "corrected", date(2026, 5, 12), REASON, people["tomas"])
    with pytest.raises(Refused, match="not marked"):
        reopening.lift(build.source("Another").pk, REASON, people["tomas"])


def test_a_claim_counts_the_sources_that_still_stand(client, order, people):
    other = build.source("Second order", publisher=build.publisher("Another office"))
    story = build.publish(build.brief([build.known("It is closed.", build.cites(order), build.cites(other))]))
    assert "2 sources, 2 primary" in said_of_the_claim(client, story)
    retract(client, order, people["tomas"])
    seen = said_of_the_claim(client, story)
    assert "Single source" in seen and "2 sources, 2 primary" not in seen


def said_of_the_claim(client, story) -> str:
    return re.search(r'<p class="claim__meta">.*?</p>', page(client, story), re.DOTALL)[0]


def test_the_fact_check_says_that_the_mark_is_what_changed(client, order, people):
    (story,) = out(order)
    retract(client, order, people["tomas"])
    client.force_login(people["marek"])
    shown = client.get(reverse("desk_check", args=[story.pk])).content.decode()
    lapsed = shown[shown.index("Changed since then") :]
    assert "Retracted" in lapsed[: lapsed.index("</dl>")]
