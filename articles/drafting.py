"""Makes a draft from a parsed text. Never publishes; keeps the whole text verbatim beside the draft.

Whatever comes in this way passes Wagtail's own rich-text converter, and every child row is validated.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.admin.rich_text.converters.editor_html import EditorHTMLConverter

from articles.claims import Standing
from articles.intake import Parsed
from articles.models import (
    ArticleCitation,
    ArticlePage,
    BriefPage,
    Byline,
    Claim,
    DeskPage,
    Note,
    Question,
    RawBrief,
    RelatedStory,
    StoryPage,
    WatchPoint,
)
from articles.models.rows import LIMITED
from sources.kinds import SourceKind
from sources.links import NotAWebAddress, canonical, twins
from sources.models import Publisher, Source

HEADLINE_LIMIT = 250  # characters; Wagtail's titles hold 255


@dataclass
class Draft:
    """A draft that was made: its page, its sources in the text's order, and what an editor should know."""

    story: StoryPage
    sources: list[Source] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@transaction.atomic
def draft(parsed: Parsed, raw: str, desk: DeskPage, origin: str, by=None, title: str = "") -> Draft:
    """Makes the draft below the desk and keeps `raw`. All of it or nothing."""
    story = _brief(parsed) if parsed.kind == "brief" else _article(parsed)
    made = Draft(story)
    _head(story, parsed, title, made)
    story.slug = desk.free_slug(story.title)
    story.owner = by
    desk.add_child(instance=story)
    made.sources = [_source(entry, made) for entry in parsed.sources]
    if parsed.kind == "article":
        story.citations = [ArticleCitation(source=source) for source in made.sources]
        story.save()
    story.save_revision(user=by, log_action=True, clean=False)
    kept = RawBrief.objects.create(
        story=story, text=raw, origin=origin, dated=parsed.published, received_by=by
    )
    kept.sources.set(made.sources)
    return made


def storable(text: str) -> str:
    """The text with U+0000, which no PostgreSQL text can hold, shown by its visible sign."""
    return text.replace("\0", "\u2400")


def clean_html(html: str) -> str:
    """HTML as the editor would have stored it: unknown tags and addresses that are not links are gone."""
    return EditorHTMLConverter(features=LIMITED).to_database_format(html)


def paragraphs(texts: list[str]) -> str:
    """Plain paragraphs as rich text."""
    lines = ("<br/>".join(escape(line) for line in text.split("\n")) for text in texts)
    return clean_html("".join(f"<p>{line}</p>" for line in lines))


def _head(story: StoryPage, parsed: Parsed, title: str, made: Draft) -> None:
    """Headline, byline and what both kinds share. A made-up headline waits for an editor."""
    headline = title or parsed.title
    story.headline_confirmed = bool(headline)
    headline = headline or _first_sentence(parsed.summary or (parsed.body or [""])[0]) or _("Untitled")
    if len(headline) > HEADLINE_LIMIT:
        headline = headline[: HEADLINE_LIMIT - 1].rstrip() + "…"
        story.headline_confirmed = False
        made.remarks.append(_("The headline was longer than %s characters and was cut.") % HEADLINE_LIMIT)
    if parsed.published:
        made.remarks.append(
            _("The text is dated %s. Readers will see the date on which you publish.")
            % date_format(parsed.published)
        )
    story.title = headline
    story.live = False
    story.bylines = [_row(Byline(name=name[:200], role="written")) for name in parsed.byline]
    story.notes = [_row(Note(text=text)) for text in parsed.transparency]
    story.related = [_related(text) for text in parsed.related]


def _brief(parsed: Parsed) -> BriefPage:
    brief = BriefPage(
        summary=parsed.summary,
        context=paragraphs(parsed.context),
        why=paragraphs(parsed.why),
        original_text=parsed.original,
        original_at=timezone.now() if parsed.original else None,
    )
    brief.claims = [
        *(_row(Claim(text=text, standing=Standing.KNOWN)) for text in parsed.known),
        *(_row(Claim(text=text, standing=Standing.UNCLEAR)) for text in parsed.unclear),
    ]
    brief.watch = [_row(WatchPoint(text=text)) for text in parsed.watch]
    brief.faq = [
        Question(question=pair.question, answer=paragraphs(pair.answer.split("\n\n")) if pair.answer else "")
        for pair in parsed.faq
    ]
    return brief


def _article(parsed: Parsed) -> ArticlePage:
    article = ArticlePage(summary=parsed.summary)
    article.body = [("paragraph", paragraphs([text])) for text in parsed.body]
    return article


def _row(row):
    """The row, validated but for its parent, which is not saved yet. Raises ValidationError."""
    row.full_clean(exclude=["page", "brief", "sort_order"], validate_unique=False, validate_constraints=False)
    return row


def _related(title: str) -> RelatedStory:
    """The story of that headline if there is one; else the title as it came."""
    found = StoryPage.objects.filter(title__iexact=title).first()
    return RelatedStory(story=found, title=title[:500])


def _source(entry, made: Draft) -> Source:
    """The source of that address or, without one, of that title; else a new one."""
    url = _address(entry.url, made)
    same = (
        Source.objects.filter(url__in=twins(url))
        if url
        else Source.objects.filter(title=entry.title[:500], url=None)
    )
    if found := same.first():
        return found.stands
    title = entry.title or entry.url
    source = Source(
        title=title[:500],
        url_as_typed=entry.url if url else "",
        publisher=_publisher(entry.publisher),
        published_on=entry.published,
        kind=SourceKind.REPORT if url else SourceKind.OTHER,
        note="\n".join(
            text for text in (title if len(title) > 500 else "", "" if url else entry.url) if text
        ),
    )
    source.full_clean()
    source.save()
    return source


def _address(url: str, made: Draft) -> str | None:
    """The canonical address, or None with a remark if it is none that a source may have."""
    try:
        if not url:
            return None
        Source._meta.get_field("url_as_typed").run_validators(url)
        address = canonical(url)
        Source._meta.get_field("url").run_validators(address)
    except (NotAWebAddress, ValidationError) as error:
        made.remarks.append(f"{url}: {' '.join(getattr(error, 'messages', [str(error)]))}")
        return None
    return address


def _publisher(name: str) -> Publisher | None:
    if not name:
        return None
    found = Publisher.objects.filter(name__iexact=name[:200]).first()
    return found or Publisher.objects.create(name=name[:200])


def _first_sentence(text: str) -> str:
    """Up to the first full stop that ends a sentence, in any script."""
    line = " ".join(text.split())
    ends = [place for sign in (". ", "! ", "? ", "。", "؟ ", "۔ ") if (place := line.find(sign)) > 10]
    return line[: min(ends) + 1].strip() if ends else line
