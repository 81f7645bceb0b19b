"""The records: one file a subject, one class a table. Knows policy's terms and nothing above.

`from models import Household` loads the file of households and those it refers to, not all: the
process that writes a ledger has room for few. Whoever takes `db` has all of them (models/web.py).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.aftercare import LifeChange, Watch
    from models.alert import Alert, ClockRun
    from models.assistance import Employment, Exit, OfMember, Service
    from models.attachment import Attachment
    from models.audit import AuditEntry, AuditHead, StatusChange
    from models.base import WHOLE_PROVINCE, Area, Base, Scoped, Voidable
    from models.benefits import Benefit, JobCheck, Payment
    from models.checks import Comparison, Objection, Opinion, Publicity, Visit
    from models.follow_up import FollowUp, Ticket
    from models.household import Household, OfHousehold
    from models.imports import ImportBatch, ImportedRecord, ImportMapping
    from models.inspections import Censure, CensureGround, SupervisionFinding
    from models.intake import ComparisonBatch
    from models.jobs import Employer, Vacancy
    from models.judgement import Assessment
    from models.kept import KeptDay, KeptMonth, KeptSpan, KeptTally, KeptTrait
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
    from models.web import db

WHERE = {
    name: module
    for module, names in {
        "aftercare": "LifeChange Watch",
        "alert": "Alert ClockRun",
        "assistance": "Employment Exit OfMember Service",
        "attachment": "Attachment",
        "audit": "AuditEntry AuditHead StatusChange",
        "base": "WHOLE_PROVINCE Area Base Scoped Voidable",
        "benefits": "Benefit JobCheck Payment",
        "checks": "Comparison Objection Opinion Publicity Visit",
        "follow_up": "FollowUp Ticket",
        "household": "Household OfHousehold",
        "imports": "ImportBatch ImportedRecord ImportMapping",
        "inspections": "Censure CensureGround SupervisionFinding",
        "intake": "ComparisonBatch",
        "jobs": "Employer Vacancy",
        "judgement": "Assessment",
        "kept": "KeptDay KeptMonth KeptSpan KeptTally KeptTrait",
        "ledgers": "LedgerExport LedgerSelection",
        "member": "Member identity_index",
        "office": "Office Placed",
        "papers": "Paper SecondFactor",
        "plans": "Activation AidPlan ContingencyPlan Pairing PlanMeasure",
        "reference": "CalendarDay CalendarYear CodeEntry Installation NumberSeries ParameterDecree SpecialCase "
            "Target",
        "report": "ReportPeriod",
        "supervision": "Duty Outreach",
        "sweeps": "SuspectedFamily SweepCampaign SweepVisit",
        "targets": "TargetGap TargetRevision WallLink",
        "user": "OfficerSession SignInAttempt User",
        "web": "db",
    }.items()
    for name in names.split()
}
"""In which file each of them stands; the imports above say the same to those who only read."""


def __getattr__(name: str) -> Any:
    """The class of that name, its file loaded when it is first asked for."""
    if name not in WHERE:
        raise AttributeError(f"module 'models' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"models.{WHERE[name]}"), name)
    return found
