"""A story that rests on a person whom it does not name: somebody here knows them, a managing editor agrees, readers get
the reason, and who knows is read by nobody else."""

import csv
import io

import pytest
from django.apps import apps
from django.urls import reverse

from articles import clearance, desk_gates, judging, transparency
from articles.clearance import Refused
from articles.models import Agreement, ArticleCitation
from articles.tests import build, cast
from sources.kinds import SourceKind
from sources.models import Knower, knower

pytestmark = pytest.mark.django_db
WHY = "She may lose her post for speaking."


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def nurse():
    return build.source("A nurse on duty", kind=SourceKind.EYEWITNESS, url_as_typed="", unnamed_why=WHY)


@pytest.fixture
def story(people, nurse):
    """Ines's story, checked and approved, but for the person whom it does not name."""
    made = cast.written_by(
        people["ines"], claims=[build.known("The lights went out.", build.cites(nurse), single_source=True)]
    )
    build.approved(build.verified(build.found(judging.newest(made.pk))))
    return made


def held(story) -> list[str]:
    return [str(hold.message) for hold in clearance.holds(judging.newest(story.pk)) if hold.gate == "unnamed"]


def agree(client, story, nurse, who, **said):
    client.force_login(who)
    source = next(s for s in judging.newest(story.pk).edition().sources if s.id == nurse.pk)
    form = {"agree": "1", "fingerprint": source.anonymity} | said
    return client.post(reverse("desk_agree", args=[story.pk, nurse.pk]), form, follow=True)


def know(client, nurse, who, **said):
    client.force_login(who)
    return client.post(reverse("library_know", args=[nurse.pk]), said, follow=True)


def test_it_takes_somebody_who_knows_and_a_managing_editor_who_agrees(client, story, nurse, people):
    assert "Nobody here has said that they know who" in held(story)[0]
    answer = know(client, nurse, people["ines"])
    assert "Only managing editors read that it is you." in answer.content.decode()
    assert "A managing editor has to agree" in held(story)[0]
    answer = agree(client, story, nurse, people["odile"])
    assert "Agreed: the source is not named." in answer.content.decode()
    assert held(story) == []
    judging.newest(story.pk).latest_revision.publish(user=people["odile"])
    page = client.get(story.url).content.decode()
    assert WHY in page and "a managing editor agreed to it" in page
    assert "ines" not in page.split("<main")[1].lower().replace('"author">ines', "")


def test_nobody_else_agrees(client, story, nurse, people):
    for name in ("ines", "tomas", "marek"):
        answer = agree(client, story, nurse, people[name])
        assert answer.status_code in (403, 409)
    assert not Agreement.objects.exists()


def test_a_managing_editor_who_wrote_the_claim_asks_another_one(people, nurse):
    own = cast.written_by(people["odile"], claims=[build.known("It is dark.", build.cites(nurse))])
    source = judging.newest(own.pk).edition().sources[0]
    with pytest.raises(Refused, match="another managing editor"):
        judging.agree(own.pk, nurse.pk, source.anonymity, True, "", by=people["odile"])


def test_nor_does_a_managing_editor_agree_to_an_article_of_their_own(people, nurse):
    story = build.article(owner=people["odile"])
    story.citations = [ArticleCitation(source=nurse, number=1)]
    story.save_revision(user=people["odile"])
    source = judging.newest(story.pk).edition().sources[0]
    with pytest.raises(Refused, match="another managing editor"):
        judging.agree(story.pk, nurse.pk, source.anonymity, True, "", by=people["odile"])


def test_another_reason_needs_another_agreement_and_the_old_one_comes_back_with_its_reason(
    client, story, nurse, people
):
    know(client, nurse, people["ines"])
    agree(client, story, nurse, people["odile"])
    nurse.unnamed_why = "She does not like to be in the paper."
    nurse.save()
    assert "A managing editor has to agree" in held(story)[0]
    nurse.unnamed_why = WHY
    nurse.save()
    assert held(story) == []


def test_an_agreement_to_a_reason_that_was_changed_meanwhile_is_refused(client, story, nurse, people):
    answer = agree(client, story, nurse, people["odile"], fingerprint="another")
    assert "The reason was changed meanwhile." in answer.content.decode()
    assert not Agreement.objects.exists()


def test_who_does_not_agree_says_why_and_both_words_are_kept(client, story, nurse, people):
    know(client, nurse, people["ines"])
    agree(client, story, nurse, people["odile"])
    client.force_login(people["odile"])
    source = judging.newest(story.pk).edition().sources[0]
    address = reverse("desk_agree", args=[story.pk, nurse.pk])
    said = {"refuse": "1", "fingerprint": source.anonymity}
    assert "Say in a sentence why not" in client.post(address, said).content.decode()
    client.post(address, said | {"why": "Her name is known to everybody in town."})
    assert "A managing editor has to agree" in held(story)[0]
    assert [row.agrees for row in Agreement.objects.all()] == [True, False]
    history = client.get(reverse("desk_timeline", args=[story.pk])).content.decode()
    assert "Did not agree that “A nurse on duty” is not named" in history and "everybody in town" in history


def test_a_word_that_is_taken_back_or_whose_giver_left_counts_no_more(client, story, nurse, people):
    know(client, nurse, people["ines"])
    agree(client, story, nurse, people["odile"])
    assert held(story) == []
    know(client, nurse, people["ines"], take_back="1")
    assert "Nobody here has said" in held(story)[0]
    assert Knower.objects.get().ended_at
    know(client, nurse, people["ines"])
    assert held(story) == []
    people["ines"].is_active = False
    people["ines"].save()
    assert "Nobody here has said" in held(story)[0]


def test_no_override_goes_past_it(story, people):
    assert "unnamed" in desk_gates.NEVER_WAIVED
    assert "unnamed" not in judging.overridable(judging.newest(story.pk))


def test_who_knows_is_read_by_managing_editors_and_stands_nowhere_else(client, story, nurse, people):
    """Priya says that she knows; then every screen that shows the source, and every row of the database, is searched."""
    know(client, nurse, people["priya"])
    agree(client, story, nurse, people["odile"])
    screens = [
        reverse("wagtailsnippets_sources_source:inspect", args=[nurse.pk]),
        reverse("wagtailsnippets_sources_source:edit", args=[nurse.pk]),
        reverse("wagtailsnippets_sources_source:history", args=[nurse.pk]),
        reverse("wagtailsnippets_sources_source:usage", args=[nurse.pk]),
        reverse("wagtailsnippets_sources_source:list"),
        reverse("desk_sources", args=[story.pk]),
        reverse("desk_timeline", args=[story.pk]),
        reverse("desk_check", args=[story.pk]),
        reverse("wagtailadmin_reports:site_history"),
    ]
    for who, may_read in (("ines", False), ("tomas", False), ("marek", False), ("odile", True)):
        client.force_login(people[who])
        seen = {url: client.get(url).content.decode().lower() for url in screens}
        told = [url for url, page in seen.items() if "priya" in page]
        assert told == ([screens[0], screens[5]] if may_read else []), who
    client.force_login(people["priya"])
    assert "You have said that you know who this is." in client.get(screens[0]).content.decode()
    assert rows_that_name(people["priya"], nurse) == {"Knower"}


def rows_that_name(user, source) -> set[str]:
    """The models of which a row speaks of both, by key or by name."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for values in model.objects.values_list() if hasattr(model, "objects") else []:
            text = io.StringIO()
            csv.writer(text).writerow(values)
            line = text.getvalue()
            names = {
                field.name: value for field, value in zip(model._meta.concrete_fields, values, strict=False)
            }
            by_key = user.pk in [v for k, v in names.items() if k in ("by", "user", "person")]
            about = source.title in line or names.get("source") == source.pk
            if about and (by_key or user.username in line):
                found.add(model.__name__)
    return found


def test_statements_count_the_unnamed_and_name_nobody(story, nurse, people):
    knower.say(nurse, people["priya"])
    [said] = [s for s in transparency.statements(judging.newest(story.pk).edition()) if s.name == "unnamed"]
    assert said.figure == "1" and "priya" not in said.text
