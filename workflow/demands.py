"""What each step asks before it is taken; the same answers refuse an act and fill its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Comparison, Exit, Household, User, Visit
from policy.clauses import CLAUSES
from policy.exit import exit_ground_is_complete
from policy.kinship import spouse_is_on_file
from policy.papers import lacking
from policy.parameters import COMPARISON_FRESH
from policy.publicity import publicity_is_over
from policy.recognition import may_be_submitted
from policy.rulebook import RuleBook, Rules
from policy.terms import (
    ComparisonDecision,
    HouseholdKind,
    ObjectionFinding,
    VisitPurpose,
)
from policy.terms import Status as S
from policy.verdict import Reason, Verdict
from policy.workdays import WorkCalendar
from workflow.assessments import judge
from workflow.attachment_records import papers_held
from workflow.facts import FOR_EXITS, exit_facts, household_facts, members_of, records_of
from workflow.posted import findings_of
from workflow.transitions import Transition


@dataclass(frozen=True, slots=True)
class Order:
    """What an officer orders: the day of the act in Beijing time, the calendar, the page's fields."""

    on: date
    at: datetime
    calendar: WorkCalendar
    fields: dict[str, Any] = field(default_factory=dict)
    book: RuleBook = field(default_factory=RuleBook)

    def rules(self, household: Household) -> Rules:
        """The numbers as they hold where the household lies."""
        return self.book.for_region(household.lies_under)

    def text(self, name: str) -> str:
        return str(self.fields.get(name) or "").strip()


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing a step asks for, and whether it holds. What does not hold refuses the step.

    `waived_by` names the field of the act page in which the officer may give a reason for it.
    """

    reason: Reason
    holds: bool
    waived_by: str = ""
    advises: bool = False
    """Said to the officer, and refuses nothing."""

    @property
    def clause_label(self) -> str:
        return CLAUSES[self.reason.clause]


Demands = Iterator[Demand]
LEAST_WORDS: Final = 4
OVERRIDDEN: Final = frozenset({"102-1", "102-1-1", "102-1-2", "102-1-3", "LL-15", "RET-2024"})
"""What a special case of the locality (一(三)) may carry; never that the applicant is registered."""


def demands_of(
    session: Session, step: Transition, household: Household, by: User, order: Order
) -> list[Demand]:
    """Everything the step asks of this file on this day, what holds and what does not."""
    asked = list(two_pairs_of_eyes(step, household, by))
    asked += days_in_order(step, household, order)
    if step.act in CHECKS:
        asked += CHECKS[step.act](session, household, order)
    return asked


def met(verdict: Verdict, clause: str, words: str, **values: object) -> Demands:
    """The objections of a rule, or one line saying that it is met."""
    if verdict.met:
        yield Demand(Reason(clause, words, values), True)
    for reason in verdict.objections:
        yield Demand(reason, False)


def asked(holds: bool, clause: str, words: str, otherwise: str, **values: object) -> Demand:
    return Demand(Reason(clause, words if holds else otherwise, values), holds)


def two_pairs_of_eyes(step: Transition, household: Household, by: User) -> Demands:
    if step.not_by:
        other = by.id not in [getattr(household, column) for column in step.not_by]
        yield asked(
            other, step.clause, "与前面环节不是同一人", "前面环节由您本人办理，须由另一人办理本步骤"
        )


def days_in_order(step: Transition, household: Household, order: Order) -> Demands:
    last = household.acted_on or household.applied_on
    if order.on < last:
        text = "办理日期%(on)s早于上一步的%(last)s，请核对系统时间"
        yield Demand(Reason(step.clause, text, {"on": order.on, "last": last}), False)


def may_submit(session: Session, household: Household, order: Order) -> Demands:
    facts = household_facts(members_of(session, household), household)
    yield from met(may_be_submitted(facts, order.on), "102-2-1", "申请人、身份号码、日期和失业登记齐备")
    if (spouse := spouse_is_on_file(facts)) is not None:
        yield Demand(spouse.reason, False)
    yield asked(
        bool(household.register_address and household.phone),
        "102-1-1",
        "户籍地址和联系电话齐备",
        "请补填户籍地址（户口簿首页）和联系电话",
    )
    yield from papers_are_there(session, household)


def papers_are_there(session: Session, household: Household) -> Demands:
    """户口簿 and 身份证, as a scan or seen; what is missing is told and keeps nobody waiting."""
    missing = lacking(papers_held(session, household.id))
    if not missing:
        yield Demand(Reason("102-2-1", "户口簿和身份证已留存扫描件或已核原件"), True)
    for kind in missing:
        text = "%(kind)s还没有扫描件，也没有登记“原件已核”：不影响提交，可随后补上"
        yield Demand(Reason("102-2-1", text, {"kind": kind.label}), True, advises=True)


def may_verify(session: Session, household: Household, order: Order) -> Demands:
    yield from comparisons_are_decided(session, household, order)
    visit = session.scalar(
        select(func.count()).select_from(Visit).where(
            Visit.household_id == household.id,
            Visit.purpose == VisitPurpose.VERIFICATION,
            Visit.visitor_2.is_not(None),
            Visit.reached,
            Visit.voided_at.is_(None),
        )
    )
    yield asked(
        bool(visit), "102-2-2", "已由两人走访核实", "尚无两人走访核实记录：请先登记一次两人走访"
    )
    yield from is_zero_employment(session, household, order)


def may_report(session: Session, household: Household, order: Order) -> Demands:
    over = publicity_is_over(household.publicized_on, order.on, order.calendar)
    yield from met(over, "102-2-2", "公示已满3个工作日")
    yield from objections_are_decided(session, household)


def may_recognise(session: Session, household: Household, order: Order) -> Demands:
    over = publicity_is_over(household.publicized_on, order.on, order.calendar)
    yield from met(over, "102-2-2", "公示已满3个工作日")
    yield from objections_are_decided(session, household)
    yield from comparisons_are_decided(session, household, order)
    yield from is_zero_employment(session, household, order)


def may_exit(session: Session, household: Household, order: Order) -> Demands:
    proposal = open_proposal(session, household)
    yield asked(proposal is not None, "102-3", "有退出建议", "尚无退出建议：请先提出退出建议并写明依据")
    if proposal is None:
        return
    records = records_of(session, [household.id], FOR_EXITS)[household.id]
    facts = exit_facts(household, records, proposal.evidence, proposal.ground_code or "")
    verdict = exit_ground_is_complete(
        proposal.ground, facts, order.on, order.rules(household)
    )
    ground = proposal.ground.label
    yield from met(verdict, "102-3", "退出情形“%(ground)s”的依据齐备", ground=ground)
    told = order.fields.get("told_on")
    if told is not None and told > order.on:
        yield Demand(Reason("102-3", "告知日期不能晚于今天"), False)
    if told is not None and household.recognised_on and told < household.recognised_on:
        yield Demand(Reason("102-3", "告知日期不能早于认定日期"), False)


def comparisons_are_decided(session: Session, household: Household, order: Order) -> Demands:
    """线上比对: there is one, it is fresh, every result is decided, and none stands against."""
    rows = session.execute(
        select(Comparison.compared_on, Comparison.decision).where(
            Comparison.household_id == household.id, Comparison.voided_at.is_(None)
        )
    ).all()
    days = order.rules(household).at(COMPARISON_FRESH, order.on)
    fresh = bool(rows) and max(r.compared_on for r in rows) >= order.on - timedelta(days=days)
    yield asked(
        fresh,
        "102-2-2",
        "有%(days)d日内的线上比对结果",
        "没有%(days)d日内的线上比对结果：请先比对并登记",
        days=days,
    )
    waiting = sum(r.decision in (ComparisonDecision.OPEN, ComparisonDecision.CHECK) for r in rows)
    yield asked(
        not waiting,
        "102-2-2",
        "比对结果均已判定",
        "还有%(count)d条比对结果待判定或待核实",
        count=waiting,
    )
    against = any(r.decision is ComparisonDecision.EFFECT for r in rows)
    if against:
        yield Demand(Reason("102-1", "有比对结果判定为“影响认定”：请退回补正或不予认定"), False)


def objections_are_decided(session: Session, household: Household) -> Demands:
    """None waits; and of this publicity, under whichever of its texts, none was found right."""
    findings = findings_of(session, household)
    waiting = sum(f is ObjectionFinding.OPEN for f in findings)
    yield asked(
        not waiting,
        "102-2-2",
        "没有待核查的异议",
        "有%(count)d件异议尚未核查，核查结束前不能办理",
        count=waiting,
    )
    if ObjectionFinding.FOUNDED in findings:
        yield Demand(Reason("102-2-2", "异议经核查成立：请不予认定或退回补正"), False)
    if ObjectionFinding.FACTS_CHANGED in findings:
        yield Demand(Reason("102-2-2", "核查发现情况变化：请退回补正后重新公示"), False)


def is_zero_employment(session: Session, household: Household, order: Order) -> Demands:
    """一(三) leaves special cases to the locality: there an officer may override, with a reason."""
    rules = order.rules(household)
    verdict = judge(session, household, order.on, rules, order.calendar).verdict
    against = [f for f in verdict.findings if f.holds is not True]
    if not against:
        yield Demand(Reason("102-1", "劳动年龄内有劳动能力和就业愿望的成员均为失业"), True)
        return
    if household.kind is HouseholdKind.LOCAL:
        yield from special_case_holds(household, order)
    if household.kind is HouseholdKind.LOCAL and (
        order.text("override") or household.status is not S.SUBMITTED
    ):
        yield Demand(Reason("102-1-3", "按地方特殊情形认定，理由已记录"), True)
        against = [f for f in against if f.reason.clause not in OVERRIDDEN]
    applicant = verdict.applicant
    for finding in against:
        others = finding.reason.clause == "102-2-1" and finding.member not in (None, applicant)
        if not others or household.status is not S.REPORTED:
            yield Demand(finding.reason, False)
        elif len(order.text("unregistered")) < LEAST_WORDS:
            yield Demand(finding.reason, False, "unregistered")
        else:
            text = "成员%(name)s未登记失业，县级已写明理由"
            yield Demand(Reason("102-2-3", text, finding.reason.values), True)


def special_case_holds(household: Household, order: Order) -> Demands:
    """The case is one the locality has decided on, and in force on the day."""
    case = household.special_case
    if case is None:
        text = "“地方特殊情形”须从目录中选择一种：请退回补正"
        yield Demand(Reason("102-2-1", text), False)
        return
    holds = case.holds(household.lies_under, order.on)
    yield asked(
        holds, "102-1-3", "特殊情形“%(case)s”有效（%(basis)s）", "特殊情形“%(case)s”已经终止：请退回补正",
        case=case.name, basis=case.basis,
    )


def open_proposal(session: Session, household: Household) -> Exit | None:
    """The exit proposal that waits for the county, if there is one."""
    return session.scalars(
        select(Exit)
        .where(Exit.household_id == household.id, Exit.approved.is_(None))
        .order_by(Exit.id.desc())
    ).first()


CHECKS: dict[str, Callable[[Session, Household, Order], Demands]] = {
    "submit": may_submit,
    "verify": may_verify,
    "report": may_report,
    "recognise": may_recognise,
    "exit": may_exit,
}
