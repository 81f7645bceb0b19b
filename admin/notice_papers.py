"""The publicity notice to print: of one posting, of what a street posted for one period, of what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_login import current_user
from sqlalchemy import select

from access.permissions import may
from admin.clock import today
from admin.details import ActLink
from admin.panel import may_add
from admin.takeaway import pdf
from admin.translation import gettext as _
from admin.words import back_to, household_url
from documents.notice_sheet import notice_sheets
from documents.typeset import Unprintable
from models import Attachment, Publicity, User, db
from policy.paper_terms import PaperKind

PAPER: Final = "paper"
MOST: Final = 200


class NoticePapers:
    """For the view of postings: their sheets as PDF, singly and together."""

    def init_actions(self) -> None:
        super().init_actions()  # type: ignore[misc]
        self._actions.append((PAPER, "打印所选公示单"))  # type: ignore[attr-defined]
        self._actions_data[PAPER] = (chosen_sheets, "打印所选公示单", None)  # type: ignore[attr-defined]

    def is_action_allowed(self, name: str) -> bool:
        if name == PAPER:
            return may(current_user, self.to_read)  # type: ignore[attr-defined]
        return bool(super().is_action_allowed(name))  # type: ignore[misc]

    @expose("/paper/")
    def paper(self) -> ResponseReturnValue:
        """One posting; with `together=1` all of its street for the same period, on one sheet."""
        row = self.get_one(request.args.get("id", ""))  # type: ignore[attr-defined]
        rows = beside(row) if request.args.get("together") == "1" else [row]
        return sheets_of(rows)

    def decisions(self, row: Publicity, user: User) -> Sequence[ActLink]:
        """What the page of a posting leads to; a photo of the board is kept with the household's papers."""
        photo = household_url(row.household_id, tab="attachments", paper=PaperKind.POSTING.value)
        return [
            *([ActLink("photo", _("上传公示照片"), True, "", f"{photo}#upload-head")] if may_add(Attachment, row.household, user) else []),
            ActLink("paper", _("公示单（PDF）"), True, "", paper_url(row)),
            ActLink("together", _("本街道同期公示单（PDF）"), True, "", paper_url(row, together=1)),
        ]


def paper_url(row: Publicity, **query: Any) -> str:
    return url_for("publicity.paper", id=row.id, **query)


def beside(row: Publicity) -> list[Publicity]:
    """What the same street posted on the same day for the same period, this one among them."""
    found = db.session.scalars(
        select(Publicity)
        .where(
            Publicity.street_id == row.street_id, Publicity.posted_on == row.posted_on,
            Publicity.until == row.until, Publicity.complaint_phone == row.complaint_phone,
            Publicity.taken_down_on.is_(None) if row.taken_down_on is None else Publicity.id == row.id,
        )
        .order_by(Publicity.id).limit(MOST)
    )
    return list(found)


def chosen_sheets(ids: Sequence[str]) -> ResponseReturnValue:
    """The postings chosen in the list, those of one street and period together; 404 for a foreign one."""
    if not ids or len(ids) > MOST:
        flash(_("请选择要打印的公示，一次最多%(n)d件", n=MOST), "error")
        return redirect(back_to(url_for("publicity.index_view")))
    rows = db.session.scalars(
        select(Publicity).where(Publicity.id.in_([int(i) for i in ids if int(i) < 2**31]))
    ).all()
    if len(rows) != len(ids):
        abort(404)
    return sheets_of(rows)


def sheets_of(rows: Sequence[Publicity]) -> ResponseReturnValue:
    """The PDF; where the fonts lack a character or nothing of ours was posted, a sentence and the way back."""
    back = redirect(back_to(url_for("publicity.index_view")))
    try:
        made = notice_sheets(rows)
    except Unprintable as lacking:
        words = _("字体中没有“%(characters)s”，不能打印：请按原字手写张贴", characters=lacking.characters)
        flash(words, "error")
        return back
    except ValueError:
        flash(_("这一公示不是由系统生成的内容，没有可打印的公示单"), "error")
        return back
    return pdf(made, _("零就业家庭认定公示%(on)s.pdf", on=f"{today():%Y%m%d}"))
