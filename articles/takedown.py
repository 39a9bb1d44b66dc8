"""The screens on which a managing editor kills a story, or restores it."""

from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import killing
from articles.clearance import Refused
from articles.models import kill
from articles.room import StoryScreen


class KillView(StoryScreen):
    """A reason, which readers who follow the old address see."""

    needs = ("kill",)
    page_title = gettext_lazy("Kill")
    header_icon = "bin"
    template_name = "articles/admin/kill.html"
    act = staticmethod(killing.remove)

    def get(self, request, *args, **kwargs):
        return self.show()

    def post(self, request, *args, **kwargs):
        reason = request.POST.get("reason", "")
        try:
            done = self.act(self.story.pk, reason, request.user)
        except Refused as refusal:
            return self.show(409, refusal=str(refusal), reason=reason)
        return self.done(self.words(done), "wagtailadmin_pages:edit")

    def words(self, done) -> str:
        return _("Killed. Its address says when and why.")

    def get_context_data(self, **kwargs):
        standing = kill.standing(self.story.pk)
        return super().get_context_data(**kwargs) | {"standing": standing, "is_restoring": False}


class RestoreView(KillView):
    """A reason, for the record."""

    page_title = gettext_lazy("Restore")
    header_icon = "rotate"
    act = staticmethod(killing.restore)

    def words(self, done) -> str:
        return (
            _("Restored. Readers have it again.")
            if done
            else _("Restored as a draft. Something holds it; see Readiness.")
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"is_restoring": True}


urlpatterns = [
    path("desk/<int:pk>/kill/", KillView.as_view(), name="desk_kill"),
    path("desk/<int:pk>/restore/", RestoreView.as_view(), name="desk_restore"),
]
