"""Who works here, and what may each role do? Groups, their permissions, and the workflow that every desk follows.

A role of the whole house holds its page permissions at the home page. A role that a desk can have holds them at that
desk, in a group of its own: “Editor, County”. `keep_in_step` makes both from ROLES; it takes nothing away from a
group that somebody made by hand. docs/roles.md prints the table, and newsroom/tests hold the program to it.
"""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from articles.models import DeskPage, EditTask, FactCheckTask, HomePage, Kill
from articles.models.permission import OURS

SIGN_IN = ("wagtailadmin.access_admin",)
LIBRARY = (
    "sources.add_source sources.change_source sources.view_source sources.add_publisher sources.change_publisher "
    "sources.view_publisher"
).split()
RETRACT = "sources.retract_source"
KNOWERS = "sources.view_knower"  # who knows the people whom we don't name
ABOUT = "articles.change_outletrecord"  # what the newsroom says of itself
QUEUE = "newsroom.view_worker"  # what waits in the background
TOPICS = "articles.add_topic articles.change_topic articles.view_topic".split()
PEOPLE = (
    "newsroom.add_user newsroom.change_user newsroom.delete_user auth.add_group auth.change_group".split()
)
HOUSE = (
    "wagtailcore.add_site wagtailcore.change_site wagtailcore.delete_site wagtailcore.add_collection "
    "wagtailcore.change_collection wagtailcore.delete_collection wagtailcore.add_workflow "
    "wagtailcore.change_workflow wagtailcore.add_task wagtailcore.change_task wagtailredirects.add_redirect "
    "wagtailredirects.change_redirect wagtailredirects.delete_redirect"
).split()
FILES = ("add", "change", "choose")  # for photos and documents, in Wagtail's collections
FILES_OF = (("wagtailimages", "image"), ("wagtaildocs", "document"))


@dataclass(frozen=True)
class Role:
    """What a role may do: `pages` in the tree (at its desks, or everywhere if `everywhere`), `models` in the house."""

    name: str
    pages: tuple[str, ...]
    models: tuple[str, ...]
    files: tuple[str, ...] = ()
    everywhere: bool = False


ROLES = (
    Role("Reporter", ("add", "change"), (*SIGN_IN, *LIBRARY, *TOPICS), FILES),
    Role("Fact-checker", ("check",), (*SIGN_IN, *LIBRARY)),
    Role(
        "Editor",
        ("add", "approve", "change", "lock", "publish", "unlock"),
        (*SIGN_IN, *LIBRARY, RETRACT, QUEUE, *TOPICS),
        FILES,
    ),
    Role(
        "Managing editor",
        ("add", "approve", "change", "check", "kill", "lock", "override", "publish", "unlock"),
        (*SIGN_IN, *LIBRARY, RETRACT, KNOWERS, QUEUE, ABOUT, *TOPICS, "articles.delete_topic"),
        FILES,
        everywhere=True,
    ),
    Role("Administrator", (), (*SIGN_IN, QUEUE, ABOUT, *PEOPLE, *HOUSE), everywhere=True),
)


def can_be_made() -> bool:
    """Are all tables there? Not when somebody migrates to an older state."""
    there = set(connection.introspection.table_names())
    return {model._meta.db_table for model in (HomePage, DeskPage, EditTask, Kill)} <= there


def make_permissions() -> None:
    """Django makes the permissions of each app in its turn; the roles need them all at once."""
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)


@transaction.atomic
def keep_in_step() -> None:
    """Makes the groups of the house and of every desk, and gives each what its role may do: no more, no less."""
    page = ContentType.objects.get_for_model(Page)
    for codename, _short, name in OURS:
        Permission.objects.get_or_create(
            content_type=page, codename=f"{codename}_page", defaults={"name": str(name)}
        )
    home = HomePage.objects.first()
    for role in ROLES:
        keep(Group.objects.get_or_create(name=role.name)[0], role, home)
    for desk in DeskPage.objects.all():
        keep_desk(desk)


def keep_desk(desk: DeskPage) -> None:
    """The groups of one desk. They keep their people when the desk is renamed, for they are found by their place."""
    for role in ROLES:
        if not role.everywhere:
            keep(group_of(role, desk), role, desk)


def rename_desk(desk: DeskPage) -> None:
    """After a change of its title: its groups are called after it."""
    for role in ROLES:
        if not role.everywhere and found_at(role, desk):
            group_of(role, desk)


def found_at(role: Role, desk: DeskPage) -> Group | None:
    return Group.objects.filter(name__startswith=f"{role.name}, ", page_permissions__page_id=desk.pk).first()


def group_of(role: Role, desk: DeskPage) -> Group:
    """The group of a role at a desk, made or renamed if need be. Two desks of one title have different groups."""
    group = found_at(role, desk) or Group()
    name = group_name(role.name, desk)
    if Group.objects.filter(name=name).exclude(pk=group.pk).exists():
        name = f"{role.name}, {desk.title[:70]} ({desk.slug[:60]})"
    if group.name != name:
        group.name = name
        group.save()
    return group


def group_name(role: str, desk: DeskPage) -> str:
    """As “Editor, County”. Group names hold 150 characters."""
    return f"{role}, {desk.title}"[:150]


def keep(group: Group, role: Role, place: Page | None) -> None:
    """One group: its permissions in the house, for files, and at its place in the tree. Seven queries."""
    known = _permissions()
    group.permissions.set(known[tuple(name.split(".", 1))] for name in role.models)
    files = {known[app, f"{action}_{model}"] for action in role.files for app, model in FILES_OF}
    root = Collection.get_first_root_node()
    there = group.collection_permissions.filter(collection=root)
    _exactly(
        there, files, lambda key: GroupCollectionPermission(group=group, collection=root, permission_id=key)
    )
    if place is not None:
        wanted = {known["wagtailcore", f"{action}_page"] for action in role.pages}
        there = group.page_permissions.filter(page=place)
        _exactly(there, wanted, lambda key: GroupPagePermission(group=group, page=place, permission_id=key))


def _exactly(there, wanted: set[int], make) -> None:
    """The rows that are there become the wanted ones: no more, no less."""
    held = set(there.values_list("permission_id", flat=True))
    if held - wanted:
        there.filter(permission__in=held - wanted).delete()
    if wanted - held:
        there.model.objects.bulk_create(make(key) for key in sorted(wanted - held))


def _permissions() -> dict[tuple[str, str], int]:
    """The key of every permission, by its app and its codename."""
    rows = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    return {(app, codename): key for app, codename, key in rows}


@transaction.atomic
def make_workflow() -> None:
    """Draft → Fact-check → Edit → Published, on every desk: made once; who changes it keeps their change."""
    home = HomePage.objects.first()
    if home is None or FactCheckTask.objects.exists() or EditTask.objects.exists():
        return
    workflow = Workflow.objects.create(name=_("Fact-check and edit"))
    steps = (FactCheckTask(name=_("Fact-check")), EditTask(name=_("Edit")))
    for place, task in enumerate(steps):
        task.save()
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
