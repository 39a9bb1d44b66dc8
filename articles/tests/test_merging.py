"""Duplicates become one source: every citation, in every version, leads to the one that stayed, and nothing lapses."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from articles import clearance, judging, reopening
from articles.clearance import Refused
from articles.models import BriefPage, Notice, NoticeKind, Reopened
from articles.tests import background, build, cast
from sources import keeping, merging, origins
from sources.models import Excerpt, Publisher, Source
from sources.reading.result import Reading
from sources.tests.build import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def order():
    return build.source("Traffic order", url_as_typed="https://roads.example.org/orders/114", note="Page 3.")


@pytest.fixture
def double():
    return build.source(
        "Trafic order (pdf)", url_as_typed="https://roads.example.org/files/114.pdf", authors="Ada Nym"
    )


def merge(client, who, *sources, stays, **fields):
    client.force_login(who)
    form = {"id": [s.pk for s in sources], "stays": stays.pk} | {name: s.pk for name, s in fields.items()}
    return client.post(reverse("library_merge"), form, follow=True)


def holds(story) -> set:
    return {hold.gate for hold in clearance.holds(judging.newest(story.pk))}


def test_a_live_story_shows_the_one_that_stayed_once_and_nothing_lapses(client, people, order, double):
    both = [build.cites(order), build.cites(double, excerpt="closed to lorries")]
    out = build.publish(build.brief([build.known("It is closed.", *both), build.unclear()]))
    before = out.edition().digest
    assert len(out.edition().sources) == 2
    answer = merge(client, people["tomas"], order, double, stays=order, authors=double)
    assert "Every citation leads to “Traffic order” now." in text(answer)
    out = BriefPage.objects.get(pk=out.pk)
    [source] = out.edition().sources
    assert (source.id, source.title, source.authors, source.note) == (
        order.pk,
        "Traffic order",
        "Ada Nym",
        "Page 3.",
    )
    assert out.edition().digest == before
    assert not holds(out) & {"verified", "approval"}
    assert len(origins.origins(out.edition().claims[0].sources)) == 1
    assert Excerpt.objects.filter(source=order, text="closed to lorries").exists()
    client.logout()
    page = client.get(out.url).content.decode()
    assert "Traffic order" in page and "Trafic" not in page
    assert client.get(f"/source/{double.pk}/", follow=True).redirect_chain == [(f"/source/{order.pk}/", 302)]
    assert "It is closed." in client.get(f"/source/{order.pk}/").content.decode()
    listed = client.get("/sources/").content.decode()
    assert "Traffic order" in listed and "Trafic" not in listed


def test_an_older_version_that_is_restored_keeps_its_citation(people, order, double):
    story = cast.written_by(people["ines"], claims=[build.known("It is closed.", build.cites(double))])
    old = story.latest_revision
    newer = cast.read_again(story)
    newer.claims = [build.known("It is open.")]
    newer.save_revision(user=people["ines"])
    merging.merge([order.pk, double.pk], order.pk, {}, people["tomas"])
    edition = old.as_object().edition()
    assert [s.id for s in edition.sources] == [order.pk]
    old.as_object().save_revision(user=people["ines"])
    assert [s.id for s in judging.newest(story.pk).edition().sources] == [order.pk]


def test_the_address_of_the_duplicate_finds_the_one_that_stayed(client, people, order, double):
    merging.merge([order.pk, double.pk], order.pk, {}, people["tomas"])
    client.force_login(people["ines"])
    look = client.post(reverse("library_look"), {"url": "https://roads.example.org/files/114.pdf"}).json()
    assert look == {"state": "known", "message": f"The library has this already: {order}"}
    chosen = client.get(reverse("wagtailsnippetchoosers_sources_source:choose_results"), {"q": double.url})
    assert "Traffic order" in chosen.content.decode() and "Trafic" not in chosen.content.decode()
    listed = client.get(reverse("wagtailsnippets_sources_source:list")).content.decode()
    assert "Traffic order" in listed and "Trafic" not in listed


def test_what_each_said_is_kept_and_a_mistake_is_taken_back(client, people, order, double):
    story = build.publish(build.brief([build.known("It is closed.", build.cites(double))]))
    merge(client, people["tomas"], order, double, stays=order)
    logged = ModelLogEntry.objects.get(action="sources.merged", object_id=str(double.pk))
    assert logged.user == people["tomas"] and logged.data["was"]["authors"] == "Ada Nym"
    card = text(client.get(reverse("wagtailsnippets_sources_source:inspect", args=[double.pk])))
    assert "This was a duplicate." in card
    answer = client.post(reverse("library_separate", args=[double.pk]), follow=True)
    assert "stands for itself again" in text(answer)
    assert [s.id for s in BriefPage.objects.get(pk=story.pk).edition().sources] == [double.pk]
    assert "It was not merged." in text(
        client.post(reverse("library_separate", args=[double.pk]), follow=True)
    )


def test_reprints_of_the_duplicate_and_what_was_merged_into_it_follow(people, order, double):
    reprint = build.source("A reprint", derived_from=double)
    third = build.source("A third")
    merging.merge([double.pk, third.pk], double.pk, {}, people["tomas"])
    merging.merge([order.pk, double.pk], order.pk, {}, people["tomas"])
    reprint.refresh_from_db()
    third.refresh_from_db()
    assert reprint.derived_from == order and third.merged_into == order


def test_two_spellings_of_one_address_are_merged(people):
    plain, safe = (
        build.source("One page", url_as_typed=f"{scheme}://roads.example.org/1")
        for scheme in ("http", "https")
    )
    merging.merge([plain.pk, safe.pk], safe.pk, {}, people["tomas"])
    plain.refresh_from_db()
    assert plain.merged_into == safe


def test_nothing_derives_from_a_duplicate_that_was_merged(client, people, order, double):
    merging.merge([order.pk, double.pk], order.pk, {}, people["tomas"])
    reprint = build.source("A reprint")
    reprint.derived_from = Source.objects.get(pk=double.pk)
    with pytest.raises(ValidationError, match="was merged into “Traffic order”. Choose that one."):
        reprint.full_clean()


def test_what_is_separated_has_again_what_derived_from_it_and_what_was_merged_into_it(people, order, double):
    reprint = build.source("A reprint", derived_from=double)
    third = build.source("A third")
    merging.merge([double.pk, third.pk], double.pk, {}, people["tomas"])
    merging.merge([order.pk, double.pk], order.pk, {}, people["tomas"])
    merging.separate(double.pk, people["tomas"])
    reprint.refresh_from_db()
    third.refresh_from_db()
    assert reprint.derived_from == double and third.merged_into == double
    merging.separate(third.pk, people["tomas"])
    third.refresh_from_db()
    assert third.merged_into is None


def test_what_is_separated_is_as_public_as_it_was(people, order, double):
    """A public archive is asked to keep what a published story cites, and nothing else."""
    build.publish(build.brief([build.known("It is closed.", build.cites(double))]))
    merging.merge([order.pk, double.pk], order.pk, {}, people["tomas"])
    assert Source.objects.get(pk=order.pk).cited_at
    again = build.brief([build.known("It is shut.", build.cites(double, excerpt="It is shut"))], slug="again")
    build.publish(build.checked(again))
    merging.separate(double.pk, people["tomas"])
    assert Source.objects.get(pk=order.pk).cited_at is None
    assert Source.objects.get(pk=double.pk).cited_at
    assert Excerpt.objects.filter(source=double, text="It is shut").exists()


def test_what_is_separated_stays_public_where_a_story_cites_it(people, order, double):
    merging.merge([order.pk, double.pk], order.pk, {}, people["tomas"])
    build.publish(build.brief([build.known("It is closed.", build.cites(order))]))
    merging.separate(double.pk, people["tomas"])
    assert Source.objects.get(pk=order.pk).cited_at
    assert Source.objects.get(pk=double.pk).cited_at is None


def test_a_desk_hears_that_the_one_that_stayed_lacks_what_its_story_cites(people, order, double):
    words = "closed to lorries"
    out = build.brief([build.known("It is closed.", build.cites(double, excerpt=words))])
    build.publish(out)
    order.copy = keeping.keep(order, Reading(text="The road is open to everybody. " * 9), timezone.now())
    order.save()
    merging.merge([order.pk, double.pk], order.pk, {}, people["tomas"])
    background.do_all()
    assert Notice.objects.filter(kind=NoticeKind.SOURCE, story=out.pk).exists()


def test_what_can_not_be_merged_is_refused_in_words(client, people, order, double):
    boss = people["tomas"]
    assert "Choose two sources or more" in text(merge(client, boss, order, stays=order))
    assert "Choose which of them stays" in text(
        merge(client, boss, order, double, stays=build.source("Another"))
    )
    reprint = build.source("A reprint", derived_from=order)
    assert "derives from another one of them" in text(merge(client, boss, order, reprint, stays=order))
    build.source("Marked")
    marked = Source.objects.get(title="Marked")
    reopening.retract(marked.pk, "retracted", marked.checked_at.date(), "It was withdrawn today.", boss)
    assert "Lift the mark first" in text(merge(client, boss, order, marked, stays=order))
    merging.merge([order.pk, double.pk], order.pk, {}, boss)
    with pytest.raises(Refused, match="merged into another one"):
        reopening.retract(double.pk, "retracted", order.checked_at.date(), "It was withdrawn today.", boss)
    assert "was merged already" in text(merge(client, boss, order, double, stays=order))
    assert Source.objects.filter(merged_into__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_merge_crosswise_make_no_ring():
    people = cast.newsroom()
    one, two = build.source("One"), build.source("Two")
    start, said = threading.Barrier(2), []

    def merge_into(stays):
        start.wait()
        try:
            merging.merge([one.pk, two.pk], stays.pk, {}, people["tomas"])
            said.append("merged")
        except merging.NotMerged as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    editors = [threading.Thread(target=merge_into, args=[stays]) for stays in (one, two)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert sorted("merged already" in words for words in said) == [False, True]
    assert Source.objects.filter(merged_into__isnull=False).count() == 1


def test_reporters_merge_nothing(client, people, order, double):
    merge(client, people["ines"], order, double, stays=order)
    assert not Source.objects.filter(merged_into__isnull=False).exists()


def test_a_retraction_of_the_one_that_stayed_reaches_the_claims_of_the_duplicate(people, order, double):
    build.publish(build.brief([build.known("It is closed.", build.cites(double))]))
    merging.merge([order.pk, double.pk], order.pk, {}, people["tomas"])
    reopening.retract(
        order.pk, "retracted", order.checked_at.date(), "It was withdrawn today.", people["tomas"]
    )
    background.do_all()
    assert Reopened.objects.count() == 1


def test_the_card_says_where_a_source_is_used_and_gives_no_draft_away(client, people, order):
    build.publish(build.brief([build.known("It is closed.", build.cites(order))], slug="live"))
    elsewhere = build.brief(
        [build.known("A secret.", build.cites(order))], at=build.desk("culture"), slug="secret"
    )
    elsewhere.title = "The secret story"
    elsewhere.save()
    elsewhere.save_revision()
    seen = {}
    for who in ("ines", "odile"):
        client.force_login(people[who])
        seen[who] = text(client.get(reverse("wagtailsnippets_sources_source:inspect", args=[order.pk])))
    assert "Claim 1 · Known · Supports: It is closed." in seen["ines"]
    assert "1 draft on another desk." in seen["ines"] and "secret" not in seen["ines"].lower()
    assert "The secret story" in seen["odile"] and "A secret." in seen["odile"]


def used(client, who, source) -> str:
    client.force_login(who)
    card = text(client.get(reverse("wagtailsnippets_sources_source:inspect", args=[source.pk])))
    return card[card.index("Where it is used") :]


def test_a_live_story_that_cites_a_source_only_in_its_draft_is_shown_to_its_desk_alone(client, people, order):
    out = build.publish(build.brief(at=build.desk("culture"), slug="out"))
    draft = cast.read_again(out)
    draft.title = "The mayor resigns"
    draft.claims.add(build.known("She told us so.", build.cites(order)))
    draft.save_revision(user=people["odile"])
    theirs = used(client, people["ines"], order)
    assert "1 draft on another desk." in theirs and out.title not in theirs and "She told us" not in theirs
    ours = used(client, people["odile"], order)
    assert "The mayor resigns · draft" in ours and "She told us so." in ours


def test_a_card_of_many_stories_asks_no_more_often(client, people, order):
    counts = []
    for n in (1, 6):
        for m in range(n):
            claims = [build.known(f"It is closed {k}.", build.cites(order)) for k in range(n)]
            build.publish(build.brief(claims, slug=f"live-{n}-{m}"))
            cast.written_by(people["ines"], claims=[build.known("A draft.", build.cites(order))])
        used(client, people["ines"], order)
        with CaptureQueriesContext(connection) as asked:
            assert "A draft." in used(client, people["ines"], order)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def listed(client, **query) -> set[str]:
    page = client.get(reverse("wagtailsnippets_sources_source:list"), query)
    return {source.title for source in page.context["object_list"]}


def test_the_list_is_narrowed_to_what_needs_a_hand(client, people, order, double):
    group = Publisher.objects.create(name="Group paper", owner="Merrow Media")
    build.source("Of the group", publisher=group)
    build.source("Of the owner", publisher=Publisher.objects.create(name="Merrow Media"))
    build.source("In a drawer", url_as_typed="", kind="document", note="On paper.")
    build.source("A nurse", url_as_typed="", kind="eyewitness", unnamed_why="She may lose her post.")
    twin = build.source("Of the group", publisher=group)
    build.publish(
        build.brief([build.known("It is closed.", build.cites(order), single_source=True)], slug="one")
    )
    build.publish(
        build.brief([build.known("It is old.", build.cites(order), build.cites(double))], slug="two")
    )
    draft = cast.written_by(people["ines"], claims=[build.known("A draft.", build.cites(twin))])
    assert draft
    client.force_login(people["ines"])
    assert listed(client, family="Merrow Media") == {"Of the group", "Of the owner"}
    assert listed(client, only="alone") == {"Traffic order"}
    assert listed(client, only="no_address") == {"In a drawer", "A nurse"}
    assert listed(client, only="unnamed") == {"A nurse"}
    assert listed(client, only="twice") == {"Of the group"}
    assert listed(client, only="uncited") == {"Of the group", "Of the owner", "In a drawer", "A nurse"}
    Source.objects.filter(pk=order.pk).update(checked_at=None)
    assert listed(client, only="unseen") == {"Traffic order"}
    assert listed(client, kind="eyewitness") == {"A nurse"}
    assert listed(client, only="no_address", q="drawer") == {"In a drawer"}
    assert listed(client, only="unnamed", q="drawer") == set()
    assert listed(client, family="Merrow Media", q="group", ordering="title") == {"Of the group"}


def test_long_lists_ask_no_more_often(client, people):
    client.force_login(people["ines"])
    counts = []
    for n in (3, 40):
        for m in range(n):
            build.source(f"S {n} {m}")
        for only in ("", "uncited", "alone", "twice"):
            listed(client, only=only)
            with CaptureQueriesContext(connection) as asked:
                listed(client, only=only)
            counts.append(len(asked))
    assert counts[:4] == counts[4:]
