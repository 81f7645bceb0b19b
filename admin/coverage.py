"""Which offices beneath one's own have no plan of assistance in force (层层建立): by level, and by name."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_login import current_user
from sqlalchemy import select

from admin.arguments import whole_number
from admin.clock import today
from admin.filters import Args, Narrowing, Shown, office_within
from admin.filters_plans import Hidden
from admin.translation import gettext as _
from admin.words import Cell, Column, Row
from models import ContingencyPlan, Office, User, db
from policy.terms import Level
from workflow.contingency import BENEATH, Coverage, coverage, in_force, without_plan

SHOWN = 500


class EditionFilter(Hidden):
    """`edition=own`: of the officer's own office; `edition=area`: of it and all beneath; `edition=now`: those that lead today."""

    def __init__(self) -> None:
        super().__init__("edition", "版次")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        wanted = asked.get(self.name, "")
        if wanted == "own":
            to.conditions.append(ContingencyPlan.office_id == to.user.office_id)
            to.chips.append((_("本机构"), (self.name,)))
        elif wanted == "area" and to.area is not None:
            below = select(Office.id).where(Office.path.startswith(to.area.path))
            to.conditions.append(ContingencyPlan.office_id.in_(below))
            to.chips.append((_("本辖区"), (self.name,)))
        elif wanted == "now":
            to.conditions.append(in_force(to.on))
            to.chips.append((_("执行中"), (self.name,)))
        else:
            return None
        to.params[self.name] = wanted
        return None


class Coverings:
    """For the view of the plans: the page of the offices, and the list behind each of its numbers."""

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        return _("层层建立情况"), url_for("contingency_plan.coverage_view")

    @expose("/coverage/")
    def coverage_view(self) -> ResponseReturnValue:
        """`office` within the officer's area, 404 elsewhere; `level` asks for the names."""
        user: User = current_user._get_current_object()
        number = whole_number(request.args.get("office", ""))
        office = office_within(db.session(), number, user.office.area) if number else user.office
        level = next((one for one in BENEATH if one.value == request.args.get("level")), None)
        view: Any = self
        if request.args.get("level") and level is None:
            abort(404)
        page = names(office, level) if level else numbers(office)
        up = None if office.id == user.office_id else office.parent_id
        return view.render("admin/coverage.html", office=office, up=up, return_url=view.home, **page)


def numbers(office: Office) -> dict[str, Any]:
    """Each office beneath with how many of each level have no plan; every number opens their names."""
    found = coverage(db.session(), office, today())
    levels = [level for level in BENEATH if any(level in c.offices for c in found)]
    columns = [Column("office", _("机构"), "person"), Column("own", _("本机构预案"), "bool")]
    columns += [Column(level.value, _("无预案的%(level)s", level=_(level.label)), "num") for level in levels]
    rows = [number_row(one, levels, is_top=one.office is office) for one in found]
    return {"columns": columns, "rows": rows, "level": None}


def number_row(one: Coverage, levels: list[Level], *, is_top: bool) -> Row:
    beneath = bool(one.offices) and not is_top
    url = url_for("contingency_plan.coverage_view", office=one.office.id) if beneath else None
    own = Cell(_("有"), "bool", tone="yes") if one.has_plan else Cell(_("无"), "bool", tone="no")
    return Row(one.office.id, [
        Cell(one.office.name, "person", _("合计") if is_top else _(one.office.level.label), url), own,
        *(number_cell(one, level) for level in levels),
    ])


def number_cell(one: Coverage, level: Level) -> Cell:
    if level not in one.offices:
        return Cell("—", "num")
    bare, total = one.without.get(level, 0), one.offices[level]
    url = url_for("contingency_plan.coverage_view", office=one.office.id, level=level.value)
    return Cell(f"{bare}/{total}", "num", "", url if bare else None)


def names(office: Office, level: Level) -> dict[str, Any]:
    """The offices of that level beneath the office that have none."""
    found = without_plan(db.session(), office, level, today())
    columns = [Column("office", _("机构"), "text"), Column("parent", _("上级机构"), "text")]
    rows = [Row(o.id, [Cell(o.name), Cell(o.parent.name if o.parent else "")]) for o in found[:SHOWN]]
    more = len(found) - len(rows)
    return {"columns": columns, "rows": rows, "level": level, "total": len(found), "more": more}
