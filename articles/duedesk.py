"""The screen of what is due in a published story, and where a point to watch is closed."""

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import watching
from articles.clearance import Refused
from articles.room import StoryScreen


class DueView(StoryScreen):
    """Open claims and points to watch whose day has come."""

    page_title = gettext_lazy("Due again")
    header_icon = "date"
    template_name = "articles/admin/due.html"

    def get(self, request, *args, **kwargs):
        return self.show()

    def post(self, request, *args, **kwargs):
        said = request.POST
        try:
            watching.close(self.story.pk, said.get("point", ""), said.get("into", ""), request.user)
        except Refused as refusal:
            return self.show(409, refusal=str(refusal))
        return self.done(_("Closed, in the draft. It goes out with the next publication."), "desk_due")

    def get_context_data(self, **kwargs):
        found = watching.due(self.story.edition(), timezone.localdate())
        tester = self.story.permissions_for_user(self.request.user)
        return super().get_context_data(**kwargs) | {
            "claims": found.claims,
            "points": [(point, watching.key(point.text, point.due)) for point in found.points],
            "may_close": tester.can_edit() and not tester.page_locked(),
        }


urlpatterns = [path("desk/<int:pk>/due/", DueView.as_view(), name="desk_due")]
