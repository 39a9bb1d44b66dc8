"""Makes the demo newsroom from the files beside this one, through the same doors that a newsroom uses."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from articles import drafting, intake, judging, moving, planning, roles
from articles.checking import Outcome
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
    InfoPage,
    Note,
    OutletRecord,
    Question,
    RelatedStory,
    StoryPage,
    Topic,
    Verdict,
    WatchPoint,
    verdict,
)
from articles.stages import Stage
from newsroom.demo import looks
from newsroom.models import User
from sources.models import Publisher, Source, knower

HERE = Path(__file__).parent
PASSWORD = "show your sources"  # noqa: S105 printed on the screen; good in demo mode only
GROUP_OF = {"editor": "Editor", "reporter": "Reporter", "checker": "Fact-checker"}
AFTER_PUBLICATION = ("first_published_at", "last_published_at")


def is_loaded() -> bool:
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def load() -> None:
    """Everything, or nothing if a file has a mistake. Publishes only what no gate holds."""
    plan = _read("newsroom.toml")
    cast = {entry["username"]: _person(entry) for entry in plan["people"]}
    home = _home(plan)
    _outlet(plan["outlet"])
    desks = {entry["slug"]: home.add_child(instance=DeskPage(**entry)) for entry in plan["desks"]}
    roles.keep_in_step()
    topics = {entry["slug"]: Topic.objects.create(**entry) for entry in plan["topics"]}
    photos = {entry["key"]: _photo(entry) for entry in plan["photos"]}
    library = _library(looks.cited_words((HERE / "stories").glob("*.toml")))
    stories = {}
    for file in sorted((HERE / "stories").glob("*.toml")):
        entry = tomllib.loads(file.read_text())
        stories[entry["slug"]] = (entry, _story(entry, cast, desks, topics, photos, library))
    for entry, story in stories.values():
        _relate(story, [stories[slug][1] for slug in entry.get("related", [])])
        _finish(entry, story, cast)
    _a_day_at_the_desk({slug: story for slug, (_entry, story) in stories.items()}, cast, desks["county"])
    for file in sorted((HERE / "intake").glob("*.txt")):
        text = file.read_text()
        drafting.draft(intake.parse(text), text, desks["county"], f"file {file.name}", by=cast["priya"])


def _read(name: str) -> dict:
    return tomllib.loads((HERE / name).read_text())


def _person(entry: dict) -> User:
    first, last = entry["name"].split(" ", 1)
    is_admin = entry["role"] == "admin"
    user = User(
        username=entry["username"],
        first_name=first,
        last_name=last,
        email=f"{entry['username']}@example.org",
        is_demo=True,
        is_staff=is_admin,
        is_superuser=is_admin,
    )
    user.set_password(PASSWORD)
    user.save()
    if not is_admin:
        user.groups.add(Group.objects.get(name=GROUP_OF[entry["role"]]))
    return user


def _home(plan: dict) -> HomePage:
    home = HomePage.objects.first()
    home.title = plan["site"]["name"]
    home.save_revision().publish()
    Site.objects.filter(is_default_site=True).update(site_name=plan["site"]["name"])
    for entry in plan["pages"]:
        page = InfoPage(
            title=entry["title"],
            slug=entry["slug"],
            body="".join(entry["body"]),
            policy=entry["policy"],
            reviewed_on=timezone.localdate(),
            show_in_menus=True,
        )
        home.add_child(instance=page)
        page.save_revision().publish()
    return home


def _outlet(said: dict) -> None:
    rows = {name: said.pop(name) for name in ("owners", "public_money", "masthead")}
    record = OutletRecord(**said)
    for name, entries in rows.items():
        setattr(record, name, [OutletRecord._meta.get_field(name).related_model(**row) for row in entries])
    record.save()


def _photo(entry: dict):
    path = HERE / "photos" / entry["file"]
    with path.open("rb") as file:
        return get_image_model().objects.create(
            title=entry["title"],
            description=entry["alt"],
            credit=entry["credit"],
            licence=entry["licence"],
            file=ImageFile(file, name=path.name),
        )


def _library(words: dict[str, list[str]]) -> dict[str, Source]:
    publishers = {
        entry.pop("key"): Publisher.objects.create(**entry)
        for entry in _read("publishers.toml")["publishers"]
    }
    library: dict[str, Source] = {}
    waiting = _read("sources.toml")["sources"]
    while waiting:  # a reprint comes after its original
        entry = waiting.pop(0)
        if entry.get("derived_from", "") and entry["derived_from"] not in library:
            waiting.append(entry)
            continue
        library[entry["key"]] = source = _source(entry, publishers, library)
        if source.url:
            looks.look_at(source, words.get(entry["key"], []), timezone.now(), entry.get("look", "fine"))
    return library


def _source(entry: dict, publishers: dict, library: dict) -> Source:
    fields = {
        name: value
        for name, value in entry.items()
        if name not in ("key", "url", "publisher", "derived_from", "look")
    }
    source = Source(
        **fields,
        url_as_typed=entry.get("url", ""),
        publisher=publishers.get(entry.get("publisher")),
        derived_from=library.get(entry.get("derived_from")),
    )
    source.full_clean()
    source.save()
    return source


def _story(entry, cast, desks, topics, photos, library) -> StoryPage:
    story = (_brief if entry["kind"] == "brief" else _article)(entry, library, photos)
    story.title, story.slug, story.live = entry["headline"], entry["slug"], False
    story.lead_photo = photos.get(entry.get("photo"))
    ai = entry.get("ai", {})
    story.ai_use, story.ai_task, story.ai_tool = ai.get("use", ""), ai.get("task", ""), ai.get("tool", "")
    story.bylines = [
        Byline(person=cast[row["person"]], name=cast[row["person"]].get_full_name(), role=row["role"])
        for row in entry["byline"]
    ]
    story.notes = [Note(text=text) for text in entry.get("notes", [])]
    story.owner = cast[entry["byline"][0]["person"]]
    desks[entry["desk"]].add_child(instance=story)
    story.topics.add(*(topics[slug] for slug in entry["topics"]))
    story.save()
    return story


def _brief(entry: dict, library: dict, photos: dict) -> BriefPage:
    original = entry.get("original", {})
    brief = BriefPage(
        summary=entry["summary"],
        context=drafting.clean_html("".join(entry.get("context", []))),
        why=drafting.clean_html("".join(entry.get("why", []))),
        original_text=original.get("text", "").strip(),
        original_from=original.get("origin", ""),
        original_at=original.get("received"),
        original_sender=original.get("sender", ""),
    )
    brief.claims = [_claim(row, library) for row in entry["claims"]]
    brief.watch = [WatchPoint(text=row["text"], due_on=row.get("due")) for row in entry.get("watch", [])]
    brief.faq = [
        Question(question=row["question"], answer=drafting.clean_html("".join(row["answer"])))
        for row in entry.get("faq", [])
    ]
    return brief


def _claim(row: dict, library: dict) -> Claim:
    fields = {name: row.get(name, "") for name in ("standing", "text", "settles", "truth")}
    claim = Claim(**fields, single_source=row.get("single_source", False))
    claim.citations = [
        Citation(
            source=library[c["source"]],
            stance=c["stance"],
            excerpt=c.get("excerpt", ""),
            locator=c.get("locator", ""),
        )
        for c in row.get("citations", [])
    ]
    return claim


def _article(entry: dict, library: dict, photos: dict) -> ArticlePage:
    article = ArticlePage(summary=entry["standfirst"])
    article.body = [_block(row, photos) for row in entry["body"]]
    article.citations = [
        ArticleCitation(
            source=library[row["source"]], excerpt=row.get("excerpt", ""), locator=row.get("locator", "")
        )
        for row in sorted(entry["citations"], key=lambda row: row["handle"])
    ]
    return article


def _block(row: dict, photos: dict) -> tuple:
    match row["type"]:
        case "paragraph":
            return "paragraph", drafting.clean_html(row["html"])
        case "heading":
            return "heading", row["text"]
        case "quote":
            return "quote", {"text": row["text"], "attribution": row.get("attribution", "")}
        case "image":
            return "image", {"photo": photos[row["photo"]], "caption": row.get("caption", "")}
    raise ValueError(f"unknown block {row['type']}")


def _relate(story: StoryPage, others: list[StoryPage]) -> None:
    story.related = [RelatedStory(story_id=other.pk) for other in others]
    story.save()


def _a_day_at_the_desk(stories: dict, cast: dict[str, User], county: DeskPage) -> None:
    """Something in every column of the board where somebody has to act: a pitch, a check, an edit."""
    today = timezone.now()
    planning.pitch(
        "What the new ferry timetable means for night shifts",
        county,
        cast["tomas"],
        planned_on=timezone.localdate(today + timedelta(days=2)),
        note="The harbour office promised the roster for Thursday.",
    )
    plans = {
        "night-trains-to-hallin-stop": {"due_at": today + timedelta(hours=5), "priority": 3},
        "short-time-at-brightwater": {"due_at": today + timedelta(days=1)},
    }
    for slug, plan in plans.items():
        story = judging.newest(stories[slug].pk)
        planning.plan_for(story.pk, plan | {"owner": story.owner}, cast["tomas"])
    _verify(judging.newest(stories["short-time-at-brightwater"].pk), cast)
    for slug in plans:
        story = judging.newest(stories[slug].pk)
        moving.move(story.pk, Stage.CHECK, story.owner, story.latest_revision_id)


def _verify(story: StoryPage, cast: dict[str, User]) -> None:
    """Every claim, by the fact-checker, all at once: one by one as on the screen would take half a minute."""
    claims = story.edition().claims
    Verdict.objects.bulk_create(verdict.on(c, story.pk, Outcome.VERIFIED, cast["marek"]) for c in claims)


def _check(story: StoryPage, cast: dict[str, User], on: datetime) -> None:
    """The fact-check and the edit, by those of the cast whose work it is."""
    edition = story.edition()
    _verify(story, cast)
    Verdict.objects.filter(story=story).update(at=on)
    for source in edition.sources:
        if source.unnamed_why:
            _agree(story, source, cast, on)
    Approval.objects.create(story_id=story.pk, digest=edition.digest, by=cast["tomas"], at=on)


def _agree(story: StoryPage, source, cast: dict[str, User], on: datetime) -> None:
    """The writer knows who the person is whom the story does not name, and the managing editor has agreed."""
    knower.say(Source.objects.get(pk=source.id), story.owner)
    Agreement.objects.create(
        story_id=story.pk,
        source_id=source.id,
        fingerprint=source.anonymity,
        agrees=True,
        by=cast["oluwaseun"],
        at=on,
    )


def _finish(entry: dict, story: StoryPage, cast: dict[str, User]) -> None:
    """Publishes what is to be live, as of its own day: the demo's stories carry the dates that they tell of."""
    revision = story.save_revision(user=cast[entry["byline"][0]["person"]], log_action=True)
    if entry["state"] != "live":
        return
    _check(story, cast, entry["updated"])
    revision.publish(user=next(person for person in cast.values() if person.is_superuser))
    dates: dict[str, datetime] = dict(
        zip(AFTER_PUBLICATION, (entry["published"], entry["updated"]), strict=True)
    )
    Page.objects.filter(pk=story.pk).update(**dates)
    story.revisions.model.objects.filter(pk=revision.pk).update(created_at=entry["updated"])
