"""A machine that works at a desk at random, for Hypothesis: who does what next, to which story.

One example is one working day that begins with five stories, each at another stage. The acts are in desk_acts.py,
what is noted in desk_record.py, what is compared after each act in desk_watch.py.
"""

import random
from datetime import timedelta
from itertools import combinations
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from articles.stages import Stage
from articles.tests import desk_acts as acts
from articles.tests.desk_watch import MAY, Desk

REAL_NOW = timezone.now
COPIES = 1  # a day; they are slow


def one_of_these(*names: str) -> list:
    """Mostly somebody whose business it is, now and then anybody."""
    return [*names * 4, *MAY]


WRITER = one_of_these("ines", "priya", "tomas", "noor", "odile")
CHECKER = one_of_these("marek", "lena", "noor", "odile")
EDITOR = one_of_these("tomas", "ana", "noor", "odile", "root")
MANAGER = one_of_these("odile", "root", "odile", "root")
PLACE = WHICH = range(3)
VERSION = range(6)
YES_OR_NO = (True, False)
STANDING = ("known", "known", "unclear", "disputed", "refuted")
STANCE = ("supports", "supports", "contradicts", "context")
GATE = ("verified", "approval", "comments", "second_check", "summary", "sourcing", "embargo")
GATES = [
    chosen
    for size in (1, 2, 7)
    for chosen in combinations(GATE, size)
    for _time in range(30 if size == 7 else 1)
]
IN_PLACE = (False, False, acts.OWN, acts.OWN, acts.OWN, True)
ROUTES = ("action", "page", "rows", "pages", "desk")
WRITING = {"reword", "write_the_summary", "write_the_headline", "answer_for_ai", "cite", "take_a_citation_away",
           "change_the_standing", "revert"}  # fmt: skip


ACTS: dict = {}


def act(times: int = 1, when=lambda machine: True, **arguments):
    """Something that people do: how likely beside other acts, when it can be done, and what each argument may be."""

    def register(method):
        ACTS[method.__name__] = times, when, arguments
        return method

    return register


class DeskMachine(RuleBasedStateMachine):
    """`morning` is the desk as every example finds it, and after `enough` acts all go home; a test sets both."""

    morning: Desk
    enough: int

    def __init__(self):
        super().__init__()
        self.desk = self.morning.again()
        self.clock = patch.object(timezone, "now", lambda: REAL_NOW() + self.desk.late)
        self.clock.start()
        self.example = transaction.atomic()
        self.example._from_testcase = (
            True  # as Django's own for a test: what is durable on a site may run inside
        )
        self.example.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)
        self.clock.stop()

    @initialize(first=st.integers(0, 4), calm=st.sampled_from([False, False, True]))
    def the_story_of_the_day(self, first, calm):
        """On a calm day nobody writes, so that stories get far."""
        self.story, self.calm, self.seeds = self.desk.records[first], calm, []

    @rule(seed=st.integers(0, 2**32 - 1))
    def somebody_acts(self, seed):
        """What is done is drawn from a number. Hypothesis likes to repeat itself, and a desk at which the same is
        tried all day gets nowhere; a number that comes again means something else."""
        if self.desk.tally["steps"] >= self.enough:
            return
        self.seeds.append(seed)
        chance = random.Random(f"{seed} for the {self.seeds.count(seed)}th time")
        open_to_us = {
            name: how for name, how in ACTS.items() if how[1](self) and not (self.calm and name in WRITING)
        }
        name = chance.choices([*open_to_us], [times for times, _when, _arguments in open_to_us.values()])[0]
        arguments = {key: chance.choice(options) for key, options in ACTS[name][2].items()}
        note(f"{name}: {arguments}")
        getattr(self, name)(**arguments)

    @act(which=range(7), when=lambda self: len(self.desk.records) > 5)
    def look_at(self, which):
        """Another story, or a copy of this one."""
        self.story = self.desk.records[which % len(self.desk.records)]

    # Writers

    @act(who=WRITER, place=PLACE, text=acts.STATEMENTS, in_place=IN_PLACE)
    def reword(self, who, place, text, in_place):
        acts.reword(self.desk, self.story, who, place, text, in_place)

    @act(who=WRITER, text=acts.SUMMARIES, in_place=IN_PLACE)
    def write_the_summary(self, who, text, in_place):
        acts.write(self.desk, self.story, who, "summary", text, in_place)

    @act(who=WRITER, text=acts.HEADLINES, in_place=IN_PLACE)
    def write_the_headline(self, who, text, in_place):
        acts.write(self.desk, self.story, who, "title", text, in_place)

    @act(who=WRITER, answer=["none", "none", ""])
    def answer_for_ai(self, who, answer):
        acts.write(self.desk, self.story, who, "ai_use", answer)

    @act(who=WRITER, place=PLACE, source=WHICH, stance=STANCE, in_place=IN_PLACE)
    def cite(self, who, place, source, stance, in_place):
        acts.cite(self.desk, self.story, who, place, sorted(self.desk.titles)[source], stance, in_place)

    @act(3, who=WRITER, place=PLACE, which=WHICH, in_place=IN_PLACE)
    def take_a_citation_away(self, who, place, which, in_place):
        acts.uncite(self.desk, self.story, who, place, which, in_place)

    @act(who=WRITER, place=PLACE, standing=STANDING, in_place=IN_PLACE)
    def change_the_standing(self, who, place, standing, in_place):
        acts.restand(self.desk, self.story, who, place, standing, in_place)

    @act(who=WRITER, which=VERSION)
    def revert(self, who, which):
        acts.revert(self.desk, self.story, who, which)

    @act(who=WRITER, when=lambda self: len(self.desk.records) < 5 + COPIES)
    def copy(self, who):
        if acts.copy(self.desk, self.story, who):
            self.story = self.desk.records[-1]

    # Checkers

    @act(who=CHECKER, place=PLACE)
    def verify(self, who, place):
        acts.check(self.desk, self.story, who, place, "verified")

    @act(who=CHECKER)
    def verify_all(self, who):
        acts.check_all(self.desk, self.story, who)

    @act(who=CHECKER, place=PLACE, outcome=("needs_work", "cant_tell"), note=("", "Who says so?"))
    def doubt(self, who, place, outcome, note):
        acts.check(self.desk, self.story, who, place, outcome, note)

    @act(place=PLACE)
    def disagree(self, place):
        acts.check(self.desk, self.story, "marek", place, "verified")
        acts.check(self.desk, self.story, "lena", place, "cant_tell")

    @act(2, who=EDITOR, place=PLACE, outcome=("verified", "verified", "cant_tell"))
    def decide(self, who, place, outcome):
        acts.check(self.desk, self.story, who, place, outcome, deciding=True)

    # Anybody

    @act(who=WRITER, when=lambda self: not self.story.comments)
    def comment(self, who):
        acts.comment(self.desk, self.story, who)

    @act(4, who=WRITER, when=lambda self: self.story.comments)
    def resolve(self, who):
        acts.resolve(self.desk, self.story, who)

    # The board and the workflow

    @act(checker=CHECKER, editor=EDITOR)
    def go_on(self, checker, editor):
        """The next step on the way to readers, as it should be done."""
        acts.go_on(self.desk, self.story, checker, editor)

    @act(
        3,
        checker=["marek", "lena", "noor"],
        editor=["tomas", "ana", "noor"],
    )
    def go_on_with_the_right_people(self, checker, editor):
        acts.go_on(self.desk, self.story, checker, editor)

    @act(3, checker=["marek", "odile"], editor=["noor", "odile"])
    def go_on_with_people_of_several_roles(self, checker, editor):
        acts.go_on(self.desk, self.story, checker, editor)

    @act(who=WRITER)
    def submit(self, who):
        acts.move(self.desk, self.story, who, Stage.CHECK)

    @act(who=CHECKER)
    def finish_the_check(self, who):
        acts.move(self.desk, self.story, who, Stage.EDIT)

    @act(who=EDITOR)
    def approve(self, who):
        acts.step(self.desk, self.story, who, "approve")

    @act(who=EDITOR, to=[Stage.READY, Stage.SCHEDULED, Stage.PUBLISHED, Stage.DRAFT])
    def move(self, who, to):
        acts.move(self.desk, self.story, who, to)

    @act(who=EDITOR, action=["approve", "ready", "ready", "reject"])
    def act_at_the_step(self, who, action):
        acts.step(self.desk, self.story, who, action)

    @act(who=EDITOR)
    def approve_round_the_task(self, who):
        acts.step(self.desk, self.story, who, "round the task", round_the_task=True)

    # Publishing, and past it

    @act(who=EDITOR)
    def publish(self, who):
        acts.publish(self.desk, self.story, who)

    @act(2, who=EDITOR, in_hours=range(1, 4))
    def schedule(self, who, in_hours):
        acts.publish(self.desk, self.story, who, in_hours=in_hours)

    @act(who=EDITOR, which=VERSION)
    def publish_an_older_version(self, who, which):
        acts.publish(self.desk, self.story, who, which)

    @act(in_hours=[0, 0, 1])
    def publish_by_code(self, in_hours):
        acts.publish(self.desk, self.story, None, in_hours=in_hours)

    @act(as_page=YES_OR_NO)
    def save_live(self, as_page):
        acts.save_live(self.desk, self.story, as_page)

    @act(with_version=YES_OR_NO)
    def update_live(self, with_version):
        acts.update_live(self.desk, self.story, with_version)

    @act(who=EDITOR, when=lambda self: self.story.live)
    def unpublish(self, who):
        acts.unpublish(self.desk, self.story, who)

    @act(2, hours=range(1, 5))
    def time_passes(self, hours):
        acts.time_passes(self.desk, hours)

    @act(
        who=one_of_these("odile", "root"),
        route=ROUTES,
        when=lambda self: self.story.was_out or self.story.verdicts,
    )
    def delete(self, who, route):
        acts.delete(self.desk, self.story, who, route)

    # Editors and managing editors

    @act(who=EDITOR, wanted=YES_OR_NO)
    def demand_a_second_check(self, who, wanted):
        acts.plan(self.desk, self.story, who, second_check=wanted)

    @act(who=EDITOR, hours=[None, None, 1, 3])
    def set_or_lift_an_embargo(self, who, hours):
        until = hours and timezone.now() + timedelta(hours=hours)
        acts.plan(self.desk, self.story, who, embargo_until=until)

    @act(who=EDITOR, owner=["ines", "priya", "noor", "ana"])
    def hand_it_over(self, who, owner):
        acts.plan(self.desk, self.story, who, owner=self.desk.people[owner])

    @act(4, who=MANAGER, gates=GATES, seen=(True, True, True, False))
    def override(self, who, gates, seen):
        acts.override(self.desk, self.story, who, gates, seen)

    @act(who=one_of_these("odile", "root"), when=lambda self: self.story.was_out)
    def kill(self, who):
        acts.kill(self.desk, self.story, who, back=False)

    @act(2, who=MANAGER, when=lambda self: self.story.killed)
    def restore(self, who):
        acts.kill(self.desk, self.story, who, back=True)

    @invariant()
    def all_is_as_noted(self):
        self.desk.compare()
