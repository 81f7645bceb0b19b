"""Carrying out an act on a file: the only place where a status is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from access.audit import note
from access.permissions import may
from models import Household, Office, StatusChange, User
from policy.terms import Level, Role
from policy.terms import Status as S
from policy.verdict import Reason
from workflow import alerts, assessments
from workflow.assessments import Judged
from workflow.benefit_stops import stop_by_rule
from workflow.demands import Demand, Order, demands_of
from workflow.effects import carry_out
from workflow.other_alerts import refresh_county
from workflow.refusals import Refused, from_conflict, refuse
from workflow.transitions import BUTTONS, HOLDER, Transition, step_for

NEEDED = {
    "reason": "请填写理由（至少4个字）",
    "place": "请填写公示地点或网址",
    "complaint_phone": "请填写监督电话",
    "told_on": "请填写告知本户的日期",
    "told_way": "请选择告知方式",
}


class Unknown(LookupError):
    """No such record in the officer's area; whether it is elsewhere is not told."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One file as the officer last saw it; a file that has moved on since is not acted upon.

    `seen` is the hash of the verdict the page showed, for the acts that rely on one.
    """

    id: int
    version: int | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    id: int
    label: str
    done: bool
    reasons: tuple[Reason, ...]
    status: S


def desk_level(office: Office) -> Level:
    """Where the office stands in the procedure: a unit that seals itself does a county's work."""
    return Level.COUNTY if office.seals else office.level


@lru_cache(maxsize=512)
def _buttons(status: S, role: Role, level: Level) -> tuple[Transition, ...]:
    found = []
    for button in BUTTONS:
        step = step_for(button, status)
        if step is None or not may(_Holds(role), step.permission):
            continue
        if step.at_holder and HOLDER.get(status) is not level:
            continue
        found.append(step)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Holds:
    role: Role


def buttons_for(status: S, by: User) -> tuple[Transition, ...]:
    """The steps this officer may try on a file in this status; cheap, for each row of a list."""
    return _buttons(status, by.role, desk_level(by.office))


def demands(
    session: Session, button: str, household: Household, by: User, order: Order
) -> list[Demand]:
    """What the button's step asks of this file, for the page that explains it."""
    try:
        step = open_step(button, household, by)
    except Refused as refusal:
        return [Demand(reason, False) for reason in refusal.reasons]
    return demands_of(session, step, household, by, order)


def open_step(button: str, household: Household, by: User) -> Transition:
    """The step, if the officer may and the file is at the right place; else Refused."""
    candidates = BUTTONS[button]
    allowed = [step for step in candidates if may(by, step.permission)]
    if not allowed:
        raise refuse(candidates[0].clause, "您没有“%(act)s”的权限", act=candidates[0].label)
    step = next((s for s in allowed if household.status in s.sources), None)
    if step is None:
        raise refuse(
            allowed[0].clause,
            "当前状态为“%(status)s”，不能%(act)s",
            status=household.status.label,
            act=allowed[0].label,
        )
    if step.at_holder and HOLDER.get(household.status) is not desk_level(by.office):
        raise refuse(step.clause, "本件当前不在您的办理环节，不能%(act)s", act=step.label)
    return step


def perform(
    session: Session, button: str, household: Household, by: User, order: Order,
    seen: str | None = None,
) -> None:
    """Take the file one step, or raise Refused and leave it as it was. Does not commit.

    Asks in this order: may the officer, is the file at the right place, are the fields there,
    does the policy object.
    """
    step = open_step(button, household, by)
    for name in step.needs:
        value = order.fields.get(name)
        if not value or (name == "reason" and len(order.text(name)) < 4):
            raise refuse(step.clause, NEEDED[name], name)
    missing = [d.reason for d in demands_of(session, step, household, by, order) if not d.holds]
    if missing:
        raise Refused(*missing)
    judged = verdict_seen(session, step, household, order, seen)

    before = household.status
    with session.no_autoflush:  # the database would refuse a row half-way between two statuses
        carry_out(session, step, household, by, order)
        setattr(household, step.stamps, order.on)
        if step.signs:
            setattr(household, step.signs, by.id)
        household.acted_on = order.on
        household.status = step.target
    change = StatusChange(
        household=household, at=order.at, acted_on=order.on, act=step.act,
        before=before, after=step.target, by_id=by.id, by_name=by.name, by_role=by.role,
        by_office=by.office.name,
        reason=order.text("reason") or overriding(order),
    )
    session.add(change)
    session.flush()
    kept = {}
    if judged is not None:
        kept["verdict"] = assessments.keep(session, judged, change, overriding(order)).hash
    note(
        session, step.act, f"household:{household.id}", path=household.lies_under,
        before=before.value, after=step.target.value, on=order.on.isoformat(), **kept,
    )
    stop_by_rule(session, household, order.on)
    alerts.refresh(session, household, order.on, order.calendar, order.book)
    if step.target is S.RECOGNISED:
        refresh_county(session, household, order.on, order.book)


def overriding(order: Order) -> str | None:
    """The reason by which the officer carried what the rules object to."""
    return "；".join(filter(None, map(order.text, ("override", "unregistered")))) or None


def verdict_seen(
    session: Session, step: Transition, household: Household, order: Order, seen: str | None
) -> Judged | None:
    """The verdict the step relies on, the same as the officer saw; raises Refused for another one."""
    if step.act not in assessments.JUDGED_BY:
        return None
    rules = order.rules(household)
    judged = assessments.judge(session, household, order.on, rules, order.calendar)
    if seen is not None and seen != judged.hash:
        raise refuse(step.clause, "判断依据已有变化，请重新查看认定判断后再办理")
    return judged


def perform_on_each(
    session: Session, button: str, tickets: Sequence[Ticket], by: User, order: Order
) -> list[Outcome]:
    """Each file in a transaction of its own: what became of it and why.

    Raises Unknown, before anything is done, if one of the files is not in the officer's area.
    """
    wanted = {ticket.id: ticket for ticket in tickets}
    known = session.scalars(select(Household.id).where(Household.id.in_(wanted))).all()
    if len(known) != len(wanted):
        session.rollback()
        raise Unknown(button)
    session.rollback()
    return [_perform_one(session, button, ticket, by.id, order) for ticket in wanted.values()]


def _perform_one(
    session: Session, button: str, ticket: Ticket, user_id: int, order: Order
) -> Outcome:
    by = session.get_one(User, user_id)
    household = session.scalars(
        select(Household).where(Household.id == ticket.id).with_for_update(of=Household)
    ).one_or_none()
    if household is None:
        raise Unknown(button)
    label, status = household.family_no, household.status
    try:
        if ticket.version is not None and household.version != ticket.version:
            raise Refused(moved_on(session, household))
        perform(session, button, household, by, order, ticket.seen)
        status = household.status
        session.commit()
        return Outcome(ticket.id, label, True, (), status)
    except Refused as refusal:
        session.rollback()
        reasons = refusal.reasons
    except StaleDataError:
        session.rollback()
        reasons = (Reason("102-2-2", "他人刚刚办理过这一户，请刷新后再看"),)
    except IntegrityError as error:
        session.rollback()
        reasons = from_conflict(error).reasons
    return Outcome(ticket.id, label, False, reasons, status)


def moved_on(session: Session, household: Household) -> Reason:
    """Who took the file on since the officer opened the page, and to where."""
    last = session.scalars(
        select(StatusChange)
        .where(StatusChange.household_id == household.id)
        .order_by(StatusChange.id.desc())
    ).first()
    if last is None:
        return Reason("102-2-2", "这一户刚刚被修改过，请刷新后再办理")
    text = "这一户已由%(name)s办理为“%(status)s”（%(on)s），请刷新后再办理"
    values = {"name": last.by_name, "status": household.status.label, "on": last.acted_on}
    return Reason("102-2-2", text, values)


def distinct(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Each file once, as first named."""
    return list({ticket.id: ticket for ticket in reversed(list(tickets))}.values())[::-1]
