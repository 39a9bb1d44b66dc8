"""Who has to hear of what happens to a story? Each event has its people and its sentence; the notices do the rest.

Sentences name the headline and no more of the text, because they may leave the house by mail.
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from articles.models.assignment import of
from articles.models.notice import NoticeKind, tell
from articles.models.permission import nearest_who_may

NEXT = {  # who is asked at a step: the one assigned, or else everybody who may
    "check": ("checker", _("“{headline}” waits for its fact-check.")),
    "approve": ("editor", _("“{headline}” waits for its edit.")),
}


def writers_of(story) -> set:
    """Whose story it is: its owner, or whoever made the page; and who submitted it."""
    plan = of(story)
    state = story.current_workflow_state
    people = {plan.owner or story.owner, state.requested_by if state else None}
    return people - {None}


def editors_of(story) -> set:
    """The editor assigned to it, or else everybody who may publish it there."""
    plan = of(story)
    return {plan.editor} if plan.editor else nearest_who_may("publish", story)


def your_turn(story, permission: str, by) -> None:
    """The story is at a step: whoever may act there is asked, less those who wrote it."""
    role, sentence = NEXT[permission]
    assigned = getattr(of(story), role)
    people = {assigned} if assigned else nearest_who_may(permission, story) - writers_of(story)
    tell(people, NoticeKind.TURN, story, _named(sentence, story), by=by)


def submitted(story, by) -> None:
    _tell(editors_of(story), NoticeKind.SUBMITTED, story, _("“{headline}” was submitted."), by)


def verdict_given(story, claim, by) -> None:
    sentence = _("“{headline}”: a verdict on {claim}.")  # not which: a second check is blind
    tell(writers_of(story), NoticeKind.VERDICT, story, _named(sentence, story, claim=claim.label), by=by)


def checks_differ(story, claim, by) -> None:
    sentence = _("“{headline}”: the checks of {claim} differ. An editor has to decide.")
    tell(editors_of(story), NoticeKind.TURN, story, _named(sentence, story, claim=claim.label), by=by)


def sent_back(story, by) -> None:
    _tell(writers_of(story), NoticeKind.REJECTED, story, _("“{headline}” was sent back."), by)


def published(story, by) -> None:
    people = writers_of(story) | editors_of(story)
    _tell(people, NoticeKind.PUBLISHED, story, _("“{headline}” is published."), by)


def held(story) -> None:
    """It could not go out at its time: its editor and its owner act on it at once."""
    people = writers_of(story) | editors_of(story)
    words = _("“{headline}” did not go out at its time. It is a draft again; its history says why.")
    _tell(people, NoticeKind.HELD, story, words, None)


def source_retracted(story, source, count: int) -> None:
    """A source that the story rests on does not stand any more as it was."""
    sentence = ngettext_lazy(
        "“{headline}”: {count} claim rests on “{source}”, which was {what}. It has to be looked at again.",
        "“{headline}”: {count} claims rest on “{source}”, which was {what}. They have to be looked at again.",
        count,
    )
    what = source.retraction.get_kind_display().lower()
    words = _named(sentence, story, source=source.title, count=count, what=what)
    tell(writers_of(story) | editors_of(story), NoticeKind.RETRACTED, story, words, by=source.retraction.by)


def source_says_else(story, source) -> None:
    """Readers are shown words of a source that it does not say any more."""
    sentence = _("“{headline}” cites words of “{source}” that are not in it any more as they are cited.")
    _tell_of_source(story, source, sentence)


def source_gone(story, source) -> None:
    """Readers are sent to a source that is not there any more."""
    _tell_of_source(story, source, _("“{headline}” rests on “{source}”, which is gone from the web."))


def _tell_of_source(story, source, sentence) -> None:
    people = writers_of(story) | editors_of(story)
    tell(people, NoticeKind.SOURCE, story, _named(sentence, story, source=source.title))


def due_soon(story) -> None:
    plan = of(story)
    people = {plan.owner, plan.checker, plan.editor} - {None} or writers_of(story)
    _tell(people, NoticeKind.DUE, story, _("“{headline}” is due soon."), None)


def assigned(story, person, role, by) -> None:
    sentence = _("“{headline}” is yours: you are its {role}.")
    tell([person], NoticeKind.TURN, story, _named(sentence, story, role=role), by=by)


def _tell(people, kind, story, sentence, by) -> None:
    tell(people, kind, story, _named(sentence, story), by=by)


def _named(sentence, story, **more):
    return format_lazy(sentence, headline=story.title, **more)
