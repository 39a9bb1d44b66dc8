"""What does a newsroom say of itself, and what is still missing? One record, held against the lists of others.

The lists: the European Media Freedom Act (2024/1083), article 6(1); the Journalism Trust Initiative (CWA 17493:2019),
clauses 1 to 18; the policies of a NewsMediaOrganization (schema.org 30.0); IPTC's trust indicators.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TRUST = "http://cv.iptc.org/newscodes/trustindicator/"


class PolicyKind(TextChoices):
    """What a page about the newsroom lays down."""

    MISSION = "mission", gettext_lazy("Mission and coverage")
    OWNERSHIP = "ownership", gettext_lazy("Ownership and funding")
    ETHICS = "ethics", gettext_lazy("Ethics")
    CORRECTIONS = "corrections", gettext_lazy("Corrections")
    VERIFICATION = "verification", gettext_lazy("Verification and fact-checking")
    UNNAMED = "unnamed", gettext_lazy("Unnamed sources")
    BYLINES = "bylines", gettext_lazy("Stories without a byline")
    AI = "ai", gettext_lazy("Use of AI")
    DIVERSITY = "diversity", gettext_lazy("Diversity of voices")
    STAFFING = "staffing", gettext_lazy("Diversity of the staff")
    FEEDBACK = "feedback", gettext_lazy("Feedback and complaints")
    MASTHEAD = "masthead", gettext_lazy("Masthead")
    PRIVACY = "privacy", gettext_lazy("Privacy")
    ACCESSIBILITY = "accessibility", gettext_lazy("Accessibility")
    SECURITY = "security", gettext_lazy("Security")

    @property
    def asks(self) -> str:
        """What the page has to say."""
        return ASKS[self]

    @property
    def term(self) -> str:
        """What schema.org calls it; empty if it has no word for it."""
        return PROPERTIES.get(self, "")

    @property
    def indicator(self) -> str:
        """What IPTC calls it, as an address; empty if it has no word for it."""
        return TRUST + INDICATORS[self] if self in INDICATORS else ""


ASKS = {
    PolicyKind.MISSION: gettext_lazy("What do you cover, for whom, and what comes first?"),
    PolicyKind.OWNERSHIP: gettext_lazy(
        "Who owns you, who pays you, and what may they decide? Name grants and large donors."
    ),
    PolicyKind.ETHICS: gettext_lazy(
        "Which rules bind everybody who works for you? Gifts, interests, affiliations, and who watches over them."
    ),
    PolicyKind.CORRECTIONS: gettext_lazy("How is an error corrected, who decides, and how is it marked?"),
    PolicyKind.VERIFICATION: gettext_lazy("How is a statement checked before it goes out, and by whom?"),
    PolicyKind.UNNAMED: gettext_lazy("When do you not name a source, and who agrees to that?"),
    PolicyKind.BYLINES: gettext_lazy("Which stories carry no name, and why?"),
    PolicyKind.AI: gettext_lazy(
        "What is AI used for, who checks it, who answers for it, and how do readers learn of it?"
    ),
    PolicyKind.DIVERSITY: gettext_lazy("How do you see to it that different people are heard?"),
    PolicyKind.STAFFING: gettext_lazy("Who works for you, in figures, and of which year?"),
    PolicyKind.FEEDBACK: gettext_lazy(
        "How can readers answer, complain and correct you, and what happens then?"
    ),
    PolicyKind.MASTHEAD: gettext_lazy("Who runs the newsroom, and who does what?"),
    PolicyKind.PRIVACY: gettext_lazy(
        "What do you keep of readers and of people in stories, for how long, and whom do they ask?"
    ),
    PolicyKind.ACCESSIBILITY: gettext_lazy(
        "Which standard do you keep, where do you fall short, and whom do readers tell?"
    ),
    PolicyKind.SECURITY: gettext_lazy(
        "How can somebody tell you of a hole, or send you something in confidence?"
    ),
}
PROPERTIES = {
    PolicyKind.MISSION: "missionCoveragePrioritiesPolicy",
    PolicyKind.OWNERSHIP: "ownershipFundingInfo",
    PolicyKind.ETHICS: "ethicsPolicy",
    PolicyKind.CORRECTIONS: "correctionsPolicy",
    PolicyKind.VERIFICATION: "verificationFactCheckingPolicy",
    PolicyKind.UNNAMED: "unnamedSourcesPolicy",
    PolicyKind.BYLINES: "noBylinesPolicy",
    PolicyKind.DIVERSITY: "diversityPolicy",
    PolicyKind.STAFFING: "diversityStaffingReport",
    PolicyKind.FEEDBACK: "actionableFeedbackPolicy",
    PolicyKind.MASTHEAD: "masthead",
}
INDICATORS = {
    PolicyKind.MISSION: "coveragePolicy",
    PolicyKind.ETHICS: "ethicsPolicy",
    PolicyKind.CORRECTIONS: "correctionsPolicy",
    PolicyKind.VERIFICATION: "factCheckingPolicy",
    PolicyKind.UNNAMED: "unnamedSourcesPolicy",
    PolicyKind.BYLINES: "noBylinesPolicy",
    PolicyKind.DIVERSITY: "editorialDiversityPolicy",
    PolicyKind.FEEDBACK: "feedbackPolicy",
}
# Which clauses of the Journalism Trust Initiative a page answers.
CLAUSES = {
    2: (PolicyKind.MISSION,),
    9: (PolicyKind.ETHICS,),
    10: (PolicyKind.VERIFICATION, PolicyKind.CORRECTIONS),
    11: (PolicyKind.FEEDBACK,),
    12: (PolicyKind.UNNAMED,),
    13: (PolicyKind.ETHICS,),
    14: (PolicyKind.ETHICS,),
    15: (PolicyKind.FEEDBACK,),
    16: (PolicyKind.DIVERSITY,),
}


@dataclass(frozen=True)
class Owner:
    """A person or body that owns a part of the outlet, or that profits from it in the end (`is_beneficial`)."""

    name: str
    share: str = ""
    country: str = ""
    is_beneficial: bool = False
    is_state: bool = False


@dataclass(frozen=True)
class Colleague:
    """Somebody in the masthead."""

    name: str
    job: str
    email: str = ""


@dataclass(frozen=True)
class PublicMoney:
    """What public bodies paid for advertising in one year, as it was reported."""

    year: int
    amount: str
    payer: str = ""


@dataclass(frozen=True)
class Policy:
    """A page that lays something down, where it stands, and when somebody last went through it."""

    kind: PolicyKind
    title: str
    url: str
    reviewed_on: date | None = None


@dataclass(frozen=True)
class Outlet:
    """What the newsroom says of itself. `revenue` and `address` are plain text."""

    name: str
    legal_name: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    founded_on: date | None = None
    revenue: str = ""
    owners: tuple[Owner, ...] = ()
    masthead: tuple[Colleague, ...] = ()
    public_money: tuple[PublicMoney, ...] = ()
    policies: tuple[Policy, ...] = ()

    def policy(self, kind: PolicyKind) -> Policy | None:
        return next((policy for policy in self.policies if policy.kind is kind), None)


@dataclass(frozen=True)
class Point:
    """Something that a list asks for: whether it is there, and what to do if it is not."""

    text: str
    is_met: bool
    todo: str = ""


@dataclass(frozen=True)
class Checklist:
    """One list, and how much of it is there."""

    title: str
    points: tuple[Point, ...] = field(default=())

    @property
    def missing(self) -> int:
        return sum(not point.is_met for point in self.points)


def completeness(outlet: Outlet, today: date) -> list[Checklist]:
    """Every list with its points, met or not."""
    return [
        Checklist(_("European Media Freedom Act, article 6(1)"), tuple(_freedom_act(outlet, today))),
        Checklist(_("Journalism Trust Initiative, clauses 1 to 18"), tuple(_trust_initiative(outlet, today))),
        Checklist(_("Policies that schema.org, IPTC and the Trust Project name"), tuple(_policies(outlet))),
    ]


def _recorded(words: str, is_met: object) -> Point:
    return Point(words, bool(is_met), _("Fill it in under Settings › About the outlet."))


def _freedom_act(outlet: Outlet, today: date) -> Iterator[Point]:
    yield _recorded(_("(a) legal name"), outlet.legal_name)
    yield _recorded(_("(a) contact"), outlet.email and outlet.address)
    yield _recorded(_("(b) owners who can influence it"), any(not o.is_beneficial for o in outlet.owners))
    yield _recorded(_("(c) beneficial owners"), any(o.is_beneficial for o in outlet.owners))
    lately = any(money.year >= today.year - 1 for money in outlet.public_money)
    yield _recorded(_("(d) public advertising money of last year, nought is a figure, too"), lately)


def _trust_initiative(outlet: Outlet, today: date) -> Iterator[Point]:
    identity = outlet.legal_name and outlet.founded_on and outlet.address
    yield _recorded(_("1 identity: legal name, founding date, address"), identity)
    yield _clause(outlet, 2, _("2 mission"))
    yield _recorded(_("4 and 5 ownership and owners"), outlet.owners)
    yield _recorded(_("6 management"), outlet.masthead)
    yield _recorded(_("7 contact of the newsroom"), outlet.email)
    yield _recorded(_("8 revenue"), outlet.revenue)
    yield _page(outlet, PolicyKind.PRIVACY, _("8 collection of data"))
    yield _clause(outlet, 9, _("9 principles"))
    yield _clause(outlet, 10, _("10 accuracy"))
    yield _clause(outlet, 11, _("11 content from the public"))
    yield _clause(outlet, 12, _("12 sources"))
    yield _clause(outlet, 13, _("13 affiliations"))
    yield _clause(outlet, 14, _("14 who answers inside"))
    yield _clause(outlet, 15, _("15 complaints"))
    yield _clause(outlet, 16, _("16 professionalism"))
    old = [
        policy
        for policy in outlet.policies
        if not policy.reviewed_on or policy.reviewed_on.year < today.year - 1
    ]
    words = _("18 every page was gone through this year or last year")
    yield Point(words, bool(outlet.policies) and not old, ", ".join(policy.title for policy in old))


def _clause(outlet: Outlet, number: int, words: str) -> Point:
    missing = [kind for kind in CLAUSES[number] if not outlet.policy(kind)]
    return Point(words, not missing, " ".join(_todo(kind) for kind in missing))


def _page(outlet: Outlet, kind: PolicyKind, words: str) -> Point:
    return Point(words, bool(outlet.policy(kind)), _todo(kind))


def _policies(outlet: Outlet) -> Iterator[Point]:
    for kind in PolicyKind:
        yield _page(outlet, kind, str(kind.label))


def _todo(kind: PolicyKind) -> str:
    return _("Write a page about us and choose “%(kind)s” there. %(asks)s") % {
        "kind": kind.label,
        "asks": kind.asks,
    }
