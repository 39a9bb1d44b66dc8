"""One thing that we rely on: a document, a report, a person."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from sources.excerpts import Found
from sources.kinds import SourceKind
from sources.links import NotAWebAddress, canonical, twins
from sources.models.publisher import Publisher
from sources.outcomes import Outcome
from sources.reasons import SHORTEST, is_sentence

# What is known of an address at which nobody has looked.
UNSEEN = {
    "state": "", "checked_at": None, "copy": None, "ask": None, "final_url": "", "failures": 0, "failing_since": None,
}  # fmt: skip


class Source(index.Indexed, models.Model):
    """What a claim cites. `url` is the canonical address and unique; `url_as_typed` keeps what was pasted.

    A cited source can't be deleted: citations protect it.
    """

    title = models.CharField(_("title"), max_length=500)
    url = models.URLField(_("address"), max_length=2000, null=True, blank=True, editable=False)
    url_as_typed = models.CharField(
        _("web address"), max_length=2000, blank=True, help_text=_("As pasted; it should start with https://")
    )
    publisher = models.ForeignKey(
        Publisher,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sources",
        verbose_name=_("publisher"),
    )
    authors = models.CharField(_("authors"), max_length=500, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=20, blank=True, help_text=_("A language tag, as en, fr or nl-BE.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind.choices, default=SourceKind.OTHER)
    derived_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="derived",
        verbose_name=_("derived from"),
        help_text=_("The source that this one reprints or rewrites."),
    )
    unnamed_why = models.CharField(
        _("why unnamed"),
        max_length=500,
        blank=True,
        help_text=_("For a person we don't name: the reason, as readers will see it."),
    )
    note = models.TextField(
        _("note"),
        blank=True,
        help_text=_("Where there is no address: how we have it, so that readers can judge."),
    )
    # What looking at it came to; the looks themselves are Checks.
    state = models.CharField(
        _("state"), max_length=12, choices=Outcome.choices, blank=True, editable=False, db_index=True
    )
    checked_at = models.DateTimeField(_("last check"), null=True, editable=False)
    due_at = models.DateTimeField(_("next check"), null=True, editable=False, db_index=True)
    ask = models.UUIDField(null=True, editable=False)  # the wish for a check that waits in the queue
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    address_since = models.DateTimeField(null=True, editable=False)  # what was seen before was another page
    final_url = models.CharField(_("final address"), max_length=2000, blank=True, editable=False)
    cited_at = models.DateTimeField(_("last cited"), null=True, editable=False)
    # A duplicate is kept as it was, and stands for the one that stayed. Nothing is merged into what was merged itself.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )
    # The newest copy and the retraction that stands, so that a page of many sources asks once for all of them.
    copy = models.ForeignKey(
        "sources.Copy", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    retraction = models.ForeignKey(
        "sources.Retraction", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    search_fields = [
        index.SearchField("title", boost=2),
        index.AutocompleteField("title"),
        index.SearchField("authors"),
        index.SearchField("note"),
        index.RelatedFields("publisher", [index.SearchField("name"), index.AutocompleteField("name")]),
        index.FilterField("kind"),
        index.FilterField("publisher"),
        index.FilterField("id"),
        index.FilterField("merged_into"),
    ]

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-pk"]
        permissions = [("retract_source", _("Can mark a source as corrected, retracted or compromised"))]
        constraints = [models.UniqueConstraint(fields=["url"], name="one_source_per_address")]

    def __str__(self):
        return f"{self.title} ({self.publisher})" if self.publisher_id else self.title

    @property
    def stands(self) -> "Source":
        """The source itself, or the one that it was merged into."""
        return self.merged_into or self

    @property
    def is_primary(self) -> bool:
        return SourceKind(self.kind).is_primary

    def set_url(self) -> None:
        """Works out the canonical address. Raises NotAWebAddress."""
        self.url_as_typed = self.url_as_typed.strip()
        self.url = canonical(self.url_as_typed) if self.url_as_typed else None

    def clean(self):
        errors = {}
        try:
            self.set_url()
        except NotAWebAddress as error:
            errors["url_as_typed"] = str(error)
        else:
            errors |= self._address_problems()
        if self.unnamed_why and not is_sentence(self.unnamed_why):
            errors["unnamed_why"] = (
                _("Say in a sentence why we don’t name them (%s characters or more).") % SHORTEST
            )
        if self.pk and self.derived_from_id == self.pk:
            errors["derived_from"] = _("A source can't derive from itself. Choose the one it reprints.")
        elif self.derived_from and self.derived_from.merged_into:
            told = _("“%(was)s” was merged into “%(title)s”. Choose that one.")
            errors["derived_from"] = told % {
                "was": self.derived_from.title,
                "title": self.derived_from.merged_into.title,
            }
        if errors:
            raise ValidationError(errors)

    def _address_problems(self) -> dict:
        if not self.url:
            if SourceKind(self.kind).may_lack_url:
                return {}
            return {
                "url_as_typed": _(
                    "A source of this kind has a web address. Paste it, or choose another kind."
                )
            }
        others = (
            Source.objects.exclude(pk=self.pk).filter(url__in=twins(self.url)).select_related("merged_into")
        )
        other = next((row.stands for row in others if row.stands != self), None)
        if other is None:
            return {}
        return {
            "url_as_typed": _("This address is already source “%(title)s”. Use it, or change the address.")
            % {"title": other.title}
        }

    def save(self, **kwargs):
        self.set_url()
        fields = kwargs.get("update_fields")
        if fields is None or "url_as_typed" in fields:
            fresh = self._forget_the_old_address()
            if fields is not None:
                kwargs["update_fields"] = {*fields, "url", *fresh}
        super().save(**kwargs)

    def _forget_the_old_address(self) -> dict:
        """Another address is another page: nothing that was seen at the old one speaks for it, and it is due to be
        looked at. What was seen stays in the history. Returns the fields that this sets."""
        before = Source.objects.filter(pk=self.pk).values_list("url", flat=True) if self.pk else []
        if not before or before[0] == self.url:
            return {}
        now = timezone.now()
        fresh = UNSEEN | {"address_since": now, "due_at": now if self.url else None}
        for name, value in fresh.items():
            setattr(self, name, value)
        self.excerpts.update(found=Found.CANT_TELL, nearest="", copy=None)
        return fresh
