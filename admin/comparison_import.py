"""The pages that bring in a file of comparison results: choose it, look at what it says, store it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from wtforms import FileField

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.cells import CODE_LISTS
from admin.clock import today
from admin.codes import code_rows
from admin.fields import Choice, Day, FileWanted, Length, Required, Text, Tick
from admin.forms import BureauForm, Context, Section
from admin.translation import gettext as _
from admin.words import Cell, Column, Row, household_url, said
from models import ComparisonBatch, User, db
from policy.terms import ComparisonResult as R
from workflow.comparison_files import HEADS, Matched, matched, store, take_in, throw_away
from workflow.refusals import Refused

MOST_SHOWN = 200
WHAT = {"id_no": "身份证号码", "name": "姓名", "result": "比对结果"}
TONES = {R.HIT: "red", R.SUSPECT: "yellow", R.NO_HIT: "green", R.NO_DATA: "none", R.FAILED: "none"}


def sources(context: Context) -> list[tuple[str, str]]:
    return [(code, name) for code, name, valid in code_rows(context.session, CODE_LISTS["source"]) if valid]


class UploadForm(BureauForm):
    """Which source answered, when, on what legal basis, and its file."""

    source = Choice(_l("数据来源"), [Required()], options=sources, blank="请选择")
    data_on = Day(_l("比对日期"), [Required()])
    basis = Text(_l("查询依据"), [Required(), Length(200)], description=_l("授权书、部门信息共享协议等"))
    hits_only = Tick(_l("文件只列命中人员（未列出的在审和在册人员记为未命中）"))
    file = FileField(_l("文件"), [FileWanted()], description=_l(".xlsx、.xls或.csv，首行为表头，须有“身份证号码”一列，最多5000行"))


class ComparisonImport:
    """For the comparison view."""

    @expose("/import/", methods=("GET", "POST"))
    def import_view(self) -> ResponseReturnValue:
        """Choose the file; what it says is shown on the next page, nothing is stored yet."""
        allowed()
        view: Any = self
        user: User = current_user._get_current_object()
        posted = request.method == "POST"
        form = UploadForm(request.form if posted else None, data={"data_on": today()})
        form.prepare(Context(db.session(), user, today()), {})
        if posted and form.validate():
            given = request.files.get("file")
            data = given.read() if given else b""
            if not data:
                form.refuse("file", [_("请选择文件")])
            else:
                batch = ComparisonBatch(
                    source=form.source.data, data_on=form.data_on.data, basis=form.basis.data,
                    hits_only=bool(form.hits_only.data), file_name=(given.filename or "")[:200],  # type: ignore[union-attr]
                )
                try:
                    take_in(db.session(), batch, data, user, today())
                    return redirect(url_for(".import_batch_view", batch_id=batch.id))
                except Refused as refusal:
                    db.session.rollback()
                    form.refuse(refusal.field, [said(reason) for reason in refusal.reasons])
        return view.render(
            "admin/model/create.html", form=form, version=None, household=None,
            sections=[Section("", _("比对文件"), ("source", "data_on", "basis", "hits_only", "file"),
                              _("先显示比对到的人员，确认后才入库。比对结果只是线索，由街道人工判定。"))],
            heading=_("导入比对结果"), return_url=view.home, save_label=_("读取文件"),
        ), (422 if posted else 200)

    @expose("/import/<int:batch_id>", methods=("GET", "POST"))
    def import_batch_view(self, batch_id: int) -> ResponseReturnValue:
        """What the file says of whom; other columns may be named, then it is stored or thrown away."""
        allowed()
        view: Any = self
        batch = waiting(batch_id)
        session, user = db.session(), current_user._get_current_object()
        do = request.form.get("do", "") if request.method == "POST" else ""
        problem = ""
        if do == "discard":
            throw_away(session, batch)
            flash(_("已放弃，未入库"), "info")
            return redirect(view.home)
        if do:
            batch.mapping = named(request.form, batch)
        try:
            found = matched(session, batch)
            if do == "store":
                stored = store(session, batch, user, today())
                flash(_("已入库%(n)d条，批次%(number)s", n=stored, number=batch.number), "success")
                return redirect(view.home)
            if do:
                session.commit()
        except Refused as refusal:
            session.rollback()
            found, problem = Matched(), said(refusal.reasons[0])
        return view.render(
            "admin/comparison_import.html", page=page_of(batch, found, problem, user),
            return_url=view.home,
        ), (422 if problem else 200)


def allowed() -> None:
    if not may(current_user, P.CHECK_WRITE):
        abort(403)


def waiting(batch_id: int) -> ComparisonBatch:
    """The batch, if it waits and lies in the officer's area; else 404."""
    row = db.session.scalars(
        select(ComparisonBatch).where(
            ComparisonBatch.id == batch_id, ComparisonBatch.pending.is_not(None)
        )
    ).one_or_none() if batch_id < 2**31 else None
    if row is None:
        abort(404)
    return row


def named(posted: Any, batch: ComparisonBatch) -> dict[str, int | None]:
    """The columns the officer names; what cannot be meant is no column."""
    heads = heads_of(batch)
    picked = {what: posted.get(what, "") for what in HEADS}
    return {
        what: int(text) if text.isdigit() and len(text) < 4 and int(text) < len(heads) else None
        for what, text in picked.items()
    }


def heads_of(batch: ComparisonBatch) -> list[str]:
    heads: list[str] = json.loads(batch.pending or "[[], []]")[0]
    return heads


def page_of(batch: ComparisonBatch, found: Matched, problem: str, user: User) -> dict[str, Any]:
    """What the template lays out: figures, the columns to choose, whom it found, what it could not read."""
    counts = Counter(line.result for line in found.found)
    counts[R.NO_HIT] += len(found.unlisted)
    heads = heads_of(batch)
    return {
        "number": batch.number, "file": batch.file_name, "rows": batch.rows, "problem": problem,
        "figures": [(_(result.label), counts[result], TONES[result]) for result in R if counts[result]]
        + [(_("辖区内无此人"), found.elsewhere, "none"), (_("无法使用的行"), len(found.problems), "none")],
        "choices": [
            (what, _(label), batch.mapping.get(what), list(enumerate(heads))) for what, label in WHAT.items()
        ],
        "ready": bool(found.found or found.unlisted),
        "found": (
            [Column("0", _("成员"), "person"), Column("1", _("比对结果"), "status"), Column("2", _("命中内容"))],
            [
                Row(line.row, [
                    Cell(shown(user, "name", line.member.name), "person", line.member.household.family_no,
                         household_url(line.member.household_id, tab="checks")),
                    Cell(_(line.result.label), "status", "", None, TONES[line.result], TONES[line.result]),
                    Cell(line.details),
                ])
                for line in found.found[:MOST_SHOWN] if line.member is not None
            ],
        ),
        "problems": (
            [Column("0", _("行"), "num"), Column("1", _("姓名")), Column("2", _("原因"))],
            [Row(n, [Cell(line.row, "num"), Cell(shown(user, "name", line.name)), Cell(_(line.problem))])
             for n, line in enumerate(found.problems[:MOST_SHOWN])],
        ),
    }
