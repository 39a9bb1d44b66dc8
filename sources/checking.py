"""Looks at a web address: is the page there, is it the page, and what does it say? Network, but no database."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings

from sources.links import whole
from sources.outcomes import Outcome
from sources.reading import apart, walls
from sources.reading.result import Reading
from sources.web.addresses import Refused
from sources.web.client import Answer, Client, Unreachable

GONE = (404, 410)
BLOCKED = (401, 402, 403, 405, 406, 407, 409, 418, 421, 423, 425, 426, 429, 451)
EMPTY = (204, 205)
Reader = Callable[[bytes, str, str], Reading]


@dataclass(frozen=True)
class Look:
    """What came of one look. `status` is the last answer's, 0 if there was none; `final_url` where the redirects
    ended; `message` a sentence for the editor. `answer` and `reading` are there if a page came back."""

    outcome: Outcome
    status: int = 0
    final_url: str = ""
    message: str = ""
    answer: Answer | None = None
    reading: Reading = Reading()


def client_of_the_house() -> Client:
    """The client as the settings want it."""
    contact = settings.SOURCE_CONTACT
    agent = f"Newsroom/1 (checks the sources of {settings.BASE_URL}; {contact})"
    return Client(agent, frozenset(settings.SOURCE_TEST_HOSTS))


def look(url: str, client: Client, read: Reader = apart.read) -> Look:
    """What is at this address now. Raises nothing: what went wrong is the outcome."""
    try:
        answer = client.get(url)
    except Refused as error:
        return Look(Outcome.REFUSED, message=str(error))
    except Unreachable as error:
        return Look(Outcome.UNREACHABLE, message=str(error))
    if found := _without_reading(answer):
        return found
    reading = read(answer.body, answer.header("Content-Type"), answer.url)
    return _judged(url, answer, reading)


def _without_reading(answer: Answer) -> Look | None:
    """What the status tells by itself. A wall may stand behind a refusal or a failure, too."""
    told = {"status": answer.status, "final_url": answer.url, "answer": answer}
    name = f"{answer.status} {_phrase(answer.status)}".strip()
    if answer.status in GONE:
        return Look(Outcome.GONE, message=f"The site says that the page is not there ({name}).", **told)
    if answer.status in BLOCKED or answer.header("cf-mitigated"):
        return Look(
            Outcome.BLOCKED, message=f"The site does not show the page to a program ({name}).", **told
        )
    if answer.status in EMPTY or (answer.status < 300 and not answer.body):
        return Look(Outcome.UNREACHABLE, message=f"The site sent an empty page ({name}).", **told)
    if answer.status == 503 and walls.BOT.search(answer.body[:20_000].decode("utf-8", "replace")):
        return Look(Outcome.BLOCKED, message=str(walls.Wall.BOT), **told)
    if answer.status >= 300:
        return Look(Outcome.UNREACHABLE, message=f"The site reports a failure of its own ({name}).", **told)
    return None


def _judged(url: str, answer: Answer, reading: Reading) -> Look:
    told = {"status": answer.status, "final_url": answer.url, "answer": answer, "reading": reading}
    if stands := walls.way(answer.way[0] if answer.way else answer.url, answer.url) or reading.wall:
        outcome = Outcome.GONE if stands.is_loss else Outcome.BLOCKED
        return Look(outcome, message=str(stands), **told)
    if _is_elsewhere(url, answer.url):
        return Look(Outcome.MOVED, message=f"The page is at {answer.url} now.", **told)
    return Look(Outcome.FINE, message=reading.problem, **told)


def _is_elsewhere(url: str, final: str) -> bool:
    """Is it another address? The other scheme, `www.` and a slash at the end make none."""
    return _bare(whole(url)) != _bare(final)


def _bare(url: str) -> str:
    parts = urlsplit(url)
    path = f"{parts.path.rstrip('/')}?{parts.query}"
    return parts.netloc.removeprefix("www.") + path


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
