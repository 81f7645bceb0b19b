"""The tab 政策与稳岗: what each job entitles to and why, what is enjoyed, paid and looked into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from access.permissions import Permission as P
from admin.cells import Page
from admin.panel import (
    Extra,
    Made,
    Panel,
    Verdict,
    create_link,
    decide_link,
    edit_link,
    may_add,
    member_name,
    new_url,
    table_of,
)
from admin.words import Cell, Column, Row, Table, listed, said
from models import Benefit, Employment, Household, JobCheck, Payment, StatusChange
from policy.ages import add_months
from policy.aid_terms import BenefitState
from policy.benefit_limits import MOST_MONTHS
from policy.benefits import ANSWERED, Entitlement, entitlements
from workflow.benefit_facts import circumstances_of
from workflow.employment_records import months_asked

Changes = Sequence[StatusChange]
B = BenefitState
TAB: Final = "benefits"
ASKED: Final = (B.APPLIED, B.NOT_ENTITLED, B.WAIVED)
HEADS: Final = (("成员", "person"), ("政策类型", "text"), ("是否应享", "bool"), ("依据", "text"), ("落实情况", "text"), ("办理", "text"))
Judged = tuple[Employment, Entitlement]


def benefits_panel(page: Page, household: Household, changes: Changes) -> Panel:
    """Entitlements first, then what was asked for and granted, what was paid, what was looked into."""
    jobs = jobs_of(page, household)
    benefits = rows_of(page, Benefit, household, Benefit.employment)
    payments = rows_of(page, Payment, household, Payment.benefit)
    standing = [b for b in benefits if b.voided_at is None]
    judged = list(judged_of(page, household, jobs))
    owed = [(j, e) for j, e in judged if e.holds and state_of(j, e, standing) not in ANSWERED]
    asked = sum(e.holds is None for _job, e in judged)
    panel = Panel(
        title=_("应享政策"),
        table=entitled_table(page, household, judged, standing),
        empty=_("没有已核验且在岗的就业，不产生应享政策。"),
        verdict=verdict_of(jobs, owed, asked),
    )
    panel.more = [
        Extra(_("政策享受"), benefits_table(page, household, benefits, payments),
              create_link(page, Benefit, household, TAB, "申报政策"), _("还没有申报政策。")),
        Extra(_("补贴发放"), payments_table(page, household, payments),
              create_link(page, Payment, household, TAB, "登记发放") if granted(standing) else None,
              _("还没有发放记录。")),
        checks_extra(page, household, jobs),
    ]
    return panel


def jobs_of(page: Page, household: Household) -> Sequence[Employment]:
    """The verified jobs that stand, the newest first."""
    return page.session.scalars(
        select(Employment)
        .where(Employment.household_id == household.id, Employment.verified,
               Employment.voided_at.is_(None))
        .options(joinedload(Employment.member))
        .order_by(Employment.started_on.desc(), Employment.id.desc())
    ).all()


def rows_of(page: Page, model: Any, household: Household, beside: Any) -> Sequence[Any]:
    return page.session.scalars(
        select(model).where(model.household_id == household.id)
        .options(joinedload(model.member), joinedload(beside))
        .order_by(model.id.desc())
    ).all()


def granted(benefits: Sequence[Benefit]) -> bool:
    return any(b.from_on is not None for b in benefits)


def judged_of(page: Page, household: Household, jobs: Sequence[Employment]) -> Iterator[Judged]:
    """What each running job of a registered member entitles to."""
    rules = page.rules_in(household.county_id)
    for job in jobs:
        if job.ended_on is None and job.member.registered_on is not None:
            case = circumstances_of(page.session, job)
            yield from ((job, found) for found in entitlements(case, page.on, rules))


def verdict_of(
    jobs: Sequence[Employment], owed: Sequence[Judged], asked: int
) -> Verdict | None:
    """What is owed under 四（二）, or that nothing is."""
    if not jobs:
        return None
    if owed:
        names = listed(dict.fromkeys(_(found.policy.label) for _job, found in owed))
        return Verdict("unknown", _("应享未享%(n)d项", n=len(owed)),
                       _("通知四（二）：对已就业的成员落实扶持政策。尚未落实：%(names)s。", names=names))
    if asked:
        return Verdict("yes", _("没有应享未享的政策"), _("另有%(n)d项须补充情况或由本人申报，见下表。", n=asked))
    return Verdict("yes", _("没有应享未享的政策"), "")


def answer_to(job: Employment, found: Entitlement, benefits: Sequence[Benefit]) -> Benefit | None:
    """The last record of that policy for that job."""
    return next((
        b for b in benefits
        if b.policy is found.policy and b.member_id == job.member_id
        and b.employment_id in (None, job.id)
    ), None)


def state_of(job: Employment, found: Entitlement, benefits: Sequence[Benefit]) -> B | None:
    answer = answer_to(job, found, benefits)
    return answer.state if answer is not None else None


def entitled_table(
    page: Page, household: Household, judged: Sequence[Judged], benefits: Sequence[Benefit]
) -> Table:
    """A row for each policy and job: whether, why, how it stands, and the way to ask for it."""
    order = {True: 0, None: 1, False: 2}
    listed = sorted(judged, key=lambda pair: order[pair[1].holds])
    may = may_add(Benefit, household, page.user)
    rows = []
    for job, found in listed:
        state = state_of(job, found, benefits)
        tone = {True: "yes", False: "no", None: "none"}[found.holds]
        word = {True: _("应享"), False: _("不符合"), None: _("待补充")}[found.holds]
        url = new_url("benefit", household, TAB, job=job.id, policy=found.policy.value)
        open_ = may and state is None and found.holds is not False
        rows.append(Row(job.id, [
            member_name(page, job), Cell(_(found.policy.label)), Cell(word, "bool", tone=tone),
            Cell(said(found.reason)), Cell(_(state.label) if state else (_("未申报") if found.holds else "")),
            Cell(_("申报") if open_ and url else "", url=url if open_ else None),
        ]))
    return Table([Column(str(n), _(head), kind) for n, (head, kind) in enumerate(HEADS)], rows)


def benefits_table(
    page: Page, household: Household, benefits: Sequence[Benefit], payments: Sequence[Payment]
) -> Table:
    """Each policy with its term and what was paid under it so far."""
    paid = {b.id: [p for p in payments if p.benefit_id == b.id and p.voided_at is None] for b in benefits}
    return table_of(page, Benefit, benefits, (
        Made("政策类型", policy_link), Made("成员", member_name), "state", "applied_on",
        Made("享受起止", term, "date"),
        "standard",
        Made("累计月数", lambda page, b: Cell(len(paid[b.id]) or "", "num"), "num"),
        Made("累计金额", lambda page, b: Cell(f"{sum(p.amount for p in paid[b.id]):,.2f}" if paid[b.id] else "", "num"), "num"),
        Made("剩余月数", lambda page, b: Cell(left_of(b, len(paid[b.id])), "num"), "num"),
        Made("停止", stopped),
        *decide_link(page, "benefit", "核定", P.BENEFIT_DECIDE, benefits, is_open(B.APPLIED)),
        *decide_link(page, "pay", "登记发放", P.BENEFIT_DECIDE, benefits, is_open(B.ENJOYED, B.STOPPED)),
        *edit_link(page, Benefit, household, TAB, benefits, is_open(*ASKED)),
    ))


def term(page: Page, benefit: Benefit) -> Cell:
    """The first day, beneath it the last; nothing before it is granted."""
    if benefit.from_on is None:
        return Cell("", "date")
    last = f"— {benefit.until_on}" if benefit.until_on else ""
    return Cell(benefit.from_on.isoformat(), "date", last)


def is_open(*states: B) -> Any:
    return lambda b: b.voided_at is None and b.state in states


def policy_link(page: Page, benefit: Benefit) -> Cell:
    return Cell(_(benefit.policy.label), url=url_for("benefit.details_view", id=benefit.id))


def left_of(benefit: Benefit, paid: int) -> int | str:
    """Months of the grant not yet paid; nothing for one sum, or after the end."""
    if benefit.state is not B.ENJOYED or benefit.months is None or benefit.policy not in MOST_MONTHS:
        return ""
    return max(0, benefit.months - paid)


def stopped(page: Page, benefit: Benefit) -> Cell:
    why = benefit.stop_reason
    if why is not None:
        return Cell(f"{benefit.stopped_on} {_(why.label)}")
    return Cell(benefit.declined_reason or "")


def payments_table(page: Page, household: Household, payments: Sequence[Payment]) -> Table:
    ordered = sorted(payments, key=lambda p: (p.month, p.id), reverse=True)
    return table_of(page, Payment, ordered, (
        Made("所属月份", lambda page, p: Cell(f"{p.month:%Y-%m}", "date"), "date"),
        Made("政策类型", lambda page, p: Cell(_(p.benefit.policy.label))), Made("成员", member_name),
        "amount", "paid_on", "batch", *edit_link(page, Payment, household, TAB, payments),
    ))


def checks_extra(page: Page, household: Household, jobs: Sequence[Employment]) -> Extra:
    """The checks made; the one that is owed is a button."""
    checks = rows_of(page, JobCheck, household, JobCheck.employment)
    due = next(iter(due_checks(page, household, jobs, checks)), None)
    create = create_link(page, JobCheck, household, TAB, "登记核查")
    if due is not None and create is not None:
        job, months = due
        create = create_link(page, JobCheck, household, TAB, "登记核查", job=job.id, after=months)
    table = table_of(page, JobCheck, checks, (
        "checked_on", Made("成员", member_name),
        Made("就业日期", lambda page, c: Cell(c.employment.started_on.isoformat(), "date"), "date"),
        "after_months", "working", "way", "proof", "checked_by",
        *edit_link(page, JobCheck, household, TAB, checks),
    ))
    empty = _("还没有核查。就业满3个月、6个月时各核查一次。")
    if due is not None:
        empty = _("就业满%(n)d个月的核查尚未登记。", n=due[1])
    return Extra(_("稳定就业核查"), table, create if jobs else None, empty)


def due_checks(
    page: Page, household: Household, jobs: Sequence[Employment], checks: Sequence[JobCheck]
) -> Iterator[tuple[Employment, int]]:
    """Running jobs whose three or six months are full and not looked into."""
    rules = page.rules_in(household.county_id)
    done = {(c.employment_id, c.after_months) for c in checks if c.voided_at is None}
    for job in jobs:
        for months in months_asked(rules, job.started_on):
            reached: date = add_months(job.started_on, months)
            if job.ended_on is None and reached <= page.on and (job.id, months) not in done:
                yield job, months

