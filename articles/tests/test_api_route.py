"""Wagtail's writing API, mounted for these tests or by its setting: it publishes no held brief either."""

import importlib
import json

import pytest
from django.core.checks import run_checks
from django.urls import clear_url_caches, path
from wagtail.api.v3.urls import api
from wagtail.models import APIToken

from articles.models import BriefPage
from articles.tests import build
from newsroom import urls
from newsroom.urls import urlpatterns as site

pytestmark = [pytest.mark.django_db, pytest.mark.urls("articles.tests.test_api_route")]
urlpatterns = [path("api/v3/", api.urls), *site]


@pytest.fixture
def editor(client):
    _token, secret = APIToken.create_token(user=build.editor(), name="test")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def send(client, method: str, url: str, body: dict | None = None):
    return getattr(client, method)(url, json.dumps(body or {}), content_type="application/json")


def test_the_publish_action_is_refused(editor):
    held = build.brief([build.known()])
    held.save_revision()
    answer = send(editor, "post", f"/api/v3/pages/{held.pk}/actions/publish/")
    assert answer.status_code == 403, answer.content
    assert not BriefPage.objects.get(pk=held.pk).live


def test_a_ready_brief_goes_out(editor):
    ready = build.brief()
    ready.save_revision()
    answer = send(editor, "post", f"/api/v3/pages/{ready.pk}/actions/publish/")
    assert answer.status_code == 200, answer.content
    assert BriefPage.objects.get(pk=ready.pk).live


def test_a_patch_that_publishes_and_a_page_created_live_are_refused(editor):
    held = build.brief([build.known()])
    held.save_revision()
    answer = send(
        editor, "patch", f"/api/v3/pages/{held.pk}/", {"title": "Now", "meta": {"action": "publish"}}
    )
    assert answer.status_code >= 400
    body = {
        "title": "Born by API", "slug": "api",
        "meta": {"type": "articles.BriefPage", "parent": {"id": build.desk().pk}, "action": "publish"},
    }  # fmt: skip
    answer = send(editor, "post", "/api/v3/pages/", body)
    assert not BriefPage.objects.filter(live=True).exists()


def test_reverting_to_a_held_version_publishes_nothing(editor):
    page = build.brief([build.known()])
    held = page.save_revision()
    page.claims = [build.known("Sourced now.", build.cites(build.source()))]
    build.publish(page)
    answer = send(editor, "post", f"/api/v3/pages/{page.pk}/actions/revert/", {"revision_id": held.pk})
    assert answer.status_code == 200, answer.content
    assert BriefPage.objects.get(pk=page.pk).claims.get().text == "Sourced now."


def test_copies_and_aliases_of_a_live_brief_do_not_go_live(editor):
    page = build.publish(build.brief())
    for action, body in (
        ("copy", {"keep_live": True, "slug": "copied"}),
        ("create_alias", {"update_slug": "alias"}),
    ):
        answer = send(editor, "post", f"/api/v3/pages/{page.pk}/actions/{action}/", body)
        assert answer.status_code in (200, 201, 403, 422), answer.content
    assert list(BriefPage.objects.filter(live=True)) == [page]


@pytest.fixture
def by_setting(settings):
    """The site as it is when the setting is on."""
    settings.WRITING_API = True
    importlib.reload(urls)
    clear_url_caches()
    yield
    settings.WRITING_API = False
    importlib.reload(urls)
    clear_url_caches()


@pytest.mark.urls("newsroom.urls")
def test_without_the_setting_there_is_none(client):
    assert client.get("/api/wagtail/pages/").status_code == 404


@pytest.mark.urls("newsroom.urls")
def test_with_the_setting_it_asks_for_a_token_and_the_lock_holds(by_setting, client, editor):
    held = build.brief([build.known()])
    held.save_revision()
    address = f"/api/wagtail/pages/{held.pk}/actions/publish/"
    assert send(editor, "post", address).status_code == 403
    del editor.defaults["HTTP_AUTHORIZATION"]
    answer = editor.post(
        address, "{}", content_type="application/json", headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 401 and "Access-Control-Allow-Origin" not in answer.headers
    assert not BriefPage.objects.get(pk=held.pk).live


def test_the_check_of_a_deployment_says_that_it_is_on(settings):
    settings.WRITING_API = True
    found = {message.id for message in run_checks(include_deployment_checks=True, tags=["security"])}
    assert "newsroom.W002" in found
