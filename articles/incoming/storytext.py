"""Which blocks does foreign HTML make? Headings and paragraphs; scripts and what else has no words are gone."""

import re

from bs4 import BeautifulSoup

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SILENT = ("script", "style", "template", "iframe", "object", "embed", "svg", "noscript")
BOXES = (
    "div",
    "section",
    "article",
    "blockquote",
    "figure",
    "figcaption",
    "pre",
    "main",
    "aside",
    "td",
    "th",
)
PROSE = re.compile(r"<(?:p|div|h[1-6]|ul|ol|blockquote|figure|table|section)\b", re.IGNORECASE)
LONGEST_HEADING = 200


def blocks(html: str) -> list[tuple[str, str]]:
    """Pairs of (kind, content): a heading's words, or what stands up to the next one, not cleaned yet."""
    soup = BeautifulSoup(html if PROSE.search(html) else _in_paragraphs(html), "html.parser")
    for tag in soup.find_all(SILENT):
        tag.decompose()
    for tag in reversed(soup.find_all(BOXES)):
        if tag.find(["p", "ul", "ol", *HEADINGS, *BOXES]):
            tag.unwrap()
        else:
            tag.name, tag.attrs = "p", {}
    found, text = [], []
    for node in list(soup.contents):
        words = " ".join(node.get_text().split())
        if getattr(node, "name", None) in HEADINGS and words and len(words) <= LONGEST_HEADING:
            found += [("paragraph", "".join(text)), ("heading", words)]
            text = []
        else:
            text.append(node.decode() if hasattr(node, "decode") else node.output_ready())
    found.append(("paragraph", "".join(text)))
    return [(kind, content) for kind, content in found if content.strip()]


def _in_paragraphs(html: str) -> str:
    """Text that parts its paragraphs by empty lines, as older WordPress kept it."""
    parts = re.split(r"\n\s*\n", html.replace("\r\n", "\n"))
    return "".join(f"<p>{part.strip().replace(chr(10), '<br/>')}</p>" for part in parts if part.strip())
