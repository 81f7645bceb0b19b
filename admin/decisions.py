"""Small decisions on what is on file: a comparison result, an objection, a refused job, an exit.

A page that shows the facts and asks for the decision; only its POST decides.
"""

from __future__ import annotations

from typing import Any, Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.act_forms import ActForm, choice, text
from admin.act_tickets import version
from admin.acts import Act, Candidate, named
from admin.cells import CODE_LISTS
from admin.clock import today
from admin.codes import codes_of
from admin.decision import Decision, closed, lines, note
from admin.decisions_aid import AID_KINDS
from admin.decisions_jobs import JOB_KINDS
from admin.words import back_to, household_url, said
from models import Comparison, Exit, Household, Objection, User, db
from policy.clauses import CLAUSES
from policy.terms import ComparisonDecision, ObjectionFinding
from workflow.decisions import decide_comparison, refuse_exit
from workflow.objections import decide_objection
from workflow.refusals import Refused


class Decisions:
    """For the household view: the pages on which its rows are decided."""

    @expose("/decide/<kind>/<int:row_id>", methods=("GET", "POST"))
    def decide_view(self, kind: str, row_id: int) -> ResponseReturnValue:
        if kind not in KINDS:
            abort(404)
        decision = KINDS[kind]
        if not may(current_user, decision.permission):
            abort(403)
        return decision_page(self, kind, decision, row_id)


def decision_page(view: Any, kind: str, decision: Decision, row_id: int) -> ResponseReturnValue:
    """404 if the row is not in the officer's area; 422 with what was typed if it cannot be decided so."""
    user: User = current_user._get_current_object()
    row = row_of(decision, row_id)
    household: Household = row.household
    back = back_to(household_url(household.id, tab=decision.tab))
    posted = request.method == "POST"
    form_type = type("FormOfDecision", (ActForm,), decision.fields_of(row))
    form: ActForm = form_type(request.form if posted else None)
    shown_version = row.version
    candidate = Candidate(
        row.id, shown_version, named(household, user), household.community.name, household.status,
        [], True, decision.facts(row),
    )
    if posted and form.validate():
        if version(request.form.get("version", "")) != shown_version:
            form.form_errors = [_("他人刚刚办理或修改过这条记录，请核对后再办理")]
        elif decided(decision, row, form, user):
            flash(_("已办理：%(act)s", act=_(decision.label)), "success")
            return redirect(back)
    return view.render(
        "admin/act.html",
        act=Act(
            kind, _(decision.label), _(decision.verb), decision.tone,
            _(CLAUSES[decision.clause]), _(decision.explains),
        ),
        households=[candidate],
        form=form,
        action_url=url_for("household.decide_view", kind=kind, row_id=row_id),
        url=back,
    ), (422 if posted else 200)


def row_of(decision: Decision, row_id: int) -> Any:
    model = decision.model
    if row_id >= 2**31:
        abort(404)
    options = [joinedload(model.household).joinedload(Household.community)]
    if hasattr(model, "member"):
        options.append(joinedload(model.member))
    row = db.session.scalars(
        select(model).where(model.id == row_id).options(*options)
    ).one_or_none()
    if row is None:
        abort(404)
    return row


def decided(decision: Decision, row: Any, form: ActForm, user: User) -> bool:
    """Carry it out; a refusal goes to its field, or to the head of the form."""
    try:
        decision.decide(row, form, user, today())
    except Refused as refusal:
        db.session.rollback()
        words = [said(reason) for reason in refusal.reasons]
        if refusal.field in form:
            form[refusal.field].errors = [*form[refusal.field].errors, *words]
        else:
            form.form_errors = words
        return False
    return True


def asked_whom(row: Comparison) -> str:
    """The source by its name, and the member it was asked about: 社会保险缴费 · 张某某."""
    source = codes_of(db.session, CODE_LISTS["source"]).get(row.source, row.source)
    return f"{source} · {shown(current_user, 'name', row.member.name)}" if row.member else source


def comparison_facts(row: Comparison) -> str:
    personal = may(current_user, P.PERSONAL_READ)
    return lines(
        ("数据来源", asked_whom(row)), ("比对日期", row.compared_on), ("比对结果", _(row.result.label)),
        ("命中内容", row.details if personal else ""),
    )


def objection_facts(row: Objection) -> str:
    personal = may(current_user, P.PERSONAL_READ)
    return lines(
        ("提出日期", row.raised_on), ("来源", _("公示网页") if row.receipt_hash else _("现场登记")),
        ("异议内容", row.content if personal else ""),
        ("联系方式", _("留有联系方式，可在异议详情中查看") if row.reply_to else _("未留联系方式")),
    )


def exit_facts_of(row: Exit) -> str:
    return lines(
        ("退出情形", _(row.ground.label)), ("提出日期", row.proposed_on), ("依据", row.evidence)
    )


KINDS: Final[dict[str, Decision]] = {
    "comparison": Decision(
        Comparison, P.COMPARISON_DECIDE, "比对结果判定", "作出判定", "102-2-2",
        "比对结果只是线索，由经办人核对后判定是否影响认定。", "checks",
        lambda: {
            "decision": choice(
                _("判定结论"), closed(ComparisonDecision), _("请选择判定结论")
            ),
            "decision_note": note(
                "判定说明", description=_("判定为“影响认定”或“需核实”的，须写明理由")
            ),
        },
        comparison_facts,
        lambda row, form, user, on: decide_comparison(
            db.session, row, form["decision"].data,
            form["decision_note"].data or "", user, on,
        ),
    ),
    "objection": Decision(
        Objection, P.OBJECTION_DECIDE, "异议核查", "作出核查结论", "102-2-2",
        "异议核查期间不能上报；结论作出后不能更改。", "publicity",
        lambda: {
            "finding": choice(_("核查结论"), closed(ObjectionFinding), _("请选择核查结论")),
            "decision_note": note(
                "核查说明", must=_("请填写核查说明（至少4个字）"),
                description=_("网上提出的，提出人凭回执可以看到：不写姓名、证件号码、电话和门牌号"),
            ),
            "told": text(_("告知提出人"), longest=100, description=_("留有联系方式的，写明何时、以什么方式告知")),
        },
        objection_facts,
        lambda row, form, user, on: decide_objection(
            db.session, row, form["finding"].data,
            form["decision_note"].data or "", user, on, form["told"].data or "",
        ),
    ),
    "exit": Decision(
        Exit, P.HOUSEHOLD_EXIT, "不同意退出", "不同意退出", "102-3",
        "不同意退出建议，本户继续接受援助；理由由提出单位查看。", "employment",
        lambda: {"decision_note": note("不同意的理由", must=_("请填写不同意的理由（至少4个字）"))},
        exit_facts_of,
        lambda row, form, user, on: refuse_exit(
            db.session, row, form["decision_note"].data or "", user, on
        ),
        "warn",
    ),
    **AID_KINDS, **JOB_KINDS,
}
