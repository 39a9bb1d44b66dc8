"""The evidence of a story to be put away, for whoever edits or publishes there."""

from django.http import FileResponse
from django.urls import path
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from articles import bundling
from articles.models import StoryPage
from articles.room import StoryScreen
from sources.models import Source


class BundleView(StoryScreen):
    """Makes the bundle anew each time, and writes down who took it."""

    needs = ("approve", "publish")

    def get(self, request, *args, **kwargs):
        reads = policy_registry.get_by_type(Source).user_has_any_permission(request.user, ["view", "change"])
        story = StoryPage.objects.get(pk=self.story.pk).specific
        shown = story if story.live else self.story
        log(shown, "articles.bundled", user=request.user, data={"copies": reads})
        return FileResponse(
            bundling.make(shown, reads), as_attachment=True, filename=f"evidence-{shown.slug}.zip"
        )


urlpatterns = [path("desk/<int:pk>/bundle/", BundleView.as_view(), name="desk_bundle")]
