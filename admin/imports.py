"""The pages of bringing a file in (导入): choose it, see what it would change, confirm, result, undo.

A large file is worked off in parts, one a request: the page goes on by itself, may be left, and is
found again in the list of batches. What a batch may do next is workflow.imports' business.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from wtforms import FileField

from access.audit import note
from access.permissions import Permission as P
from access.permissions import may
from admin.base import Guarded, page
from admin.borders import outside_the_queue
from admin.cells import calendar_of_request
from admin.clock import now, today
from admin.fields import Choice, FileWanted, Required
from admin.fields_personal import Reference
from admin.forms import BureauForm, Context, Section
from admin.import_pages import batch_page, named, state_words
from admin.lookups import find_office
from admin.takeaway import workbook
from admin.translation import gettext as _
from admin.words import said
from documents.import_template import write_template
from documents.marked_workbook import RESULTS, write_marked
from models import ImportBatch, Office, User, db
from models.engine import writing
from policy.import_terms import ImportKind, ImportState
from workflow import imports
from workflow.import_findings import marks_of
from workflow.import_kinds import KINDS
from workflow.import_undo import undo
from workflow.refusals import Refused

SECONDS: Final = 8.0
"""How long one request works on a batch before the page comes back with how far it is."""
MARKED: Final = (ImportState.CHECKED, ImportState.STORING, ImportState.STORED)


def kinds_open(context: Context) -> list[tuple[str, str]]:
    return [(kind.value, _(kind.label)) for kind in ImportKind if imports.may_prepare(kind, context.user)]


class UploadForm(BureauForm):
    """What the file holds, whose households it is about, and the file."""

    kind = Choice(_l("导入内容"), [Required()], options=kinds_open, blank="请选择")
    target_id = Reference(
        _l("导入到"), [Required()], find=find_office, lookup="office",
        description=_l("选社区则全部导入该社区；选上级机构则按表中“所属社区”一列分到各社区"),
    )
    file = FileField(_l("文件"), [FileWanted()], description=_l(".xlsx、.xls或.csv（UTF-8、GB18030、UTF-16），最大12MB；不含宏和密码"))


@page
class Imports(Guarded, BaseView):
    """Bringing in a file, and what became of it."""

    to_read = P.SERVICE_WRITE

    def __init__(self) -> None:
        super().__init__(name="导入", category="台账", endpoint="import", url="/admin/import")

    @expose("/", methods=("GET", "POST"))
    @outside_the_queue
    def index(self) -> ResponseReturnValue:
        """Choose a file; it is looked at on the next page, nothing is stored yet."""
        user: User = current_user._get_current_object()
        posted = request.method == "POST"
        form = UploadForm(request.form if posted else None, data={"target_id": user.office_id})
        form.prepare(Context(db.session(), user, today()), {}, "/admin/importbatch/")
        if posted and form.validate():
            given = request.files.get("file")
            data = given.read() if given else b""
            if given is None or not given.filename:
                form.refuse("file", [_("请选择文件")])
            else:
                try:
                    target = db.session.get_one(Office, form.target_id.data)
                    batch = imports.take_in(
                        db.session(), ImportKind(form.kind.data), target, given.filename, data, user  # type: ignore[call-arg]
                    )
                    self.go_on(batch.id)
                    return redirect(url_for(".batch", batch_id=batch.id))
                except Refused as refusal:
                    db.session.rollback()
                    form.refuse(refusal.field, [said(reason) for reason in refusal.reasons])
        waiting = db.session.scalars(
            select(ImportBatch).where(
                ImportBatch.state.in_((ImportState.CHECKING, ImportState.CHECKED, ImportState.STORING))
            ).order_by(ImportBatch.id.desc()).limit(10)
        ).all()
        return self.render(
            "admin/import.html", form=form, waiting=waiting, state_words=state_words, version=None, household=None,
            templates=[(kind.value, _(kind.label)) for kind in ImportKind if imports.may_prepare(kind, user)],
            sections=[Section("", _("选择文件"), ("kind", "target_id", "file"),
                              _("先核对、后入库：下一页逐户列明新增、改动和未通过的行，确认前什么也不保存。"))],
            heading=_("导入"), return_url=None, may_compare=may(user, P.CHECK_WRITE), save_label=_("读取文件"),
        ), (422 if posted else 200)

    @expose("/<int:batch_id>")
    def batch(self, batch_id: int) -> ResponseReturnValue:
        """What the file would change, how far it is, or what became of it."""
        return self.show(batch_of(batch_id))

    @expose("/<int:batch_id>", methods=("POST",))
    @outside_the_queue
    def decide(self, batch_id: int) -> ResponseReturnValue:
        """Other columns, confirm, go on, throw away, take back; a refusal comes back with the page."""
        batch = batch_of(batch_id)
        do = DOES.get(request.form.get("do", ""))
        if do is None:
            abort(400)
        try:
            do(self, batch)
        except Refused as refusal:
            db.session.rollback()
            return self.show(
                batch_of(batch_id), [said(reason) for reason in refusal.reasons], request.form.get("reason")
            ), 422
        return redirect(url_for(".batch", batch_id=batch_id))

    @expose("/<int:batch_id>/workbook", methods=("POST",))
    @outside_the_queue
    def marked(self, batch_id: int) -> ResponseReturnValue:
        """The same workbook with every fault marked in it; leaves a line in the trail."""
        batch = batch_of(batch_id)
        if batch.state not in MARKED or batch.content is None:
            abort(404)
        out = BytesIO()
        write_marked(
            batch.content, batch.mapping, KINDS[batch.kind].fields.keys(), marks_of(imports.findings(batch)),
            out,
        )
        number, path, digest = batch.number, batch.path, batch.digest
        db.session.rollback()
        with writing():
            note(db.session(), "export", f"import:{number}", path=path, sha256=digest, what="marked")
            db.session.commit()
        return workbook(out, f"{RESULTS}_{number}.xlsx")

    @expose("/template/<kind>")
    def template(self, kind: str) -> ResponseReturnValue:
        """An empty workbook to be filled in."""
        user: User = current_user._get_current_object()
        if kind not in list(ImportKind) or not imports.may_prepare(ImportKind(kind), user):  # type: ignore[call-arg]
            abort(404)
        out = BytesIO()
        title = write_template(ImportKind(kind), out)  # type: ignore[call-arg]
        return workbook(out, f"{title}.xlsx")

    def show(
        self, batch: ImportBatch, problems: list[str] | None = None, reason: str | None = None
    ) -> ResponseReturnValue:
        user: User = current_user._get_current_object()
        return self.render(
            "admin/import_batch.html", page=batch_page(batch, user, problems or [], reason),
            return_url=url_for(".index"),
        )

    def go_on(self, batch_id: int) -> None:
        """Work on the batch for one request's time; nothing where its columns are not named yet."""
        session = db.session()
        if imports.missing(batch_of(batch_id)):
            return
        imports.work(
            session, batch_id, current_user._get_current_object(), today(), now(),
            calendar_of_request(session), SECONDS,
        )

    def map(self, batch: ImportBatch) -> None:
        mapping, batch_id = named(request.form, batch), batch.id
        db.session.rollback()
        with writing():
            imports.map_columns(db.session(), batch_of(batch_id), mapping, current_user)
        self.go_on(batch_id)

    def store(self, batch: ImportBatch) -> None:
        batch_id = batch.id
        db.session.rollback()
        with writing():
            imports.confirm(db.session(), batch_id, current_user)
        self.go_on(batch_id)

    def run(self, batch: ImportBatch) -> None:
        self.go_on(batch.id)

    def discard(self, batch: ImportBatch) -> None:
        batch_id = batch.id
        db.session.rollback()
        with writing():
            imports.discard(db.session(), batch_id, current_user)
        flash(_("文件已删除"), "info")

    def undo(self, batch: ImportBatch) -> None:
        batch_id, reason = batch.id, request.form.get("reason", "")[:200]
        db.session.rollback()
        with writing():
            undo(db.session(), batch_id, reason, current_user, today(), now())
        flash(_("已撤回本批次"), "success")


DOES: Final[dict[str, Callable[[Imports, ImportBatch], None]]] = {
    "map": Imports.map, "store": Imports.store, "work": Imports.run, "discard": Imports.discard,
    "undo": Imports.undo,
}


def batch_of(batch_id: int) -> ImportBatch:
    """The batch, if it lies in the officer's area and is of a kind the officer brings in; else 404."""
    row = db.session.scalars(
        select(ImportBatch).where(ImportBatch.id == batch_id)
    ).one_or_none() if batch_id < 2**31 else None
    if row is None or not imports.may_prepare(row.kind, current_user):
        abort(404)
    return row
