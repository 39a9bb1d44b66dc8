"""The report of what the newsroom still has to say of itself, list by list."""

from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem

from articles import outlet
from articles.clearance import Refused
from articles.models import outlet as kept
from articles.room import DeskScreen

PERMISSION = "articles.change_outletrecord"


class AboutReport(DeskScreen):
    """Every point of every list, met or not, and where it is mended."""

    page_title = gettext_lazy("About us: what is missing")
    header_icon = "home"
    template_name = "articles/admin/about_us.html"

    def enter(self, request, *args, **kwargs) -> None:
        if not request.user.has_perm(PERMISSION):
            raise Refused(_("This is for people who may change the record about the outlet."))

    def get(self, request, *args, **kwargs):
        return self.show()

    def get_context_data(self, **kwargs):
        lists = outlet.completeness(kept.read_whole(), timezone.localdate())
        record = reverse("wagtailsettings:edit", args=["articles", "outletrecord"])
        return super().get_context_data(**kwargs) | {"lists": lists, "record": record}


class AboutMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)


def menu_item() -> MenuItem:
    return AboutMenuItem(
        gettext_lazy("About us"), reverse_lazy("about_us_report"), icon_name="home", order=900
    )


urlpatterns = [path("reports/about-us/", AboutReport.as_view(), name="about_us_report")]
