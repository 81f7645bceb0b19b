"""Several comparison results decided on one page, each by itself, with one reason for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from access.permissions import Permission as P
from access.permissions import may
from admin.act_forms import ActForm, long_enough
from admin.act_tickets import as_shown
from admin.acts import Act, Candidate, Result, named
from admin.clock import today
from admin.decisions import KINDS, asked_whom, note
from admin.words import back_to, household_url, reason_line
from models import Comparison, Household, User, db
from policy.clauses import CLAUSES
from workflow.acts import Ticket
from workflow.decisions import cannot_decide, decide_together

DECIDE = "decide"


class DecidingTogether:
    """For the view of comparison results: the button on what is chosen, and its page."""

    def init_actions(self) -> None:
        super().init_actions()  # type: ignore[misc]
        self._actions.append((DECIDE, "判定所选"))  # type: ignore[attr-defined]
        self._actions_data[DECIDE] = (self.decide_page, "判定所选", None)  # type: ignore[attr-defined]

    def is_action_allowed(self, name: str) -> bool:
        if name == DECIDE:
            return may(current_user, P.COMPARISON_DECIDE)
        return bool(super().is_action_allowed(name))  # type: ignore[misc]

    def decide_page(self, ids: Sequence[str]) -> ResponseReturnValue:
        """What is chosen, with what may be decided and what not; confirmed, what became of each."""
        view: Any = self
        user: User = current_user._get_current_object()
        rows = rows_of(ids)
        confirmed = request.form.get("confirm") == "1"
        must = _("请填写判定说明（至少4个字）")
        fields = KINDS["comparison"].fields() | {"decision_note": note("判定说明", must=must, also=[long_enough])}
        form_type = type("FormOfDecision", (ActForm,), fields)
        form: ActForm = form_type(request.form if confirmed else None)
        if confirmed and form.validate():
            return outcomes(view, rows, form, user)
        kind = KINDS["comparison"]
        candidates = [candidate(row, user) for row in rows]
        ready = sum(c.possible for c in candidates)
        return view.render(
            "admin/act.html",
            act=Act(DECIDE, _("成批判定"), _("作出判定"), kind.tone, _(CLAUSES[kind.clause]),
                    _("对所选各条作同一判定，逐条办理；不能判定的说明原因。")),
            households=candidates, form=form, action_url=view.action_url,
            ready_head=_("将判定%(n)d条", n=ready),
            not_ready_head=_("现在不能判定的%(n)d条", n=len(candidates) - ready),
            url=back_to(view.home),
        ), (422 if confirmed else 200)


def rows_of(ids: Sequence[str]) -> list[Comparison]:
    """The results in the order of their ids; 404 if one of them is not in the officer's area."""
    wanted = {int(text) for text in ids if int(text) < 2**31}
    found = db.session.scalars(
        select(Comparison)
        .where(Comparison.id.in_(wanted))
        .options(
            joinedload(Comparison.household).joinedload(Household.community),
            joinedload(Comparison.member),
        )
        .order_by(Comparison.id)
    ).all()
    if not found or len(found) != len(ids):
        abort(404)
    return list(found)


def candidate(row: Comparison, user: User) -> Candidate:
    refused = cannot_decide(row)
    return Candidate(
        row.id, row.version, named(row.household, user), row.household.community.name,
        row.household.status, [reason_line(refused)] if refused else [], refused is None,
        KINDS["comparison"].facts(row),
    )


def outcomes(
    view: Any, rows: Sequence[Comparison], form: ActForm, user: User
) -> ResponseReturnValue:
    """Decide each, and say of each what became of it. 409 if nothing could be decided at all."""
    about = {
        row.id: (named(row.household, user), household_url(row.household_id, tab="checks"))
        for row in rows
    }
    whom = {row.id: asked_whom(row) for row in rows}
    shown = as_shown(about)
    tickets = [Ticket(i, version) for i, (version, _verdict) in shown.items()]
    found = decide_together(
        db.session(), tickets, form["decision"].data, form["decision_note"].data or "", user, today()
    )
    done = sum(outcome.done for outcome in found)
    results = [
        Result(
            *about[o.id], o.done, [reason_line(reason) for reason in o.reasons], o.status,
            told=whom[o.id],
        )
        for o in found
    ]
    summary = _("已判定%(done)d条", done=done)
    if done < len(found):
        summary += _("，未判定%(refused)d条", refused=len(found) - done)
    return view.render(
        "admin/act_done.html", title=_("成批判定 · 办理结果"), rows=results, summary=summary,
        back_url=back_to(url_for("comparison.index_view")),
    ), (200 if done else 409)
