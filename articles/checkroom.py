"""The fact-check of one story: each claim beside its excerpts and sources, and a verdict on each."""

from dataclasses import dataclass

from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.compare import diff_text

from articles import checking, judging
from articles.checking import Finding, Outcome
from articles.claims import Citation, Claim
from articles.clearance import Refused
from articles.editions import Footnote
from articles.models import FactCheckTask, Verdict
from articles.models import verdict as verdicts
from articles.models.permission import may
from articles.room import StoryScreen
from sources import excerpts


@dataclass(frozen=True)
class CitedRow:
    """A citation with what came of looking for its excerpt: None where there is nothing to look for."""

    citation: Citation | Footnote
    finding: Finding | None
    key: str


@dataclass
class CheckRow:
    """A claim as one person sees it on the screen. `hidden` counts the verdicts that a blind check does not show."""

    claim: Claim
    cited: list[CitedRow]
    verdicts: list[Verdict]
    hidden: int
    mine: Verdict | None
    is_own: bool
    waits: bool
    differs: bool
    decision: Verdict | None
    changes: list[tuple[str, str]]
    lapsed: Verdict | None
    typed: dict


class CheckView(StoryScreen):
    """The screen, and the two ways to end it: finish the check, or send the story back."""

    needs = ("check", "approve")
    page_title = gettext_lazy("Fact-check")
    header_icon = "clipboard-list"
    template_name = "articles/admin/check.html"

    def get(self, request, *args, **kwargs):
        return self.show()

    def post(self, request, *args, **kwargs):
        """Finish, or send back: the step's own actions."""
        state = self.story.current_workflow_task_state
        action = "reject" if "reject" in request.POST else "approve"
        if not is_at_step(state):
            return self.show(409, refusal=_("The story is not at this step any more. Nothing was done."))
        try:
            comment = request.POST.get("comment", "")
            state.task.specific.on_action(state, request.user, action, comment=comment)
        except Refused as refusal:
            return self.show(409, refusal=str(refusal), comment=comment)
        words = _("Sent back to the writer.") if action == "reject" else _("The check is finished.")
        return self.done(words, "desk_check")

    def get_context_data(self, **kwargs):
        user, story, edition = self.request.user, self.story, self.story.edition()
        review = story.review(edition, None)
        rows = rows_for(story, edition, review, user, kwargs.get("typed"))
        left = sum(row.waits for row in rows)
        may_check = may(user, "check", story)
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "footnotes": [cited_row(note, review) for note in edition.footnotes],
            "outcomes": Outcome.choices,
            "left": left,
            "left_words": ngettext("%s claim waits for you", "%s claims wait for you", left) % left,
            "at_step": may_check and is_at_step(story.current_workflow_task_state),
            "may_check": may_check,
            "may_decide": may(user, "approve", story),
            "is_checked": checking.is_checked(edition, review),
        }


class VerdictView(StoryScreen):
    """Takes one verdict, or an editor's decision. A refusal shows the screen again with what was typed."""

    needs = ("check", "approve")

    def get(self, request, *args, uid, **kwargs):
        return redirect(reverse("desk_check", args=[self.story.pk]) + f"#check-{uid}")

    def post(self, request, *args, uid, **kwargs):
        act = judging.decide if "decide" in request.POST else judging.give_verdict
        said = {name: request.POST.get(name, "") for name in ("fingerprint", "outcome", "note")}
        try:
            verdict = act(self.story.pk, uid, by=request.user, **said)
        except Refused as refusal:
            screen = CheckView()
            screen.setup(request, pk=self.story.pk)
            screen.enter(request, pk=self.story.pk)
            return screen.show(409, refusal=str(refusal), typed=said | {"uid": uid})
        words = _("Claim %(number)s: %(verdict)s.") % {
            "number": verdict.number,
            "verdict": verdict.get_outcome_display(),
        }
        return self.done(words, "desk_check", f"#{next_row(self.story, request.user, uid)}")


class ExcerptView(StoryScreen):
    """Takes a person's word that an excerpt is in its source."""

    needs = ("check", "approve")

    def get(self, request, *args, **kwargs):
        return redirect("desk_check", self.story.pk)

    def post(self, request, *args, source_id, **kwargs):
        try:
            judging.confirm(self.story.pk, source_id, request.POST.get("key", ""), by=request.user)
        except Refused as refusal:
            screen = CheckView()
            screen.setup(request, pk=self.story.pk)
            screen.enter(request, pk=self.story.pk)
            return screen.show(409, refusal=str(refusal))
        return self.done(_("Confirmed: these words are in the source."), "desk_check")


def is_at_step(state) -> bool:
    return state is not None and isinstance(state.task.specific, FactCheckTask)


def rows_for(story, edition, review, user, typed: dict | None = None) -> list[CheckRow]:
    """The claims in the order of the form, each with what this person may know of its checks."""
    records = Verdict.objects.filter(story_id=story.pk).in_bulk()
    waiting = {claim.uid for claim in checking.to_check(edition.claims, review, user.pk)}
    return [_row(claim, review, records, user, waiting, typed or {}) for claim in edition.claims]


def _row(claim: Claim, review, records: dict[int, Verdict], user, waiting: set, typed: dict) -> CheckRow:
    standing = [records[verdict.record] for verdict in review.standing_verdicts(claim)]
    decision = review.decision(claim)
    mine = next((record for record in standing if record.by_id == user.pk), None)
    is_blind = review.second_check and len(standing) < 2 and mine is None
    lapsed = None if standing else last_on_other_words(claim, records)
    return CheckRow(
        claim=claim,
        cited=[cited_row(citation, review) for citation in claim.citations],
        verdicts=[] if is_blind else standing,
        hidden=len(standing) if is_blind else 0,
        mine=mine,
        is_own=review.wrote(claim, user.pk),
        waits=claim.uid in waiting,
        differs=review.differs(claim),
        decision=records[decision.record] if decision else None,
        changes=changes_since(lapsed, claim) if lapsed else [],
        lapsed=lapsed,
        typed=typed if typed.get("uid") == claim.uid else {},
    )


def cited_row(citation: Citation | Footnote, review) -> CitedRow:
    return CitedRow(citation, review.finding(citation), excerpts.key(citation.excerpt))


def last_on_other_words(claim: Claim, records: dict[int, Verdict]) -> Verdict | None:
    """The last verdict that was given on this claim when it said something else."""
    others = (r for r in records.values() if r.uid == claim.uid and r.fingerprint != claim.fingerprint)
    return max(others, key=lambda record: record.pk, default=None)


def changes_since(verdict: Verdict, claim: Claim) -> list[tuple[str, str]]:
    """What is different from what the verdict was given for: pairs of label and marked-up text."""
    before, now = _plain(verdict.said), _plain(verdicts.said(claim))
    return [
        (str(label), diff_text(before[label], now[label]).to_html())
        for label in now
        if before.get(label, "") != now[label]
    ]


def _plain(told: dict) -> dict[str, str]:
    """A claim in words, part by part."""
    cited = (
        " · ".join(
            part for part in (c["source"], c.get("mark", ""), c["stance"], c["locator"], c["excerpt"]) if part
        )
        for c in told.get("citations", [])
    )
    return {
        gettext_lazy("Text"): told.get("text", ""),
        gettext_lazy("Standing"): told.get("standing", ""),
        gettext_lazy("What would settle it"): told.get("settles", ""),
        gettext_lazy("What is true instead"): told.get("truth", ""),
        gettext_lazy("Citations"): "\n".join(cited),
    }


def next_row(story, user, uid: str) -> str:
    """Where to go after a verdict: the next claim that waits for this person, else the end of the screen."""
    newest = judging.newest(story.pk)
    edition = newest.edition()
    rows = rows_for(newest, edition, newest.review(edition, None), user)
    place = next((n for n, row in enumerate(rows) if row.claim.uid == uid), 0)
    order = rows[place + 1 :] + rows[: place + 1]
    waiting = next((row for row in order if row.waits), None)
    return f"check-{waiting.claim.uid}" if waiting else "check-end"


urlpatterns = [
    path("desk/<int:pk>/check/", CheckView.as_view(), name="desk_check"),
    path("desk/<int:pk>/check/excerpt/<int:source_id>/", ExcerptView.as_view(), name="desk_excerpt"),
    path("desk/<int:pk>/check/<slug:uid>/", VerdictView.as_view(), name="desk_verdict"),
]
