"""What the newsroom says of itself: one record for the imprint, machines and the report of what is missing."""

import json
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from articles.models import InfoPage, OutletRecord
from articles.models import outlet as kept
from articles.outlet import PolicyKind, completeness
from articles.tests import build, cast
from sources.tests.build import text

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 17)


def page(kind: PolicyKind, live: bool = True, **fields) -> InfoPage:
    made = InfoPage(title=str(kind.label), slug=f"our-{kind}", policy=kind, **fields)
    build.home().add_child(instance=made)
    if not live:
        made.unpublish()
    return made


def record(**fields) -> OutletRecord:
    made = OutletRecord(
        legal_name="Record Cooperative", address="3 Quay Street\nCallan", email="desk@example.org",
        founded_on=date(2011, 5, 3), revenue="Subscriptions.", **fields,
    )  # fmt: skip
    made.owners = [
        kept.OutletOwner(name="Members", share="100 %"),
        kept.OutletOwner(name="Nobody alone", is_beneficial=True),
    ]
    made.public_money = [kept.OutletMoney(year=2025, amount="0 crowns")]
    made.masthead = [kept.OutletPerson(name="Ada Nym", job="Editor-in-chief")]
    made.save()
    return made


def missing() -> list[list[str]]:
    lists = completeness(kept.read_whole(), TODAY)
    return [[point.text for point in found.points if not point.is_met] for found in lists]


def test_an_empty_record_misses_everything_and_a_whole_one_nothing():
    build.home()
    assert [len(found) for found in missing()] == [5, 16, len(PolicyKind)]
    record()
    for kind in PolicyKind:
        page(kind, reviewed_on=TODAY)
    assert missing() == [[], [], []]


def test_what_is_old_or_not_out_is_missing():
    record()
    for kind in PolicyKind:
        page(kind, live=kind is not PolicyKind.ETHICS, reviewed_on=date(2024, 1, 1))
    act, trust, policies = missing()
    assert act == [] and policies == ["Ethics"]
    assert trust[-1].startswith("18") and trust[0].startswith("9")


def test_the_imprint_shows_the_record_to_readers_and_to_machines(client):
    record()
    page(PolicyKind.ETHICS)
    page(PolicyKind.AI, live=False)
    closed = page(PolicyKind.SECURITY)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    answer = client.get("/imprint/")
    shown = text(answer)
    for words in ("Record Cooperative", "3 Quay Street", "Members, 100 %", "2025: 0 crowns", "Ada Nym"):
        assert words in shown
    assert [policy.kind for policy in answer.context["outlet"].policies] == [PolicyKind.ETHICS]
    [told] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode())
    told = json.loads(told)
    assert told["@type"] == "NewsMediaOrganization" and told["legalName"] == "Record Cooperative"
    assert told["ethicsPolicy"] == "http://127.0.0.1:8000/our-ethics/"
    assert "diversityPolicy" not in told
    story = build.publish(build.brief(slug="out"))
    assert told["ethicsPolicy"] in client.get(story.url).content.decode()


def test_a_policy_has_one_page():
    page(PolicyKind.ETHICS)
    another = InfoPage(title="More ethics", slug="more-ethics", policy=PolicyKind.ETHICS)
    with pytest.raises(ValidationError, match="“Ethics” is that page already"):
        build.home().add_child(instance=another)


def test_the_report_says_what_to_do_to_those_who_can(client):
    people = cast.newsroom()
    client.force_login(people["odile"])
    shown = text(client.get(reverse("about_us_report")))
    assert "(a) legal name Fill it in under Settings" in shown
    assert "Write a page about us and choose “Ethics” there." in shown
    client.force_login(people["ines"])
    assert client.get(reverse("about_us_report")).status_code == 403


def test_a_page_asks_for_it_once_however_much_there_is():
    counts = []
    for kinds in (list(PolicyKind)[:1], list(PolicyKind)[1:]):
        for kind in kinds:
            page(kind)
        with CaptureQueriesContext(connection) as asked:
            kept.read()
        counts.append(len(asked))
    assert counts == [1, 1]
