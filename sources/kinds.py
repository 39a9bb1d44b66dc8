"""What kinds of sources and publishers there are, and what each kind means for readers. Values only, no database."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SourceKind(TextChoices):
    """What a source is. A primary one is first-hand: a document, data or a person who was there."""

    DOCUMENT = "document", _("Primary document")
    STATEMENT = "statement", _("Official statement")
    COURT = "court", _("Court record")
    DATA = "data", _("Data")
    REPORT = "report", _("News report")
    AGENCY = "agency", _("Press agency report")
    SOCIAL = "social", _("Social post")
    INTERVIEW = "interview", _("Interview")
    EYEWITNESS = "eyewitness", _("Eyewitness")
    OTHER = "other", _("Other")

    @property
    def is_primary(self) -> bool:
        """First-hand, or somebody else's report of it?"""
        return self not in (SourceKind.REPORT, SourceKind.AGENCY, SourceKind.SOCIAL, SourceKind.OTHER)

    @property
    def may_lack_url(self) -> bool:
        """A person or a paper file has no address; a news report, a data set or a post always has one."""
        return self not in (SourceKind.REPORT, SourceKind.AGENCY, SourceKind.SOCIAL, SourceKind.DATA)


class PublisherKind(TextChoices):
    """Who publishes a source."""

    BODY = "body", _("Official body")
    COURT = "court", _("Court")
    STATISTICS = "statistics", _("Statistics office")
    NEWSPAPER = "newspaper", _("Newspaper")
    AGENCY = "agency", _("News agency")
    BROADCASTER = "broadcaster", _("Broadcaster")
    COMPANY = "company", _("Company")
    ASSOCIATION = "association", _("Association")
    UNIVERSITY = "university", _("University or institute")
    PERSON = "person", _("Person")
    OTHER = "other", _("Other")


class RetractionKind(TextChoices):
    """What happened to a source that does not stand any more as it was."""

    CORRECTED = "corrected", _("Corrected")
    RETRACTED = "retracted", _("Retracted")
    COMPROMISED = "compromised", _("Compromised")

    @property
    def is_void(self) -> bool:
        """Can nothing rest on it any more? What was corrected can be cited as it is now."""
        return self is not RetractionKind.CORRECTED
