"""Is this the page, or something that stands in front of it or in its place?

A page that answers "200" may say that it is not there, ask for consent, for a login or for a proof that we are a
person, or belong to whoever bought the name. None of these is the source. Phrases are looked for in short pages only,
so that an article about cookies stays an article.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

SHORT = 1_500  # characters; more text than this is a page of its own
FRONT = re.compile(r"/?([a-z]{2}(-[a-z]{2})?/?)?((index|home|default)(\.[a-z]{3,5})?/?)?", re.IGNORECASE)
LOGIN = re.compile(r"/(log-?in|sign-?in|sso|auth|account/login|anmelden|connexion)(/|\.|$)", re.IGNORECASE)
CONSENT_HOST = re.compile(r"(^|\.)(consent|cmp|privacy-mgmt|guce)\.", re.IGNORECASE)
CONSENT_PATH = re.compile(r"/(consent|cookie-?wall|gdpr|privacy-?gate)(/|\.|\?|$)", re.IGNORECASE)


def _any(phrases: str) -> re.Pattern:
    """One pattern of many, a line each."""
    return re.compile("|".join(line.strip() for line in phrases.strip().splitlines()), re.IGNORECASE)


MISSING_TITLE = _any(
    r"""
    ^\W*(error\W*)?(404|410)\b
    \b(404|410)\W*$
    not found
    (page|article|story|document).{0,20}(gone|missing|removed|deleted)
    (nicht|niet) (mehr )?(gefunden|gevonden|verfügbar|beschikbar)
    introuvable
    n[’']existe (pas|plus)
    no (encontrad[ao]|existe)
    non trovat[ao]
    não encontrad[ao]
    hittades inte
    ikke (funnet|fundet)
    nie znaleziono
    не найден[ао]?
    sivua ei löy
    見つかりません
    找不到
"""
)
MISSING_TEXT = _any(
    r"""
    (page|article|document|file) you (are|were) looking for
    (page|article|document|file) you requested
    (page|article|document|file) (cannot|can[’']t|could not) be found
    (page|article|document|file) (was not found|does not exist|no longer exists|is no longer available)
    (page|article|document|file) has been (removed|deleted)
    looking for has been (removed|deleted)
    (seite|artikel|dokument) .{0,40}(nicht gefunden|existiert nicht|nicht mehr verfügbar)
    (pagina|artikel) .{0,40}(niet gevonden|bestaat niet|niet meer beschikbaar)
    (page|article) .{0,40}(introuvable|n[’']existe (pas|plus)|n[’']est plus disponible)
    (página|artículo) .{0,40}(no (se )?(encontr|existe))
"""
)
PARKED = _any(
    r"""
    domain (name )?(is|may be|has been) .{0,20}(for sale|parked|expired)
    buy this domain
    this domain is parked
    domain .{0,30}(steht zum verkauf|te koop|à vendre|en venta)
    parked free
    get this domain
"""
)
CONSENT = _any(
    r"""
    before you continue
    (accept|reject|manage) (all )?(cookies|choices|purposes)
    we (and our partners )?use cookies
    we value your privacy
    (alle )?cookies (akzeptieren|zustimmen|accepteren|weigeren)
    accepter (les|tous les) cookies
    aceptar (todas las )?cookies
    zustimmen und weiter
    consent to the (use|storage)
"""
)
BOT = _any(
    r"""
    just a moment
    checking (your browser|if the site connection is secure)
    verif(y|ying) (that )?you are (a )?human
    (complete|solve) the (captcha|challenge|security check)
    are you a robot
    unusual traffic
    access (to this page has been )?denied
    enable javascript and cookies to continue
    request blocked
    ddos protection
    pardon our interruption
"""
)
PAYWALL = _any(
    r"""
    subscribe (now )?to (continue|keep) reading
    (this|the rest of this) (article|content|story) is (for|available to|reserved for) (our )?(subscribers|members)
    already a (subscriber|member)\?
    (artikel|inhalt) .{0,30}(nur für|exklusiv für) abonnent
    réservé aux abonnés
    alleen voor abonnees
    sólo para suscriptores
    register (for free )?to (continue|keep) reading
"""
)


class Wall(StrEnum):
    """What stands where the page should be. The text is a sentence for the editor."""

    MISSING = "The site answers, but says that the page is not there."
    FRONT_PAGE = "The address leads to the front page of the site; the page itself is not there any more."
    PARKED = "The name of the site belongs to somebody else now, or is for sale."
    CONSENT = "The site asks for consent before it shows the page, so a program can’t read it."
    BOT = "The site wants proof that a person asks, so a program can’t read it."
    LOGIN = "The site asks for a login before it shows the page."
    PAYWALL = "Only the beginning can be read without a subscription."
    EMPTY = "The page shows nothing to a program; it may need a browser with scripts."

    @property
    def is_loss(self) -> bool:
        """Is the page lost, or only not shown to us?"""
        return self in (Wall.MISSING, Wall.FRONT_PAGE, Wall.PARKED)


@dataclass(frozen=True)
class Sight:
    """What a look at a page shows: its title, its first heading, its readable text and all its visible text."""

    title: str
    heading: str
    text: str
    visible: str
    has_password_field: bool = False
    is_free: bool = True
    has_scripts: bool = False


def way(asked: str, landed: str) -> Wall | None:
    """What the redirects alone tell: an inner page that leads to a front page, a login or a consent."""
    start, end = urlsplit(asked), urlsplit(landed)
    if (start.netloc, start.path, start.query) == (end.netloc, end.path, end.query):
        return None
    if CONSENT_HOST.search(end.netloc) or CONSENT_PATH.search(end.path):
        return Wall.CONSENT
    if LOGIN.search(end.path) and not LOGIN.search(start.path):
        return Wall.LOGIN
    was_inner = bool(start.query) or not FRONT.fullmatch(start.path)
    if was_inner and FRONT.fullmatch(end.path) and not end.query:
        return Wall.FRONT_PAGE
    return None


def wall(sight: Sight) -> Wall | None:
    """What the page itself shows, or None if it is the page."""
    names = [name for name in (sight.title, sight.heading) if name]
    is_short, seen = len(sight.text) < SHORT, sight.visible[:6_000]
    if not seen:
        return Wall.EMPTY
    if is_short and (any(map(MISSING_TITLE.search, names)) or MISSING_TEXT.search(seen)):
        return Wall.MISSING
    if len(seen) < SHORT and PARKED.search(" ".join([*names, seen])):
        return Wall.PARKED
    if len(seen) < SHORT and BOT.search(" ".join([*names, seen])):
        return Wall.BOT
    if is_short and sight.has_password_field:
        return Wall.LOGIN
    if is_short and (PAYWALL.search(seen) or not sight.is_free):
        return Wall.PAYWALL
    if len(sight.text) < SHORT // 2 and CONSENT.search(seen) and _mostly(CONSENT, seen):
        return Wall.CONSENT
    if len(seen) < 40 and sight.has_scripts:
        return Wall.EMPTY
    return None


def _mostly(pattern: re.Pattern, seen: str) -> bool:
    """Is there little on the page beside the lines that say so? A banner below an article is no wall."""
    others = [line for line in seen.splitlines() if len(line) > 80 and not pattern.search(line)]
    return sum(map(len, others)) < 400
