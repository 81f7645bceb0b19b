"""The household page: who, where it stands, what to do next and until when; the tabs beneath."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from access.traces import has_read, leave_trace
from admin.acts import act_url, standing_against
from admin.cells import Page, calendar_of_request, rules_of_request
from admin.clock import midnight, now, today
from admin.clocks import Clock, clock_of
from admin.household_warnings import warnings_of
from admin.panel import edit_url, new_url
from admin.panels import TABS
from admin.steps import Step, steps_of
from admin.words import household_url, in_turn, said
from models import (
    AidPlan,
    Attachment,
    Benefit,
    Comparison,
    Employment,
    Exit,
    Household,
    Member,
    Objection,
    Office,
    Service,
    StatusChange,
    User,
    Visit,
    db,
)
from policy.terms import ComparisonDecision, ObjectionFinding, VisitPurpose
from policy.terms import Status as S
from workflow.acts import buttons_for, demands
from workflow.demands import Order
from workflow.record_rules import may_write
from workflow.transitions import HOLDER, TRANSITIONS, Transition

UNDECIDED = (ComparisonDecision.OPEN, ComparisonDecision.CHECK)


@dataclass(frozen=True, slots=True)
class Head:
    """The band on top: who and where."""

    family_no: str
    name: str
    sub: str
    status: S
    kind: str


@dataclass(frozen=True, slots=True)
class ActLink:
    """An act: a link to its page, or the reason why not now or not by this officer."""

    name: str
    label: str
    enabled: bool
    why_not: str = ""
    url: str | None = None
    tone: str = "primary"


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class HouseholdSheet:
    """What templates/admin/household/page.html lays out."""

    head: Head
    steps: list[Step]
    clock: Clock | None
    acts: list[ActLink]
    warnings: list[tuple[str, str]]
    tabs: list[Tab]
    links: list[tuple[str, str]] = field(default_factory=list)


COUNTS: Final[dict[str, Any]] = {
    "members": (Member, Member.voided_at.is_(None)),
    "checks": (Visit, Visit.voided_at.is_(None) & (Visit.purpose == VisitPurpose.VERIFICATION)),
    "publicity": (Objection, True),
    "plans": (AidPlan, AidPlan.voided_at.is_(None) & AidPlan.closed_on.is_(None)),
    "services": (Service, Service.voided_at.is_(None)),
    "employment": (Employment, Employment.voided_at.is_(None)),
    "benefits": (Benefit, Benefit.voided_at.is_(None)),
    "followup": (Visit, Visit.voided_at.is_(None) & (Visit.purpose != VisitPurpose.VERIFICATION)),
    "attachments": (Attachment, Attachment.voided_at.is_(None)),
    "undecided": (
        Comparison, Comparison.voided_at.is_(None) & Comparison.decision.in_(UNDECIDED)
    ),
    "objected": (Objection, Objection.finding == ObjectionFinding.OPEN),
    "proposed": (Exit, Exit.approved.is_(None)),
}
"""What the tabs and the warnings count, all in the statement that finds the household."""


class HouseholdPage:
    """For the household view: its details page is the household page."""

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        return household_page(self, request.args.get("id", ""))

    @expose("/<int:row_id>")
    def short_view(self, row_id: int) -> ResponseReturnValue:
        """The short address, as an officer would write it in a message."""
        return redirect(household_url(row_id))


def household_page(view: Any, typed: str) -> ResponseReturnValue:
    """404 for what is not in the officer's area. The first look is entered in the trail."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        abort(404)
    user: User = current_user._get_current_object()
    household, counts = found(int(typed))
    tabs = tabs_of(household, counts, request.args.get("tab", ""))
    current = next(tab.key for tab in tabs if tab.current)
    calendar, on = calendar_of_request(db.session), today()
    changes = changes_of(household)
    order = Order(on, now(), calendar, book=rules_of_request(db.session))
    edit = edit_url("household", household.id, household_url(household.id, tab=current))
    sheet = HouseholdSheet(
        head=head_of(household, user),
        steps=steps_of(household, changes),
        clock=clock_of(household, on, calendar, order.rules(household)),
        acts=acts_of(household, user, order, counts),
        warnings=warnings_of(household, user, changes, counts),
        tabs=tabs,
        links=links_of(household, user, edit),
    )
    page = Page(db.session, user, on)
    panel = TABS[current].make(page, household, changes)
    text = view.render("admin/household/page.html", page=sheet, panel=panel)
    if not has_read(db.session, user.username, f"household:{typed}", since=midnight()):
        leave_trace(db.session, "read", f"household:{typed}", path=household.lies_under)
    return text


def links_of(household: Household, user: User, edit: str | None) -> list[tuple[str, str]]:
    links = [(_("修改档案"), edit)] if edit and may_write(household, user) else []
    if household.is_open and may(user, P.HOUSEHOLD_ASSIGN):
        label = _("更换责任人") if household.assigned_to_id else _("确定责任人")
        links.append((label, url_for("household.assign_view", row_id=household.id)))
    if not household.is_open and may(user, P.HOUSEHOLD_WRITE):
        links.append((_("再次申请"), url_for("household.again_view", row_id=household.id)))
    return links


def found(household_id: int) -> tuple[Household, dict[str, int]]:
    counts = [
        select(func.count())
        .select_from(model)
        .where(model.household_id == household_id, condition)
        .scalar_subquery()
        for model, condition in COUNTS.values()
    ]
    community = joinedload(Household.community)
    row = db.session.execute(
        select(Household, *counts)
        .where(Household.id == household_id)
        .options(
            community.joinedload(Office.street),
            community.joinedload(Office.county),
            community.joinedload(Office.unit),
            joinedload(Household.assigned_to),
        )
    ).one_or_none()
    if row is None:
        abort(404)
    return row[0], dict(zip(COUNTS, row[1:], strict=True))


def changes_of(household: Household) -> list[StatusChange]:
    return list(
        db.session.scalars(
            select(StatusChange)
            .where(StatusChange.household_id == household.id)
            .order_by(StatusChange.id)
        )
    )


def head_of(household: Household, user: User) -> Head:
    community = household.community
    offices = [community.unit, community.county, community.street, community]
    names = dict.fromkeys(office.short_name for office in offices if office is not None)
    return Head(
        household.family_no,
        shown(user, "name", household.head_name),
        " › ".join(names),
        household.status,
        _(household.kind.label),
    )


def tabs_of(household: Household, counts: dict[str, int], wanted: str) -> list[Tab]:
    current = wanted if wanted in TABS else next(iter(TABS))
    return [
        Tab(
            key, _(tab.label), household_url(household.id, tab=key) + "#tabs", key == current,
            counts.get(key),
        )
        for key, tab in TABS.items()
    ]


def acts_of(
    household: Household, user: User, order: Order, counts: dict[str, int]
) -> list[ActLink]:
    """What this officer may do now, the step onward first; and who does that step if not this one."""
    mine = buttons_for(household.status, user)
    links = [act_link(step, household, user, order) for step in mine]
    if household.status is S.SUBMITTED and counts["undecided"] and may(user, P.COMPARISON_DECIDE):
        url = household_url(household.id, tab="checks") + "#tabs"
        links.insert(0, ActLink("decide", _("走访与比对"), True, url=url))
    if household.status is S.RECOGNISED and not counts["proposed"]:
        service, proposal = new_url("service", household, "services"), new_url("exit", household, "employment")
        if service and may(user, P.SERVICE_WRITE):
            links.insert(0, ActLink("serve", _("登记服务"), True, url=service))
        if proposal and may(user, P.EXIT_PROPOSE):
            links.append(ActLink("propose", _("提出退出建议"), True, url=proposal, tone="warn"))
    onward = step_onward(household.status)
    if onward and onward not in mine and may(user, P.DESK_READ):
        holder = HOLDER[household.status]
        links.append(
            ActLink(onward.button, _(onward.label), False,
                    _("由%(level)s办理", level=_(holder.label)))
        )
    return sorted(links, key=lambda link: not link.enabled)


def step_onward(status: S) -> Transition | None:
    return next(
        (t for t in TRANSITIONS.values() if status in t.sources and t.tone in ("primary", "seal")),
        None,
    )


def act_link(step: Transition, household: Household, user: User, order: Order) -> ActLink:
    """Side ways lie open; the step onward only when nothing it demands stands against it."""
    why_not = ""
    if step.tone in ("primary", "seal"):
        asked = demands(db.session, step.button, household, user, order)
        against = standing_against(step, household, asked)
        why_not = in_turn(said(demand.reason) for demand in against)
    url = act_url(step.button, household.id)
    return ActLink(step.button, _(step.verb), not why_not, why_not, url, step.tone)
