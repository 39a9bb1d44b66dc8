"""A claim keeps its name and its number through drafts, reorders, copies, deletions and reverts."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import BriefPage
from articles.tests import build


def names(page) -> dict[str, tuple]:
    return {claim.text: (claim.uid, claim.number) for claim in page.claims.all()}


def draft_of(page) -> BriefPage:
    return BriefPage.objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.mark.django_db
def test_claims_are_numbered_in_order_and_the_rows_in_the_database_too():
    page = build.brief([build.known("One"), build.unclear("Two")])
    assert [number for _uid, number in names(BriefPage.objects.get(pk=page.pk)).values()] == [1, 2]


@pytest.mark.django_db
def test_a_claim_that_exists_only_in_a_draft_keeps_its_name_through_later_drafts():
    page = build.publish(build.brief())
    draft = draft_of(page)
    draft.claims.add(build.unclear("Only in the draft"))
    draft.save_revision()
    once = names(draft_of(page))["Only in the draft"]
    draft_of(page).save_revision()
    assert names(draft_of(page))["Only in the draft"] == once == (once[0], 3)


@pytest.mark.django_db
def test_a_number_is_never_given_twice_even_after_a_revert():
    page = build.brief([build.known("One"), build.unclear("Two")])
    first = page.save_revision()
    page = draft_of(page)
    page.claims.add(build.unclear("Three"))
    page.save_revision()
    reverted = first.as_object()
    reverted.claims.add(build.unclear("Four"))
    reverted.save_revision()
    assert {text: number for text, (_uid, number) in names(draft_of(page)).items()} == {
        "One": 1,
        "Two": 2,
        "Four": 4,
    }


@pytest.mark.django_db
def test_a_copy_keeps_the_names_and_a_number_is_free_again_in_no_story():
    page = build.brief([build.known("One"), build.unclear("Two")])
    copied = page.copy(keep_live=False, update_attrs={"slug": "copy"})
    assert names(BriefPage.objects.get(pk=copied.pk)) == names(BriefPage.objects.get(pk=page.pk))


class ClaimsNeverLoseTheirSources(TestCase):
    """Random editing: adding, deleting, shuffling, publishing, reverting. Each claim keeps name, number and source."""

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(st.sampled_from(["add", "delete", "shuffle", "publish", "revert", "draft"]), max_size=12),
        st.randoms(),
    )
    def test_whatever_editors_do(self, steps, chance):
        source = build.source()
        page = build.brief([build.known("Claim 0", build.cites(source))], slug="story")
        page.save_revision()
        seen: dict[str, tuple] = {}
        for count, step in enumerate(steps, start=1):
            draft = draft_of(page)
            rows = list(draft.claims.all())
            if step == "add":
                draft.claims.add(build.known(f"Claim {count}", build.cites(source)))
            elif step == "delete" and len(rows) > 1:
                draft.claims.remove(chance.choice(rows))
            elif step == "shuffle":
                chance.shuffle(rows)
                for place, row in enumerate(rows):
                    row.sort_order = place
            elif step == "revert":
                draft = chance.choice(list(draft.revisions.all())).as_object()
            revision = draft.save_revision()
            if step == "publish":
                build.checked(draft)
                revision.publish()
            for claim in draft_of(page).claims.all():
                state = (claim.uid, claim.number, [c.source_id for c in claim.citations.all()])
                assert seen.setdefault(claim.text, state) == state
        numbers = [number for _uid, number, _sources in seen.values()]
        assert len(numbers) == len(set(numbers))
