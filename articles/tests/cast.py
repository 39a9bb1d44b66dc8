"""The people of a newsroom for tests: one of each role, on the desk where the stories are, and some elsewhere."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from articles import roles
from articles.models import DeskPage
from articles.tests import build


def member(username: str, *group_names: str, **fields):
    """A person of these groups, whose password is that of all builders."""
    user, made = get_user_model().objects.get_or_create(
        username=username, defaults={"email": f"{username}@example.org"} | fields
    )
    if made:
        user.set_password("a long enough password")
        user.save()
    user.groups.set(Group.objects.filter(name__in=group_names))
    assert user.groups.count() == len(group_names), group_names
    return user


def at(role: str, desk: DeskPage) -> str:
    return roles.group_name(role, desk)


def newsroom(desk: DeskPage | None = None, other: DeskPage | None = None) -> dict:
    """Two desks and their people: reporters ines and priya, checkers marek and lena, editors tomas and ana, managing
    editor odile, administrator adam; and elsewhere, at the other desk, a reporter, a checker and an editor."""
    desk, other = desk or build.desk(), other or build.desk("culture")
    return {
        "ines": member("ines", at("Reporter", desk)),
        "priya": member("priya", at("Reporter", desk)),
        "marek": member("marek", at("Fact-checker", desk)),
        "lena": member("lena", at("Fact-checker", desk)),
        "tomas": member("tomas", at("Editor", desk)),
        "ana": member("ana", at("Editor", desk)),
        "odile": member("odile", "Managing editor"),
        "adam": member("adam", "Administrator"),
        "rosa": member("rosa", at("Reporter", other)),
        "carl": member("carl", at("Fact-checker", other)),
        "emil": member("emil", at("Editor", other)),
    }


def written_by(user, **fields):
    """A draft whose every word is this person's: one sourced known claim and an open one."""
    story = build.brief(is_checked=False, owner=user, **fields)
    story.save_revision(user=user)
    return story


def read_again(story):
    """The newest version, as the next request would see it."""
    return type(story).objects.get(pk=story.pk).get_latest_revision_as_object()


def submit(story, user):
    story = read_again(story)
    return story.get_workflow().start(story, user)
