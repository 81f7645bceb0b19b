"""The pages of supervision: answering a finding, looking at it again, answering a censure; and their tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l

from access.permissions import Permission as P
from access.permissions import may
from admin.cells import Page
from admin.clock import today
from admin.details import ActLink
from admin.fields import Choice, Day, Length, Paragraph, Required, Text, yes_or_no
from admin.forms import BureauForm
from admin.panel import Extra
from admin.row_acts import RowAct, act_page
from admin.translation import gettext as _
from admin.words import Cell, Column, Row, Table, said
from models import Censure, CensureGround, SupervisionFinding, User, db
from policy.sweep_terms import FindingReply, FindingState
from policy.verdict import Reason
from workflow.inspections import answer, answerable, recheck, respond, state_of
from workflow.record_rules import may_write

REPLIES = tuple((reply.value, reply.label) for reply in FindingReply)


class AnswerForm(BureauForm):
    """Whether it is so, what was done, and by which papers it is shown."""

    reply = Choice(_l("反馈结论"), [Required()], options=REPLIES, coerce=FindingReply, blank="请选择")
    answer = Paragraph(_l("整改情况"), [Required(), Length(300)], description=_l("不属实的，说明理由"))
    mended_on = Day(_l("整改完成日期"), description=_l("还没有完成的留空，完成后再来填写"))
    evidence = Text(_l("整改材料"), [Length(200)], description=_l("例如：补办的认定表、岗位推荐回执"))


class RecheckForm(BureauForm):
    """Whether it is mended; if not, by when."""

    passed = Choice(_l("复查结果"), [Required()], options=(("1", "通过，销号"), ("0", "未通过，退回整改")),
                    coerce=yes_or_no, blank="请选择")
    recheck_note = Paragraph(_l("复查意见"), [Required(), Length(200)])
    due_on = Day(_l("新的整改时限"), past=False, description=_l("退回整改的填写"))


class ResponseForm(BureauForm):
    """What the office called to account will do."""

    response = Paragraph(_l("答复"), [Required(), Length(300)])


class FindingPages:
    """For the view of findings: the answer of the inspected office, and the second look."""

    @expose("/answer/", methods=("GET", "POST"))
    def answer_view(self) -> ResponseReturnValue:
        def done(row: SupervisionFinding, form: BureauForm, user: User) -> None:
            values = [form[name].data for name in ("reply", "answer", "mended_on", "evidence")]
            answer(db.session(), row, *values, user, today())

        def begins(row: SupervisionFinding) -> dict[str, Any]:
            return {n: getattr(row, n) for n in ("reply", "answer", "mended_on", "evidence")}

        return act_page(self, RowAct(
            AnswerForm, _("反馈整改情况"), _("反馈"), lambda user: may(user, P.INSPECTION_ANSWER), answerable,
            _("由被检查机构反馈；已销号或作废的不再反馈"), told, done, begins), page_of)

    @expose("/recheck/", methods=("GET", "POST"))
    def recheck_view(self) -> ResponseReturnValue:
        def done(row: SupervisionFinding, form: BureauForm, user: User) -> None:
            passed, note, due = (form[name].data for name in ("passed", "recheck_note", "due_on"))
            recheck(db.session(), row, passed, note, due, user, today())

        return act_page(self, RowAct(
            RecheckForm, _("复查"), _("复查"), lambda user: may(user, P.INSPECTION_WRITE), rechecks,
            _("被检查机构反馈整改完成（或不属实）后，由检查机构复查"), told_with_answer, done), page_of)


class CensurePages:
    """For the view of circulars and talks: the answer of the office."""

    @expose("/respond/", methods=("GET", "POST"))
    def respond_view(self) -> ResponseReturnValue:
        def done(row: Censure, form: BureauForm, user: User) -> None:
            respond(db.session(), row, form["response"].data, user, today())

        return act_page(self, RowAct(
            ResponseForm, _("答复通报约谈"), _("答复"), lambda user: may(user, P.INSPECTION_ANSWER), answerable,
            _("由被通报、约谈的机构答复"), reason_told, done, lambda row: {"response": row.response}), page_of)


def page_of(row: SupervisionFinding | Censure) -> str:
    return url_for(f"{type(row).__name__.lower()}.details_view", id=row.id)


def rechecks(row: SupervisionFinding, user: User) -> bool:
    return row.voided_at is None and may_write(row, user) and state_of(row) is FindingState.CHECKING


def told(row: SupervisionFinding, user: User) -> str:
    """What the page says of the finding before it asks."""
    return _("%(fault)s：%(problem)s（%(office)s检查，应于%(due)s前整改）", fault=_(row.fault.label),
             problem=row.problem, office=row.by_office.name, due=row.due_on.isoformat())


def told_with_answer(row: SupervisionFinding, user: User) -> str:
    assert row.reply is not None
    said_ = _("反馈：%(reply)s，%(answer)s", reply=_(row.reply.label), answer=row.answer)
    return f"{told(row, user)} {said_}"


def reason_told(row: Censure, user: User) -> str:
    return f"{_(row.kind.label)} · {row.reason}"


def finding_acts(row: SupervisionFinding, user: User) -> list[ActLink]:
    """Answer, second look, call to account."""
    url, acts = url_for("supervisionfinding.index_view"), []
    if answerable(row, user):
        acts.append(ActLink("answer", _("反馈整改情况"), True, "", f"{url}answer/?id={row.id}"))
    if rechecks(row, user):
        acts.append(ActLink("recheck", _("复查"), True, "", f"{url}recheck/?id={row.id}"))
    if row.voided_at is None and may_write(row, user):
        acts.append(ActLink("censure", _("登记通报约谈"), True, "", url_for("censure.create_view", finding=row.id)))
    return acts


def censure_acts(row: Censure, user: User) -> list[ActLink]:
    if not answerable(row, user):
        return []
    url = url_for("censure.respond_view", id=row.id)
    return [ActLink("respond", _("答复"), True, "", url)]


def others_row(row: SupervisionFinding | Censure) -> None:
    """Why the form does not open: voided, struck off, or another office's."""
    text = _("这条记录由%(office)s登记，您不能修改；已销号或作废的不能再改", office=row.by_office.name)
    flash(text, "warning")


def censures_extra(page: Page, finding: SupervisionFinding) -> Extra:
    """The circulars and talks that rest on a finding."""
    rows = page.session.query(Censure).join(CensureGround).filter(
        CensureGround.finding_id == finding.id, Censure.voided_at.is_(None)).order_by(Censure.censured_on)
    return small(_("通报约谈"), (_("问责方式"), _("通报或约谈日期"), _("事由"), _("答复")), [
        (row.id, (_(row.kind.label), row.censured_on.isoformat(), row.reason, row.response or ""), page_of(row))
        for row in rows
    ], _("没有因此通报或约谈。"))


def grounds_extra(page: Page, censure: Censure) -> Extra:
    """What a censure rests on."""
    rows = []
    for ground in censure.grounds:
        if ground.finding is not None:
            f = ground.finding
            rows.append((ground.id, (f.office.name, _(f.fault.label), f.problem, _(state_of(f).label)), page_of(f)))
        elif ground.alert is not None:
            a = ground.alert
            state = _("未解除") if a.cleared_on is None else _("已解除")
            words = said(Reason(a.clause, a.words, a.values))
            rows.append((ground.id, (a.community.name, _(a.code.label), words, state), url_for("alert.details_view", id=a.id)))
    return small(_("关联事项"), (_("机构"), _("事项"), _("内容"), _("进展")), rows, _("没有关联检查问题或预警。"))


def small(title: str, heads: Sequence[str], rows: Sequence[tuple[int, Sequence[str], str]], empty: str) -> Extra:
    """A table of words, the first of which leads to its record."""
    columns = [Column(str(n), head) for n, head in enumerate(heads)]
    lines = [
        Row(pk, [Cell(text, "text", "", url if n == 0 else None) for n, text in enumerate(texts)])
        for pk, texts, url in rows
    ]
    return Extra(title, Table(columns, lines), None, empty)
