"""The paper's tables, one noun a file."""

from articles.models.agreement import Agreement
from articles.models.approval import Approval, Override
from articles.models.article import ArticleCitation, ArticlePage
from articles.models.assignment import Assignment
from articles.models.authorship import Change, Wording
from articles.models.brief import BriefPage
from articles.models.claim import Citation, Claim
from articles.models.clearance import Clearance
from articles.models.correction import Correction, Noticed
from articles.models.desk import DeskPage, HomePage
from articles.models.follower import Follower
from articles.models.info_page import InfoPage
from articles.models.kill import Kill
from articles.models.ledger import LedgerEntry
from articles.models.notice import How, Notice, NoticeChoice, NoticeKind
from articles.models.number import GivenNumber
from articles.models.original import RawBrief
from articles.models.outlet import OutletRecord
from articles.models.reopened import Reopened, Reopening
from articles.models.report import ErrorReport, ReportState
from articles.models.rows import Byline, Note, Question, RelatedStory, WatchPoint
from articles.models.story import StoryPage
from articles.models.task import EditTask, FactCheckTask
from articles.models.topic import StoryTopic, Topic
from articles.models.verdict import Verdict

__all__ = [
    "Agreement",
    "Approval",
    "Assignment",
    "Change",
    "Correction",
    "EditTask",
    "ErrorReport",
    "Follower",
    "FactCheckTask",
    "Kill",
    "LedgerEntry",
    "OutletRecord",
    "Override",
    "Verdict",
    "Wording",
    "ArticleCitation",
    "ArticlePage",
    "BriefPage",
    "Byline",
    "Citation",
    "Claim",
    "Clearance",
    "DeskPage",
    "GivenNumber",
    "HomePage",
    "How",
    "Note",
    "Notice",
    "NoticeChoice",
    "Noticed",
    "NoticeKind",
    "Question",
    "RawBrief",
    "RelatedStory",
    "Reopened",
    "Reopening",
    "ReportState",
    "InfoPage",
    "StoryPage",
    "StoryTopic",
    "Topic",
    "WatchPoint",
]
