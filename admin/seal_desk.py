"""The seal desk (用印台): what waits for the office's seal, and the seal itself with a second factor.

Each paper is a transaction of its own. Where scripts run, a bar tells how far a batch is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

from flask import abort, current_app, flash, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from access import second_factor as factors
from access.masking import shown
from access.permissions import Permission as P
from access.second_factor import Answer
from admin.arguments import whole_number
from admin.base import page
from admin.borders import outside_address, outside_the_queue, wants_json
from admin.clock import now
from admin.guarded import Guarded
from admin.second_factor import answered
from admin.shell import is_demo
from admin.translation import gettext as _
from admin.words import moment, said
from documents.seal_paper import press_of
from documents.signing import LocalSeal
from models import Household, Paper, User, db
from models.engine import writing
from models.seal_keys import SealKeys
from policy.seal_terms import SealState
from workflow.seals import MOST_AT_ONCE, NotHere, Outcome, Press, Ticket, seal_each

SHOWN: Final = MOST_AT_ONCE


@page
class SealDesk(Guarded, BaseView):
    """Papers of the own office that wait; one confirmation by code covers five minutes."""

    to_read = P.PAPER_SEAL

    def __init__(self) -> None:
        super().__init__(name="用印台", category="家庭", endpoint="seal", url="/admin/seal")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self.show()

    @expose("/", methods=("POST",))
    @outside_the_queue
    def act(self) -> ResponseReturnValue:
        """Seal the papers chosen, and tell of each what became of it; a code with them is taken first."""
        tickets = tickets_of()
        if not tickets:
            flash(_("请先选择要用印的文书"), "info")
            return redirect(url_for(".index"))
        if "code" in request.form:
            with writing():
                given = answered(current_user._get_current_object())
            if given is not Answer.RIGHT:
                return self.not_confirmed(given, tickets)
        try:
            outcomes = list(sealed(tickets))
        except NotHere:
            abort(404)
        done = sum(outcome.done for outcome in outcomes)
        summary = _("用印：已办理%(done)d件", done=done)
        if done < len(outcomes):
            summary += _("，未办理%(refused)d件", refused=len(outcomes) - done)
        return self.render(
            "pages/seal_done.html", title=_("用印 · 办理结果"), summary=summary, back_url=url_for(".index"),
            rows=[result(outcome) for outcome in outcomes],
            rest=[ticket for ticket, outcome in zip(tickets, outcomes, strict=True) if outcome.asks_code],
        ), (200 if done else 409)

    @expose("/one", methods=("POST",))
    @outside_the_queue
    def one(self) -> ResponseReturnValue:
        """The same for one paper of a batch, told to the page's script."""
        try:
            outcomes = list(sealed(tickets_of()[:1]))
        except NotHere:
            abort(404)
        if not outcomes:
            abort(400)
        told = result(outcomes[0])
        return jsonify(done=told["done"], told=told["told"], why=told["reasons"],
                       asks_code=outcomes[0].asks_code), (200 if told["done"] else 409)

    @expose("/confirm", methods=("POST",))
    def confirm(self) -> ResponseReturnValue:
        """The second factor: good for five minutes of this session. A batch that waits for it asks by script."""
        given = answered(current_user._get_current_object())
        if given is not Answer.RIGHT:
            return self.not_confirmed(given)
        if wants_json():
            return jsonify(right=True, until=until())
        flash(_("已确认，5分钟内可以用印"), "success")
        return redirect(url_for(".index"))

    def not_confirmed(self, given: Answer, tickets: Sequence[Ticket] = ()) -> ResponseReturnValue:
        """Why the code was not taken; what had been chosen stays chosen."""
        status = 429 if given is Answer.CLOSED else 422
        if wants_json():
            return jsonify(right=False, why=_(given.label)), status
        if given is Answer.NOT_ENROLLED:
            return redirect(url_for("second_factor.index"))
        return self.show(_(given.label), {ticket.id for ticket in tickets}), status

    def show(self, problem: str = "", chosen: Collection[int] = ()) -> str:
        user: User = current_user._get_current_object()
        session, rows = db.session(), waiting_at(user)
        return self.render(
            "pages/seal_desk.html", rows=[line(paper, user) for paper in rows], problem=problem,
            enrolled=factors.is_enrolled(session, user), total=count_at(user), most=MOST_AT_ONCE,
            until=until(), office=user.office.name, trouble=trouble(user), chosen=chosen,
        )


def until() -> str:
    """Until what time of the day the session may seal; nothing where no code was given, or it has run out."""
    confirmed = factors.confirmed_at(db.session(), g.presence.id, now()) if "presence" in g else None
    return moment(confirmed + factors.FRESH)[11:] if confirmed else ""


def waiting_at(user: User) -> list[Paper]:
    """What waits for the seal of the officer's own office, the oldest first."""
    found = db.session.scalars(
        select(Paper).where(Paper.county_id == user.office_id, Paper.state == SealState.WAITING)
        .order_by(Paper.id).limit(SHOWN)
        .options(joinedload(Paper.household).joinedload(Household.community), joinedload(Paper.prepared_by),
                 joinedload(Paper.replaces))
    )
    return list(found)


def count_at(user: User) -> int:
    return db.session.scalar(select(func.count(Paper.id)).where(
        Paper.county_id == user.office_id, Paper.state == SealState.WAITING
    )) or 0


def line(paper: Paper, user: User) -> dict[str, Any]:
    household = paper.household
    return {
        "id": paper.id, "version": paper.version, "kind": _(paper.kind.label), "family": household.family_no,
        "name": shown(user, "name", household.head_name), "number": household.recognition_no or "—",
        "community": household.community.name, "by": paper.prepared_by.name, "on": paper.prepared_on.isoformat(),
        "own": paper.prepared_by_id == user.id, "url": url_for("paper.details_view", id=paper.id),
        "back": url_for("paper.end_view", do="back", id=paper.id, url=url_for("seal.index")),
        "replaces": paper.replaces.seal_no if paper.replaces else "", "reason": paper.reason or "",
    }


def tickets_of() -> list[Ticket]:
    """The papers the form names, each with the version the officer saw."""
    ids = [whole_number(text) for text in request.form.getlist("rowid")]
    if len(ids) > MOST_AT_ONCE or None in ids:
        abort(400)
    seen = {i: whole_number(request.form.get(f"version-{i}", "")) for i in ids}
    return [Ticket(i, seen[i]) for i in dict.fromkeys(ids) if i is not None]


def sealed(tickets: list[Ticket]) -> Any:
    user: User = current_user._get_current_object()
    return seal_each(db.session(), tickets, user, g.presence.id, now, press())


def press() -> Press:
    """The press of this installation: the local signer; on a demo installation it makes what keys it lacks."""
    return press_of(
        LocalSeal(seal_keys(), makes_missing=makes_keys()),
        lambda code: outside_address("verify.by_code", code=code),
    )


def makes_keys() -> bool:
    return bool(current_app.config["SETTINGS"].demo) and is_demo()


def seal_keys() -> SealKeys:
    config = current_app.config
    return SealKeys(Path(config["DATA_DIR"]) / "keys" / "seals", config["SETTINGS"].seal_passphrase)


def trouble(user: User) -> str:
    """Why the office cannot seal at all, if it cannot."""
    if makes_keys() or seal_keys().has(user.office.code):
        return ""
    return _("本机构还没有电子印章密钥，不能用印：请系统管理员执行 flask seals create --office %(code)s",
             code=user.office.code)


def result(outcome: Outcome) -> dict[str, Any]:
    """One paper as the page of results tells it."""
    told = _("用印编号：%(no)s", no=outcome.seal_no) if outcome.done else ""
    state = SealState.SEALED if outcome.done else SealState.WAITING
    return {
        "done": outcome.done, "label": outcome.label, "told": told, "url": url_for("paper.details_view", id=outcome.id),
        "status": (state.value, _(state.label)), "reasons": [said(reason) for reason in outcome.reasons],
    }
