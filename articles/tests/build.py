"""Builds a newsroom for tests: plain functions, everything made the way an editor makes it."""

from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, Site

from articles.claims import Stance, Standing
from articles.models import (
    ArticleCitation,
    ArticlePage,
    BriefPage,
    Byline,
    Citation,
    Claim,
    DeskPage,
    HomePage,
    Question,
)
from sources.kinds import SourceKind
from sources.models import Publisher, Source


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


def publisher(name: str = "National Roads Agency", **fields) -> Publisher:
    return Publisher.objects.get_or_create(name=name, defaults=fields)[0]


def source(title: str = "Traffic order 26/114", kind: str = SourceKind.DOCUMENT, **fields) -> Source:
    """A source with an address of its own, unless `url_as_typed` says otherwise."""
    count = Source.objects.count()
    return Source.objects.create(
        **{
            "title": title,
            "kind": kind,
            "url_as_typed": f"https://roads.example.org/{count}",
            "publisher": publisher(),
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
    return claim(Standing.KNOWN, text, *citations, **fields)


def unclear(text: str = "What caused the crack.", *citations: Citation, **fields) -> Claim:
    return claim(Standing.UNCLEAR, text, *citations, **fields)


def brief(claims=None, at: DeskPage | None = None, **fields) -> BriefPage:
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
    return (at or desk()).add_child(instance=page)


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
    return (at or desk()).add_child(instance=page)


def publish(story):
    """Publishes the story's present content as the editor does, and returns it as readers get it."""
    story.save_revision().publish()
    return type(story).objects.get(pk=story.pk)


def schedule(story, at: datetime, by=None):
    """Puts the story's present content on the schedule as the editor does, and returns that version."""
    story.go_live_at = at
    revision = story.save_revision(user=by)
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
