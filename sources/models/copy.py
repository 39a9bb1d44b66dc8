"""What a source said at one moment, kept as evidence."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.source import Source


class Copy(models.Model):
    """The text of a source, and the answer it came in. For the newsroom only: readers see its day and its hash.

    `digest` is the text's less what changes by itself, so that a clock on the page makes no new copy. `file` names
    the web archive (WARC, gzipped) in the storage for evidence; the same answer is stored once. A copy that a person
    uploaded names them in `by_name`, which outlives their account.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="copies")
    kept_at = models.DateTimeField(_("kept at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    by_name = models.CharField(max_length=200, blank=True, editable=False)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True)
    whole = models.TextField(_("everything that can be seen"), blank=True)
    digest = models.CharField(max_length=64, editable=False)
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    raw_sha256 = models.CharField(_("SHA-256 of the answer"), max_length=64, blank=True)
    file = models.CharField(_("archive file"), max_length=200, blank=True)
    archive_url = models.URLField(_("public archive"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("kept copy")
        verbose_name_plural = _("kept copies")
        ordering = ["-kept_at", "-pk"]
        indexes = [models.Index(fields=["source", "-kept_at"], name="copies_of_a_source")]

    def __str__(self):
        return f"{self.source}, {self.kept_at:%Y-%m-%d %H:%M}"
