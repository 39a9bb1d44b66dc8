"""Somebody who looks after the accounts hands out roles to others, and can't raise their own rights by any form."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse

from articles.tests import build, cast

pytestmark = pytest.mark.django_db
User = get_user_model()


@pytest.fixture
def people():
    return cast.newsroom() | {"root": build.editor("root")}


def press(client, user, address: str, **form) -> str:
    client.force_login(user)
    response = client.post(address, form, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def change(client, user, person, **form) -> str:
    names = {"username": person.username, "first_name": "Ada", "last_name": "Nym", "email": "a@x.org"}
    kept = {"is_active": "on", "groups": [group.pk for group in person.groups.all()]}
    return press(client, user, reverse("wagtailusers_users:edit", args=[person.pk]), **names | kept | form)


def in_bulk(client, user, action: str, *people, **form) -> str:
    chosen = "&".join(f"id={person.pk}" for person in people)
    address = reverse("wagtail_bulk_action", args=["newsroom", "user", action])
    return press(client, user, f"{address}?next=/admin/&{chosen}", **form)


def roles_of(person) -> set[str]:
    return set(User.objects.get(pk=person.pk).groups.values_list("name", flat=True))


def editors() -> Group:
    return Group.objects.get(name="Managing editor")


def test_an_administrator_hands_out_roles_to_others(client, people):
    assert "updated" in change(client, people["adam"], people["rosa"], groups=[editors().pk])
    assert roles_of(people["rosa"]) == {"Managing editor"}
    in_bulk(client, people["adam"], "assign_role", people["carl"], role=editors().pk)
    assert "Managing editor" in roles_of(people["carl"])


def test_an_administrator_changes_their_own_name_and_not_their_own_roles(client, people):
    change(client, people["adam"], people["adam"], groups=[editors().pk])
    assert User.objects.get(pk=people["adam"].pk).first_name == "Ada"
    assert roles_of(people["adam"]) == {"Administrator"}


def test_nor_in_bulk_with_others(client, people):
    told = in_bulk(client, people["adam"], "assign_role", people["rosa"], people["adam"], role=editors().pk)
    assert "Somebody else has to give you a role." in told
    assert "Managing editor" not in roles_of(people["rosa"]) | roles_of(people["adam"])


def test_an_administrator_makes_nobody_a_superuser_old_or_new(client, people):
    for name in ("adam", "rosa"):
        change(client, people["adam"], people[name], is_superuser="on")
    new = {"username": "new", "first_name": "N", "last_name": "N", "email": "n@x.org", "is_superuser": "on"}
    secret = {"password1": "a long enough password", "password2": "a long enough password"}
    press(client, people["adam"], reverse("wagtailusers_users:add"), **new | secret)
    assert User.objects.filter(username="new").exists()
    assert list(User.objects.filter(is_superuser=True)) == [people["root"]]


def test_a_superuser_makes_superusers_and_keeps_being_one(client, people):
    change(client, people["root"], people["rosa"], is_superuser="on")
    change(client, people["root"], people["root"])
    assert User.objects.filter(is_superuser=True).count() == 2


def test_a_superuser_s_account_is_not_changed_by_an_administrator(client, people):
    root = people["root"]
    told = change(
        client,
        people["adam"],
        root,
        email="taken@x.org",
        password1="mine now, ha ha",
        password2="mine now, ha ha",
    )
    assert "Only a superuser changes the account of a superuser." in told
    assert "Only a superuser" in in_bulk(
        client, people["adam"], "set_active_state", root, mark_as_active="False"
    )
    assert "Only a superuser" in in_bulk(client, people["adam"], "assign_role", root, role=editors().pk)
    press(client, people["adam"], reverse("wagtailusers_users:delete", args=[root.pk]))
    in_bulk(client, people["adam"], "delete", root)
    now = User.objects.get(pk=root.pk)
    assert (now.email, now.password, now.is_active) == (root.email, root.password, True)
    assert not now.groups.exists()


def test_an_account_is_not_copied():
    with pytest.raises(NoReverseMatch):
        reverse("wagtailusers_users:copy", args=[1])


def test_the_members_of_a_group_do_not_decide_what_it_may_do(client, people):
    own, other = (
        reverse("wagtailusers_groups:edit", args=[g.pk]) for g in (people["adam"].groups.get(), editors())
    )
    before = set(people["adam"].groups.get().permissions.all())
    assert "You are in this group" in press(client, people["adam"], own, name="Administrator")
    client.force_login(people["adam"])
    assert client.get(own).status_code == 302
    assert client.get(other).status_code == 200
    assert set(people["adam"].groups.get().permissions.all()) == before
