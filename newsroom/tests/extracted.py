"""What do readers' programs make of a story's page: title, author, day and text?"""

from django.conf import settings
from lxml import etree, html
from trafilatura import bare_extraction

from newsroom.tests import node_tool

BLIND = "//script[@type='application/ld+json'] | //meta[@property or (@name and @name != 'viewport')]"

MARK = "ancestor::sup or ancestor::*[contains(@class, 'cite')]"  # the number of a source behind a sentence


def without_data(page: str) -> str:
    """The page without what it tells machines: only what readers see is left."""
    tree = html.document_fromstring(page)
    for element in tree.xpath(BLIND):
        element.drop_tree()
    return "<!DOCTYPE html>" + etree.tostring(tree, encoding="unicode", method="html")


def readability(pages: dict[str, str]) -> dict[str, dict]:
    """By the reader view of Firefox."""
    return node_tool.node("reading.mjs", told={"host": settings.BASE_URL, "pages": pages})


def trafilatura(pages: dict[str, str]) -> dict[str, dict]:
    """By what collections of texts are made with."""
    found = {}
    for path, page in pages.items():
        read = bare_extraction(page, url=settings.BASE_URL + path, with_metadata=True, favor_recall=True)
        found[path] = {name: getattr(read, name, "") for name in ("title", "author", "date", "text")}
    return found


def words(page: str) -> list[str]:
    """What a program must not lose: every claim, and every paragraph of running text between its marks."""
    tree = html.document_fromstring(page)
    found = tree.xpath(
        f"//p[@class='claim__text']//text()[not({MARK})] | //*[@class='prose']//p//text()[not({MARK})]"
    )
    return [piece.strip() for piece in found if len(piece.split()) > 2]
