"""For every address of the admin: what to put into it, and a form by which somebody who may does something."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Site

from articles.models import EditTask, ErrorReport, OutletRecord, Topic
from articles.tests import build
from newsroom.tests import matrix_deeds
from newsroom.tests.matrix import Route, form_in
from sources import keeping
from sources.models import Copy, Likeness


def furnish(people) -> dict:
    """One of each thing, and what of them stands in an address, by the place's name or with its URL name before."""
    story = matrix_deeds._check(people)
    draft = matrix_deeds._draft(people)
    state = story.current_workflow_state
    spare = get_user_model().objects.create_user("spare", email="spare@x.org")
    notice = people["marek"].notices.first()
    topic = Topic.objects.create(name="Bridges", slug="bridges")
    source, publisher = build.source("Uncited"), build.publisher("Another")
    job = DBTaskResult.objects.create(
        status="FAILED", args_kwargs={"args": [1], "kwargs": {}}, task_path="sources.jobs.check", run_after=now(),
        backend_name="background", worker_ids=["w"] * 5, traceback="E: gone", exception_class_path="x.E", finished_at=now(),
    )  # fmt: skip
    somebody = build.source(
        "A nurse", kind="eyewitness", url_as_typed="", unnamed_why="She may lose her post."
    )
    merged = build.source("A duplicate", merged_into=build.source("What stayed"))
    twins = [build.source("A twin").pk, build.source("The other twin").pk]
    report = ErrorReport.objects.create(story_id=story.pk, text="The crack is shorter than you say.")
    pair = Likeness.objects.create(first=build.source("Agency"), second=build.source("Paper"), percent=90)
    name = keeping.stored(b"Closed.")
    copy = Copy.objects.create(
        source=source, kept_at=now(), text="Closed.", digest="d", sha256="s", file=name
    )
    document = Document.objects.create(title="Order", file=ContentFile(b"x", "order.txt"))
    query = Query.get("bridge")
    SearchPromotion.objects.create(query=query, page=build.home(), sort_order=0)
    redirect = Redirect.add_redirect("/old", build.home(), is_permanent=True)
    collection = Collection.get_first_root_node().add_child(name="Spare")
    site = Site.objects.create(hostname="other.example.org", root_page=build.desk())
    return {
        "twins": twins, "twin": twins[0], "page_id": draft.pk, "parent_page_id": build.desk().pk, "page_to_move_id": draft.pk,
        "destination_id": build.desk("culture").pk, "revision_id": draft.latest_revision_id,
        "revision_id_a": "earliest", "revision_id_b": "latest",
        "content_type_app_name": "articles", "content_type_model_name": "briefpage",
        "app_name": "articles", "app_label": "articles", "model_name": "briefpage",
        "action_name": "reject", "action": "publish", "task_state_id": state.current_task_state_id,
        "task_id": state.current_task_state.task_id, "workflow_state_id": state.pk,
        "workflow_pk": build.desk().get_workflow().pk, "page_pk": build.home().pk,
        "image_id": build.photo().pk, "document_id": document.pk, "doc_id": document.pk, "uploaded_file_id": 1,
        "filter_spec": "original", "query_id": query.pk, "redirect_id": redirect.pk,
        "collection_id": collection.pk, "object_id": draft.pk, "session_id": 1, "uidb64": "x", "token": "y",
        "uid": story.edition().claims[0].uid, "pk": draft.pk,
        "wagtailadmin_pages:workflow_action page_id": story.pk,
        "wagtailadmin_pages:collect_workflow_action_data page_id": story.pk,
        "wagtailadmin_pages:confirm_workflow_cancellation page_id": story.pk,
        "wagtailadmin_pages:workflow_preview page_id": story.pk,
        "wagtailadmin_pages:workflow_history_detail page_id": story.pk,
        "wagtailadmin_tag_model_autocomplete app_name": "taggit",
        "wagtailadmin_tag_model_autocomplete model_name": "tag",
        "wagtail_bulk_action app_label": "wagtailcore", "wagtail_bulk_action model_name": "page",
        "wagtail_bulk_action action": "delete",
        "wagtailadmin_editing_sessions:ping app_label": "wagtailcore",
        "wagtailadmin_editing_sessions:ping model_name": "page",
        "wagtailadmin_workflows:add_task app_label": "articles",
        "wagtailadmin_workflows:add_task model_name": "edittask",
        "wagtailadmin_workflows:* pk": build.desk().get_workflow().pk,
        "wagtailadmin_workflows:edit_task pk": EditTask.objects.get().pk,
        "wagtailadmin_workflows:disable_task pk": EditTask.objects.get().pk,
        "wagtailadmin_workflows:enable_task pk": EditTask.objects.get().pk,
        "wagtailadmin_workflows:task_chosen task_id": EditTask.objects.get().pk,
        "desk_check pk": story.pk, "desk_verdict pk": story.pk, "desk_move pk": story.pk,
        "desk_override pk": story.pk, "desk_corrections pk": story.pk, "desk_bundle pk": story.pk, "desk_due pk": story.pk, "error_report pk": report.pk, "desk_excerpt pk": story.pk, "desk_agree pk": story.pk, "desk_sources_file form": "bib",
        "source_id": source.pk,
        "desk_retract pk": source.pk, "library_check pk": source.pk, "library_upload pk": source.pk, "library_know pk": somebody.pk, "library_separate pk": merged.pk,
        "library_copy pk": copy.pk, "library_copy_file pk": copy.pk, "library_proposal pk": 0, "library_alike pk": pair.pk,
        "queue_again pk": job.pk,
        "notice pk": notice.pk, "notice_mark pk": notice.pk,
        "wagtailadmin_api:documents:detail pk": document.pk,
        "wagtailadmin_api:images:detail pk": build.photo().pk,
        "wagtailadmin_collections:* pk": collection.pk,
        "wagtailsnippets_articles_topic:* pk": topic.pk,
        "wagtailsnippetchoosers_articles_topic:* pk": topic.pk,
        "wagtailsnippets_sources_source:* pk": source.pk,
        "wagtailsnippetchoosers_sources_source:* pk": source.pk,
        "wagtailsnippets_sources_publisher:* pk": publisher.pk,
        "wagtailsnippetchoosers_sources_publisher:* pk": publisher.pk,
        "wagtailsettings:* app_name": "articles", "wagtailsettings:* model_name": "outletrecord",
        "wagtailsettings:* pk": OutletRecord.objects.create().pk,
        "wagtailsites:* pk": site.pk, "wagtailusers_users:* pk": spare.pk,
        "wagtailusers_groups:* pk": Group.objects.get(name="Reporter").pk,
        "wagtaildocs_chooser:* pk": document.pk, "wagtailimages_chooser:* pk": build.photo().pk,
    }  # fmt: skip


def address(route: Route, known: dict) -> str:
    """The address of a route, with the things of this newsroom in it."""
    if route.name.startswith("/"):
        return "/admin/no-such-screen/" if route.path.endswith("$") else route.name
    space = route.name.rpartition(":")[0]
    told = {
        place: known.get(f"{route.name} {place}", known.get(f"{space}:* {place}", known.get(place)))
        for place in route.places
    }
    try:
        return reverse(route.name, kwargs=told)
    except NoReverseMatch:
        return reverse(route.name, args=list(told.values()))


def query(route: Route, known: dict) -> str:
    """What some screens want to be asked with."""
    key = known["page_id"]
    twins = known["twins"]
    asked = {
        "library_merge": f"?id={twins[0]}&id={twins[1]}",
        "wagtail_bulk_action": f"?next=/admin/pages/&id={key}",
        "wagtailadmin_block_preview": "?id=x",
    }
    return asked.get(route.name, "")


NAMES = {"first_name": "Ada", "last_name": "Nym", "email": "ada@x.org"}
SECRET = {"password1": "a long enough password", "password2": "a long enough password"}
# What somebody changes in the form that a screen shows, so that its button does something. Screens that are not here
# are sent an empty form.
FILLED = {
    "wagtailadmin_account": {"name_email-first_name": "Ada"},
    "wagtailsnippets_sources_source:add": {"title": "New", "kind": "document", "url_as_typed": "https://n.example.org/1"},
    "wagtailsnippets_sources_source:edit": {"title": "Changed"},
    "wagtailsnippets_sources_publisher:add": {"name": "New"},
    "wagtailsnippets_sources_publisher:edit": {"name": "Changed"},
    "wagtailsnippets_articles_topic:add": {"name": "New", "slug": "new"},
    "wagtailsnippets_articles_topic:edit": {"name": "Changed"},
    "wagtailsettings:edit": {"legal_name": "Changed"},
    "wagtailsites:add": {"hostname": "new.example.org", "port": "80", "root_page": "parent_page_id"},
    "wagtailsites:edit": {"hostname": "changed.example.org"},
    "wagtailusers_users:add": {"username": "new", **NAMES, **SECRET},
    "wagtailusers_users:edit": NAMES,
    "wagtailusers_groups:add": {"name": "New"},
    "wagtailusers_groups:edit": {"name": "Changed"},
    "wagtailadmin_collections:add": {"name": "New"},
    "wagtailadmin_collections:edit": {"name": "Changed"},
    "wagtailadmin_workflows:add": {"name": "New"},
    "wagtailadmin_workflows:edit": {"name": "Changed"},
    "wagtailadmin_workflows:add_task": {"name": "New"},
    "wagtailadmin_workflows:edit_task": {"name": "Changed"},
    "wagtailredirects:add": {"old_path": "/new", "redirect_link": "https://x.example.org/", "site": ""},
    "wagtailredirects:edit": {"redirect_link": "https://x.example.org/"},
    "wagtailimages:edit": {"title": "Changed"},
    "wagtaildocs:edit": {"title": "Changed"},
    "wagtailadmin_pages:add": {"title": "New", "slug": "new"},
    "wagtailadmin_pages:edit": {"summary": "Changed."},
    "wagtailadmin_pages:copy": {"new_title": "Copied", "new_slug": "copied", "new_parent_page": "parent_page_id"},
    "wagtailadmin_pages:set_privacy": {"restriction_type": "login"},
    "desk_retract": {"kind": "corrected", "reason": "The office corrected the number."},
    "desk_pitch": {"headline": "A pitch"},
    "desk_assignment": {"note": "Ring Arne."},
    "wagtailadmin_password_reset": {"email": "ines@x.org"},
    "paste_brief": {"text": "What We Know\n- A crack.", "make": "1"},
    "wagtailadmin_login": {"username": "ines", "password": "wrong"},
}  # fmt: skip


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("new.png", get_test_image_file().file.getvalue())


UPLOADS = {
    "wagtailimages:add": lambda: {"title": "New", "file": picture(), "collection": 1},
    "wagtaildocs:add": lambda: {"title": "New", "file": ContentFile(b"x", "new.txt"), "collection": 1},
    "wagtailimages:add_multiple": lambda: {"files[]": picture(), "collection": 1},
    "wagtaildocs:add_multiple": lambda: {"files[]": ContentFile(b"x", "new.txt")},
}
CHOSEN = {
    "queue_again": {"now": "1"},
    "desk_sources": {"now": "1"},
    "library_upload": {"text": "The bridge is closed."},
    "library_check": {"now": "1"},
    "library_merge": {"stays": "twin"},
    "library_import": {"make": "1", "text": "TY  - RPRT\nTI  - A list\nER  - "},
    "library_alike": {"ruling": "neither"},
    "library_web": {"addresses": "https://n.example.org/2"},
    "library_look": {"url": "https://n.example.org/3"},
    "wagtailsnippetchoosers_sources_source:create": {
        "source-chooser-title": "New",
        "source-chooser-kind": "document",
    },
    "wagtailsnippetchoosers_sources_publisher:create": {
        "publisher-chooser-name": "New",
        "publisher-chooser-kind": "other",
    },
}


def form_for(route: Route, known: dict, superuser) -> dict:
    """What is sent to a screen: its own form, as a superuser's browser would send it, with something changed."""
    if route.name in UPLOADS:
        return UPLOADS[route.name]
    if route.name not in FILLED:
        return {key: known.get(value, value) for key, value in CHOSEN.get(route.name, {}).items()}
    changed = {key: known.get(value, value) for key, value in FILLED[route.name].items()}
    page = superuser.get(address(route, known)).content.decode()
    return form_in(page) | changed
