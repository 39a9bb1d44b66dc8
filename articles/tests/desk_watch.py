"""A desk under watch: people act on its stories, everything that they do is noted, and after each act all is compared.

`Desk.act` tries one act as one person. A refusal is normal and must leave no trace; whatever else is raised is a
failure, and so is each of the comparisons below.
"""

from collections import Counter
from copy import deepcopy
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from articles import desk_gates, gates, judging
from articles.models import Approval, BriefPage, Clearance, Override, Verdict
from articles.models.lock import MESSAGE
from articles.tests import desk_record
from articles.tests.desk_record import Record

REPORTER, CHECKER = {"add", "change"}, {"check"}
EDITOR = {"add", "approve", "change", "publish"}
ALL = REPORTER | CHECKER | EDITOR | {"kill", "override"}
# What each may do at the desk of the stories. noor has two roles; root is a superuser; the last three work elsewhere.
MAY = {
    "ines": REPORTER, "priya": REPORTER, "marek": CHECKER, "lena": CHECKER, "tomas": EDITOR, "ana": EDITOR,
    "noor": CHECKER | EDITOR, "odile": ALL, "root": ALL, "adam": set(), "rosa": set(), "carl": set(), "emil": set(),
}  # fmt: skip
KEPT = (Verdict, Approval, Override, Clearance)
COUNTS = "SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {model._meta.db_table})" for model in KEPT)


class Desk:
    """The stories, the people and the clock. `tally` counts what was tried and what came of it."""

    def __init__(self, people: dict, titles: dict):
        self.people, self.titles = people, titles  # of users, and of sources by their key
        self.names = {user.pk: name for name, user in people.items()}
        self.records: list[Record] = []
        self.late = timedelta()
        self.kept = (0,) * len(KEPT)
        self.tally = Counter()
        self.unseen: set[int] = set()  # stories that were touched since all was compared

    def again(self) -> "Desk":
        """The same desk for another run; people and tally are shared."""
        desk = Desk(self.people, self.titles)
        desk.records, desk.late, desk.kept = deepcopy(self.records), self.late, self.kept
        desk.tally = self.tally
        return desk

    def now(self):
        return timezone.now()

    # One act

    def act(self, rule: str, who: str | None, record: Record, do, logged=()):
        """Tries it. Returns what it returned, or None if it was refused; `logged` are actions of which the history has
        to show one, by this person."""
        self.tally["steps"] += 1
        last = PageLogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        try:
            with transaction.atomic():
                result = do()
        except (PermissionDenied, ProtectedError):
            result = None
        except ValidationError as refusal:
            if set(refusal.error_dict) != {"slug"}:  # an older version of a copy has the slug of the original
                raise
            result = None
        except IntegrityError as refusal:
            if MESSAGE not in str(refusal):
                raise
            result = None
        self.tally[f"{rule}: {'refused' if result is None else 'done'}"] += 1
        if result is not None:
            self._read(record, who)
            self._is_logged(record, who, last, logged)
            self.unseen.add(record.pk)
        return result

    def _read(self, record: Record, who: str | None) -> None:
        """Notes the newest version as it is now."""
        version = Revision.objects.get(pk=Page.objects.values_list("latest_revision_id").get(pk=record.pk)[0])
        text = desk_record.of_version(version.content)
        by = self.people[who].pk if who else None
        is_new = version.pk != record.version or text != record.text
        if is_new and record.saved(version.pk, text, by):
            assert version.user_id == by, "a change without a version of whoever made it"

    def _is_logged(self, record: Record, who, last: int, logged) -> None:
        if not logged:
            return
        rows = PageLogEntry.objects.filter(pk__gt=last, page_id=record.pk).values_list("action", "user_id")
        by = self.people[who].pk if who else None
        assert any(action in logged and user == by for action, user in rows), (
            f"{who} did one of {logged}, and the history has only {list(rows)}"
        )

    # What people may not have done

    def gave(self, record: Record, verdict: Verdict, who: str, outcome: str) -> None:
        """A verdict was accepted."""
        words = record.text.claim(verdict.uid)
        assert ("approve" if verdict.deciding else "check") in MAY[who], f"{who} has no such right"
        assert not record.wrote(words, verdict.by_id), f"{who} checked words of their own"
        record.verdicts[verdict.pk] = desk_record.Said(words, str(outcome), verdict.by_id, verdict.deciding)

    def approved(self, record: Record, who: str) -> None:
        """An approval was accepted."""
        person = self.people[who].pk
        assert "approve" in MAY[who], f"{who} has no such right"
        assert person not in record.own(record.text), f"{who} approved words of their own"
        record.approvals.append((record.text, person))

    # What holds at every moment

    def compare(self) -> None:
        """Nothing is out without its receipt, nothing vanished, every verdict says what it said. A refused act was
        rolled back, so there is nothing to compare."""
        if not self.unseen:
            return
        self._nothing_vanished()
        is_live = dict(Page.objects.filter(pk__in=[r.pk for r in self.records]).values_list("pk", "live"))
        for record in self.records:
            if record.pk in self.unseen:
                self._compare(record, is_live[record.pk])
            else:
                assert is_live[record.pk] is bool(record.live), "another story went out or came down"
        self.unseen.clear()

    def _compare(self, record: Record, is_live: bool) -> None:
        if is_live:
            self._is_rightly_out(record)
        else:
            record.live = record.cleared = None
        self._verdicts_are_kept(record)
        self._agrees(record)

    def _nothing_vanished(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(COUNTS)
            counted = cursor.fetchone()
        assert all(now >= before for now, before in zip(counted, self.kept, strict=True)), "a record vanished"
        self.kept = counted

    def _is_rightly_out(self, record: Record) -> None:
        receipts = list(Clearance.objects.filter(story_id=record.pk, lapsed_at=None))
        assert len(receipts) == 1, f"live with {len(receipts)} receipts"
        text = desk_record.of_rows(record.pk)
        if receipts[0].pk == record.cleared:
            assert text == record.live, "what readers see changed without a new receipt"
            return
        digest = BriefPage.objects.get(pk=record.pk).edition().digest
        assert digest == receipts[0].digest, "the receipt is for another text"
        hole = record.may_go(text, self.now(), receipts[0].override_id)
        assert not hole, f"went out although these gates are shut and no public override names them: {hole}"
        self.tally["went out past a gate" if receipts[0].override_id else "went out"] += 1
        record.cleared, record.live, record.was_out = receipts[0].pk, text, True

    def _verdicts_are_kept(self, record: Record) -> None:
        told = dict(Verdict.objects.filter(story_id=record.pk).values_list("pk", "said"))
        for key, said in record.verdicts.items():
            assert told[key] == self._said(said.words), "a verdict says something else than when it was given"

    def _said(self, words) -> dict:
        citations = [
            {"source": self.titles[source], "stance": stance, "excerpt": "", "locator": "", "mark": ""}
            for source, stance in words.citations
        ]
        return {
            "text": words.text,
            "standing": words.standing,
            "settles": "",
            "truth": "",
            "citations": citations,
        }

    def _agrees(self, record: Record) -> None:
        """What is shut for the clerk is shut for the program, and whose words are whose, they say alike."""
        story = judging.newest(record.pk)
        edition = story.edition()
        review = story.review(edition, self.now())
        self._whose(record, edition, review)
        self._verdicts_count_for_their_words(record, edition, review)
        found = {hold.gate for hold in [*gates.holds(edition), *desk_gates.holds(edition, review)]}
        open_to_it = record.shut(record.text, self.now()) - found
        assert not open_to_it, f"these gates should hold the story and do not: {open_to_it}"
        unnamed = desk_gates.released(edition, review) - record.released(record.text)
        assert not unnamed, f"released, but readers would not be told: {unnamed}"

    def _whose(self, record: Record, edition, review) -> None:
        for person in record.own(record.text):
            assert not review.may_approve(edition, person), (
                f"{self.names[person]} might approve words of their own"
            )
        for claim in edition.claims:
            words = record.text.claim(claim.uid)
            for person, name in self.names.items():
                if record.wrote(words, person):
                    assert review.wrote(claim, person), f"{name} might check words of their own"

    def _verdicts_count_for_their_words(self, record: Record, edition, review) -> None:
        for claim in edition.claims:
            words = record.text.claim(claim.uid)
            counting = record.counting(words)
            for verdict in review.standing_verdicts(claim):
                assert counting.get(verdict.by) == verdict.outcome, (
                    "a verdict counts for what it was not given on"
                )
            decision = review.decision(claim)
            assert decision is None or record.decision(words) == decision.outcome, "so does a decision"
