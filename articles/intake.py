"""What does a pasted text say, section by section?

Turns text into a parsed brief, or a parsed article where the text has no brief headings. Pure: no
database, no clock, no request. Nothing is lost: each line is found again in the parse, or among the
lines that couldn't be placed. The parser never refuses a text; only `decode` refuses bytes.

Read on in: intake_headings (where a section begins), intake_top (headline, byline, date),
intake_rows (which lines belong together), intake_faq, intake_sources, intake_credits, intake_dates.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import dropwhile

from articles.intake_faq import Pair, read_faq
from articles.intake_headings import TITLES, UNKNOWN, Heading, find_headings
from articles.intake_lines import UNSEEN, Line, Problem, blank, ends_sentence, is_rule, numbered
from articles.intake_rows import paragraphs, rows
from articles.intake_sources import LINK_NOT_WEB, ParsedSource, not_web, read_source
from articles.intake_top import UNWRAPPED, Top, read_top, takes_stray_date

__all__ = ["Line", "Pair", "Parsed", "ParsedSource", "Problem", "Refused", "Section", "decode", "parse"]

LIMIT = 1_000_000  # bytes
PROSE = {"summary", "context", "why"}
# Headings an article may have as well: a text with none but these, below running text, is an article.
ALSO_IN_ARTICLES = {"context", "why", "related", "transparency", "sources", UNKNOWN}
BELOW_ARTICLES = {"related", "transparency", "sources"}


class Refused(ValueError):
    """The text can't be read at all: not UTF-8, empty or too large. Its message says what to do."""


@dataclass(frozen=True)
class Section:
    """A stretch of the text and what it was understood as; lines as the editor counts them.

    `kind` is a field of `Parsed`, or "unknown" for a heading that isn't one of ours.
    """

    heading: str
    kind: str
    first: int
    last: int


@dataclass(frozen=True)
class Parsed:
    """A text as it was understood. Nothing here has been checked against the limits of a draft.

    `lines` tells for each field that has rows on which line each row begins: `lines["known"][0]`.
    """

    kind: str
    title: str = ""
    title_line: int | None = None
    byline: list[str] = field(default_factory=list)
    published: date | None = None
    summary: str = ""
    known: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    watch: list[str] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    faq: list[Pair] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    transparency: list[str] = field(default_factory=list)
    original: str = ""
    sources: list[ParsedSource] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    unplaced: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def as_json(self) -> dict:
        """The parse as plain lists, strings and None: what `import_brief --dry-run --json` prints."""
        return {
            "kind": self.kind,
            "title": self.title,
            "byline": list(self.byline),
            "published": iso(self.published),
            **{
                name: getattr(self, name)
                for name in ("summary", "known", "unclear", "watch", "context", "why")
            },
            "faq": [{"question": pair.question, "answer": pair.answer} for pair in self.faq],
            "related": list(self.related),
            "transparency": list(self.transparency),
            "original": self.original,
            "sources": [source._asdict() | {"published": iso(source.published)} for source in self.sources],
            "body": list(self.body),
            "unplaced": [{"line": line, "text": text} for line, text in self.unplaced],
            "problems": [{"line": line, "message": message} for line, message in self.problems],
        }


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def decode(raw: bytes) -> str:
    """Bytes as text with \\n at the ends of lines and no byte-order mark. Raises Refused."""
    if len(raw) > LIMIT:
        raise Refused("The text is larger than 1 MB. Import one brief at a time, or cut the text.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("The text is in UTF-16. Save it as UTF-8 and import it again.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Refused(f"The text isn’t UTF-8 (line {line}). Save it as UTF-8 and import it again.") from error
    if not text.strip().strip(UNSEEN + "\0").strip():
        raise Refused("The text is empty. Paste or choose the text of a brief.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse(text: str) -> Parsed:
    """Understand a text. Never raises; takes time in proportion to the length of the text."""
    lines = numbered(text)
    headings = find_headings(lines)
    kind, headings = kind_of(lines, headings)
    top = read_top(lines[: headings[0].place] if headings else lines)
    reader = Reader(top)
    if kind == "article":
        reader.read_body()
    else:
        reader.leave(top.rest)
    ends = [*(heading.place for heading in headings[1:]), len(lines)][: len(headings)]
    for heading, end in zip(headings, ends, strict=True):
        reader.read_section(heading, lines[heading.place + 1 : end])
    if not top.title:
        reader.problems.append(Problem(1, "There is no headline: no short line stands at the top."))
    return reader.parsed(kind)


def kind_of(lines: list[Line], headings: list[Heading]) -> tuple[str, list[Heading]]:
    """Brief or article, and the headings that count for it.

    An article's own subheading "Context" doesn't make it a brief, and a paragraph of it that begins
    "Sources: …" isn't its list of sources, unless it is the last or names an address.
    """
    if not headings:
        return "article", []
    if {heading.kind for heading in headings} - ALSO_IN_ARTICLES:
        return "brief", headings
    running = read_top(lines[: headings[0].place]).rest
    if not any(ends_sentence(text) or len(text) > UNWRAPPED for _, text in running):
        return "brief", headings
    counting = BELOW_ARTICLES | {UNKNOWN}
    kept = [heading for heading in headings if heading.kind in counting and is_list(lines, heading)]
    return "article", [*dropwhile(lambda heading: heading.kind == UNKNOWN, kept)]


def is_list(lines: list[Line], heading: Heading) -> bool:
    """Does this heading of an article stand above a list, or is it the beginning of a paragraph?"""
    if not heading.text or "://" in heading.text:
        return True
    return all(blank(text) for _, text in lines[heading.place + 1 :])


class Reader:
    """Reads section after section and remembers what was understood, line by line."""

    def __init__(self, top: Top) -> None:
        self.top = top
        self.rows: dict[str, list] = {}
        self.lines: dict[str, list[int]] = {"byline": top.byline_lines} if top.byline else {}
        self.sections = [
            Section("", name, line, line)
            for name, line in (
                ("title", top.title_line),
                ("byline", top.byline_lines[0] if top.byline else None),
                ("published", top.published_line),
            )
            if line
        ]
        self.begun: dict[str, int] = {}
        self.unplaced = top.unplaced
        self.problems = top.problems

    def read_body(self) -> None:
        """What no headline, byline or date is, is the body of an article."""
        self.keep("body", paragraphs(self.top.rest, signs=True))
        self.check_links(self.top.rest)
        if lines := [number for number, text in self.top.rest if not blank(text)]:
            self.sections.append(Section("", "body", lines[0], lines[-1]))

    def read_section(self, heading: Heading, below: list[Line]) -> None:
        """Read the lines of one section; a section given twice is joined, and told."""
        kind = heading.kind
        last = next((number for number, text in reversed(below) if not blank(text)), heading.line)
        self.sections.append(Section(heading.name, kind, heading.line, last))
        if kind == UNKNOWN:
            return self.leave([Line(heading.line, heading.name), *below])
        if kind in self.begun:
            self.problems.append(
                Problem(
                    heading.line,
                    f"“{heading.name}” already stands on line {self.begun[kind]}; both are joined.",
                )
            )
        self.begun.setdefault(kind, heading.line)
        lines = [Line(heading.line, heading.text)] if heading.text else []
        if kind == "original":
            return self.read_original(lines + below)
        lines += [line for line in below if not takes_stray_date(self.top, line)]
        if kind == "sources":
            return self.read_sources(lines, inline=bool(heading.text))
        self.check_links(lines)
        if kind == "faq":
            return self.read_questions(lines)
        if kind in PROSE:
            return self.keep(kind, paragraphs(lines))
        found, labels = rows(lines, titles=kind in TITLES, inline=bool(heading.text))
        self.unplaced += labels
        return self.keep(kind, found)

    def read_original(self, lines: list[Line]) -> None:
        """The brief as it came: each line as it is, without the blank lines around it."""
        texts = [text for _, text in lines]
        while texts and blank(texts[-1]):
            texts.pop()
        start = next((place for place, text in enumerate(texts) if not blank(text)), len(texts))
        if texts[start:]:
            self.keep("original", [Line(lines[start].line, "\n".join(texts[start:]))])

    def read_sources(self, lines: list[Line], inline: bool) -> None:
        found, labels = rows(lines, titles=True, inline=inline)
        self.unplaced += labels
        for row in found:
            source, unplaced, problems = read_source(row)
            self.rows.setdefault("sources", []).append(source)
            self.lines.setdefault("sources", []).append(row.line)
            self.unplaced += unplaced
            self.problems += problems

    def read_questions(self, lines: list[Line]) -> None:
        faq = read_faq(lines)
        self.rows.setdefault("faq", []).extend(faq.pairs)
        self.lines.setdefault("faq", []).extend(faq.lines)
        self.unplaced += faq.unplaced
        self.problems += faq.problems

    def keep(self, name: str, found: list[Line]) -> None:
        self.rows.setdefault(name, []).extend(text for _, text in found)
        self.lines.setdefault(name, []).extend(line for line, _ in found)

    def leave(self, lines: list[Line]) -> None:
        self.unplaced += [Line(number, text.strip()) for number, text in lines if not is_rule(text)]

    def check_links(self, lines: list[Line]) -> None:
        """A link in running text that leads anywhere but the web."""
        for number, text in lines:
            if "](" in text and (found := LINK_NOT_WEB.search(text)):
                self.problems.append(Problem(number, not_web(found[0])))

    def parsed(self, kind: str) -> Parsed:
        texts = {name: "\n\n".join(self.rows.pop(name, [])) for name in ("summary", "original")}
        return Parsed(
            kind=kind,
            title=self.top.title,
            title_line=self.top.title_line,
            byline=self.top.byline,
            published=self.top.published,
            unplaced=sorted(self.unplaced),
            problems=sorted(self.problems),
            sections=sorted(self.sections, key=lambda section: section.first),
            lines=self.lines,
            **texts,
            **self.rows,
        )
