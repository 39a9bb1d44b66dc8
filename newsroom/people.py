"""Who may change whose account? Whoever looks after the accounts hands out roles to others, never to themselves.

Wagtail's screens for people and groups, less the ways by which somebody who isn't a superuser would raise their own
rights: the tick that makes superusers, the account of a superuser, their own roles, and the groups they are in.
"""

from django import forms
from django.contrib.auth import get_user_model
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import groups, users

User = get_user_model()


class WithinRights(forms.ModelForm):
    """Shows what `by` may not hand out, and takes no notice of what is sent for it."""

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        if by.is_superuser:
            return
        if "is_superuser" in self.fields:
            self.fields["is_superuser"].disabled = True
        self.fields["groups"].disabled = self.instance == by


class NewPersonForm(WithinRights, UserCreationForm):
    """Somebody new on the staff."""


class PersonForm(WithinRights, UserEditForm):
    """Somebody on the staff."""


class KnowsWhoAsks:
    """A view whose form depends on who fills it in."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}


class NewPersonView(KnowsWhoAsks, users.CreateView):
    pass


class PersonView(KnowsWhoAsks, users.EditView):
    """A superuser's account, with its password and its mail address, is for superusers."""

    def run_before_hook(self):
        if is_above(self.object, self.request.user):
            return refuse(
                self.request, _("Only a superuser changes the account of a superuser."), self.index_url_name
            )
        return super().run_before_hook()


class PeopleViewSet(users.UserViewSet):
    """Accounts are not copied: a copy would have the password and the rights of somebody else."""

    add_view_class = NewPersonView
    edit_view_class = PersonView
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return PersonForm if for_update else NewPersonForm


class GroupView(groups.EditView):
    """What a group may do is not decided by its own members."""

    def run_before_hook(self):
        asking = self.request.user
        if not asking.is_superuser and asking.groups.filter(pk=self.kwargs["pk"]).exists():
            words = _("You are in this group, so somebody else has to change what it may do.")
            return refuse(self.request, words, self.index_url_name)
        return super().run_before_hook()


class GroupsViewSet(groups.GroupViewSet):
    edit_view_class = GroupView


def is_above(person, asking) -> bool:
    return person.is_superuser and not asking.is_superuser


def refuse(request, words: str, back_to: str):
    messages.error(request, words)
    return redirect(back_to)


def keep_rights(request, action_type: str, people: list):
    """The answer to a bulk action by which somebody would change their own roles, or the account of a superuser."""
    if any(is_above(person, request.user) for person in people):
        words = _("Nothing was changed. Only a superuser changes the account of a superuser.")
    elif action_type == "assign_role" and request.user in people and not request.user.is_superuser:
        words = _("Nothing was changed. Somebody else has to give you a role.")
    else:
        return None
    return refuse(request, words, "wagtailusers_users:index")
