"""The way of a report up the tree: submitted by its office, accepted, returned or reopened by the one above.

What hard rules bar is not submitted; what soft ones point at, and every adjustment, is explained. An
accepted report is locked. The province has nobody above: its submission locks it at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from access.audit import note
from access.permissions import Permission, may
from models import Office, ReportPeriod, User
from policy.report_periods import ReportSpan
from policy.report_terms import ReportState
from policy.rulebook import Rules
from policy.terms import Level
from workflow.records import kept_or_undone
from workflow.refusals import Refused, refuse
from workflow.report_build import (
    ADJUSTED,
    HELD,
    Report,
    counted,
    digest_of,
    filed_for,
    from_snapshot,
    snapshot_of,
)

CLAUSE: Final = "102-5-3"
SHORTEST: Final = 4
BENEATH: Final = "beneath"
"""Under this stands why a report goes up before all those beneath have been accepted."""
SUBMITTING: Final = (Level.STREET, Level.COUNTY, Level.UNIT, Level.PROVINCE)


def may_submit(user: User, office: Office) -> bool:
    """An officer of that very office, where offices of its level submit."""
    own = user.office_id == office.id and office.level in SUBMITTING
    return own and may(user, Permission.REPORT_SUBMIT)


def may_accept(user: User, office: Office) -> bool:
    """An officer of the office directly above."""
    return office.parent_id == user.office_id and may(user, Permission.REPORT_ACCEPT)


def may_reopen(user: User, office: Office) -> bool:
    """The office above; the province its own."""
    own = office.parent_id is None and user.office_id == office.id
    return may_accept(user, office) or (own and may(user, Permission.REPORT_ACCEPT))


def missing_beneath(session: Session, office: Office, span: ReportSpan) -> list[str]:
    """The offices directly beneath whose report of the period has not been accepted."""
    done = select(ReportPeriod.office_id).where(
        ReportPeriod.kind == span.kind, ReportPeriod.period == span.name,
        ReportPeriod.state == ReportState.ACCEPTED,
    )
    return list(session.scalars(
        select(Office.short_name)
        .where(
            Office.parent_id == office.id, Office.valid, Office.level.in_(SUBMITTING),
            Office.id.not_in(done),
        )
        .order_by(Office.sort, Office.id)
    ))


def to_explain(session: Session, report: Report) -> dict[str, str]:
    """What the office has to explain before it submits: key and the sentence it is asked about."""
    asked = {
        str(check.no): str(check.reason) for check in report.checks if check.wants_words
    }
    if report.adjustments:
        asked[ADJUSTED] = ADJUSTED
    if missing_beneath(session, report.office, report.span):
        asked[BENEATH] = BENEATH
    return asked


def submit(
    session: Session, office: Office, span: ReportSpan, explanations: Mapping[str, str], by: User,
    at: datetime, rules: Rules,
) -> ReportPeriod:
    """Count the period, keep what was counted and hand it up; commits. Refused otherwise."""
    on = at.date()
    if not may_submit(by, office):
        raise refuse(CLAUSE, "统计报表由本机构人员报送")
    if span.until >= on:
        raise refuse(CLAUSE, "统计期间尚未结束，%(until)s后再报送", until=span.until.isoformat())
    filed = filed_for(session, office, span)
    if filed is not None and filed.state in HELD:
        raise refuse(CLAUSE, "本期报表已经报送")
    report = counted(session, office, span, rules, on, filed)
    barred = [check.reason for check in report.checks if check.blocks]
    if barred:
        raise Refused(*barred)
    words = {}
    for key in to_explain(session, report):
        words[key] = explanations.get(key, "").strip()
        if len(words[key]) < SHORTEST:
            raise refuse(CLAUSE, "请写明情况（至少4个字）", f"explain_{key}")
    with kept_or_undone(session):
        if filed is None:
            filed = ReportPeriod(
                office_id=office.id, path=office.path, kind=span.kind, period=span.name,
                since=span.since, until=span.until,
            )
            session.add(filed)
        filed.since, filed.until = span.since, span.until
        filed.snapshot = snapshot_of(report)
        filed.digest = digest_of(filed.snapshot)
        filed.explanations = words
        filed.submitted_at, filed.submitted_by_id, filed.return_reason = at, by.id, None
        filed.state = ReportState.SUBMITTED
        if office.parent_id is None:
            lock(filed, by, at)
        session.flush()
        told(session, filed, "report_submit")
    return filed


def lock(filed: ReportPeriod, by: User, at: datetime) -> None:
    filed.state = ReportState.ACCEPTED
    filed.accepted_at, filed.accepted_by_id = at, by.id


def accept(session: Session, filed: ReportPeriod, by: User, at: datetime) -> None:
    """Lock a submitted report; the office above answers for having looked at it. Commits."""
    in_hand(filed, by, ReportState.SUBMITTED)
    if not from_snapshot(filed).intact:
        raise refuse(CLAUSE, "报表内容与报送时的摘要不符，被改动过，不能审核：请退回重报")
    with kept_or_undone(session):
        lock(filed, by, at)
        written(session)
        told(session, filed, "report_accept")


def send_back(session: Session, filed: ReportPeriod, reason: str, by: User) -> None:
    """Return a submitted report to its office, which submits it anew. Commits."""
    in_hand(filed, by, ReportState.SUBMITTED)
    opened(session, filed, reason, "report_return")


def reopen(session: Session, filed: ReportPeriod, reason: str, by: User, rules: Rules) -> None:
    """Unlock an accepted report, with the reason. Commits.

    Refused while a later period of the office, or the same period above it, rests on it.
    """
    if not may_reopen(by, filed.office):
        raise refuse(CLAUSE, "已锁定的报表由上级机构重新打开")
    if filed.state is not ReportState.ACCEPTED:
        raise refuse(CLAUSE, "本期报表尚未锁定")
    later = session.scalar(
        select(ReportPeriod.period).where(
            ReportPeriod.office_id == filed.office_id, ReportPeriod.kind == filed.kind,
            ReportPeriod.since > filed.until, ReportPeriod.state.in_(HELD),
        ).limit(1)
    )
    if later:
        raise refuse(CLAUSE, "其后的%(period)s已经报送：请先退回或重新打开后面的期间", period=later)
    above = session.scalar(
        select(ReportPeriod.id).where(
            ReportPeriod.office_id == filed.office.parent_id, ReportPeriod.kind == filed.kind,
            ReportPeriod.period == filed.period, ReportPeriod.state.in_(HELD),
        )
    )
    if above is not None:
        raise refuse(CLAUSE, "上级机构的本期报表已经报送：请先退回或重新打开上级的报表")
    opened(session, filed, reason, "report_reopen")


def in_hand(filed: ReportPeriod, by: User, state: ReportState) -> None:
    """Raise Refused unless the officer sits above and the report waits there."""
    if not may_accept(by, filed.office):
        raise refuse(CLAUSE, "统计报表由上一级机构审核")
    if filed.state is not state:
        raise refuse(CLAUSE, "本期报表不在待审核状态，请刷新后查看")


def opened(session: Session, filed: ReportPeriod, reason: str, act: str) -> None:
    if len(reason.strip()) < SHORTEST:
        raise refuse(CLAUSE, "请填写原因（至少4个字）", "reason")
    with kept_or_undone(session):
        filed.state, filed.return_reason = ReportState.RETURNED, reason.strip()
        digest, filed.snapshot, filed.digest = filed.digest, None, None
        filed.accepted_at = filed.accepted_by_id = None
        written(session)
        told(session, filed, act, digest, reason.strip())


def written(session: Session) -> None:
    """Flush; a report another officer has decided meanwhile is not decided twice."""
    try:
        session.flush()
    except StaleDataError:
        raise refuse(CLAUSE, "本期报表不在待审核状态，请刷新后查看") from None


def told(
    session: Session, filed: ReportPeriod, act: str, digest: str | None = None, reason: str = ""
) -> None:
    """The line of the trail: which report, and the digest of what it held."""
    assert inspect(filed).persistent
    note(
        session, act, f"report_period:{filed.id}", path=filed.path,
        period=f"{filed.kind.value}:{filed.period}", digest=digest or filed.digest, reason=reason,
    )
