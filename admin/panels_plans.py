"""The tab of plans and people (方案与责任人): officer, pairing, the plan of each member, measures, activations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from access.masking import shown
from admin.cells import Page
from admin.panel import (
    Extra,
    Made,
    Panel,
    Verdict,
    create_link,
    edit_link,
    may_add,
    member_name,
    new_url,
    sealed,
    table_of,
)
from admin.words import Cell, Column, Row, Table, household_url, in_turn, said
from models import Activation, AidPlan, Household, Member, Pairing, PlanMeasure, StatusChange
from policy.aid_plan import plan_is_in_time
from policy.terms import Status
from workflow.facts import members_of
from workflow.plan_facts import plan_facts

TAB = "plans"


def plans_panel(page: Page, household: Household, changes: Sequence[StatusChange]) -> Panel:
    """Who is in charge, the plan of each member registered, what it promises, who stands by."""
    if household.recognised_on is None:
        return Panel(empty=_("认定后确定帮扶责任人，并为每名登记失业成员制定方案。"), table=Table([], []))
    members = [m for m in members_of(page.session, household) if m.registered_on]
    plans = of(page, AidPlan, household, AidPlan.id.desc())
    pairings = of(page, Pairing, household, Pairing.since.desc(), joined=False)
    activations = page.session.scalars(
        select(Activation).where(Activation.household_id == household.id)
        .options(joinedload(Activation.plan)).order_by(Activation.id.desc())
    ).all()
    measures = measures_of(page, PlanMeasure.household_id == household.id)
    phones = [sealed("联系电话", "phone_last4", "pairing")] if page.reads_personal else []
    return Panel(
        verdict=in_charge(household),
        title=_("一人一策方案"),
        table=plan_table(page, household, members, plans, measures),
        create=create_link(page, AidPlan, household, TAB, "制定方案") if wants_plan(members, plans) else None,
        empty=_("本户没有登记失业成员。"),
        more=[
            measures_extra(page, household, measures),
            Extra(
                _("结对帮扶"),
                table_of(page, Pairing, pairings, (
                    "partner", "partner_unit", "partner_post", *phones, "pledge", "since", "until",
                    "end_reason", *edit_link(page, Pairing, household, TAB, pairings),
                )),
                create_link(page, Pairing, household, TAB, "登记结对"),
                _("还没有“一帮一”结对。"),
            ),
            Extra(
                _("预案启动"),
                table_of(page, Activation, activations, (
                    Made("预案", lambda p, row: Cell(row.plan.title)), "started_on", "reason",
                    "measures", "ended_on", "outcome",
                    *edit_link(page, Activation, household, TAB, activations),
                )),
                create_link(page, Activation, household, TAB, "启动预案")
                if household.status is Status.RECOGNISED and not any(map(is_running, activations)) else None,
                _("没有启动过预案。承诺期限内难以安置的，可启动预案。"),
            ),
        ],
    )


def of(page: Page, model: Any, household: Household, order: Any, joined: bool = True) -> list[Any]:
    """The household's rows of a table, with their member where they have one."""
    found = select(model).where(model.household_id == household.id).order_by(order)
    if joined:
        found = found.options(joinedload(model.member))
    return list(page.session.scalars(found))


def in_charge(household: Household) -> Verdict:
    officer = household.assigned_to
    if officer is None:
        return Verdict("red", _("尚无帮扶责任人"), _("请由街道或县级确定。"))
    if not officer.active:
        return Verdict("red", _("帮扶责任人：%(name)s", name=officer.name), _("此人已停用或调离，请更换责任人。"))
    return Verdict("green", _("帮扶责任人：%(name)s", name=officer.name), officer.office.name)


def is_running(row: Any) -> bool:
    """An activation or a plan that stands and has not ended."""
    ended = row.closed_on if isinstance(row, AidPlan) else row.ended_on
    return ended is None and row.voided_at is None


def wants_plan(members: Sequence[Member], plans: Sequence[AidPlan]) -> bool:
    return bool({m.id for m in members} - {p.member_id for p in plans if is_running(p)})


def plan_table(
    page: Page, household: Household, members: Sequence[Member], plans: Sequence[AidPlan],
    measures: Sequence[PlanMeasure],
) -> Table:
    """Each member registered with the plans made; who has none running is asked for one."""
    running = {p.member_id for p in plans if is_running(p)}
    heads = (("成员", "text"), ("帮扶目标", "text"), ("制定日期", "date"), ("下次评估日期", "date"), ("措施", "num"),
             ("情况", "text"), ("操作", "text"))
    rows = [plan_row(page, plan, [m for m in measures if m.plan_id == plan.id]) for plan in plans]
    rows += [bare_row(page, household, m) for m in members if m.id not in running]
    return Table([Column(str(n), _(head), kind) for n, (head, kind) in enumerate(heads)], rows)


def plan_row(page: Page, plan: AidPlan, measures: Sequence[PlanMeasure]) -> Row:
    """One plan: how far its measures are, and what of it is late."""
    standing = [m for m in measures if m.voided_at is None]
    late = plan_is_in_time(plan_facts(plan, measures), page.on).objections
    back = household_url(plan.household_id, tab=TAB)
    url = url_for("aid_plan.details_view", id=plan.id, url=back)
    if plan.voided_at is not None:
        state = Cell(_("已作废"), "text", plan.void_reason or "")
    elif plan.closed_on is not None:
        state = Cell(_("已结束"), "text", plan.closed_on.isoformat())
    elif late:
        state = Cell(in_turn(said(reason) for reason in late), "text")
    else:
        state = Cell(_("按期执行"), "text")
    return Row(plan.id, [
        Cell(shown(page.user, "name", plan.member.name)), Cell(plan.goal, "text", "", url),
        Cell(plan.made_on.isoformat(), "date"), Cell(plan.review_on.isoformat(), "date"),
        Cell(f"{sum(m.done_on is not None for m in standing)}/{len(standing)}", "num"), state,
        Cell(_("查看"), "text", "", url),
    ])


def bare_row(page: Page, household: Household, member: Member) -> Row:
    """A member without a running plan, with the way to make one."""
    url = new_url("aid_plan", household, TAB, member=member.id) if may_add(AidPlan, household, page.user) else None
    works = household.status is not Status.RECOGNISED
    state = Cell(_("没有执行中的方案") if works else _("尚无方案，请制定"))
    return Row(-member.id, [
        Cell(shown(page.user, "name", member.name)), Cell(""), Cell("", "date"), Cell("", "date"), Cell("", "num"),
        state, Cell(_("制定方案") if url and not works else "", "text", "", url),
    ])


def measures_of(page: Page, wanted: ColumnElement[bool]) -> Sequence[PlanMeasure]:
    """The measures that satisfy the condition, the open ones first."""
    return page.session.scalars(
        select(PlanMeasure).where(wanted)
        .options(joinedload(PlanMeasure.member), joinedload(PlanMeasure.owner), joinedload(PlanMeasure.plan))
        .order_by(PlanMeasure.done_on.is_not(None), PlanMeasure.due_on, PlanMeasure.id)
    ).all()


def measures_extra(
    page: Page, household: Household, rows: Sequence[PlanMeasure], plan: AidPlan | None = None
) -> Extra:
    """The measures as a table with what may be done; of one `plan`, or of the whole household."""
    back = url_for("aid_plan.details_view", id=plan.id) if plan else household_url(household.id, tab=TAB)
    writes = may_add(PlanMeasure, household, page.user)
    create = None
    if writes and plan is not None and plan.closed_on is None and plan.voided_at is None:
        url = url_for("plan_measure.create_view", household=household.id, plan=plan.id, url=back)
        create = (_("添加措施"), url)

    def act(page: Page, row: PlanMeasure) -> Cell:
        if row.voided_at is not None:
            return Cell(_("已作废"), "text", row.void_reason or "")
        if row.done_on is not None or row.plan.closed_on is not None or not writes:
            return Cell(_("查看"), "text", "", url_for("plan_measure.details_view", id=row.id, url=back))
        return Cell(_("登记完成"), "text", "", url_for("plan_measure.part_view", part="done", id=row.id, url=back))

    def due(page: Page, row: PlanMeasure) -> Cell:
        waits = row.done_on is None and row.voided_at is None and row.plan.closed_on is None
        return Cell(row.due_on.isoformat(), "date", _("已逾期") if waits and row.due_on < page.on else "")

    whose = () if plan else (Made("成员", member_name),)
    return Extra(
        _("帮扶措施"),
        table_of(page, PlanMeasure, rows, (
            *whose, "kind", "content", Made("责任人", lambda p, row: Cell(row.owner.name)),
            Made("完成时限", due, "date"), "done_on", "outcome", Made("操作", act),
        )),
        create, _("还没有帮扶措施。"),
    )
