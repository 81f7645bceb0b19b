"""The certificate of fulfilment (承诺兑现证明, 四（三）) of one household, as a page to be printed; not sealed."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_login import current_user

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from access.traces import leave_trace
from admin.cells import Page
from admin.clock import today
from admin.lookups import household_or_404
from admin.translation import gettext as _
from admin.words import Cell, Column, Row, Table, household_url, reason_line
from models import Household, User, db
from policy.assistance import OWED
from workflow.promises import Account, Line, account_of


class Certificate:
    """For the household view: the paper if the promise was kept, else the reason why there is none."""

    @expose("/certificate/<int:row_id>")
    def certificate_view(self, row_id: int) -> ResponseReturnValue:
        if not may(current_user, P.NAME_READ):
            abort(403)
        household = household_or_404(str(row_id))
        user: User = current_user._get_current_object()
        page = Page(db.session, user, today())
        rules = page.rules_in(household.county_id)
        account = account_of(db.session(), household, page.on, rules, page.calendar)
        view: Any = self
        text = view.render(
            "admin/certificate.html", household=household, account=account, on=page.on.isoformat(),
            name=shown(user, "name", household.head_name), table=given_table(page, account),
            reasons=[reason_line(reason) for reason in account.verdict.objections],
            officer=officer_of(household), back=household_url(household.id, tab="services"),
        )
        leave_trace(db.session, "certificate", f"household:{household.id}", path=household.lies_under)
        return text


def officer_of(household: Household) -> str:
    """Who was in charge, and of which office."""
    officer = household.assigned_to
    return f"{officer.name}（{officer.office.name}）" if officer else ""


def given_table(page: Page, account: Account) -> Table:
    """By member: what was given of each kind out of what was promised, and the work found."""
    columns = [Column("name", _("成员"))]
    columns += [Column(kind.value, _(kind.label), "num") for kind in OWED]
    columns += [Column("job", _("实现就业")), Column("on", _("就业日期"), "date")]
    return Table(columns, [given_row(page, account, line) for line in account.lines])


def given_row(page: Page, account: Account, line: Line) -> Row:
    job = line.job
    words = "，".join(filter(None, (_(job.form.label), job.employer, job.job))) if job else _("未登记就业")
    return Row(line.member.id, [
        Cell(shown(page.user, "name", line.member.name)),
        *(Cell(f"{line.given[kind]}/{account.promised[kind]}", "num") for kind in OWED),
        Cell(words), Cell(job.started_on.isoformat() if job else "", "date"),
    ])
