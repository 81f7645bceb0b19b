"""The plan of each member (一人一策, 四（二）) and the measures in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from flask import request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access.permissions import Permission as P
from admin.base import table
from admin.cells import Page, Path, Voided, rules_of_request
from admin.clock import today
from admin.fields import Choice, Day, Required
from admin.filters import ChoiceFilter, DateRange, Decided, HouseholdFilter, OfficeFilter
from admin.filters_plans import LatePlanFilter, OwnerFilter, TodoFilter
from admin.forms import BureauForm, Context, Section
from admin.list_bars import Tab
from admin.lookups import ByHousehold
from admin.panels_plans import measures_extra, measures_of
from admin.parts import InParts
from admin.plan_fields import (
    DETAILS,
    FIRST,
    MEASURE_PARTS,
    OF_MEASURE,
    OWNER,
    PLAN_INPUTS,
    PLAN_PARTS,
    SECTIONS,
    registered,
    running_plans,
    told_traits,
    told_will,
)
from admin.saving import WrittenView
from admin.views_assistance import FAMILY
from admin.words import ReasonLine, reason_line
from models import AidPlan, Household, Member, PlanMeasure, User, db
from policy.aid_plan import plan_is_answered, plan_is_in_time
from workflow.aid_plans import USUAL, known_of, save_plan
from workflow.plan_facts import answers_of, plan_facts
from workflow.refusals import Refused, refuse

PLAN_FILTERS: Final = (
    OfficeFilter(), Decided("closed_on", "方案状态", yes="已结束", no="执行中"), DateRange("review_on"),
    DateRange("made_on"), HouseholdFilter(), LatePlanFilter(),
)


@table(AidPlan, menu="援助", endpoint="aid_plan")
class AidPlanView(InParts, WrittenView):
    """Plans by member; a new one begins with what is known and the measures of the 1-1-3."""

    to_read, to_write = P.HOUSEHOLD_READ, P.SERVICE_WRITE
    title, tab, new_title = "一人一策", "plans", "制定一人一策方案"
    empty = ("还没有一人一策方案", "认定后为每名登记失业成员制定方案，登记在这里。")
    column_list = (FAMILY, Path("member.name", "成员"), "goal", "made_on", "review_on", "reviewed_on", "closed_on", Voided())
    column_sortable_list = ("made_on", "review_on")
    search = ByHousehold(AidPlan)
    column_filters = PLAN_FILTERS
    tabs = (("全部", {}), ("执行中", {"closed_on": "0"}), ("评估或措施逾期", {"late": "1"}), ("已结束", {"closed_on": "1"}))
    column_details_list = DETAILS
    sections = SECTIONS
    only_new = frozenset({"member_id", *(p + k for p in FIRST for k in OF_MEASURE)})
    special = PLAN_INPUTS
    parts = PLAN_PARTS

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        assert household is not None
        return beginning_of(Context(db.session(), user, today(), household))

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        if row.id is not None:
            return super().save(row, user, form)
        return save_plan(db.session(), row, typed_measures(form), user, today())

    def refused(self, form: BureauForm, refusal: Refused) -> None:
        """That there is no measure is said at the first one."""
        if refusal.field == "measures" and FIRST[0] + "content" in form:
            refusal.field = FIRST[0] + "content"
        super().refused(form, refusal)

    def part_open(self, name: str, row: Any) -> bool:
        return row.closed_on is None

    def findings(self, row: Any, user: User) -> Sequence[ReasonLine]:
        return [] if row.voided_at else [reason_line(reason) for reason in objections(row)]

    def extras(self, row: Any, user: User) -> Sequence[Any]:
        return [extra_of(Page(db.session(), user, today()), row)]


def extra_of(page: Page, plan: AidPlan) -> Any:
    """The measures of a plan, as a second table of its page."""
    return measures_extra(page, plan.household, measures_of(page, PlanMeasure.plan_id == plan.id), plan)


def objections(plan: AidPlan) -> list[Any]:
    """What the plan does not answer and what of it is late today."""
    rules = rules_of_request(db.session()).for_region(plan.household.lies_under)
    answered = plan_is_answered(answers_of(plan), rules)
    in_time = plan_is_in_time(plan_facts(plan, plan.measures), today())
    return [*answered.objections, *in_time.objections]


def beginning_of(context: Context) -> dict[str, Any]:
    """The member named in the address, or the first without a plan; what is known; the usual measures."""
    session, household = context.session, context.household
    offered = [int(pk) for pk, _name in registered(context)]
    wanted = request.args.get("member", "")
    member_id = int(wanted) if wanted.isdigit() and int(wanted) in offered else None
    if member_id is None:
        planned = {p.member_id for p in session.query(AidPlan).filter_by(
            household_id=household.id, closed_on=None, voided_at=None)}
        member_id = next((pk for pk in offered if pk not in planned), None)
    if member_id is None:
        return {"made_on": context.on}
    member = session.get_one(Member, member_id)
    known = known_of(session, member, household, context.on)
    known["traits"] = known.get("traits") or told_traits(context, member)
    known["will"] = known.get("will") or told_will(member)
    due = max(household.promise_due_on or context.on, context.on)
    for prefix, (kind, content) in zip(FIRST, USUAL, strict=True):
        owner = household.assigned_to_id or context.user.id
        known |= dict(zip((prefix + k for k in OF_MEASURE), (kind, content, owner, due), strict=True))
    return known


def typed_measures(form: BureauForm) -> dict[str, PlanMeasure]:
    """The measures typed beside a new plan, by the prefix of their inputs."""
    found = {}
    for prefix in FIRST:
        values = {key: form[prefix + key].data for key in OF_MEASURE}
        if not values["content"]:
            continue
        for key, text in (("kind", "请选择措施类型"), ("owner_id", "请选择措施责任人"), ("due_on", "请填写完成时限")):
            if values[key] is None:
                raise refuse("102-4-2", text, prefix + key)
        found[prefix] = PlanMeasure(**values)
    return found


@table(PlanMeasure, menu="援助", endpoint="plan_measure")
class PlanMeasureView(InParts, WrittenView):
    """What the plans promise: by whom, by when, and what came of it."""

    to_read, to_write = P.HOUSEHOLD_READ, P.SERVICE_WRITE
    title, tab, new_title = "帮扶措施", "plans", "添加帮扶措施"
    empty = ("还没有帮扶措施", "制定一人一策方案时写入的措施会出现在这里。")
    column_list = (FAMILY, Path("member.name", "成员"), "kind", "content", Path("owner_id.name", "措施责任人"), "due_on",
                   "done_on", Voided())
    column_sortable_list = ("due_on",)
    column_default_sort = ("due_on", True)
    search = ByHousehold(PlanMeasure)
    column_filters = (
        OfficeFilter(), ChoiceFilter("kind"), DateRange("due_on"), HouseholdFilter(), OwnerFilter("措施责任人"), TodoFilter(),
    )
    column_details_list = (
        Path("member.name", "成员"), "kind", "content", Path("owner_id.name", "措施责任人"), "due_on", "done_on", "outcome",
        Path("service.content", "对应服务"),
    )
    sections = (Section("", "帮扶措施", ("plan_id", *OF_MEASURE)),)
    only_new = frozenset({"plan_id"})
    special = {
        "plan_id": Choice(_l("一人一策方案"), [Required()], options=running_plans, coerce=int, blank="请选择"),
        "owner_id": OWNER, "due_on": Day(_l("完成时限"), [Required()], past=False),
    }
    parts = MEASURE_PARTS

    def tabs_for(self, user: User, on: date) -> Iterable[Tab]:
        yield Tab("全部", {})
        yield Tab("待完成", {"todo": "open"})
        yield Tab("逾期未完成", {"todo": "late"})
        yield Tab("由我负责", {"owner": str(user.id), "todo": "open"})

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        wanted = request.args.get("plan", "")
        plan = int(wanted) if wanted.isdigit() and len(wanted) < 10 else None
        return {"plan_id": plan, "owner_id": current_user.id, "due_on": today() + timedelta(days=14)}

    def may_edit(self, row: Any, user: User) -> bool:
        return row.plan.closed_on is None and super().may_edit(row, user)
