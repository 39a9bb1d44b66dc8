"""Builds a newsroom for tests: plain functions, everything made the way an editor makes it."""

from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupPagePermission, Locale, Page, Site

from articles import checking
from articles.claims import Stance, Standing
from articles.models import (
    Agreement,
    Approval,
    ArticleCitation,
    ArticlePage,
    BriefPage,
    Byline,
    Citation,
    Claim,
    DeskPage,
    HomePage,
    Question,
    StoryPage,
    Verdict,
    cited_words,
    correction,
    verdict,
)
from sources.excerpts import Found
from sources.kinds import SourceKind
from sources.models import Excerpt, Publisher, Source, knower
from sources.outcomes import Outcome


def home() -> HomePage:
    """The home page of the default site, made once; works after a flush, too, which takes Wagtail's root away."""
    if found := HomePage.objects.first():
        return found
    locale, _made = Locale.objects.get_or_create(language_code="en-gb")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale)
    page = root.add_child(instance=HomePage(title="Newsroom", slug="home-page", locale=locale))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True, site_name="Newsroom")
    return page


def desk(slug: str = "infrastructure") -> DeskPage:
    if found := DeskPage.objects.filter(slug=slug).first():
        return found
    return home().add_child(instance=DeskPage(title=slug.capitalize(), slug=slug))


def editor(username: str = "ines", **fields):
    """Somebody who may do everything."""
    user, made = get_user_model().objects.get_or_create(
        username=username,
        defaults={"is_superuser": True, "first_name": "Ines", "last_name": "Maddern"} | fields,
    )
    if made:
        user.set_password("a long enough password")
        user.save()
    return user


def reporter(username: str = "priya", at: Page | None = None, **fields):
    """Somebody who may write at one desk, or everywhere, and nothing else."""
    person = get_user_model().objects.create_user(
        username, **{"email": f"{username}@example.org", "first_name": username.capitalize()} | fields
    )
    group = Group.objects.create(name=f"Writers like {username}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page"):
        right = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=at or home(), permission=right)
    person.groups.add(group)
    return person


def publisher(name: str = "National Roads Agency", **fields) -> Publisher:
    return Publisher.objects.get_or_create(name=name, defaults=fields)[0]


def source(title: str = "Traffic order 26/114", kind: str = SourceKind.DOCUMENT, **fields) -> Source:
    """A source that was just looked at, with an address of its own, unless `url_as_typed` says otherwise."""
    count = Source.objects.count()
    return Source.objects.create(
        **{
            "title": title,
            "kind": kind,
            "url_as_typed": f"https://roads.example.org/{count}",
            "publisher": publisher(),
            "state": Outcome.FINE,
            "checked_at": timezone.now(),
        }
        | fields
    )


def cites(source: Source | None, stance: str = Stance.SUPPORTS, **fields) -> Citation:
    return Citation(source=source, stance=stance, **fields)


def claim(standing: str, text: str, *citations: Citation, **fields) -> Claim:
    made = Claim(standing=standing, text=text, **fields)
    made.citations = list(citations)
    return made


def known(text: str = "The bridge is closed to lorries.", *citations: Citation, **fields) -> Claim:
    return claim(Standing.KNOWN, text, *citations, **{"single_source": True} | fields)


def unclear(text: str = "What caused the crack.", *citations: Citation, **fields) -> Claim:
    return claim(Standing.UNCLEAR, text, *citations, **fields)


def brief(claims=None, at: DeskPage | None = None, is_checked: bool = True, **fields) -> BriefPage:
    """A draft that nothing holds, unless the arguments say otherwise: one sourced known claim and an open one."""
    fields = {
        "title": "Merrow Bridge closed to lorries",
        "summary": "Vehicles over 7.5 tonnes are kept off. Nobody has said why.",
        "ai_use": "none",
        "live": False,
    } | fields
    page = BriefPage(**fields)
    page.claims = (
        [known("The bridge is closed to lorries.", cites(source())), unclear()] if claims is None else claims
    )
    page.bylines = [Byline(name="Ines Maddern", role="written")]
    made = (at or desk()).add_child(instance=page)
    return checked(made) if is_checked else made


def article(
    at: DeskPage | None = None, text: str = "<p>The ferry sails eight times a day.[^1]</p>", **fields
) -> ArticlePage:
    fields = {
        "title": "What the ferry can carry",
        "summary": "Eight sailings sound like a lot.",
        "ai_use": "none",
        "live": False,
    } | fields
    page = ArticlePage(**fields)
    page.body = [("paragraph", text)]
    page.citations = [ArticleCitation(source=source("Timetable"))]
    return checked((at or desk()).add_child(instance=page))


def colleague(username: str):
    """Somebody on the staff with no rights of their own."""
    return get_user_model().objects.get_or_create(username=username)[0]


def verified(story, *claims, by=None, outcome=checking.Outcome.VERIFIED, **fields):
    """Somebody else's verdict on each of these claims, or on all that the story holds in memory."""
    by = by or colleague("piet")
    rows = (verdict.on(claim, story.pk, outcome, by, **fields) for claim in claims or story.edition().claims)
    Verdict.objects.bulk_create(rows)
    return story


def approved(story, by=None):
    """The approval of a second person for what the story says in memory."""
    story.name_and_number()
    Approval.objects.create(story_id=story.pk, digest=story.edition().digest, by=by or colleague("ruth"))
    return story


def found(story):
    """Everything that the story cites word by word is in its source."""
    for (source_id, key), words in cited_words.cited(story.edition()).items():
        Excerpt.objects.update_or_create(
            source_id=source_id, key=key, defaults={"text": words, "found": Found.FOUND}
        )
    return story


def agreed(story):
    """Somebody knows who each unnamed source of the story is, and a managing editor has agreed."""
    for source in story.edition().sources:
        if source.unnamed_why:
            knower.say(Source.objects.get(pk=source.id), colleague("reporter"))
            Agreement.objects.create(
                story_id=story.pk,
                source_id=source.id,
                fingerprint=source.anonymity,
                agrees=True,
                by=colleague("boss"),
            )
    return story


def named(story, kind: str = "", text: str = "It said something else before, which was not right."):
    """Every change to what readers were told has its name: this one, or the first that it can have."""
    for change in correction.unsaid(story.pk, story.edition()):
        correction.on(change, story.pk, kind or change.kinds[0], text).save()
    return story


def checked(story):
    """The story with all that a desk does before it goes out: every excerpt found, every claim verified, every unnamed
    source agreed to, every change to what was published named, the whole approved."""
    return approved(verified(agreed(found(named(story)))))


def publish(story):
    """Publishes the story's present content as a desk does, checked and approved by others, and returns it as
    readers get it."""
    revision = story.save_revision()
    checked(story)
    revision.publish()
    return type(story).objects.get(pk=story.pk)


def schedule(story, at: datetime, by=None):
    """Puts the story's present content, checked and approved by others, on the schedule; returns that version."""
    story.go_live_at = at
    revision = story.save_revision(user=by)
    if isinstance(story, StoryPage):
        checked(story)
    revision.publish(user=by)
    return revision


def question(text: str = "Can I drive to the island?", answer: str = "<p>By car, yes.</p>") -> Question:
    return Question(question=text, answer=answer)


def photo(**fields):
    return get_image_model().objects.create(
        **{
            "title": "The bridge",
            "file": get_test_image_file(),
            "description": "A bridge",
            "credit": "Ines Maddern",
        }
        | fields
    )


AN_EVENING = datetime(2026, 4, 17, 19, 5, tzinfo=UTC)
