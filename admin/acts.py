"""The acts of the procedure as officers press them: one page that explains and asks, one outcome.

A button on a row, a button over many rows and a link on the household page lead to the same
page; only its own second POST (`confirm=1`) acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from access.masking import shown
from access.permissions import may
from admin.act_forms import EXPLAINS, form_for
from admin.act_previews import notice_preview, proposal_of
from admin.act_tickets import tickets_shown, verdict_of
from admin.clock import now, today
from admin.words import ReasonLine, back_to, household_url, is_chinese, reason_line, reason_lines
from models import Household, Office, User, db
from policy.clauses import CLAUSES
from policy.parameters import PUBLICITY_PERIOD
from policy.terms import HouseholdKind, Status
from workflow.acts import Outcome, Unknown, buttons_for, demands, perform_on_each
from workflow.calendar import work_calendar
from workflow.demands import OVERRIDDEN, Demand, Order
from workflow.rule_book import rule_book
from workflow.transitions import BUTTONS, Transition, step_for

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Act:
    """The act as the page names it."""

    name: str
    label: str
    verb: str
    tone: str
    clause: str
    explains: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One household on the act page: what the clauses ask of it and whether it is met."""

    id: int
    version: int
    label: str
    sub: str
    status: Status
    demands: list[ReasonLine]
    possible: bool
    preview: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one household, and where to go from there."""

    label: str
    url: str
    done: bool
    reasons: list[ReasonLine]
    status: Status
    next: tuple[str, str] | None = None
    told: str = ""


class ActButtons:
    """For the household view: a button for each act of the procedure, and its page."""

    def init_actions(self) -> None:
        super().init_actions()  # type: ignore[misc]
        for button, steps in BUTTONS.items():
            label = _label(steps)
            self._actions.append((button, label))  # type: ignore[attr-defined]
            self._actions_data[button] = (partial(act_page, self, button), label, None)  # type: ignore[attr-defined]

    def is_action_allowed(self, name: str) -> bool:
        if name in BUTTONS:
            return any(may(current_user, step.permission) for step in BUTTONS[name])
        return bool(super().is_action_allowed(name))  # type: ignore[misc]

    @expose("/act/<button>/")
    def act_view(self, button: str) -> ResponseReturnValue:
        """The act page by link. Looks and asks; only a POST acts."""
        if button not in BUTTONS:
            abort(404)
        if not self.is_action_allowed(button):
            abort(403)
        return act_page(self, button, request.args.getlist("rowid"))


def _label(steps: tuple[Transition, ...]) -> str:
    if len(steps) > 1:
        return "审核通过"
    return steps[0].verb if steps[0].act == "exit" else steps[0].label


def pressed(step: Transition) -> str:
    """What the button of the step says; of the exit the whole verb: “退出” alone reads as leaving the page."""
    return _(step.verb if step.act == "exit" else step.label)


def act_url(button: str, household_id: int, url: str | None = None) -> str:
    return url_for("household.act_view", button=button, rowid=household_id, url=url)


def act_page(view: Any, button: str, ids: Sequence[str]) -> ResponseReturnValue:
    """Explain the act for these households and ask what it needs; on the second POST, do it.

    404 if one of them is unknown or not in the officer's area, and then nothing is done for any.
    """
    user: User = current_user._get_current_object()
    fallback = url_for("household.index_view")
    wanted = numbers(ids)
    if not wanted or len(wanted) > MOST:
        words = _("请先选择要办理的家庭") if not wanted else _("一次最多办理%(n)d户，请分批选择", n=MOST)
        flash(words, "error")
        return redirect(back_to(fallback))
    households = chosen(wanted)
    order = Order(today(), now(), work_calendar(db.session), book=rule_book(db.session))
    step = step_meant(button, households, user)
    confirmed = request.method == "POST" and request.form.get("confirm") == "1"
    form = form_for(step, households, order.on, request.form if confirmed else None)
    if confirmed and form.validate():
        order = replace(order, fields=dict(form.data))
        return carry_out(view, step, households, user, order)
    return view.render(
        "admin/act.html",
        act=described(step, order, households),
        households=[candidate(step, h, user, order) for h in households],
        form=form,
        action_url=url_for("household.action_view"),
        url=back_to(household_url(wanted[0]) if len(wanted) == 1 else fallback),
    ), (422 if confirmed else 200)


def numbers(ids: Sequence[str]) -> list[int]:
    """The ids, each once, in the order given; 404 for what cannot be one."""
    if len(ids) > 5 * MOST:
        return list(range(1, MOST + 2))
    found = dict.fromkeys(
        int(i) if i.isascii() and i.isdigit() and len(i) < 10 else abort(404) for i in ids
    )
    return list(found)


def chosen(wanted: Sequence[int]) -> list[Household]:
    """The households in the officer's area, in the order chosen; 404 if one of them is not."""
    rows = db.session.scalars(
        select(Household)
        .where(Household.id.in_(wanted))
        .options(joinedload(Household.community).joinedload(Office.street))
    ).all()
    if len(rows) != len(wanted):
        abort(404)
    place = {household_id: n for n, household_id in enumerate(wanted)}
    return sorted(rows, key=lambda household: place[household.id])


def step_meant(button: str, households: Sequence[Household], user: User) -> Transition:
    """What the button means to this officer: where the files lie, else by what the officer may."""
    allowed = [step for step in BUTTONS[button] if may(user, step.permission)]
    if not allowed:
        abort(403)
    meant = (step_for(button, household.status) for household in households)
    return next((step for step in meant if step in allowed), allowed[0])


def described(step: Transition, order: Order, households: Sequence[Household]) -> Act:
    explains = _(EXPLAINS[step.act])
    if step.act in ("publicize", "repost"):
        lengths = {order.rules(h).at(PUBLICITY_PERIOD, order.on) for h in households}
        if len(lengths) == 1:
            period = order.calendar.count(order.on, lengths.pop(), provisional_ok=True)
            posted = _("今日发布的，公示至%(until)s止。", until=period.due.isoformat())
            explains = ("" if is_chinese() else " ").join((explains, posted))
    clause = _(CLAUSES[step.clause])
    return Act(step.button, _(step.label), _(step.verb), step.tone, clause, explains)


def candidate(step: Transition, household: Household, user: User, order: Order) -> Candidate:
    asked = demands(db.session, step.button, household, user, order)
    preview, links = "", []
    if step.act in ("publicize", "repost") and household.status in step.sources:
        preview = notice_preview(household, order)
    elif step.act == "exit" and household.status is Status.RECOGNISED:
        preview, links = proposal_of(household)
    return Candidate(
        household.id,
        household.version,
        named(household, user),
        household.community.name,
        household.status,
        reason_lines(asked),
        not standing_against(step, household, asked),
        preview,
        links,
        verdict_of(step, household, order),
    )


def standing_against(
    step: Transition, household: Household, asked: Sequence[Demand]
) -> list[Demand]:
    """What keeps the step from being tried. Of a local special case (一(三)) the definition does not:
    there the officer overrides it on the page, with a reason.
    """
    against = [d for d in asked if not d.holds and d.waived_by not in step.takes]
    if household.kind is HouseholdKind.LOCAL and "override" in step.takes:
        against = [demand for demand in against if demand.reason.clause not in OVERRIDDEN]
    return against


def named(household: Household, user: User) -> str:
    return f"{household.family_no} {shown(user, 'name', household.head_name)}"


def carry_out(
    view: Any, step: Transition, households: Sequence[Household], user: User, order: Order
) -> ResponseReturnValue:
    """Do it for each, and say of each what became of it. 409 if nothing could be done at all."""
    labels = {household.id: named(household, user) for household in households}
    tickets = tickets_shown(step, labels)
    try:
        outcomes = perform_on_each(db.session, step.button, tickets, user, order)
    except Unknown:
        abort(404)
    done = sum(outcome.done for outcome in outcomes)
    told = sealed([outcome.id for outcome in outcomes if outcome.done]) if step.act == "recognise" else {}
    results = [
        result(outcome, labels[outcome.id], user, told.get(outcome.id, "")) for outcome in outcomes
    ]
    summary = _("%(act)s：已办理%(done)d户", act=_(step.label), done=done)
    if done < len(outcomes):
        summary += _("，未办理%(refused)d户", refused=len(outcomes) - done)
    return view.render(
        "admin/act_done.html",
        title=_("%(act)s · 办理结果", act=_(step.label)),
        rows=results,
        summary=summary,
        back_url=back_to(url_for("household.index_view")),
    ), (200 if done else 409)


def sealed(ids: Sequence[int]) -> dict[int, str]:
    """What the seal gave each household: its number, and until when the promise is to be kept."""
    rows = db.session.execute(
        select(Household.id, Household.recognition_no, Household.promise_due_on)
        .where(Household.id.in_(ids))
    )
    return {i: _("认定编号：%(no)s；承诺期限至%(due)s", no=no, due=due) for i, no, due in rows}


def result(outcome: Outcome, label: str, user: User, told: str = "") -> Result:
    following = next_step(outcome.status, user) if outcome.done else None
    return Result(
        label,
        household_url(outcome.id),
        outcome.done,
        [reason_line(reason) for reason in outcome.reasons],
        outcome.status,
        (_(following.label), act_url(following.button, outcome.id)) if following else None,
        told,
    )


def next_step(status: Status, user: User) -> Transition | None:
    """The step that may follow at once and is this officer's to take; publicity has to run first."""
    at_once = ("submit", "verify", "publicize", "recognise")
    return next((step for step in buttons_for(status, user) if step.act in at_once), None)
