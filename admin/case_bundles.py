"""Case files (卷宗) to take away: of one household from its page, of many from the list; a reason, then the background."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_login import current_user
from wtforms import Form

from access.scope import in_charge_of
from admin.act_forms import ActForm, long_enough, text
from admin.acts import Act, Candidate, chosen, named, numbers
from admin.borders import outside_the_queue
from admin.clock import today
from admin.ledger_exports import begin_export
from admin.listing import Listing
from admin.paging import Cut
from admin.translation import gettext as _
from admin.words import back_to, household_url, in_turn, said
from documents.case_bundle import MOST, demand_bundle, may_bundle
from models import Household, User, db
from models.ledgers import CASE_FILES
from policy.clauses import CLAUSES
from workflow.refusals import Refused

BUTTON: Final = "bundle"
CLAUSE: Final = "PIPL-28"


class CaseFiles:
    """For the view of the households: the button over the list, and the page that asks why."""

    def init_actions(self) -> None:
        super().init_actions()  # type: ignore[misc]
        view: Any = self
        view._actions.append((BUTTON, "生成卷宗"))
        view._actions_data[BUTTON] = (partial(ask_why, self), "生成卷宗", None)

    def is_action_allowed(self, name: str) -> bool:
        return may_bundle(current_user) if name == BUTTON else bool(super().is_action_allowed(name))  # type: ignore[misc]

    @expose("/bundle/")
    def bundle_view(self) -> ResponseReturnValue:
        """The page by link: for one household, or for all that the list shows with these filters."""
        ids = request.args.getlist("rowid")
        return ask_why(self, ids if ids or not may_bundle(current_user) else listed(self, request.args.to_dict()))

    @expose("/bundle/", methods=("POST",))
    @outside_the_queue
    def bundle_order(self) -> ResponseReturnValue:
        """Enter the order; 422 without a reason or while an earlier one is still written."""
        return ask_why(self, request.form.getlist("rowid"), request.form)


def ask_why(view: Any, ids: Sequence[str], typed: Any = None) -> ResponseReturnValue:
    """Which households, and why; once that is typed, the order. 404 if one is not in the officer's area."""
    user: User = current_user._get_current_object()
    if not may_bundle(user):
        abort(403)
    wanted, home = numbers(ids), url_for("household.index_view")
    if not wanted or len(wanted) > MOST:
        flash(_("每次生成1至%(most)d户的卷宗，请重新选择", most=MOST), "error")
        return redirect(back_to(home))
    households, form = chosen(wanted), reason_form(typed)
    if typed is not None and form.validate():
        reason = form["reason"].data.strip()
        try:
            demand_bundle(user, wanted, reason)
            return begin_export(user, user.office, ledger=CASE_FILES, selection={"households": wanted}, since=today(),
                                until=today(), full=True, reason=reason, rows=len(wanted))
        except Refused as refused:
            form.form_errors = [in_turn(said(reason) for reason in refused.reasons)]
    back = back_to(household_url(wanted[0], tab="attachments") if len(wanted) == 1 else home)
    filters = back.partition("?")[2] if back.partition("?")[0] == home else ""
    return view.render(
        "admin/act.html", form=form, act=described(), households=[candidate(h, user) for h in households],
        ready_head=_("将装订%(n)s户", n=len(wanted)), action_url=url_for("household.bundle_order"), url=back,
        all_url=f"{url_for('household.bundle_view')}?{filters}&url={quote(back)}" if filters and typed is None else None,
        all_label=_("改为符合筛选条件的全部家庭（最多%(most)d户）", most=MOST),
    ), (200 if typed is None else 422)


def listed(view: Any, args: dict[str, str]) -> list[str]:
    """The households the list shows with these filters, in its order; one more than are bound at once, if there are."""
    user: User = current_user._get_current_object()
    session, listing = db.session(), Listing(view, db.session(), user, today(), args)
    cut = Cut(session, view, listing.narrowing.conditions, listing.asked.stretches, bool(listing.term))
    found: list[str] = []
    more, place = True, dict[str, str]()
    with in_charge_of(session, listing.narrowing.area or session.info["area"]):
        while more and len(found) <= MOST:
            rows, _before, more = cut.rows(place)
            found += [str(row[0]) for _n, row in rows]
            place = {"after": f"{rows[-1][0]}-{found[-1]}"} if rows else {}
    return found


def described() -> Act:
    return Act(
        BUTTON, _("生成卷宗"), _("生成卷宗"), "primary", _(CLAUSES[CLAUSE]),
        _("每户一个PDF：封面、目录、申请表、核实和走访、公示和异议、审核意见、用印文书、援助服务、退出、附件，页码连续，逐件附校验值。"
          "卷宗显示完整个人信息，在后台生成，可离开本页；装订和下载逐户留痕。"),
    )


def candidate(household: Household, user: User) -> Candidate:
    return Candidate(household.id, household.version, named(household, user), household.community.name,
                     household.status, [], True)


def reason_form(typed: Any) -> Form:
    field = text(_("理由"), _("生成卷宗须写明理由（至少4个字）"), area=True, also=[long_enough],
                 description=_("例如：年度档案移交立卷；上级检查调阅"))
    form: Form = type("FormOfBundle", (ActForm,), {"reason": field})(typed)
    return form
