"""Policies enjoyed, what was paid under them, and the checks of lasting work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import flash, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import func, select

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.arguments import whole_number
from admin.base import table
from admin.cells import Made, Page, Path, Voided
from admin.clock import today
from admin.decisions_aid import AID_KINDS
from admin.details import ActLink, acts_of
from admin.fields import Choice, Day, Length, Month, Required, Text
from admin.filters import ChoiceFilter, DateRange, HouseholdFilter, Narrowing, OfficeFilter, YesNo
from admin.forms import BureauForm, Context, Section, fill
from admin.lookups import ByHousehold
from admin.saving import WrittenView
from admin.translation import gettext as _
from admin.views_assistance import FAMILY
from admin.words import Cell
from models import Benefit, Employment, Household, JobCheck, Member, Payment, User, db
from policy.aid_terms import BenefitState, PolicyKind
from policy.terms import VisitWay
from workflow.employment_records import months_asked
from workflow.record_rules import ASSISTED
from workflow.relapses import save_check
from workflow.rule_book import rule_book

B = BenefitState
ASKED: Final = (B.APPLIED, B.NOT_ENTITLED, B.WAIVED)
"""What a community or street may say of a policy; the rest is the county's."""


def verified_jobs(context: Context) -> list[tuple[str, str]]:
    """The verified jobs of the household: whose, since when, in which form."""
    rows = context.session.execute(
        select(Employment.id, Member.name, Employment.started_on, Employment.form)
        .join(Member, Member.id == Employment.member_id)
        .where(
            Employment.household_id == context.household.id, Employment.verified,
            Employment.voided_at.is_(None),
        )
        .order_by(Employment.started_on)
    )
    return [
        (str(pk), f"{shown(current_user, 'name', name)} · {_(form.label)} · {on}")
        for pk, name, on, form in rows
    ]


def granted_policies(context: Context) -> list[tuple[str, str]]:
    """The policies granted to members of the household."""
    rows = context.session.execute(
        select(Benefit.id, Member.name, Benefit.policy, Benefit.from_on)
        .join(Member, Member.id == Benefit.member_id)
        .where(
            Benefit.household_id == context.household.id, Benefit.from_on.is_not(None),
            Benefit.voided_at.is_(None),
        )
        .order_by(Benefit.id)
    )
    return [
        (str(pk), f"{shown(current_user, 'name', name)} · {_(policy.label)} · {on}")
        for pk, name, policy, on in rows
    ]


def job_choice() -> Choice:
    return Choice(
        _l("对应就业"), [Required()], options=verified_jobs, coerce=int, blank="请选择",
        description=_l("只列出已核验的就业"),
    )


def asked_number(name: str) -> int | None:
    return whole_number(request.args.get(name, ""))


def warned_of(code: str, label: str) -> tuple[str, str]:
    """The warnings of that code, beside the list."""
    return _(label), url_for("alert.index_view", code=code)


BENEFIT_TABS: Final = (
    ("全部", {}), ("待核定", {"state": "applied"}), ("享受中", {"state": "enjoyed"}),
    ("已停止", {"state": "stopped"}),
)
BENEFIT_DETAILS: Final = (
    Path("member.name", "成员"), "policy", "state", "applied_on", "approved_on",
    Path("approved_by_id.name", "批准人"), "from_on", "until_on", "standard", "months", "extended",
    "payer", "basis", "stopped_on", "stop_reason", "declined_reason",
)
BENEFIT_FIELDS: Final = {
    "employment_id": job_choice(),
    "state": Choice(_l("申报结果"), [Required()], options=tuple((s.value, s.label) for s in ASKED),
                    coerce=BenefitState, default=B.APPLIED),
}


BENEFIT_COLUMNS: Final = (
    FAMILY, Path("member.name", "成员"), "policy", "state", "applied_on", "from_on", "until_on",
    "standard", "stopped_on", Voided(),
)
BENEFIT_FILTERS: Final = (
    OfficeFilter(), ChoiceFilter("policy"), ChoiceFilter("state"), DateRange("applied_on"),
    DateRange("from_on"), HouseholdFilter(),
)


@table(Benefit, menu="援助")
class BenefitView(WrittenView):
    """Policies of members at work: asked for here, granted and ended by the county."""

    to_read, to_write = P.HOUSEHOLD_READ, P.SERVICE_WRITE
    title, tab = "政策享受", "benefits"
    new_title = "申报政策"
    empty = ("还没有政策享受记录", "成员就业经核验后，应享的政策在这里申报，由县级核定。")
    column_list = BENEFIT_COLUMNS
    column_sortable_list = ("applied_on",)
    search = ByHousehold(Benefit)
    column_filters = BENEFIT_FILTERS
    tabs = BENEFIT_TABS
    column_details_list = BENEFIT_DETAILS
    sections = (Section("L", "申报政策", ("employment_id", "policy", "state", "applied_on", "declined_reason"),
                        "不符合条件或本人放弃的也在此登记并写明原因，不再列为应享未享。"),)
    special = BENEFIT_FIELDS

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        policy = request.args.get("policy", "")
        return {"applied_on": today(), "state": B.APPLIED, "employment_id": asked_number("job"),
                "policy": PolicyKind(policy) if policy in set(PolicyKind) else None}

    def may_edit(self, row: Any, user: User) -> bool:
        return row.state in ASKED and super().may_edit(row, user)

    def may_void(self, row: Any, user: User) -> bool:
        """What the county has granted, the county voids."""
        granted = row.from_on is not None and may(user, P.BENEFIT_DECIDE)
        return self.may_edit(row, user) or (granted and super().may_edit(row, user))

    def why_not(self, row: Any, user: User) -> None:
        if not why_not_changed(row):
            super().why_not(row, user)

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        return warned_of("W14", "应享未享名单")

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        voids = acts_of(self, row, user) if row.from_on is not None and self.may_void(row, user) else []
        return [*benefit_acts(row, user), *voids]


def why_not_changed(row: Benefit) -> bool:
    """Tell that a decided policy is not changed by a form; False if that is not why."""
    if row.voided_at is not None or row.state in ASKED:
        return False
    flash(_("已核定的政策不能修改：由县级停止，或作废后重新申报"), "warning")
    return True


OPEN_TO: Final = {
    "benefit": ((B.APPLIED,), "核定"), "benefit_refuse": ((B.APPLIED,), "不予批准"),
    "pay": ((B.ENJOYED, B.STOPPED), "登记发放"), "benefit_stop": ((B.ENJOYED,), "停止"),
    "benefit_resume": ((B.STOPPED,), "恢复"),
}
"""Which decision is open on a policy in which state, and what its link says."""


def benefit_acts(row: Benefit, user: User) -> list[ActLink]:
    """What this officer may decide of the policy as it stands."""
    if row.voided_at is not None or row.household.status not in ASSISTED:
        return []
    return [
        ActLink(kind, _(label), True, "", url_for("household.decide_view", kind=kind, row_id=row.id))
        for kind, (states, label) in OPEN_TO.items()
        if row.state in states and may(user, AID_KINDS[kind].permission)
    ]


def month_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(f"{values[0]:%Y-%m}", "date")


MONTH: Final = Made("month", "所属月份", ("month",), month_cell, "date")


@table(Payment, menu="援助")
class PaymentView(WrittenView):
    """What was paid, one row a month; the sum of what is listed stands above."""

    to_read, to_write = P.HOUSEHOLD_READ, P.BENEFIT_DECIDE
    title, tab = "补贴发放", "benefits"
    new_title = "登记发放"
    empty = ("还没有补贴发放记录", "政策经县级核定后，按月登记发放。")
    column_list = (
        FAMILY, Path("member.name", "成员"), Path("benefit.policy", "政策类型", kind="term"), MONTH,
        "amount", "paid_on", "batch", Voided(),
    )
    column_sortable_list = ("month",)
    search = ByHousehold(Payment)
    column_filters = (OfficeFilter(), DateRange("month"), DateRange("paid_on"), HouseholdFilter())
    column_details_list = (
        Path("member.name", "成员"), Path("benefit.policy", "政策类型", kind="term"), MONTH, "amount",
        "paid_on", "batch",
    )
    sections = (Section("L", "补贴发放", ("benefit_id", "month", "amount", "paid_on", "batch")),)
    special = {
        "benefit_id": Choice(_l("政策享受"), [Required()], options=granted_policies, coerce=int,
                             blank="请选择", description=_l("只列出已批准的政策")),
        "month": Month(_l("所属月份"), [Required()]),
    }

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"paid_on": today(), "benefit_id": asked_number("benefit")}

    def notes(self, narrowing: Narrowing) -> Sequence[str]:
        """The sum of a list that is narrowed to a month, a day or a family."""
        if not {"month_from", "paid_on_from", "household"} & narrowing.params.keys():
            return ()
        count, total = db.session.execute(
            select(func.count(), func.coalesce(func.sum(Payment.amount), 0))
            .select_from(Payment)
            .where(*narrowing.conditions, Payment.voided_at.is_(None), *in_area(narrowing))
        ).one()
        return (_("共%(n)d笔，合计%(sum)s元（不含已作废）", n=count, sum=f"{total:,.2f}"),)


def in_area(narrowing: Narrowing) -> list[Any]:
    area = narrowing.area
    return [Payment.within(area)] if area is not None and area.column else []


def check_months(context: Context) -> list[tuple[str, str]]:
    """Three and six, or what the region decrees."""
    rules = rule_book(context.session).for_region(context.household.lies_under)
    return [(str(n), _("满%(n)d个月", n=n)) for n in months_asked(rules, context.on)]


CHECK_FIELDS: Final = {
    "employment_id": job_choice(),
    "after_months": Choice(_l("就业满几个月"), [Required()], options=check_months, coerce=int, blank="请选择"),
    "ended_on": Day(_l("终止日期")), "ended_reason": Text(_l("终止原因"), [Length(100)]),
}


@table(JobCheck, menu="动态", endpoint="job_check")
class JobCheckView(WrittenView):
    """Whether those who found work still have it after three and six months."""

    to_read, to_write = P.HOUSEHOLD_READ, P.SERVICE_WRITE
    title, tab = "稳定就业核查", "benefits"
    new_title = "登记核查"
    empty = ("还没有稳定就业核查", "成员就业满3个月、6个月时各核查一次，登记在这里。")
    column_list = (
        FAMILY, Path("member.name", "成员"), "after_months", "checked_on", "working", "way",
        "checked_by", Voided(),
    )
    column_sortable_list = ("checked_on",)
    search = ByHousehold(JobCheck)
    column_filters = (OfficeFilter(), YesNo("working"), DateRange("checked_on"), HouseholdFilter())
    tabs = (("全部", {}), ("已不在岗", {"working": "0"}))
    column_details_list = (
        Path("member.name", "成员"), "after_months", "checked_on", "working", "way", "checked_by", "proof",
    )
    sections = (
        Section("", "稳定就业核查", ("employment_id", "after_months", "checked_on", "way", "checked_by", "working", "proof")),
        Section("", "就业终止", ("ended_on", "ended_reason"), "已不在岗的填写；随核查一并登记为该就业的终止。"),
    )
    special = CHECK_FIELDS

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"checked_on": today(), "checked_by": user.name, "way": VisitWay.PHONE, "working": True,
                "employment_id": asked_number("job"), "after_months": asked_number("after")}

    def filled(self, row: Any, form: BureauForm) -> None:
        names = [name for name in form._fields if name not in ("ended_on", "ended_reason")]
        fill(row, form, names)

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        save_check(db.session(), row, form["ended_on"].data, form["ended_reason"].data, user, today())

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        return warned_of("W23", "应核查名单")
