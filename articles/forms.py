"""The forms of the editor: what stock Wagtail asks, less what would publish past the lock."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm


class StoryForm(WagtailAdminPageForm):
    """A story's form. Drafts are saved whatever is missing; what holds publication stands in the readiness panel."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fixed = getattr(self.instance, "fixed_original", dict)()
        for name in fixed.keys() & self.fields.keys():
            self.fields[name].disabled = True  # kept as it came

    def get_field_updates_for_resave(self):
        """After an autosave the open page is also told which version it stands on now. Stock Wagtail leaves it with
        the one that was loaded, and the next press of Save would be taken for a press in an old tab."""
        base = self.instance.latest_revision
        said = {"loaded_revision_id": str(base.pk), "loaded_revision_created_at": base.created_at.isoformat()}
        return [*super().get_field_updates_for_resave(), *said.items()]


class CopyAsDraftForm(CopyForm):
    """Copies are drafts: without the box that would publish them unchecked, and without aliases of live stories."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("publish_copies", None)
        self.fields.pop("alias", None)


class NumberedRowForm(WagtailAdminModelForm):
    """The form of a row with a name for life. After an autosave the open page is told the name that was minted, so
    that the next save posts it back instead of making the row a stranger."""

    def get_field_updates_for_resave(self):
        updates = super().get_field_updates_for_resave()
        if self.instance.uid and self.data.get(f"{self.prefix}-uid") != self.instance.uid:
            updates.append((f"{self.prefix}-uid", self.instance.uid))
        return updates


class ReasonForm(forms.Form):
    """Why a story goes back to its writer."""

    comment = forms.CharField(
        label=_("What has to change"), required=True, widget=forms.Textarea({"rows": 3}), max_length=2000
    )
