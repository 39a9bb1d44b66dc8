"""What stories are about, across desks."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.contrib.redirects.models import Redirect
from wagtail.search import index

FORMATS = ("atom", "rss", "json")  # of its feeds


class Topic(index.Indexed, TagBase):
    """A topic has a page of its own. Its slug is a promise: a changed one leads to the new address."""

    free_tagging = True

    description = models.TextField(_("description"), blank=True)

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("description"),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def slugify(self, tag, i=None):
        """A name without a letter, such as “!!!”, has an address all the same."""
        slug = super().slugify(tag, i)
        return slug if super().slugify(tag) else f"topic{slug}"

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    def save(self, *args, **kwargs):
        before = Topic.objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        super().save(*args, **kwargs)
        if before and before != self.slug:
            self._lead_on(reverse("topic", args=[before]))

    def _lead_on(self, before: str) -> None:
        """From the address that it had, and from those of its feeds."""
        after = self.get_absolute_url()
        Redirect.objects.filter(old_path=Redirect.normalise_path(after)).delete()  # it leads nowhere else now
        for below in ("", *(f"{part}feed.{ending}" for part in ("", "changes/") for ending in FORMATS)):
            Redirect.add_redirect(before + below, after + below)


class StoryTopic(ItemBase):
    """This story is about this topic."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="tagged")
    content_object = ParentalKey("articles.StoryPage", on_delete=models.CASCADE, related_name="story_topics")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="one_topic_once_per_story")
        ]
