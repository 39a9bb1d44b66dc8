"""Does every link of the collected site lead somewhere? Other hosts are not visited."""

from urllib.parse import unquote, urldefrag

from django.conf import settings

from newsroom.tests.collected import ENDLESS, LOST, NOT_ASKED, Site, own

HOST = settings.BASE_URL
DIRECTIVE = ":~:"  # words to go to, which a browser looks for; no name of an element


def broken(site: Site) -> dict[str, list[str]]:
    """What is wrong with the links of each answer, in sentences. An address may not answer, or lack the anchor."""
    names = {path: anchors(page) for path, page in site.pages.items()}
    return {path: faults(answer, site, names) for path, answer in site.items() if path != LOST}


def faults(answer, site: Site, names: dict) -> list[str]:
    if answer.status >= 400:
        return [f"answers {answer.status}"]
    return [fault for link in answer.links if (fault := fault_of(link, site, names))]


def fault_of(link: str, site: Site, names: dict) -> str:
    there = own(link)
    if there is None or there.startswith(NOT_ASKED):
        return ""
    if there not in site:
        return "" if ENDLESS.match(there) else f"{there}: was not asked"
    if site[there].status >= 400:
        return f"{there}: answers {site[there].status}"
    anchor = unquote(urldefrag(link).fragment.partition(DIRECTIVE)[0])
    if anchor and there in names and anchor not in names[there]:
        return f"{there}#{anchor}: no such anchor"
    return ""


def anchors(page) -> set[str]:
    """The names on a page: of elements, and of things in its structured data."""
    return {*page.tree.xpath("//@id"), *page.tree.xpath("//a/@name")}
