"""Where does somebody in the admin see what they were told, and choose what they are told by mail?"""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Max, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.admin.views.generic.base import BaseListingView

from articles.models import How
from articles.models.notice import choices_of, choose, mark_read


class NoticeboardView(BaseListingView):
    """One's own notices: unread first, newest first."""

    template_name = "articles/admin/notices.html"
    page_title = _("Notices")
    header_icon = "mail"
    index_url_name = "notices"
    paginate_by = 50
    columns = ()

    def get_queryset(self):
        mine = self.request.user.notices.annotate(is_read=Q(read_at__isnull=False))
        return mine.order_by("is_read", "-at", "-pk")

    def get_context_data(self, **kwargs):
        seen = self.request.user.notices.filter(read_at=None).aggregate(unread=Count("pk"), newest=Max("pk"))
        return super().get_context_data(**kwargs) | seen | {"here": self.request.get_full_path()}


@require_safe
def open_notice(request, pk: int):
    """Marks one's own notice as read and leads to the editor of its story."""
    notice = get_object_or_404(request.user.notices, pk=pk)
    mark_read(request.user.notices.filter(pk=pk), timezone.now())
    if notice.story_id:
        return redirect("wagtailadmin_pages:edit", notice.story_id)
    messages.warning(request, _("The story of this notice was deleted."))
    return redirect("notices")


@require_POST
def mark_one(request, pk: int):
    get_object_or_404(request.user.notices, pk=pk)
    mark_read(request.user.notices.filter(pk=pk), timezone.now())
    return _back(request)


@require_POST
def mark_all(request):
    """All that the person could see: what came in meanwhile stays unread."""
    newest = request.POST.get("newest", "")
    mine = request.user.notices.filter(pk__lte=newest) if newest.isdecimal() else request.user.notices.none()
    mark_read(mine, timezone.now())
    return _back(request)


def _back(request):
    return redirect(get_valid_next_url_from_request(request) or "notices")


class NoticesMenuItem(MenuItem):
    """Says in its name how many are unread, so that everybody gets it: there is no mark to see or to miss."""

    def render_component(self, request):
        component = super().render_component(request)
        unread = request.user.notices.filter(read_at=None).count()
        if unread:
            component.label = ngettext("Notices (%(count)s unread)", "Notices (%(count)s unread)", unread) % {
                "count": unread
            }
        return component


def menu_item() -> NoticesMenuItem:
    return NoticesMenuItem(_("Notices"), reverse_lazy("notices"), name="notices", icon_name="mail", order=80)


class ChoicesForm(forms.Form):
    """A row of three for each kind. What the form does not send stays as it was."""

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = instance
        for kind, how in choices_of(self.user).items():
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.explained,
                choices=How.choices,
                initial=how.value,
                required=False,
                widget=forms.RadioSelect,
            )

    def save(self):
        choose(self.user, {kind: how for kind, how in self.cleaned_data.items() if how}, timezone.now())


class ChoicesPanel(BaseSettingsPanel):
    """A part of the account page, above Wagtail's own switches, which are for everything but stories."""

    name = "notices"
    title = _("Mail about stories")
    tab = notifications_tab
    order = 50
    template_name = "articles/admin/notice_choices.html"
    form_class = ChoicesForm

    def get_context_data(self):
        return super().get_context_data() | {"hour": f"{settings.NOTICE_DIGEST_HOUR}:00"}


urlpatterns = [
    path("notices/", NoticeboardView.as_view(), name="notices"),
    path("notices/read/", mark_all, name="notices_mark_all"),
    path("notices/<int:pk>/", open_notice, name="notice"),
    path("notices/<int:pk>/read/", mark_one, name="notice_mark"),
]
