"""Who may do what with a story? Wagtail's permissions by tree, with four more of our own.

A group gets them at a page, as it gets “Publish”, and has them for everything below. They appear in Wagtail's own
form for groups, because they stand in Wagtail's own list; Permission rows are made by articles/roles.py.
"""

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupPagePermission, Page, PagePermissionTester
from wagtail.models.pages import PAGE_PERMISSION_TYPES
from wagtail.permission_policies.pages import PagePermissionPolicy

OURS = (
    ("approve", _("Approve"), _("Approve what others wrote, decide where checks differ")),
    ("check", _("Fact-check"), _("Give verdicts on claims that others wrote")),
    ("kill", _("Kill"), _("Remove a published story with a reason, and restore it")),
    ("override", _("Override"), _("Release a story past chosen gates, with a public reason")),
)
PAGE_PERMISSION_TYPES.extend(OURS)
PAGE_PERMISSION_TYPES.sort(key=lambda permission: permission[0])


# What a story has once the desk or readers relied on it: such a story is never deleted.
RELIED_ON = Q(first_published_at__isnull=False)
for _records in ("verdicts", "approvals", "overrides", "clearances", "kills"):
    RELIED_ON |= Q(**{f"storypage__{_records}__isnull": False})


def kept_at(page):
    """The stories at this place of the tree, and below it, that nobody may delete: published or checked once."""
    return (
        Page.objects.descendant_of(page, inclusive=True).filter(RELIED_ON, storypage__isnull=False).distinct()
    )


class PlacePermissionTester(PagePermissionTester):
    """Wagtail's answers for a place where stories stand: it isn't deleted over their heads."""

    def can_delete(self, ignore_bulk=False):
        return super().can_delete(ignore_bulk) and not kept_at(self.page).exists()

    def can_move(self):
        return super().can_delete(ignore_bulk=True)


class StoryPermissionTester(PlacePermissionTester):
    """Wagtail's answers for a story, and ours: what was published or checked is never deleted, and a step of a
    workflow gives nobody the right to write, to lock or to unlock, whatever kind of step an administrator adds."""

    def can_edit(self):
        may_write = "change" in self._given() or ("add" in self._given() and self._is_owner())
        return self.user.is_active and (self.user.is_superuser or may_write)

    def can_lock(self):
        return self.user.is_superuser or "lock" in self._given()

    def can_unlock(self):
        return self.user.is_superuser or self.user_has_lock() or "unlock" in self._given()

    def can_delete(self, ignore_bulk=False):
        is_theirs = self.user.is_superuser or "publish" in self._given() or self._is_owner()
        return is_theirs and super().can_delete(ignore_bulk)

    def _given(self) -> set[str]:
        return getattr(
            self, "permissions", set()
        )  # Wagtail asks only for those who are active and no superusers

    def _is_owner(self) -> bool:
        return self.page.owner_id == self.user.pk


TREE_ACTIONS = ("add", "approve", "change", "check", "kill", "override", "publish")


def places_of(user) -> dict[str, set[str]]:
    """Where in the tree this person may do what: paths, and the actions below them. One query in a request."""
    if user.is_superuser or not user.is_active:
        return {}
    if not hasattr(user, "_places"):
        user._places = {}
        rows = GroupPagePermission.objects.filter(group__user=user)
        for path, codename in rows.values_list("page__path", "permission__codename"):
            if (action := codename.removesuffix("_page")) in TREE_ACTIONS:
                user._places.setdefault(path, set()).add(action)
    return user._places


def permissions_at(path: str, user) -> frozenset[str]:
    """What this person may do at a path of the tree."""
    if user.is_superuser:
        return frozenset(TREE_ACTIONS)
    places = places_of(user)
    return frozenset().union(*(actions for place, actions in places.items() if path.startswith(place)))


def works_anywhere(user, *actions: str) -> bool:
    """May this person do any of these things, or anything at all, somewhere?"""
    if user.is_superuser:
        return True
    wanted = set(actions or TREE_ACTIONS)
    return any(wanted & there for there in places_of(user).values())


def may(user, action: str, page) -> bool:
    """May this person do it at this place in the tree? `action` is one of ours or of Wagtail's, as “publish”."""
    return PagePermissionPolicy().user_has_permission_for_instance(user, action, page)


def pages_for(user, *actions: str):
    """The pages for which this person has any of these permissions."""
    return PagePermissionPolicy().instances_user_has_any_permission_for(user, set(actions))


def people_who_may(action: str, page):
    """Everybody whom a group gives the permission at this place. Superusers, who may do anything, are left out."""
    policy = PagePermissionPolicy(Page)
    return policy.users_with_permission_for_instance(action, page, include_superusers=False)


def nearest_who_may(action: str, page) -> set:
    """Those whose desk it is: the people with the permission at the nearest place up the tree where anybody has it.
    Who has it for the whole house hears only of desks that nobody looks after."""
    rows = GroupPagePermission.objects.filter(
        permission__codename=f"{action}_page", page__in=page.get_ancestors(inclusive=True)
    ).order_by("-page__depth")
    people = get_user_model().objects.filter(is_active=True)
    for place in dict.fromkeys(rows.values_list("page_id", flat=True)):
        groups = [row.group_id for row in rows if row.page_id == place]
        if found := set(people.filter(groups__in=groups)):
            return found
    return set()
