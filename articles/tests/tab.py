"""A browser's tab with the editor in it, without the browser: it loads the form, somebody types, and it is posted."""

import json
from copy import copy

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail.test.utils.wagtail_tests import WagtailTestUtils


class Tab:
    """The tab of a person who opened that story; `fields` is the form as it would be posted."""

    def __init__(self, person, story, revert_to=None):
        self.client = Client()
        self.client.force_login(person)
        self.url = reverse("wagtailadmin_pages:edit", args=[story.pk])
        if revert_to:
            self.url = reverse("wagtailadmin_pages:revisions_revert", args=[story.pk, revert_to.pk])
        self.wrote = None  # the version that this tab's autosaves write over
        self.load()

    def beside(self, person):
        """The tab of another person who opened the story at the same time."""
        other = copy(self)
        other.client, other.fields = Client(), dict(self.fields)
        other.client.force_login(person)
        return other

    def load(self):
        self.take(self.client.get(self.url))
        return self

    def take(self, response):
        """Goes on with the form in that page, as the browser does."""
        self.fields = form_in(response.content.decode())

    def types(self, **fields):
        self.fields |= {name.replace("__", "-"): value for name, value in fields.items()}
        return self

    def press(self, button: str = "", **more):
        """Presses Save, or the button of that name."""
        pressed = {f"action-{button}": "1"} if button else {}
        return self.client.post(self.url, self.fields | pressed | more)

    def autosave(self, **more):
        """Posts as the script of the editor does, and does with the answer what the script does."""
        asked = {"overwrite_revision_id": str(self.wrote)} if self.wrote else {}
        response = self.client.post(
            self.url, self.fields | asked | more, headers={"accept": "application/json"}
        )
        said = json.loads(response.content)
        if said["success"]:
            self.wrote = said["revision_id"]
            added = form_in(f'<form id="page-edit-form">{said["html"]}</form>')
            self.fields |= {name: value for name, value in added.items() if name.startswith("loaded_")}
            self.fields |= {
                name: value for name, value in said["field_updates"].items() if name in self.fields
            }
        return response


def form_in(html: str) -> dict:
    """What the editor's form in that page would post, with no comments, which the editor's script writes."""
    # Wagtail writes the value of ORDER twice; browsers take the first
    soup = BeautifulSoup(html, "html.parser", on_duplicate_attribute="ignore")
    form = soup.find("form", attrs={"id": "page-edit-form"})
    fields = nested_form_data({"comments": inline_formset([])})
    for control in form.find_all(["input", "textarea", "select"]):
        name = control.get("name")
        if name and "__prefix__" not in name and (value := value_of(control)) is not None:
            fields[name] = value
    return fields


def value_of(control) -> str | None:
    if control.name == "textarea":
        return control.get_text().removeprefix("\n")
    if control.name == "select":
        options = control.find_all("option", selected=True) or control.find_all("option")[:1]
        return options[0].get("value", "") if options else ""
    if control.get("type") in ("checkbox", "radio"):
        return control.get("value", "on") if control.has_attr("checked") else None
    return control.get("value", "")


def based_on(story) -> dict:
    """What the editor's form says about the version, and the step of the review, that it was written on."""
    row = Page.objects.get(pk=story.pk)
    state, revision = row.current_workflow_task_state, row.latest_revision
    if revision is None:
        return {}
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
        "loaded_task_state": str(state.pk) if state else "",
    }


def bulk_question(client, *pages):
    """The page that asks whether to publish these, the address of the answer, and what it posts."""
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    url += "?next=/admin/&" + "&".join(f"id={page.pk}" for page in pages)
    question = client.get(url)
    shown = WagtailTestUtils.get_soup(question.content.decode()).find("input", attrs={"name": "shown"})
    return question, url, {"shown": shown["value"]}
