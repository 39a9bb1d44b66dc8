"""A story: what a desk publishes, brief or article, and the lock that keeps it in until it is ready."""

from django.db import models, transaction
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.images import get_image_model_string
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageViewRestriction
from wagtail.search import index
from wagtail.url_routing import RouteResult

from articles import clearance, transparency
from articles.checking import Review
from articles.editions import Edition
from articles.forms import CopyAsDraftForm, StoryForm
from articles.models import fresh, kill, ledger, named, number, reading, references, reviewing, told
from articles.models.clearance import clear, receipt, released_gates
from articles.models.permission import StoryPermissionTester

# A save that writes none of these leaves what readers see as it is.
HARMLESS = frozenset(
    {
        "locked",
        "locked_at",
        "locked_by",
        "latest_revision",
        "latest_revision_created_at",
        "has_unpublished_changes",
        "draft_title",
        "expired",
        "owner",
        "first_published_at",
        "last_published_at",
        COMMENTS_RELATION_NAME,
    }
)


class AiUse(models.TextChoices):
    """What we tell readers about AI. There is no default: somebody has to answer."""

    NONE = "none", _("None: no AI in writing, translation or pictures")
    ASSISTED = "assisted", _("Assisted: AI helped with a task that a person checked")
    GENERATED = "generated", _("Generated: AI wrote text of it, and a named editor answers for that")


class StoryPage(Page):
    """What briefs and articles share. `summary` is an article's standfirst.

    The lock: whoever saves a live story meets `save`, which asks the gates and writes the receipt (Clearance) that
    the database trigger wants to see. Raises PublicationBlocked. Drafts and taking down are never gated.
    """

    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("Two or three sentences, at most 600 characters. Say what is not known."),
    )
    headline_confirmed = models.BooleanField(
        _("headline confirmed"),
        default=True,
        help_text=_("Intake unticks this when it had to make up a headline."),
    )
    lead_photo = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("lead photo"),
    )
    ai_use = models.CharField(_("AI use"), max_length=10, choices=AiUse.choices, blank=True)
    ai_task = models.CharField(_("task"), max_length=300, blank=True, help_text=_("What AI was used for."))
    ai_tool = models.CharField(
        _("tool"), max_length=200, blank=True, help_text=_("Which tool, with its version.")
    )
    topics = ClusterTaggableManager(
        through="articles.StoryTopic", blank=True, verbose_name=_("topics"), related_name="stories"
    )

    no_section_is_closed = False  # as far as this object knows
    row_as_read = None  # what a publication writes, as it was when this object was read
    kind = ""
    numbered_rows = ""  # the relation whose rows have a number for life
    is_creatable = False
    parent_page_types = ["articles.DeskPage"]
    subpage_types = []
    base_form_class = StoryForm
    copy_form_class = CopyAsDraftForm
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.AutocompleteField("summary"),
        index.RelatedFields("topics", [index.SearchField("name"), index.FilterField("slug")]),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @classmethod
    def from_db(cls, db, field_names, values):
        story = super().from_db(db, field_names, values)
        story.row_as_read = fresh.row_of(story)
        return story

    def refresh_from_db(self, using=None, fields=None, **kwargs):
        super().refresh_from_db(using=using, fields=fields, **kwargs)
        fresh.note(self, fields)

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        """Of rows that are gone, those that can't be without them are left out, and the story itself never is."""
        data = named.without_gone(cls, data) if check_fks else data
        return super().from_serializable_data(data, check_fks=False, strict_fks=strict_fks)

    def with_content_json(self, content):
        """A version's text with the row's state. Stock Wagtail takes two parts of that state from the version, so
        scheduling a change that was begun before publication would take the story down."""
        story = super().with_content_json(content)
        story.live_revision_id, story.last_published_at = self.live_revision_id, self.last_published_at
        story.row_as_read = self.row_as_read
        return story

    def edition(self) -> Edition:
        """The story as readers would see it, from what this object holds."""
        return reading.edition(self)

    def review(self, edition: Edition, at) -> Review:
        """What the desk knows of the story: who checked, approved and commented, and what is planned."""
        return reviewing.review(self, edition, at)

    def permissions_for_user(self, user):
        return StoryPermissionTester(user, self)

    def pictures(self) -> list[dict]:
        """Every picture that the story shows: photo, alt, credit and the place of its field."""
        photo = self.lead_photo
        return [picture_of(photo, "lead_photo")] if photo else []

    def desk(self) -> Page:
        return self.get_parent()

    def save(self, clean=True, **kwargs):
        fields = kwargs.get("update_fields")
        is_told = fields is None or not HARMLESS.issuperset(fields)
        number.order_rows(self)
        with transaction.atomic():
            self.name_and_number()
            if is_told:
                fresh.require(self)
            if self.live and is_told:
                clear(self)
            elif is_told:
                ledger.came_down(self)
            with references.noted_once(self):
                super().save(clean=clean, **kwargs)
            fresh.note(self, fields)
            for row in self.name_and_number():
                if row.pk:
                    type(row).objects.filter(pk=row.pk).update(number=row.number)
            if is_told:
                index.insert_or_update_object(self)  # again, for now the rows are written, too

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        number.order_rows(self)
        self.name_and_number()
        over = fresh.to_write_over(self, overwrite_revision)
        with transaction.atomic():
            revision = super().save_revision(*args, overwrite_revision=over, **kwargs)
            reviewing.note_revision(self, revision, revision.user)
        return revision

    def newest_version(self):
        """The newest draft as an object; its rows have the numbers that were given to them."""
        version = self.get_latest_revision_as_object()
        version.name_and_number()
        return version

    def name_and_number(self) -> list:
        """Every numbered row gets its name and, once the story has a key, its number. Returns the rows it numbered."""
        rows = number.name_rows(self.rows_with_numbers())
        return number.number_rows(self.pk, rows) if self.pk else []

    def rows_with_numbers(self) -> list:
        return list(getattr(self, self.numbered_rows).all()) if self.numbered_rows else []

    def publish(self, revision, user=None, *args, **kwargs):
        """Asks the gates about this version before Wagtail writes anything, also when it is only scheduled."""
        version = revision.as_object()
        version.name_and_number()
        clearance.require(version, clearance.planned(version))
        with ledger.acting(user):
            super().publish(revision, user, *args, **kwargs)
        if version.go_live_at is None or version.go_live_at <= timezone.now():
            told.published(version, user)

    def unpublish(self, *args, user=None, **kwargs):
        with ledger.acting(user):
            super().unpublish(*args, user=user, **kwargs)

    def get_view_restrictions(self):
        """Who asked already whether any section of the site is closed need not ask for this one."""
        if self.no_section_is_closed:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def route(self, request, path_components):
        """A killed story has an address still, which says that it is gone."""
        if not path_components and not self.live and kill.standing(self.pk):
            return RouteResult(self)
        return super().route(request, path_components)

    def serve(self, request, *args, **kwargs):
        if not self.live:
            if standing := kill.standing(self.pk):
                return render(request, "articles/gone.html", {"kill": standing}, status=410)
            raise Http404("The story is not published.")
        edition = self.edition()
        given = receipt(self, edition.digest)
        if not given:
            raise Http404("This story has no clearance.")
        context = self.get_context(request, edition=edition, checkers=given.checkers)
        context |= {"override": given.override, "not_met": transparency.not_met(released_gates(self, given))}
        return render(request, self.get_template(request), context)

    def get_context(self, request, *args, edition=None, checkers=0, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | reading.story_context(self, edition or self.edition(), checkers)


def picture_of(photo, place: str) -> dict:
    return {"photo": photo.pk, "alt": photo.description, "credit": photo.credit, "place": place}
