"""The editor of a story: readiness beside the form, a Publish button that tells whether it may be pressed."""

import json

from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.action_menu import PublishMenuItem
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.snippets.views.snippets import SnippetViewSet

from articles import clearance, desk_gates, gates, transparency
from articles.models import ArticlePage, BriefPage, DeskPage, HomePage, RawBrief, Topic, correction, fresh
from articles.models.permission import kept_at, may
from articles.stale.views import VIEWS, NewestOnly, NoPressByAutosave

NAMED = 5  # stories that a refusal names


class ReadinessPanel(BaseSidePanel):
    """What holds the story, each a link to its field, and what readers will be told about how it was made."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle readiness")
        icon_name = "list-ul"
        counter_classname = "w-bg-critical-200"
        keyboard_shortcut = "mod+shift+r"

        def get_context_data(self, parent_context):
            return super().get_context_data(parent_context) | {"count": len(self.panel.holds)}

    name = "readiness"
    title = _("Readiness")
    template_name = "articles/admin/readiness.html"
    order = 90

    def __init__(self, story, request):
        super().__init__(story, request)
        edition = story.edition()
        found, self.waived = clearance.all_holds(story, clearance.planned(story))
        self.holds = [hold for hold in found if hold.gate not in self.waived]
        self.has_claims = bool(edition.claims or edition.footnotes)
        self.may_kill = bool(story.first_published_at) and may(request.user, "kill", story)
        self.may_bundle = may(request.user, "approve", story) or may(request.user, "publish", story)
        self.may_override = bool(self.holds) and may(request.user, "override", story)
        self.statements = transparency.statements(edition)
        self.received = RawBrief.objects.filter(story_id=story.pk).prefetch_related("sources")
        cited = {source.id for source in edition.sources}
        named = [source for text in self.received for source in text.sources.all()]
        self.waiting = [source for source in named if source.pk not in cited]

    def get_context_data(self, parent_context):
        return super().get_context_data(parent_context) | {
            "holds": self.holds,
            "going_out": correction.waiting(self.object.pk).values() if self.object.pk else [],
            "story": self.object,
            "waived": self.waived,
            "has_claims": self.has_claims,
            "may_override": self.may_override,
            "may_kill": self.may_kill,
            "may_bundle": self.may_bundle,
            "is_killed": any(hold.gate == "killed" for hold in self.holds),
            "passed": len(gates.GATES) + len(desk_gates.DESK_GATES) - len({hold.gate for hold in self.holds}),
            "statements": self.statements,
            "waiting": self.waiting,
            "received": self.received,
        }


class GatedPublishItem(PublishMenuItem):
    """Publish, visibly disabled while something holds the story. It is drawn anew after every autosave."""

    template_name = "articles/admin/publish.html"

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        story = context.get("page")
        return context | {"hold_count": len(clearance.holds(story)) if story and story.pk else None}


class StoryEditView(NewestOnly, EditView):
    """Wagtail's editor with the readiness panel."""

    partials_template_name = "articles/admin/edit_partials.html"

    def get_side_panels(self):
        stock = super().get_side_panels()
        return MediaContainer([*stock, ReadinessPanel(self.page, self.request)])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        item = GatedPublishItem()
        menu = {
            "request": self.request,
            "view": "edit",
            "page": self.page,
            "locked_for_user": self.locked_for_user,
        }
        if self.expects_json_response and item.is_shown(menu):
            context["publish_button"] = item.render_html(menu)
        return context

    def perform_workflow_action(self):
        """What was typed is kept as a draft first, for a refused act takes back all that it wrote; then it is done,
        or refused in words."""
        self.keep_what_was_typed()
        told = json.loads(self.request.POST.get("workflow-action-extra-data") or "{}")
        try:
            with transaction.atomic():
                state = self.page.current_workflow_task_state
                state.task.specific.on_action(state, self.request.user, self.workflow_action, **told)
        except clearance.PublicationBlocked as refusal:
            return keep_as_draft(self.request, self.page, refusal.holds)
        except fresh.PublishedMeanwhile:
            raise  # nothing is to be kept, and both texts are to be shown
        except clearance.Refused as refusal:
            messages.error(self.request, str(refusal))
            return self.redirect_and_remain()
        self.add_save_confirmation_message()
        return self.run_hook("after_edit_page", self.request, self.page) or self.redirect_away()

    def keep_what_was_typed(self) -> None:
        """Wagtail's own saving of a draft, with its comments."""
        self.page = self.form.save(commit=not self.page.live)
        self.subscription.save()
        if not self.has_content_changes:
            return
        previous = self.previous_revision if self.is_reverting else None
        revision = self.page.save_revision(
            user=self.request.user, log_action=True, previous_revision=previous
        )
        if "comments" in self.form.formsets:
            changes = self.get_commenting_changes()
            self.log_commenting_changes(changes, revision)
            self.send_commenting_notifications(changes)


class StoryCreateView(NoPressByAutosave, CreateView):
    """Wagtail's form for a new story. “Publish” saves the draft first, so that a refusal loses no text."""

    def publish_action(self):
        response = self.save_action()
        try:
            clearance.require(self.page, clearance.planned(self.page))
        except clearance.PublicationBlocked as refusal:
            messages.error(self.request, clearance.blocked_sentence(len(refusal.holds)))
            return response
        self.page.get_latest_revision().publish(user=self.request.user)
        is_out = self.page.go_live_at is None or self.page.go_live_at <= timezone.now()
        words = _("“%(headline)s” is published.") if is_out else _("“%(headline)s” is scheduled.")
        messages.success(self.request, words % {"headline": self.page.title})
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)


def keep_as_draft(request, story, found=None):
    """The answer to a press of Publish that something holds: the draft is saved, and the page says why."""
    found = clearance.holds(story) if found is None else found
    if not found:
        return None
    messages.error(request, clearance.blocked_sentence(len(found)))
    return redirect(reverse("wagtailadmin_pages:edit", args=[story.pk]))


def refuse_to_delete(request, sources: list):
    """The answer to a press of Delete on sources that a version of a story, or a text that came in, rests on."""
    titles = ", ".join(f"“{source.title}”" for source in sources)
    messages.error(
        request, _("Not deleted. %(titles)s is cited, and a cited source is kept.") % {"titles": titles}
    )
    return redirect("wagtailsnippets_sources_source:list")


class KeepingDeleteView(DeleteView):
    """Wagtail's question before a page is deleted, less the pages that are kept: those who ask are told why."""

    def dispatch(self, request, page_id, *args, **kwargs):
        page = get_object_or_404(Page, pk=page_id)
        if page.permissions_for_user(request.user).can_edit() and (kept := list(kept_at(page)[:NAMED])):
            return refuse_to_delete_pages(request, kept)
        return super().dispatch(request, page_id, *args, **kwargs)


def keep_in_bulk(request, action):
    """The answer to the bulk action Delete on pages that are kept; the others stay, too, until they are asked for
    alone."""
    _pages, refused = action.get_actionable_objects()
    no_access = refused["items_with_no_access"]
    kept = [
        story for page in no_access if may(request.user, "change", page) for story in kept_at(page)[:NAMED]
    ]
    return refuse_to_delete_pages(request, kept[:NAMED]) if kept else None


def refuse_to_delete_pages(request, kept: list):
    """Nothing is deleted, for these stories stand there: they can be unpublished, and they stay on record."""
    titles = ", ".join(f"“{story.get_admin_display_title()}”" for story in kept)
    words = _(
        "Nothing was deleted. What was published or checked once is kept: %(titles)s. Unpublish it instead."
    )
    messages.error(request, words % {"titles": titles})
    return redirect("wagtailadmin_explore", kept[0].get_parent().pk)


class ReadingPagesAPI(PagesAdminAPIViewSet):
    """What Wagtail's own scripts ask. They only read; its acts would go round the lock that a step puts on a story,
    and round our forms, and nothing of ours uses them."""

    actions = {}


class TopicViewSet(SnippetViewSet):
    """Topics have a description and a slug that is a promise; a changed one leads to the new address."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["name", "slug"]
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")]


VIEWSETS = [
    *(
        PageViewSet(
            f"{model._meta.model_name}s",
            model=model,
            edit_view_class=StoryEditView,
            add_view_class=StoryCreateView,
            delete_view_class=KeepingDeleteView,
            **VIEWS,
        )
        for model in (BriefPage, ArticlePage)
    ),
    *(
        PageViewSet(f"{model._meta.model_name}s", model=model, delete_view_class=KeepingDeleteView)
        for model in (DeskPage, HomePage)
    ),
]
