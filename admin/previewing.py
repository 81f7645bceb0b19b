"""What a new row would change, shown before it is stored: the second POST carries the preview's hash."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from admin.forms import BureauForm
from admin.saving import WrittenView
from admin.translation import gettext as _
from models import Household, User, db


class Previewed(Exception):
    """Nothing is stored yet: the officer has to see first what would change."""

    def __init__(self, page: dict[str, Any]) -> None:
        super().__init__(page["hash"])
        self.page = page


def shown_before(page: dict[str, Any]) -> None:
    """Raise Previewed unless the form comes from the page that showed this very effect."""
    if request.form.get("previewed") != page["hash"]:
        raise Previewed(page)


class PreviewedView(WrittenView):
    """A table whose new rows are shown with their effect first, and never edited afterwards."""

    can_edit = False

    def may_edit(self, row: Any, user: User) -> bool:
        return False

    def stored(self, row: Any, form: BureauForm, user: User) -> bool:
        try:
            return super().stored(row, form, user)
        except Previewed as first:
            db.session.rollback()
            form.preview = first.page  # type: ignore[attr-defined]
            return False

    def form_page(
        self, kind: str, form: BureauForm, household: Household | None, row: Any, status: int
    ) -> ResponseReturnValue:
        seen = getattr(form, "preview", None)
        if seen is None:
            return super().form_page(kind, form, household, row, status)
        return self.render(
            "admin/decree.html", form=form, sections=self.sections_shown(), preview=seen,
            heading=_("核对影响"), save_label=_("确认保存"), return_url=self.back(None),
        ), 200
