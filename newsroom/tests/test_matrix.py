"""Who may do what, cell by cell: the tables of docs/roles.md against direct requests, in every state of a story.

Each request is undone afterwards. A cell that says yes: it was done, or shown. A cell that says no: it was refused,
and no row of the database is another one.
"""

from collections import defaultdict
from fnmatch import fnmatchcase

import pytest
from django.test import TestCase

from articles.tests import build, cast
from newsroom.tests import matrix, matrix_deeds, matrix_screens
from newsroom.tests.matrix import Request
from newsroom.tests.matrix_deeds import DEEDS, STATES

pytestmark = pytest.mark.on_sqlite
AT_THE_DESK = {
    "ines": "Reporter",
    "marek": "Fact-checker",
    "tomas": "Editor",
    "odile": "Managing editor",
    "adam": "Administrator",
}
STORY_COLUMNS = (
    AT_THE_DESK | {"root": "Managing editor"} | dict.fromkeys(("rosa", "carl", "emil"), "At another desk")
)
SCREEN_COLUMNS = AT_THE_DESK | {
    "rosa": "Reporter elsewhere",
    "carl": "Fact-checker elsewhere",
    "emil": "Editor elsewhere",
    "nobody": "Signed out",
    "gone": "Signed out",
}


def cast_of_the_matrix() -> dict:
    """Everybody, with somebody who is not signed in and somebody whose account was closed while they were."""
    people = cast.newsroom() | {"root": build.editor("root"), "nobody": None}
    people["gone"] = cast.member("gone", "Managing editor")
    return people


def visitors(people) -> dict:
    clients = {name: matrix.visitor(person) for name, person in people.items()}
    people["gone"].is_active = False
    people["gone"].save()
    return clients


class Stories(TestCase):
    """The deeds, on one story in each state."""

    @classmethod
    def setUpTestData(cls):
        cls.people = cast_of_the_matrix()
        cls.stories = matrix_deeds.in_every_state(cls.people)
        cls.table = {
            name: {column: states_in(cell) for column, cell in row.items()}
            for name, row in matrix.table("What becomes of a story").items()
        }

    def test_every_deed_stands_in_the_table_and_every_row_is_tried(self):
        assert list(self.table) == list(DEEDS)

    def test_every_deed_is_done_by_whom_the_table_says_and_by_nobody_else(self):
        """In one state of each kind: where the table lets the same people do it, it is tried once."""
        self.walk(self.one_of_each_kind)

    @pytest.mark.soak  # some minutes
    def test_every_deed_is_done_in_exactly_the_states_that_the_table_says(self):
        self.walk(lambda name: STATES)

    def walk(self, states_for):
        clients = visitors(self.people)
        wrong = [
            f"{name}, {state}: {difference}"
            for name in self.table
            for state in states_for(name)
            for difference in self.differences(clients, name, state)
        ]
        if wrong:
            pytest.fail("\n".join(wrong))

    def one_of_each_kind(self, name: str) -> list[str]:
        """Rows that say the same get their turn in different states."""
        kinds = defaultdict(list)
        for state in STATES:
            kinds[frozenset(column for column, cell in self.table[name].items() if state in cell)].append(
                state
            )
        place = list(self.table).index(name)
        return [states[place % len(states)] for states in kinds.values()]

    def differences(self, clients, name: str, state: str):
        deed, story = DEEDS[name], self.stories[state]

        def fact():
            return matrix_deeds.facts(story).get(deed.fact)

        with matrix.undone():
            deed.before(story, self.people)
            request, was = deed.request(story, self.people), fact()
            for person, column in STORY_COLUMNS.items():
                answer = matrix.ask(clients[person], request, fact)
                is_done = answer.has_changed and answer.found != was if deed.fact else answer.is_shown
                if is_done != (state in self.table[name][column]):
                    yield f"{person} {'did it' if is_done else 'was refused'}: {answer.trace}"
                elif not is_done and self.went_wrong(answer, deed, column, state):
                    yield f"{person} was not refused cleanly: {answer.trace}"

    def went_wrong(self, answer, deed, column: str, state: str) -> bool:
        """Did a refusal fail, or leave something behind that is not another deed of this person's?"""
        may_else = any(state in self.table[other][column] for other in deed.instead)
        return answer.status >= 500 or (answer.has_changed and not may_else)


def states_in(cell: str) -> set[str]:
    states = set(STATES) if cell == "always" else {state for state in cell.split(", ") if state}
    assert states <= set(STATES), cell
    return states


class Screens(TestCase):
    """Every address of the admin, by looking and by sending a form."""

    @classmethod
    def setUpTestData(cls):
        cls.people = cast_of_the_matrix()
        cls.known = matrix_screens.furnish(cls.people)
        cls.table = matrix.table("Every screen")

    def row_of(self, route) -> str | None:
        """The row of a route: the one of its name, or the longest that ends in a star."""
        fitting = [name for name in self.table if fnmatchcase(route.name, name)]
        return max(fitting, key=len, default=None)

    def test_every_address_of_the_admin_is_in_the_table_and_every_row_is_for_one(self):
        found = {route.name: self.row_of(route) for route in matrix.routes()}
        assert [name for name, row in found.items() if row is None] == []
        assert set(self.table) - set(found.values()) == set()

    def test_every_screen_is_seen_and_every_form_taken_by_whom_the_table_says_and_by_nobody_else(self):
        clients = visitors(self.people)
        wrong = [
            f"{route.name}: {difference}"
            for route in matrix.routes()
            for difference in self.differences(clients, route)
        ]
        if wrong:
            pytest.fail("\n".join(wrong))

    def differences(self, clients, route):
        row = self.table[self.row_of(route)]
        there = matrix_screens.address(route, self.known) + matrix_screens.query(route, self.known)
        form = matrix_screens.form_for(route, self.known, clients["root"])
        for person, column in SCREEN_COLUMNS.items():
            seen = matrix.ask(clients[person], Request(there))
            done = matrix.ask(clients[person], Request(there, form))
            found = found_by(seen, done)
            if found != row[column]:
                yield f"{person} can “{found}”: {seen.trace}, {done.trace}"


def found_by(seen, done) -> str:
    """A cell as it is: see, do, both or nothing. Looking that changes something would be “touch”."""
    facts = {"see": seen.is_shown, "touch": seen.has_changed, "do": done.has_changed}
    broken = {"break": max(seen.status, done.status) >= 500}
    return ", ".join(name for name, is_so in (facts | broken).items() if is_so)
