"""The records: one file a subject, one class a table. Knows policy's terms and nothing above."""

from models.aftercare import LifeChange, Watch
from models.alert import Alert, ClockRun
from models.assistance import Employment, Exit, OfMember, Service
from models.attachment import Attachment
from models.audit import AuditEntry, AuditHead, StatusChange
from models.base import WHOLE_PROVINCE, Area, Base, Scoped, Voidable, db
from models.benefits import Benefit, JobCheck, Payment
from models.checks import Comparison, Objection, Opinion, Publicity, Visit
from models.follow_up import FollowUp, Ticket
from models.household import Household, OfHousehold
from models.imports import ImportBatch, ImportedRecord, ImportMapping
from models.inspections import Censure, CensureGround, SupervisionFinding
from models.intake import ComparisonBatch
from models.jobs import Employer, Vacancy
from models.judgement import Assessment
from models.kept import KeptDay, KeptMonth, KeptSpan
from models.ledgers import LedgerExport, LedgerSelection
from models.member import Member, identity_index
from models.office import Office, Placed
from models.papers import Paper, SecondFactor
from models.plans import Activation, AidPlan, ContingencyPlan, Pairing, PlanMeasure
from models.reference import (
    CalendarDay,
    CalendarYear,
    CodeEntry,
    Installation,
    NumberSeries,
    ParameterDecree,
    SpecialCase,
    Target,
)
from models.report import ReportPeriod
from models.supervision import Duty, Outreach
from models.sweeps import SuspectedFamily, SweepCampaign, SweepVisit
from models.targets import TargetGap, TargetRevision, WallLink
from models.user import OfficerSession, SignInAttempt, User

__all__ = [
    "WHOLE_PROVINCE", "Activation", "AidPlan", "Alert", "Area", "Assessment", "Attachment", "AuditEntry",
    "AuditHead", "Base", "Benefit", "CalendarDay", "CalendarYear", "Censure", "CensureGround",
    "ClockRun", "CodeEntry", "Comparison", "ComparisonBatch", "ContingencyPlan", "Duty",
    "Employer", "Employment", "Exit", "FollowUp", "Household", "ImportBatch", "ImportMapping",
    "ImportedRecord", "Installation", "JobCheck", "KeptDay", "KeptMonth", "KeptSpan", "LedgerExport",
    "LedgerSelection", "LifeChange",
    "Member", "NumberSeries", "Objection", "OfHousehold", "OfMember", "Office", "OfficerSession",
    "Opinion", "Outreach", "Pairing", "Paper", "ParameterDecree", "Payment", "Placed", "PlanMeasure",
    "Publicity", "ReportPeriod", "Scoped", "SecondFactor", "Service", "SignInAttempt", "SpecialCase",
    "StatusChange", "SupervisionFinding", "SuspectedFamily", "SweepCampaign", "SweepVisit",
    "Target", "TargetGap", "TargetRevision", "Ticket", "User", "Vacancy", "Visit", "Voidable",
    "WallLink", "Watch", "db", "identity_index",
]
