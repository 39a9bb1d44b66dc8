"""Who wrote what stands there now? Noted at every save of a draft, claim by claim and for the text as a whole.

Four eyes and fact-checks ask: nobody verifies or approves their own words.
"""

from collections import defaultdict

from django.db import models
from django.utils import timezone

from sources.models.person import Signed


class Wording(Signed):
    """From this moment a claim said this, with these citations; `by` changed it."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.CASCADE, related_name="wordings")
    uid = models.CharField(max_length=32)
    wording = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    revision_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["story", "uid"], name="wordings_of_a_claim")]

    def __str__(self):
        return f"{self.story_id}: {self.uid} by {self.by_name}"


class Change(Signed):
    """From this moment the story's text was this; `by` changed it."""

    story = models.ForeignKey("articles.StoryPage", on_delete=models.CASCADE, related_name="changes")
    digest = models.CharField(max_length=64)
    revision_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["story", "-at"], name="last_change_of_a_story")]

    def __str__(self):
        return f"{self.story_id} by {self.by_name}"


def note(story, revision, by) -> str:
    """Notes what the revision changed; returns the digest of the text, or nothing if it is what it was.

    While autosave rewrites a revision in place, its notes are rewritten, too: words that stand in no revision any
    more are nobody's. Four queries, and one or two more where something changed.
    """
    if not Change.objects.filter(story_id=story.pk).exists():
        _inherit(story, revision)
    return _note(story, revision, by)


def _inherit(story, revision) -> None:
    """A copy brings its versions along, and its words stay those of who wrote them: whoever copies them writes none.
    They are gone through by their time, for a database may have copied them in any order."""
    for earlier in story.revisions.filter(pk__lt=revision.pk).order_by("created_at", "pk"):
        version = earlier.as_object()
        version.name_and_number()  # a copy counts anew, and another number is no other text
        _note(version, earlier, earlier.user)


def _note(story, revision, by) -> str:
    edition = story.edition()
    said, kept = defaultdict(lambda: [None, None]), []
    for row in Wording.objects.filter(story_id=story.pk).order_by("pk"):
        said[row.uid].append(row)
    for claim in edition.claims:
        before, row = said[claim.uid][-2:]
        if row is None or row.fingerprint != claim.fingerprint:
            in_place = row and row.revision_id == revision.pk
            if in_place and before and before.fingerprint == claim.fingerprint:
                row.delete()  # typed and taken back: the words are still only of who wrote them before
                continue
            row = row if in_place else Wording(story_id=story.pk, uid=claim.uid)
            row.wording, row.fingerprint = claim.wording, claim.fingerprint
            kept.append(row)
    for row in kept:
        _sign(row, revision, by)
    return _note_change(story, edition.digest, revision, by)


def _note_change(story, digest: str, revision, by) -> str:
    row, before = [*Change.objects.filter(story_id=story.pk).order_by("-pk")[:2], None, None][:2]
    if row and row.digest == digest:
        return ""
    if before and row.revision_id == revision.pk and before.digest == digest:
        row.delete()  # typed and taken back: the last hand is still the one before
        return digest
    row = row if row and row.revision_id == revision.pk else Change(story_id=story.pk)
    row.digest = digest
    _sign(row, revision, by)
    return digest


def _sign(row, revision, by) -> None:
    row.by, row.by_name, row.at, row.revision_id = by, "", timezone.now(), revision.pk
    row.save()


def writers(story_id: int, claims) -> dict[str, frozenset[int]]:
    """For each claim, by its uid, who wrote its present wording: the words, or the citations beside them."""
    found = {claim.uid: set() for claim in claims}
    present = {claim.uid: claim.wording for claim in claims}
    rows = Wording.objects.filter(story_id=story_id, by__isnull=False).values_list("uid", "wording", "by_id")
    for uid, wording, person in rows:
        if present.get(uid) == wording:
            found[uid].add(person)
    return {uid: frozenset(people) for uid, people in found.items()}


def last_changer(story_id: int) -> int | None:
    return Change.objects.filter(story_id=story_id).order_by("-pk").values_list("by_id", flat=True).first()
