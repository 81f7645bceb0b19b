"""Composing a ledger of the office's own (自定义台账): columns, conditions, order, a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_login import current_user

from access.permissions import Permission as P
from access.permissions import may
from admin.base import page
from admin.codes import code_rows
from admin.filters import whole_number
from admin.guarded import Guarded
from admin.translation import gettext as _
from admin.words import said
from documents.ledgers import LEDGERS, Ledger
from documents.selection import By, Narrow, checked, name_of, narrows
from models import LedgerSelection, User, db
from workflow.ledger_saves import delete, may_change, save, selection_of, selections_for
from workflow.refusals import Refused

OWN: Final = "own-"
"""How the page of the ledgers names a selection: own-7."""


def selections_shown(user: User) -> list[dict[str, Any]]:
    """What this officer may use, for the page of the ledgers."""
    return [
        {
            "value": f"{OWN}{saved.id}", "name": saved.name, "office": saved.office.name,
            "title": _(LEDGERS[saved.ledger].title), "columns": len(saved.choice["columns"]) + 1,
            "narrowed": len(saved.choice["filters"]), "shared": saved.shared,
            "edit_url": url_for("ledger_own.compose", ledger=saved.ledger, selection=saved.id)
            if may_change(saved, user) else "",
        }
        for saved in selections_for(db.session(), user)
        if saved.ledger in LEDGERS and may(user, LEDGERS[saved.ledger].right)
    ]


@page
class OwnLedgers(Guarded, BaseView):
    """One form: which columns, which rows, in which order, under which name, for whom."""

    to_read = P.LEDGER_COMPOSE

    def __init__(self) -> None:
        super().__init__(name="自定义台账", endpoint="ledger_own", url="/admin/ledger/own")

    def is_visible(self) -> bool:
        return False

    @expose("/")
    def compose(self) -> ResponseReturnValue:
        saved = saved_one(request.args.get("selection"))
        ledger = ledger_asked(saved.ledger if saved else request.args.get("ledger", ""))
        whole = {"columns": [name_of(column) for column in ledger.columns[1:]], "filters": {},
                 "order": "", "descending": False}
        return self.show(ledger, saved, saved.name if saved else "",
                         saved.choice if saved else whole, bool(saved and saved.shared))

    @expose("/", methods=("POST",))
    def keep(self) -> ResponseReturnValue:
        """Save or delete; a refusal comes back with all that was typed."""
        form, user = request.form, current_user._get_current_object()
        saved = saved_one(form.get("selection"))
        ledger = ledger_asked(saved.ledger if saved else form.get("ledger", ""))
        choice, shared = typed(ledger, form), "shared" in form
        try:
            if form.get("do") == "delete" and saved is not None:
                delete(db.session(), user, saved)
                flash(_("已删除"), "info")
            else:
                kept = checked(ledger, choice)
                save(db.session(), user, saved, ledger=ledger.name, name=form.get("name", ""),
                     choice=kept, shared=shared)
                flash(_("已保存，可在“自定义台账”中下载"), "success")
        except Refused as refused:
            db.session.rollback()
            problems = [(refused.field or "", said(reason)) for reason in refused.reasons]
            page = self.show(ledger, saved_one(form.get("selection")), form.get("name", ""), choice,
                             shared, problems)
            return page, 422
        return redirect(url_for("ledger.index"))

    def show(
        self, ledger: Ledger, saved: LedgerSelection | None, name: str, choice: dict[str, Any],
        shared: bool, problems: Sequence[tuple[str, str]] = (),
    ) -> str:
        may = narrows(ledger)
        groups: dict[str, list[tuple[str, str]]] = {}
        for column in ledger.columns[1:]:
            groups.setdefault(column.head.group or _("其他"), []).append(
                (name_of(column), column.head.text)
            )
        wanted = choice["columns"]
        return self.render(
            "pages/ledger_own.html", title=_(ledger.title), ledger=ledger.name,
            selection=saved.id if saved else "", name=name, shared=shared, groups=groups,
            wanted=wanted, problems=problems, order=choice["order"],
            descending=choice["descending"], orders=list(may),
            conditions=[condition(narrow, choice["filters"].get(head, {}))
                        for head, narrow in may.items()],
            places={head: n + 1 for n, head in enumerate(wanted)},
        )


def condition(narrow: Narrow, asked: dict[str, Any]) -> dict[str, Any]:
    """One condition as the form shows it."""
    options: list[tuple[str, str]] = [(str(term.value), _(term.label)) for term in narrow.terms]
    if narrow.by is By.YES:
        options = [("1", _("是")), ("0", _("否"))]
    if narrow.codes:
        options = [(code, name) for code, name, valid in code_rows(db.session(), narrow.codes) if valid]
    return {"head": narrow.head, "by": narrow.by.value, "options": options,
            "chosen": asked.get("in", ()), "from": asked.get("from", ""), "to": asked.get("to", "")}


def typed(ledger: Ledger, form: Any) -> dict[str, Any]:
    """The choice as it was typed; only what this form can ask is read."""
    known = [name_of(column) for column in ledger.columns[1:]]
    ticked = [head for head in form.getlist("column") if head in known]
    places = {head: whole_number(form.get(f"place:{head}", "")) or 999 for head in ticked}
    columns = sorted(dict.fromkeys(ticked), key=lambda head: places[head])
    filters = {}
    for head in narrows(ledger):
        asked: dict[str, Any] = {end: form.get(f"{end}:{head}", "")[:40] for end in ("from", "to")}
        asked["in"] = form.getlist(f"in:{head}")
        if any(asked.values()):
            filters[head] = asked
    return {"columns": columns, "filters": filters, "order": form.get("order", "")[:60],
            "descending": "descending" in form}


def saved_one(text: str | None) -> LedgerSelection | None:
    """The selection a parameter names, if this officer may change it; 404 for any other."""
    if not text:
        return None
    user = current_user._get_current_object()
    saved = selection_of(db.session(), user, whole_number(text) or 0)
    if saved is None or not may_change(saved, user):
        abort(404)
    return saved


def ledger_asked(name: str) -> Ledger:
    if name not in LEDGERS or not may(current_user, LEDGERS[name].right):
        abort(404)
    return LEDGERS[name]
