"""The report of the period under /admin/report/: read it, open every figure, submit, accept, reopen it."""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import Form

from access.permissions import Permission as P
from access.permissions import may
from access.traces import leave_trace
from admin import report_page as drawn
from admin.base import Guarded, page
from admin.cells import rules_of_request
from admin.clock import now, today
from admin.fields import Choice, Length, Paragraph
from admin.period import office_asked, offices_to_choose
from admin.takeaway import workbook
from admin.translation import gettext as _
from admin.words import bracketed, listed, said
from documents.report import write_report
from models import Office, User, db
from policy.report_periods import ReportSpan, span_ended, span_named
from policy.report_terms import ReportKind
from policy.rulebook import Rules
from workflow.refusals import Refused
from workflow.report_acts import (
    BENEATH,
    accept,
    may_accept,
    may_reopen,
    may_submit,
    missing_beneath,
    reopen,
    send_back,
    submit,
    to_explain,
)
from workflow.report_build import ADJUSTED, Report, digest_of, report_of, snapshot_of
from workflow.report_changes import since_report

RIGHT: Final = {
    "submit": P.REPORT_SUBMIT, "accept": P.REPORT_ACCEPT, "return": P.REPORT_ACCEPT,
    "reopen": P.REPORT_ACCEPT,
}
DONE: Final = {
    "submit": "已报送", "accept": "已审核锁定", "return": "已退回重报", "reopen": "已重新打开",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address or a form asks for."""

    user: User
    office: Office
    span: ReportSpan
    rules: Rules

    @property
    def params(self) -> dict[str, Any]:
        return {"office": self.office.id, "kind": self.span.kind.value, "period": self.span.name}


@page
class ReportPage(Guarded, BaseView):
    """One office, one period: three tables, twenty rules, and what may be done with it now."""

    to_read = P.LEDGER_EXPORT

    def __init__(self) -> None:
        super().__init__(name="统计报表", category="台账", endpoint="report", url="/admin/report")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        asked = asked_for(request.args)
        return self.show(asked, read(asked))

    @expose("/", methods=("POST",))
    def act(self) -> ResponseReturnValue:
        """`do` says what; a refusal shows the page again, with what was typed."""
        what = request.form.get("do", "")
        if what not in RIGHT:
            abort(400)
        if not may(current_user, RIGHT[what]):
            abort(403)
        asked = asked_for(request.form)
        report = read(asked)
        form = form_for(report)(request.form)
        if form.validate():
            try:
                if request.form.get("seen", "") != seen(report):
                    form.form_errors = [_("数字刚刚有变动，请核对后再办理")]
                else:
                    carry_out(what, asked, report, form)
                    flash(_(DONE[what]), "success")
                    return redirect(url_for(".index", **asked.params))
            except Refused as refused:
                db.session.rollback()
                words = [said(reason) for reason in refused.reasons]
                if refused.field in form:
                    form[refused.field].errors = [*form[refused.field].errors, *words]
                else:
                    form.form_errors = words
        return self.show(asked_for(request.form), read(asked_for(request.form)), form), 422

    @expose("/excel")
    def excel(self) -> ResponseReturnValue:
        """The workbook in the bureau's layout; the taking away is entered in the trail."""
        asked = asked_for(request.args)
        report = read(asked)
        out = TemporaryFile()  # noqa: SIM115  (closed by whoever sends it)
        name = write_report(out, report, since_of(report), asked.user, now())
        leave_trace(
            db.session, "export", "report", path=asked.office.path, office=asked.office.name,
            period=f"{asked.span.kind.value}:{asked.span.name}",
        )
        return workbook(out, name)

    def show(self, asked: Asked, report: Report, form: Any = None) -> str:
        """The page; `form` is what was sent and refused."""
        user, filed = asked.user, report.filed
        since = since_of(report)
        form = form if form is not None else form_for(report)()
        return self.render(
            "pages/report.html",
            choose=chooser(asked), report=report, form=form, seen=seen(report),
            period=drawn.span_words(report.span) + bracketed(f"{report.span.since}—{report.span.until}"),
            parts=drawn.parts(report, user),
            rules=drawn.rule_lines(report.checks), adjusted=drawn.adjustments(report),
            since=since, changed=drawn.changes(since) if since else None,
            causes=drawn.causes(since, user) if since else None,
            beneath=drawn.beneath(db.session(), report), history=drawn.history(db.session(), filed, user),
            explained=explained(report),
            may_submit=not report.held and may_submit(user, report.office),
            over=report.span.until < today(), barred=any(check.blocks for check in report.checks),
            may_accept=report.state.value == "submitted" and may_accept(user, report.office),
            may_reopen=report.state.value == "accepted" and may_reopen(user, report.office),
            params=asked.params, excel_url=url_for(".excel", **asked.params),
        )


def asked_for(typed: Any) -> Asked:
    """Office, kind and period of the request; what cannot be meant gives way to the last month over."""
    user: User = current_user._get_current_object()
    office = office_asked(db.session, user, typed.get("office"))
    rules = rules_of_request(db.session).for_region(office.path)
    kind = next((k for k in ReportKind if k.value == typed.get("kind")), ReportKind.MONTH)
    span = span_named(kind, typed.get("period", ""), rules) or span_ended(kind, today(), rules)
    return Asked(user, office, span, rules)


def read(asked: Asked) -> Report:
    return report_of(db.session(), asked.office, asked.span, asked.rules, today())


def since_of(report: Report) -> Any:
    """What has changed since a held report was submitted; None while it is open."""
    if not report.held or report.filed is None:
        return None
    return since_report(db.session(), report.filed, rules_of_request(db.session), today())


def seen(report: Report) -> str:
    """Which figures the officer has before the eyes."""
    held = report.filed.digest if report.held and report.filed is not None else None
    return held or digest_of(snapshot_of(report))


def carry_out(what: str, asked: Asked, report: Report, form: Any) -> None:
    session, filed = db.session(), report.filed
    if what == "submit":
        words = {
            name.removeprefix("explain_"): field.data or ""
            for name, field in form._fields.items() if name.startswith("explain_")
        }
        submit(session, asked.office, asked.span, words, asked.user, now(), asked.rules)
        return
    if filed is None:
        abort(409)
    reason = form["reason"].data or ""
    if what == "accept":
        accept(session, filed, asked.user, now())
    elif what == "return":
        send_back(session, filed, reason, asked.user)
    else:
        reopen(session, filed, reason, asked.user, asked.rules)


def form_for(report: Report) -> type[Form]:
    """A field for each thing to be explained, and one for the reason of who decides."""
    fields: dict[str, Any] = {"reason": Paragraph(_l("退回或重新打开的原因"), [Length(300)])}
    if not report.held:
        for key in to_explain(db.session(), report):
            fields[f"explain_{key}"] = Paragraph(question(report, key), [Length(300)])
    return type("ReportForm", (Form,), fields)


def question(report: Report, key: str) -> str:
    """What the office is asked to explain, in a sentence."""
    if key == ADJUSTED:
        return _("调整原因：上期审核后的数字有更正")
    if key == BENEATH:
        names = listed(missing_beneath(db.session(), report.office, report.span)[:10])
        return _("下级尚未报齐（%(names)s等），说明情况", names=names)
    return next(said(c.reason) for c in report.checks if str(c.no) == key and c.of_whole)


def explained(report: Report) -> list[tuple[str, str]]:
    """What the office said when it submitted: about which rule, and its words."""
    if report.filed is None:
        return []
    names = {ADJUSTED: _("调整原因"), BENEATH: _("下级未报齐")}
    return [
        (names.get(key) or _("审核关系第%(no)s条", no=key), words)
        for key, words in report.filed.explanations.items()
    ]


def chooser(asked: Asked) -> Any:
    """The form on top: which office, how long, which period."""
    form = type("ReportChooser", (Form,), {
        "office": Choice(_l("机构"), coerce=str), "kind": Choice(_l("报表类型"), coerce=str),
        "period": Choice(_l("报告期"), coerce=str),
    })()
    spans = drawn.spans_to_choose(asked.span.kind, today(), asked.rules)
    if asked.span.name not in {span.name for span in spans}:
        spans = [*spans, asked.span]
    options = {
        "office": offices_to_choose(db.session, asked.user, asked.office),
        "kind": [(kind.value, _(kind.label)) for kind in ReportKind],
        "period": [(span.name, drawn.span_words(span)) for span in spans],
    }
    for name, value in asked.params.items():
        form[name].offer(None)
        form[name].choices = options[name]
        form[name].known = {code: code for code, _label in options[name]}
        form[name].data = str(value)
    return form
