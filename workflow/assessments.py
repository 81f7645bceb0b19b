"""The verdict on a household on file: asked for, shown, and kept with the act that relied on it.

What the officer saw is what is stored: the act page carries the hash of the verdict, and an act
whose verdict has become another one since is refused. Source: docs/decisions/0020.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Assessment as Kept
from models import Household, Member, StatusChange
from policy.assessment import Assessment, assess
from policy.rulebook import Rules
from policy.terms import Status as S
from policy.verdict import Finding, Reason
from policy.workdays import WorkCalendar
from workflow.facts import household_facts, members_of

JUDGED_BY = frozenset({"verify", "recognise"})
"""The acts that rely on a verdict."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on a day, by the numbers and the calendar in force, and the hash of all of it."""

    household_id: int
    on: date
    verdict: Assessment
    rules: dict[str, int]
    calendar: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [line_of(finding) for finding in self.verdict.findings]

    @property
    def hash(self) -> str:
        return digest(
            self.household_id, self.on, self.verdict.eligible,
            list(self.verdict.labour_members), self.lines, self.rules, self.calendar,
        )


def judge(
    session: Session,
    household: Household,
    on: date,
    rules: Rules,
    calendar: WorkCalendar,
    members: Iterable[Member] | None = None,
) -> Judged:
    """The verdict on the household as it is on file now; strict about registration from the county on."""
    found = members_of(session, household) if members is None else members
    facts = household_facts(found, household)
    at_county = household.status in (S.REPORTED, S.RECOGNISED, S.EXITED)
    verdict = assess(facts, on, rules, at_county=at_county)
    return Judged(household.id, on, verdict, dict(rules.version(on)), calendar_name(calendar))


def keep(session: Session, judged: Judged, change: StatusChange, override: str | None) -> Kept:
    """Store the verdict with the act; it is never changed afterwards. Does not commit."""
    kept = Kept(
        household=change.household, status_change_id=change.id, act=change.act, at=change.at,
        judged_on=judged.on, eligible=judged.verdict.eligible,
        labour_members=list(judged.verdict.labour_members), findings=judged.lines,
        rules=judged.rules, calendar=judged.calendar, override=override, hash=judged.hash,
    )
    session.add(kept)
    return kept


def latest(session: Session, household: Household) -> Kept | None:
    """The verdict of the last act that relied on one."""
    return session.scalars(
        select(Kept).where(Kept.household_id == household.id).order_by(Kept.id.desc()).limit(1)
    ).first()


def altered(session: Session) -> Iterator[Kept]:
    """The stored verdicts that no longer are what their hash says, oldest first."""
    for kept in session.scalars(select(Kept).order_by(Kept.id).execution_options(yield_per=500)):
        told = digest(
            kept.household_id, kept.judged_on, kept.eligible, kept.labour_members, kept.findings,
            kept.rules, kept.calendar,
        )
        if told != kept.hash:
            yield kept


def findings_of(kept: Kept) -> tuple[Finding, ...]:
    """The lines of a stored verdict as the rules said them."""
    return tuple(
        Finding(reason_of(line), line["holds"], line["member"], reason_of(line["remedy"]))
        for line in kept.findings
    )


def line_of(finding: Finding) -> dict[str, Any]:
    told = told_reason(finding.reason)
    remedy = told_reason(finding.remedy) if finding.remedy else None
    return {**told, "member": finding.member, "holds": finding.holds, "remedy": remedy}


def told_reason(reason: Reason) -> dict[str, Any]:
    values = {
        name: value if isinstance(value, int) else str(value)
        for name, value in reason.values.items()
    }
    return {"clause": reason.clause, "text": reason.text, "values": values}


def reason_of(line: dict[str, Any] | None) -> Any:
    return Reason(line["clause"], line["text"], line["values"]) if line else None


def calendar_name(calendar: WorkCalendar) -> str:
    """The years whose State Council notice was entered: "2024–2026"."""
    return f"{min(calendar.years)}–{max(calendar.years)}" if calendar.years else "–"


def digest(household_id: int, on: date, *parts: Any) -> str:
    """SHA-256 of the canonical JSON of a verdict."""
    content = json.dumps(
        [household_id, on.isoformat(), *parts], ensure_ascii=False, sort_keys=True,
        separators=(",", ":"),
    )
    return sha256(content.encode()).hexdigest()
