"""A claim and its citations: the rows that all else is derived from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from articles.claims import Stance, Standing
from articles.forms import NumberedRowForm
from articles.models.number import mint
from articles.panels import citation_panels, claim_panels


class Claim(ClusterableModel, Orderable):
    """One statement of a brief. `uid` is its name through drafts, reorders, copies and reverts; `number` is given
    once within its story (see articles/models/number.py) and is what readers see."""

    brief = ParentalKey("articles.BriefPage", on_delete=models.CASCADE, related_name="claims")
    uid = models.CharField(max_length=32, null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    text = models.TextField(_("text"), help_text=_("One statement, at most 500 characters."))
    standing = models.CharField(
        _("standing"), max_length=10, choices=Standing.choices, default=Standing.UNCLEAR, db_index=True
    )
    settles = models.TextField(
        _("what would settle it"),
        blank=True,
        help_text=_("For an unclear claim: the document, answer or event."),
    )
    due_on = models.DateField(
        _("look again on"),
        null=True,
        blank=True,
        help_text=_(
            "For an unclear claim: when it may be settled. It comes back to the desk then; readers see it."
        ),
    )
    truth = models.TextField(
        _("what is true instead"), blank=True, help_text=_("For a refuted claim: what the evidence says.")
    )
    single_source = models.BooleanField(
        _("single source"),
        default=False,
        help_text=_(
            "Everything that supports it has one origin, and it is known all the same. Readers see this."
        ),
    )

    panels = claim_panels()
    base_form_class = NumberedRowForm

    class Meta(Orderable.Meta):
        verbose_name = _("claim")
        constraints = [models.UniqueConstraint(fields=["brief", "uid"], name="one_claim_per_name")]

    def __str__(self):
        return self.text

    def clean(self):
        self.uid = self.uid or mint()

    def save(self, **kwargs):
        self.uid = self.uid or mint()
        super().save(**kwargs)


class Citation(Orderable):
    """A claim pointing at a source. A draft may lack the source; it counts for nothing until it is chosen."""

    claim = ParentalKey(Claim, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(
        "sources.Source",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("source"),
    )
    stance = models.CharField(_("stance"), max_length=12, choices=Stance.choices, default=Stance.SUPPORTS)
    excerpt = models.TextField(_("excerpt"), blank=True, help_text=_("The words of the source, verbatim."))
    locator = models.CharField(
        _("where in the source"), max_length=200, blank=True, help_text=_("Page, paragraph or minute.")
    )

    panels = citation_panels()

    class Meta(Orderable.Meta):
        verbose_name = _("citation")

    def __str__(self):
        return f"{self.get_stance_display()}: {self.source}"
