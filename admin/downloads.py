"""The ledgers (台账) to take away: choose one, an office and a period; unmasked only for a reason."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import Form

from access.permissions import Permission as P
from access.permissions import may
from admin.base import page
from admin.borders import outside_the_queue
from admin.clock import now, today
from admin.fields import Length, Paragraph, Tick
from admin.filters import whole_number
from admin.guarded import Guarded
from admin.ledger_compose import OWN, selections_shown
from admin.ledger_exports import MOST_AT_ONCE, begin_export, exports_shown
from admin.period import fill, office_asked, period_fields
from admin.takeaway import workbook
from admin.words import said
from documents.ledgers import (
    LEDGERS,
    Ledger,
    count_of,
    demand_right,
    ledger_named,
    write_ledger,
)
from documents.selection import chosen
from models import Office, User, db
from workflow.calendar import work_calendar
from workflow.ledger_saves import selection_of
from workflow.refusals import Refused

FIELDS = {"until": "to", "full": "unmasked"}
"""Names of write_ledger's arguments that the form calls otherwise."""


@page
class Ledgers(Guarded, BaseView):
    """One page: the range above, a button for each ledger beneath."""

    to_read = P.LEDGER_EXPORT

    def __init__(self) -> None:
        super().__init__(name="台账", category="台账", endpoint="ledger", url="/admin/ledger")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        user: User = current_user._get_current_object()
        form, _office = form_of(user, request.args)
        return self.show(form)

    @expose("/", methods=("POST",))
    @outside_the_queue
    def download(self) -> ResponseReturnValue:
        """The page's buttons: the ledger is named in the form."""
        return self.hand_out(request.form.get("ledger", ""))

    @expose("/<ledger>", methods=("POST",))
    @outside_the_queue
    def download_named(self, ledger: str) -> ResponseReturnValue:
        return self.hand_out(ledger)

    def hand_out(self, name: str) -> ResponseReturnValue:
        """The file, or where it will be; else the page again, a sentence at the field."""
        user: User = current_user._get_current_object()
        which, choice = asked_for(user, name, request.form)
        form, office = form_of(user, request.form)
        if not form.validate():
            return self.show(form), 422
        full = bool(may_unmask(user) and form["unmasked"].data)
        reason = form["reason"].data or "" if may_unmask(user) else ""
        since, until = form["from"].data, form["to"].data
        out = TemporaryFile()  # noqa: SIM115  (closed by whoever sends it)
        try:
            which = ledger_named(which) if isinstance(which, str) else which
            demand_right(user, office, since, until, full, reason.strip(), which.right)
            rows = count_of(db.session(), which, office, since, until)
            if rows > MOST_AT_ONCE:
                out.close()
                return begin_export(user, office, ledger=which.name, selection=choice, since=since,
                                    until=until, full=full, reason=reason.strip(), rows=rows)
            file = write_ledger(
                db.session(), which, by=user, office=office, since=since, until=until, out=out,
                full=full, reason=reason, at=now(), calendar=work_calendar(db.session),
            )
        except Refused as refused:
            out.close()
            words = [said(reason) for reason in refused.reasons]
            field = FIELDS.get(refused.field or "", refused.field or "")
            if field in form:
                form[field].errors = [*form[field].errors, *words]
            else:
                form.form_errors = [*form.form_errors, *words]
            return self.show(form), 422
        return workbook(out, file.filename)

    def show(self, form: Any) -> str:
        user: User = current_user._get_current_object()
        ledgers = [
            (ledger.name, _(ledger.title), _(ledger.what), len(ledger.columns))
            for ledger in LEDGERS.values() if may(current_user, ledger.right)
        ]
        return self.render(
            "pages/ledgers.html", form=form, ledgers=ledgers, selections=selections_shown(user),
            exports=exports_shown(user), may_compose=may(user, P.LEDGER_COMPOSE),
        )


def asked_for(user: User, name: str, typed: Any) -> tuple[str | Ledger, dict[str, Any] | None]:
    """The ledger a button names: one of the house, or a selection this officer may use; else 404."""
    if name.startswith(OWN):
        saved = selection_of(db.session(), user, whole_number(name.removeprefix(OWN)) or 0)
        if saved is None:
            abort(404)
        choice = {"name": saved.name, "choice": saved.choice}
        return chosen(ledger_named(saved.ledger), saved.name, saved.choice), choice
    if name not in LEDGERS:
        abort(404)
    return name, None


def form_of(user: User, typed: Any) -> tuple[Any, Office]:
    """The range; unmasking is asked of those alone who may."""
    office = office_asked(db.session, user, typed.get("office"))
    fields = period_fields()
    if may_unmask(user):
        fields["unmasked"] = Tick(
            _l("显示完整个人信息"), description=_l("须写明理由；导出人、时间、理由和文件摘要留痕")
        )
        fields["reason"] = Paragraph(_l("导出完整信息的理由"), [Length(500)])
    form = type("LedgerForm", (Form,), fields)(typed)
    fill(form, db.session, user, office, today())
    return form, office


def may_unmask(user: User) -> bool:
    return may(user, P.LEDGER_EXPORT_FULL) and may(user, P.UNMASK)
