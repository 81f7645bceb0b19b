"""The page of the officers' loads (专人包保): what each has in hand, who has too much, who is no longer there."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_login import current_user

from access.permissions import Permission as P
from access.permissions import may
from admin.cells import rules_of_request
from admin.clock import today
from admin.translation import gettext as _
from admin.words import Cell, Column, Row
from models import User, db
from workflow.loads import Load, loads

HEADS = (
    ("帮扶责任人", "person"), ("所在机构", "text"), ("负责户数", "num"), ("待办诉求", "num"), ("待完成措施", "num"),
    ("其中逾期", "num"), ("负荷", "bool"), ("在岗", "bool"), ("操作", "text"),
)


def may_look(user: User) -> bool:
    """Whoever gives families to officers, and whoever supervises those."""
    return may(user, P.HOUSEHOLD_ASSIGN) or may(user, P.TARGET_READ)


def load_table() -> dict[str, Any]:
    """Columns and rows of the officers of the area; families and measures open their lists."""
    user: User = current_user._get_current_object()
    found = loads(db.session(), user.office, today(), rules_of_request(db.session))
    hands_over = may(user, P.HOUSEHOLD_ASSIGN)
    heads = HEADS if hands_over else HEADS[:-1]
    columns = [Column(str(n), _(head), kind) for n, (head, kind) in enumerate(heads)]
    heavy = sum(load.heavy for load in found)
    return {
        "columns": columns, "rows": [load_row(load, hands_over) for load in found],
        "note": _("%(n)d人负荷过重：负责户数超过上限。可从家庭档案列表成批改派。", n=heavy) if heavy else "",
    }


def load_row(load: Load, hands_over: bool) -> Row:
    families = url_for("household.index_view", officer=load.officer_id) if load.families else None
    measures = url_for("plan_measure.index_view", owner=load.officer_id, todo="open") if load.measures else None
    heavy = Cell(_("过重"), "bool", tone="no") if load.heavy else Cell(_("正常"), "bool", tone="yes")
    gone = Cell(_("已停用或调离"), "bool", tone="no") if load.gone else Cell(_("在岗"), "bool", tone="yes")
    cells = [
        Cell(load.name, "person"), Cell(load.office), Cell(f"{load.families}/{load.most}", "num", "", families),
        Cell(load.tickets, "num"), Cell(load.measures, "num", "", measures), Cell(load.overdue, "num"),
        heavy, gone,
    ]
    if hands_over:
        url = url_for("household.handover_form_view", officer_id=load.officer_id) if load.families else None
        cells.append(Cell(_("移交") if url else "", "text", "", url))
    return Row(load.officer_id, cells)
