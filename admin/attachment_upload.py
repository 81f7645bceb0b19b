"""Files as they come from a browser, and what is said of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import FileStorage

from admin.lookups import household_or_404
from admin.translation import gettext as _
from admin.words import said
from models import Household, User, db
from models.vault import Vault
from policy.paper_terms import PaperKind
from policy.workdays import WorkCalendar
from workflow.attachments import keep_scan
from workflow.refusals import Refused
from workflow.upload_gate import LARGEST, MOST_AT_ONCE


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file. It is called by its number: names of files name persons."""

    kept: bool
    tone: str
    said: str


def taken_in(
    vault: Vault, household: Household, kind: PaperKind | None, files: Sequence[FileStorage],
    by: User, on: date, calendar: WorkCalendar,
) -> list[Result]:
    """Each file by itself: one that is refused keeps no other out."""
    given = [file for file in files if file.filename]
    if kind is None or not given:
        return [Result(False, "red", _("请先选择材料") if kind is None else _("请选择文件"))]
    if len(given) > MOST_AT_ONCE:
        words = _("一次最多上传%(most)d个文件，现选了%(n)d个：请分几次上传", most=MOST_AT_ONCE, n=len(given))
        return [Result(False, "red", words)]
    household_id = household.id
    return [one(vault, household_id, kind, file, by, on, calendar) for file in given]


def one(
    vault: Vault, household_id: int, kind: PaperKind, file: FileStorage, by: User, on: date,
    calendar: WorkCalendar,
) -> Result:
    household = household_or_404(str(household_id))
    try:
        kept = keep_scan(db.session(), vault, household, kind, file.stream.read(LARGEST + 1), by, on, calendar)
    except Refused as refusal:
        db.session.rollback()
        return Result(False, "red", said(refusal.reasons[0]))
    except OSError:
        db.session.rollback()
        return Result(False, "red", _("存储空间不足或不可写，未保存：请告知系统管理员"))
    page, label = kept.row.page_no, _(kept.row.kind.label)
    if kept.known:
        return Result(True, "yellow", _("与已有的%(kind)s第%(page)d页是同一个文件，没有重复保存", kind=label, page=page))
    return Result(True, "green", _("已保存为%(kind)s第%(page)d页", kind=label, page=page))
