"""The doors of papers kept with a household: taken in, noted as seen, looked at for a reason.

A picture cannot be masked. So whoever wants to see one gives a reason, as for any full datum
(admin.unmask): the same right, the same number a day, the same line of the trail; then a ticket of
three minutes opens the files, each of which is entered in the trail again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, abort, current_app, flash, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from access.permissions import Permission as P
from access.permissions import may
from access.traces import leave_trace
from admin.arguments import day_of
from admin.attachment_upload import Result, taken_in
from admin.borders import outside_the_queue, takes_files, wants_json
from admin.cells import calendar_of_request
from admin.clock import now, today
from admin.details import household_link
from admin.lookups import household_or_404
from admin.translation import gettext as _
from admin.unmask import entered, reason_form
from admin.words import household_url, moment, said
from models import Attachment, Household, User, db
from models.vault import Vault
from policy.paper_terms import FileFormat, Held, PaperKind
from workflow.attachments import note_original, opened, pages_of
from workflow.record_rules import may_write
from workflow.refusals import Refused
from workflow.upload_gate import LARGEST, MEGABYTE, MOST_AT_ONCE

SECONDS: Final = 180
"""How long papers stay on the screen: several pages are compared with the file."""
TYPES: Final = {FileFormat.JPEG: ("image/jpeg", "jpg"), FileFormat.PDF: ("application/pdf", "pdf")}


def vault() -> Vault:
    return Vault(current_app.config["DATA_DIR"])


def kind_named(text: str) -> PaperKind | None:
    return next((kind for kind in PaperKind if kind.value == text), None)


class Papers:
    """For the view of attachments: everything that is not a list or a form of one record."""

    @expose("/new/", methods=("GET", "POST"))
    @outside_the_queue
    @takes_files(MOST_AT_ONCE * LARGEST + MEGABYTE)
    def create_view(self) -> ResponseReturnValue:
        """Where the files come in, one by one from the script or all at once from the form."""
        view: Any = self
        if not view.can_create:
            abort(403)
        if not request.args.get("household"):
            answer: ResponseReturnValue = view.choose_household()
            return answer
        household = household_or_404(request.args["household"])
        user: User = current_user._get_current_object()
        if request.method == "GET" and not may_write(Attachment(household=household), user):
            view.why_not(Attachment(household=household), user)
            return redirect(household_url(household.id, tab="attachments"))
        results: list[Result] = []
        kind = kind_named(request.form.get("kind", request.args.get("kind", "")))
        household_id = household.id
        if request.method == "POST":
            results = taken_in(vault(), household, kind, request.files.getlist("files"), user,
                               today(), calendar_of_request(db.session))
        status = 422 if request.method == "POST" and not any(r.kept for r in results) else 200
        if wants_json():
            return jsonify([{"kept": r.kept, "tone": r.tone, "said": r.said} for r in results]), status
        household = household_or_404(str(household_id))
        return view.render(
            "admin/attachment_new.html", results=results, kind=kind, kinds=list(PaperKind),
            household=household_link(household, user), action=request.full_path.rstrip("?"),
            return_url=household_url(household_id, tab="attachments"),
        ), status

    @expose("/seen/", methods=("POST",))
    def seen_view(self) -> ResponseReturnValue:
        """原件已核: the original was seen at the desk, on a day."""
        view: Any = self
        if not view.can_create:
            abort(403)
        household = household_or_404(request.args.get("household", ""))
        kind, on = kind_named(request.form.get("kind", "")), day_of(request.form.get("seen_on", ""))
        back = household_url(household.id, tab="attachments") + "#tabs"
        if kind is None or on is None:
            flash(_("请选择材料，并填写原件核对日期"), "error")
            return redirect(back, 303)
        try:
            note_original(db.session(), household, kind, on, current_user, today(),
                          calendar_of_request(db.session))
            flash(_("已登记%(kind)s原件已核", kind=_(kind.label)), "success")
        except Refused as refusal:
            db.session.rollback()
            flash(said(refusal.reasons[0]), "error")
        return redirect(back, 303)

    @expose("/look/", methods=("GET", "POST"))
    def look_view(self) -> ResponseReturnValue:
        """GET asks why; POST notes the look, commits it, and only then shows the pages."""
        view: Any = self
        if not may(current_user, P.UNMASK):
            abort(403)
        row = view.get_one(request.args.get("id", ""))
        if row.held is not Held.SCAN:
            abort(404)
        return look_page(view, row)

    @expose("/file/")
    def file_view(self) -> ResponseReturnValue:
        """One file, for whoever has just given the reason; every time a line in the trail."""
        view: Any = self
        if not may(current_user, P.UNMASK):
            abort(403)
        row = view.get_one(request.args.get("id", ""))
        if row.held is not Held.SCAN or not ticket_holds(request.args.get("ticket", ""), row.id):
            abort(404)
        return file_of(row)


def look_page(view: Any, row: Attachment) -> ResponseReturnValue:
    """The page of one paper: its reason, then its pages. 429 beyond the day's number."""
    user: User = current_user._get_current_object()
    pages = pages_of(db.session(), row)
    form = reason_form(request.form if request.method == "POST" else None)
    told: dict[str, Any] = {
        "household": household_link(row.household, user), "kind": _(row.kind.label),
        "pages": [], "count": len(pages), "form": form,
        "back_url": household_url(row.household_id, tab="attachments"),
    }
    if request.method == "GET" or not form.validate():
        return view.render("admin/attachment_look.html", **told), 200 if request.method == "GET" else 422
    at = now()
    fields = [f"{row.kind.label} {page.page_no}" for page in pages]
    if not entered(form, f"attachment:{row.id}", row.lies_under, fields):
        return view.render("admin/attachment_look.html", **told), 429
    told |= {"pages": shown_pages(pages, user), "form": None, "hide_after": SECONDS,
             "watermark": f"{user.name} · {user.office.name} · {moment(at)}"}
    return view.render("admin/attachment_look.html", **told)


def shown_pages(pages: Sequence[Attachment], user: User) -> list[dict[str, Any]]:
    ticket = tickets().dumps([user.id, [page.id for page in pages]])
    return [
        {"no": page.page_no, "url": url_for("attachment.file_view", id=page.id, ticket=ticket),
         "picture": page.format is FileFormat.JPEG, "sheets": page.sheets,
         "by": moment(page.created_at)}
        for page in pages
    ]


def tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="attachment")


def ticket_holds(ticket: str, row_id: int) -> bool:
    """Whether this officer was given the ticket for this file within the last minutes."""
    try:
        user_id, rows = tickets().loads(ticket, max_age=SECONDS)
    except BadSignature:
        return False
    return user_id == current_user.id and row_id in rows


def file_of(row: Attachment) -> ResponseReturnValue:
    try:
        content = opened(vault(), row)
    except Refused as refusal:
        flash(said(refusal.reasons[0]), "error")
        return redirect(household_url(row.household_id, tab="attachments"), 303)
    kind, ending = TYPES[row.format]  # type: ignore[index]
    name = f"{row.household.family_no}-{row.kind.value}-{row.page_no}.{ending}"
    leave_trace(db.session, "read", f"attachment:{row.id}", path=row.lies_under)
    g.sandboxed = True
    return Response(content, mimetype=kind, headers={
        "Content-Disposition": f'attachment; filename="{name}"', "Accept-Ranges": "none",
    })


def pages_held(household: Household) -> Sequence[Attachment]:
    """Everything the household's file holds, voided rows too, in the order of the form."""
    rows = db.session.scalars(
        select(Attachment).where(Attachment.household_id == household.id).order_by(Attachment.id)
    ).all()
    order = list(PaperKind)
    return sorted(rows, key=lambda row: (order.index(row.kind), row.held is Held.SCAN, row.page_no))


def size_of(octets: int | None) -> str:
    """In kilobytes, as a file list says it."""
    return "" if octets is None else f"{max(1, octets // 1024):,} KB"
