"""The records: one file a subject, one class a table. Knows policy's terms and nothing above."""

from models.aftercare import LifeChange, Watch
from models.alert import Alert, ClockRun
from models.assistance import Employment, Exit, OfMember, Service
from models.audit import AuditEntry, AuditHead, StatusChange
from models.base import WHOLE_PROVINCE, Area, Base, Scoped, Voidable, db
from models.checks import Comparison, Objection, Opinion, Publicity, Visit
from models.household import Household, OfHousehold
from models.intake import ComparisonBatch
from models.judgement import Assessment
from models.member import Member, identity_index
from models.office import Office, Placed
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
from models.supervision import Duty, Outreach
from models.user import OfficerSession, SignInAttempt, User

__all__ = [
    "WHOLE_PROVINCE", "Alert", "Area", "Assessment", "AuditEntry", "AuditHead", "Base",
    "CalendarDay", "CalendarYear", "ClockRun", "CodeEntry", "Comparison", "ComparisonBatch",
    "Duty", "Employment", "Exit", "Household", "Installation", "LifeChange", "Member", "NumberSeries",
    "Objection", "OfHousehold", "OfMember", "Office", "OfficerSession", "Opinion", "Outreach",
    "ParameterDecree", "Placed", "Publicity", "Scoped", "Service", "SignInAttempt", "SpecialCase",
    "StatusChange", "Target", "User", "Visit", "Voidable", "Watch", "db",
    "identity_index",
]
