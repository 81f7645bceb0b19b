"""The catalogue of comparison sources (比对来源): owner, what a hit says and means, validity, basis."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_login import current_user

from access.permissions import Permission as P
from admin.base import page
from admin.cells import CODE_LISTS, rules_of_request
from admin.clock import today
from admin.codes import code_rows
from admin.guarded import Guarded
from admin.translation import gettext as _
from admin.words import Cell, Column, Row
from models import db
from policy.parameters import COMPARISON_FRESH
from policy.sources import SOURCES

HEADS = ("数据来源", "主管部门", "命中表示", "如何看待", "查询依据")


@page
class ComparisonSources(Guarded, BaseView):
    """Read by whoever reads comparison results."""

    to_read = P.PERSONAL_READ

    def __init__(self) -> None:
        super().__init__(
            name="比对来源", category="系统", endpoint="comparison_source",
            url="/admin/comparison-source",
        )

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Every source the bureau asks; those the list no longer offers are left out."""
        rules = rules_of_request(db.session).for_region(current_user.office.path)
        rows = [
            Row(n, [
                Cell(name, "text", code),
                *(Cell(_(text)) for text in (about.owner, about.finding, about.meaning, about.basis)),
            ])
            for n, (code, name, valid) in enumerate(code_rows(db.session, CODE_LISTS["source"]), 1)
            if valid and (about := SOURCES.get(code))
        ]
        columns = [Column(str(n), _(head), "text") for n, head in enumerate(HEADS)]
        return self.render(
            "pages/comparison_sources.html", columns=columns, rows=rows,
            days=rules.at(COMPARISON_FRESH, today()),
        )
