"""Whatever people do at a desk, in whatever order: nothing goes out unchecked, nothing vanishes, all is in the history."""

import time

import pytest
from django.db import connection
from django.test import TestCase
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from articles.stages import Stage
from articles.tests import build, cast, desk_acts
from articles.tests.desk_machine import DeskMachine
from articles.tests.desk_record import Record
from articles.tests.desk_watch import Desk

STEPS = 40  # in one example
SEEDS = {"sqlite": 11, "postgresql": 12}
CALM = {
    "deadline": None,
    "database": None,
    "stateful_step_count": STEPS,
    "report_multiple_bugs": False,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],  # add Phase.shrink to have a failing day shortened; that takes minutes
}


def everybody(desk) -> dict:
    people = cast.newsroom(desk)
    people["noor"] = cast.member("noor", cast.at("Fact-checker", desk), cast.at("Editor", desk))
    people["root"] = build.editor("root")
    return people


def begun(desk: Desk, slug: str, sources) -> Record:
    """A story of Ines's with three claims, one of them unclear."""
    first, second, _third = sources
    claims = [
        build.known(desk_acts.STATEMENTS[0], build.cites(first)),
        build.claim("disputed", "It held.", build.cites(first), build.cites(second, "contradicts")),
        build.unclear("What caused the crack."),
    ]
    ines = desk.people["ines"]
    page = build.brief(claims, is_checked=False, owner=ines, slug=slug)
    record = Record(page.pk, ines.pk)
    desk.records.append(record)
    desk_acts.save(desk, record, "ines", lambda story: None)
    return record


def to_the_stage(desk: Desk, record: Record, steps: int) -> None:
    """So many steps on the way from a draft to readers."""
    way = [
        lambda: desk_acts.move(desk, record, "ines", Stage.CHECK),
        lambda: (
            desk_acts.check_all(desk, record, "marek"),
            desk_acts.move(desk, record, "marek", Stage.EDIT),
        ),
        lambda: desk_acts.move(desk, record, "tomas", Stage.READY),
        lambda: desk_acts.move(desk, record, "tomas", Stage.PUBLISHED),
    ]
    for act in way[:steps]:
        act()
        desk.compare()


class AnyWorkingDay(TestCase):
    @classmethod
    def setUpTestData(cls):
        place = build.desk()
        sources = [build.source(title) for title in ("Traffic order 26/114", "Inspection report", "A letter")]
        cls.desk = Desk(everybody(place), {source.pk: source.title for source in sources})
        for stage in range(5):
            to_the_stage(cls.desk, begun(cls.desk, f"story-{stage}", sources), stage)
        assert cls.desk.records[-1].live

    def work(self, steps: int, day: int | None = None) -> None:
        machine = type("Today", (DeskMachine,), {"morning": self.desk, "enough": steps})
        if day is not None:
            machine = seed(day)(machine)
        tally, began = self.desk.tally, time.process_time()
        try:
            run_state_machine_as_test(machine, settings=settings(max_examples=steps // 15, **CALM))
        finally:
            print(f"\n{tally['steps']:,} steps in {time.process_time() - began:.0f} s of processor time")
            print("\n".join(f"{count:6}  {name}" for name, count in sorted(tally.items())))
        assert tally["steps"] >= steps

    def test_two_thousand_random_acts_find_no_hole(self):
        """A thousand on each of the two databases."""
        self.work(1_000, SEEDS[connection.vendor])

    @pytest.mark.soak
    def test_fifty_thousand_random_acts_find_no_hole(self):
        """Half of them on each of the two databases, other ones each time."""
        self.work(25_000)
