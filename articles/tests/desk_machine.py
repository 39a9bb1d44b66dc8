"""A machine that works at a desk at random, for Hypothesis: who does what next, to which story.

One example is one working day that begins with five stories, each at another stage. The acts are in desk_acts.py,
what is noted in desk_record.py, what is compared after each act in desk_watch.py.
"""

from datetime import timedelta
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from articles.stages import Stage
from articles.tests import desk_acts as acts
from articles.tests.desk_watch import MAY, Desk

REAL_NOW = timezone.now
COPIES = 2


def one_of_these(*names: str):
    """Mostly somebody whose business it is, now and then anybody."""
    return st.sampled_from([*names * 4, *MAY])


WRITER = one_of_these("ines", "priya", "tomas", "noor", "odile")
CHECKER = one_of_these("marek", "lena", "noor", "odile")
EDITOR = one_of_these("tomas", "ana", "noor", "odile", "root")
MANAGER = one_of_these("odile", "root")
PLACE = st.integers(0, 2)
NOW_AND_THEN = st.integers(0, 3).map(lambda drawn: drawn == 3)
STANDING = st.sampled_from(["known", "known", "unclear", "disputed", "refuted"])
STANCE = st.sampled_from(["supports", "supports", "contradicts", "context"])
GATES = st.lists(
    st.sampled_from(["verified", "approval", "comments", "second_check", "summary", "sourcing", "embargo"]),
    min_size=1, max_size=4, unique=True,
).map(tuple)  # fmt: skip
IN_PLACE = st.sampled_from([False, False, acts.OWN, acts.OWN, acts.OWN, True])
ROUTES = st.sampled_from(["action", "page", "rows", "pages", "desk"])


def can_kill(machine) -> bool:
    return hasattr(acts.publishing, "kill") and hasattr(acts.publishing, "restore")


class DeskMachine(RuleBasedStateMachine):
    """`morning` is the desk as every example finds it; a test sets it."""

    morning: Desk

    def __init__(self):
        super().__init__()
        self.desk = self.morning.again()
        self.clock = patch.object(timezone, "now", lambda: REAL_NOW() + self.desk.late)
        self.clock.start()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)
        self.clock.stop()

    @initialize(first=st.integers(0, 4))
    def the_story_of_the_day(self, first):
        self.story = self.desk.records[first]

    @rule(which=st.integers(0, 6))
    @precondition(lambda self: len(self.desk.records) > 5)
    def look_at(self, which):
        """Another story, or a copy of this one."""
        self.story = self.desk.records[which % len(self.desk.records)]

    # Writers

    @rule(who=WRITER, place=PLACE, text=st.sampled_from(acts.STATEMENTS), in_place=IN_PLACE)
    def reword(self, who, place, text, in_place):
        acts.reword(self.desk, self.story, who, place, text, in_place)

    @rule(who=WRITER, text=st.sampled_from(acts.SUMMARIES), in_place=IN_PLACE)
    def write_the_summary(self, who, text, in_place):
        acts.write(self.desk, self.story, who, "summary", text, in_place)

    @rule(who=WRITER, text=st.sampled_from(acts.HEADLINES), in_place=IN_PLACE)
    def write_the_headline(self, who, text, in_place):
        acts.write(self.desk, self.story, who, "title", text, in_place)

    @rule(who=WRITER, answer=st.sampled_from(["none", "none", ""]))
    def answer_for_ai(self, who, answer):
        acts.write(self.desk, self.story, who, "ai_use", answer)

    @rule(who=WRITER, place=PLACE, source=st.integers(0, 2), stance=STANCE, in_place=IN_PLACE)
    def cite(self, who, place, source, stance, in_place):
        acts.cite(self.desk, self.story, who, place, sorted(self.desk.titles)[source], stance, in_place)

    @rule(who=WRITER, place=PLACE, which=st.integers(0, 2), in_place=IN_PLACE)
    def take_a_citation_away(self, who, place, which, in_place):
        acts.uncite(self.desk, self.story, who, place, which, in_place)

    @rule(who=WRITER, place=PLACE, standing=STANDING, in_place=IN_PLACE)
    def change_the_standing(self, who, place, standing, in_place):
        acts.restand(self.desk, self.story, who, place, standing, in_place)

    @rule(who=WRITER, which=st.integers(0, 5))
    def revert(self, who, which):
        acts.revert(self.desk, self.story, who, which)

    @rule(who=WRITER)
    @precondition(lambda self: len(self.desk.records) < 5 + COPIES)
    def copy(self, who):
        if acts.copy(self.desk, self.story, who):
            self.story = self.desk.records[-1]

    # Checkers

    @rule(who=CHECKER, place=PLACE)
    def verify(self, who, place):
        acts.check(self.desk, self.story, who, place, "verified")

    @rule(who=CHECKER)
    def verify_all(self, who):
        acts.check_all(self.desk, self.story, who)

    @rule(who=CHECKER, place=PLACE, outcome=st.sampled_from(["needs_work", "cant_tell"]), note=st.sampled_from(["", "Who says so?"]))
    def doubt(self, who, place, outcome, note):
        acts.check(self.desk, self.story, who, place, outcome, note)

    @rule(who=EDITOR, place=PLACE, outcome=st.sampled_from(["verified", "verified", "cant_tell"]))
    def decide(self, who, place, outcome):
        acts.check(self.desk, self.story, who, place, outcome, deciding=True)

    # Anybody

    @rule(who=WRITER)
    @precondition(lambda self: len(self.story.comments) < 2)
    def comment(self, who):
        acts.comment(self.desk, self.story, who)

    @rule(who=WRITER)
    @precondition(lambda self: self.story.comments)
    def resolve(self, who):
        acts.resolve(self.desk, self.story, who)

    # The board and the workflow

    @rule(checker=CHECKER, editor=EDITOR)
    def go_on(self, checker, editor):
        """The next step on the way to readers, as it should be done."""
        acts.go_on(self.desk, self.story, checker, editor)

    @rule(checker=st.sampled_from(["marek", "lena", "noor"]), editor=st.sampled_from(["tomas", "ana", "noor"]))
    def go_on_with_the_right_people(self, checker, editor):
        acts.go_on(self.desk, self.story, checker, editor)

    @rule(checker=st.sampled_from(["marek", "odile"]), editor=st.sampled_from(["noor", "odile"]))
    def go_on_with_people_of_several_roles(self, checker, editor):
        acts.go_on(self.desk, self.story, checker, editor)

    @rule(who=WRITER)
    def submit(self, who):
        acts.move(self.desk, self.story, who, Stage.CHECK)

    @rule(who=CHECKER)
    def finish_the_check(self, who):
        acts.move(self.desk, self.story, who, Stage.EDIT)

    @rule(who=EDITOR)
    def approve(self, who):
        acts.step(self.desk, self.story, who, "approve")

    @rule(who=EDITOR, to=st.sampled_from([Stage.READY, Stage.SCHEDULED, Stage.PUBLISHED, Stage.DRAFT]))
    def move(self, who, to):
        acts.move(self.desk, self.story, who, to)

    @rule(who=EDITOR, action=st.sampled_from(["approve", "ready", "ready", "reject"]))
    def act_at_the_step(self, who, action):
        acts.step(self.desk, self.story, who, action)

    @rule(who=EDITOR)
    def approve_round_the_task(self, who):
        acts.step(self.desk, self.story, who, "round the task", round_the_task=True)

    # Publishing, and past it

    @rule(who=EDITOR)
    def publish(self, who):
        acts.publish(self.desk, self.story, who)

    @rule(who=EDITOR, in_hours=st.integers(1, 3))
    def schedule(self, who, in_hours):
        acts.publish(self.desk, self.story, who, in_hours=in_hours)

    @rule(who=EDITOR, which=st.integers(0, 5))
    def publish_an_older_version(self, who, which):
        acts.publish(self.desk, self.story, who, which)

    @rule(in_hours=st.sampled_from([0, 0, 1]))
    def publish_by_code(self, in_hours):
        acts.publish(self.desk, self.story, None, in_hours=in_hours)

    @rule(as_page=st.booleans())
    def save_live(self, as_page):
        acts.save_live(self.desk, self.story, as_page)

    @rule(with_version=st.booleans())
    def update_live(self, with_version):
        acts.update_live(self.desk, self.story, with_version)

    @rule(who=EDITOR)
    @precondition(lambda self: self.story.live)
    def unpublish(self, who):
        acts.unpublish(self.desk, self.story, who)

    @rule(hours=st.integers(1, 4))
    def time_passes(self, hours):
        acts.time_passes(self.desk, hours)

    @rule(who=one_of_these("odile", "root"), route=ROUTES)
    @precondition(lambda self: self.story.was_out or self.story.verdicts)
    def delete(self, who, route):
        acts.delete(self.desk, self.story, who, route)

    # Editors and managing editors

    @rule(who=EDITOR, wanted=st.booleans())
    def demand_a_second_check(self, who, wanted):
        acts.plan(self.desk, self.story, who, second_check=wanted)

    @rule(who=EDITOR, hours=st.sampled_from([None, None, 1, 3]))
    def set_or_lift_an_embargo(self, who, hours):
        until = hours and timezone.now() + timedelta(hours=hours)
        acts.plan(self.desk, self.story, who, embargo_until=until)

    @rule(who=EDITOR, owner=st.sampled_from(["ines", "priya", "noor", "ana"]))
    def hand_it_over(self, who, owner):
        acts.plan(self.desk, self.story, who, owner=self.desk.people[owner])

    @rule(who=MANAGER, gates=GATES, stale=NOW_AND_THEN)
    def override(self, who, gates, stale):
        acts.override(self.desk, self.story, who, gates, not stale)

    @rule(who=MANAGER, back=st.booleans())
    @precondition(can_kill)
    def kill_or_restore(self, who, back):
        acts.kill(self.desk, self.story, who, back)

    @invariant()
    def all_is_as_noted(self):
        self.desk.compare()
