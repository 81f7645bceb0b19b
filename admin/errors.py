"""What an officer reads when something did not go: plain words and a number, never a particular.

The number stands in the log beside what went wrong. What the officer had typed is handed back
where the same form, sent again, may succeed: after a new sign-in, or when the database was busy.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from flask import (
    Flask,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
    session,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import escape
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from access.scope import OutsideScope
from access.traces import leave_trace
from admin import health
from admin.arguments import whole_number
from admin.borders import (
    UNFIT,
    FromElsewhere,
    UnfitText,
    address_is_unfit,
    changes_nothing,
    referring_page,
    wants_json,
)
from admin.words import is_own_page
from models import db

log = logging.getLogger(__name__)

WORDS = {
    400: (_l("请求无法识别"), _l("提交的内容不完整或不合规定，未作任何改动。请返回上一页重试。")),
    401: (_l("请先登录"), _l("您还没有登录，或登录已过期。刚才的操作没有保存。")),
    403: (_l("没有权限"), _l("您的岗位没有此项权限。如工作需要，请联系系统管理员。")),
    404: (_l("没有找到"), _l("页面或记录不存在，或不在您的管辖范围内。")),
    405: (_l("不能这样打开"), _l("此地址不能直接打开，请从页面上的按钮进入。")),
    409: (_l("内容已有变动"), _l("他人刚刚修改过这条记录，您的修改没有保存。请返回刷新后再填。")),
    413: (_l("内容过大"), _l("提交的内容或附件过大（附件不超过12MB），没有保存。")),
    414: (_l("网址过长"), _l("查询条件过多或过长，请减少条件后重试。")),
    429: (_l("操作过于频繁"), _l("操作过于频繁，请稍后再试。")),
    500: (_l("系统出错"), _l("系统出错，已记录。刚才的操作没有保存，请稍后重试。")),
    503: (_l("系统繁忙"), _l("系统暂时繁忙，刚才的操作没有保存，请稍后再试。")),
}
STALE = (_l("页面已过期"), _l("这一页打开得太久，或期间重新登录过，没有保存。"))
ELSEWHERE = (_l("来源不明"), _l("此操作不是从本系统的页面提交的，没有保存。"))
UNFIT_WORDS = (_l("有无法识别的字符"), _l("提交的内容中有乱码或不可见字符，没有保存。"))
DUPLICATE = (_l("没有保存"), _l("与已有记录重复或不合规定，没有保存。请核对后再试。"))
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")

Words = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Retry:
    """A form handed back: the fields as sent, to be sent again with one press."""

    url: str
    fields: list[tuple[str, str]]
    with_files: bool
    sign_in_first: bool


def init_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, on_refusal)
    app.register_error_handler(StatementError, on_database_fault)
    app.register_error_handler(PoolExhausted, busy)
    app.register_error_handler(StaleDataError, on_stale_row)
    app.register_error_handler(OverflowError, on_odd_value)
    app.register_error_handler(OutsideScope, on_foreign_row)
    app.log_exception = log_fault  # type: ignore[method-assign,assignment]
    app.register_blueprint(health.pages)


def on_refusal(refusal: HTTPException) -> ResponseReturnValue:
    """The page of a 4xx, or of the 500 that Flask makes of a fault."""
    code = refusal.code or 500
    if refusal.response is not None or code < 400:
        return refusal
    words = {CSRFError: STALE, FromElsewhere: ELSEWHERE, UnfitText: UNFIT_WORDS}.get(type(refusal))
    if code < 500:
        log.info("%s %s %s number=%s %s", code, request.method, request.path, number(), who())
    if words is None and (code == 403 or (code == 404 and numbers_asked())):
        note_denial()
    headers = {k: v for k, v in refusal.get_headers() if k in ("Allow", "Retry-After")}
    may_retry = code == 401 or isinstance(refusal, CSRFError | UnfitText)
    if isinstance(refusal, UnfitText) and address_is_unfit():
        may_retry = False
    return answer(code, words, retry=form_to_retry(code) if may_retry else None, headers=headers)


def on_database_fault(fault: StatementError) -> ResponseReturnValue:
    """A value no column takes is a bad address; a lock or a lost connection passes; the rest is a fault."""
    db.session.rollback()
    if isinstance(fault, IntegrityError):
        log.warning("409 %s number=%s", request.path, number(), exc_info=fault)
        return answer(409, DUPLICATE)
    if is_passing(fault):
        return busy(fault)
    if isinstance(fault, DataError) or not isinstance(fault, DBAPIError):
        return on_odd_value(fault)
    raise fault


def is_passing(fault: StatementError) -> bool:
    """Whether the same request may succeed in a while."""
    if not isinstance(fault, OperationalError | InterfaceError):
        return isinstance(fault, DBAPIError) and fault.connection_invalidated
    name = getattr(fault.orig, "sqlite_errorname", None)
    return name is None or name.startswith(BUSY)


def busy(fault: Exception) -> ResponseReturnValue:
    """503, without asking the database for anything more."""
    log.error("503 %s number=%s", request.path, number(), exc_info=fault)
    retry = form_to_retry(503)
    g._login_user = AnonymousUserMixin()
    return answer(503, retry=retry, headers={"Retry-After": "10"})


def on_odd_value(fault: Exception) -> ResponseReturnValue:
    db.session.rollback()
    code = 404 if changes_nothing() else 400
    log.info("%s %s number=%s %s", code, request.path, number(), type(fault).__name__)
    return answer(code)


def on_stale_row(fault: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    log.info("409 %s number=%s", request.path, number())
    return answer(409)


def on_foreign_row(fault: OutsideScope) -> ResponseReturnValue:
    """A row elsewhere does not exist for this officer; the try is in the trail."""
    db.session.rollback()
    log.warning("404 %s number=%s outside: %s", request.path, number(), fault)
    note_denial()
    return answer(404)


def log_fault(fault: tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]) -> None:
    log.error("500 %s %s number=%s %s", request.method, request.path, number(), who(), exc_info=fault)


def note_denial() -> None:
    """A refused permission, or a record that is not there for this officer, in the trail.

    The page appears even if the line cannot be written.
    """
    if not getattr(current_user, "is_authenticated", False):
        return
    try:
        asked = {"asked": numbers_asked()} if numbers_asked() else {}
        leave_trace(db.session, "denied", (request.endpoint or "")[:60], result="refused", **asked)
    except SQLAlchemyError:
        db.session.rollback()


def numbers_asked() -> list[int]:
    """The records a request names, there or not: whether one is elsewhere is not even asked."""
    named = [str((request.view_args or {}).get("row_id", ""))]
    for key in ("id", "rowid", "household", "office"):
        named += request.values.getlist(key)
    return [found for text in named[:200] if (found := whole_number(text))]


def number() -> str:
    """Eight letters that stand on the page and in the log, and mean nothing else."""
    if "number" not in g:
        g.number = "".join(secrets.choice(LETTERS) for _letter in range(8))
    found: str = g.number
    return found


def who() -> str:
    return f"user={officer_in(str(session.get('csrf_token', ''))) or '?'}"


def answer(
    code: int,
    words: Words | None = None,
    retry: Retry | None = None,
    headers: dict[str, str] | None = None,
) -> ResponseReturnValue:
    """The page, or a small object where a script asked."""
    title, text = words or WORDS.get(code) or WORDS[500 if code >= 500 else 400]
    if wants_json():
        return jsonify(code=code, title=str(title), text=str(text), number=number()), code, headers
    told = {"code": code, "title": title, "text": text, "number": number(), "retry": retry}
    return make_response(page_of(told), code, headers)


def page_of(told: dict[str, Any]) -> str:
    """The page in the officer's frame; as for a stranger, where the database cannot be asked; bare."""
    for _try in range(2):
        try:
            return render_template("pages/error.html", back_url=back_url(), **told)
        except Exception:
            log.exception("error page number=%s", number())
            db.session.rollback()
            g._login_user = AnonymousUserMixin()
    return bare_page(told["code"], str(told["title"]), str(told["text"]))


def bare_page(code: int, title: str, text: str) -> str:
    """Where no template can be had: no style, no link but home, all the same in words."""
    return (
        f'<!doctype html><html lang="zh-Hans-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p><p>{number()}（{code}）</p>"
        '<p><a href="/admin/">返回</a></p></html>'
    )


def back_url() -> str:
    """The page the officer came from, if it is ours; else the workbench."""
    path = referring_page()
    return path if is_own_page(path) and path != request.full_path.rstrip("?") else "/admin/"


def form_to_retry(code: int) -> Retry | None:
    """The form just sent, if this server gave it to the same officer; never a password.

    The token proves both: it is signed, and names the officer it was given to (admin.signin). So
    nobody else's form is handed back, and none that another site made up.
    """
    if request.method != "POST" or request.endpoint is None or request.blueprint == "signin":
        return None
    token = request.form.get("csrf_token", "")
    given_to, here = officer_of(token), officer_in(str(session.get("csrf_token", "")))
    if not given_to or (here != given_to and (here or code != 401)):
        return None
    fields = [
        (UNFIT.sub("", name), UNFIT.sub("", value))
        for name, value in request.form.items(multi=True)
        if name != "csrf_token"
    ]
    if code == 401:
        fields.append(("csrf_token", token))
    return Retry(request.full_path.rstrip("?"), fields, bool(request.files), code == 401)


def officer_of(token: str) -> str:
    """The officer a token was given to, however old it is; empty for a token that is not ours."""
    serializer = URLSafeTimedSerializer(current_app.secret_key or b"", salt="wtf-csrf-token")
    try:
        return officer_in(str(serializer.loads(token)))
    except BadData:
        return ""


def officer_in(raw: str) -> str:
    """The number of the officer in what a token signs; a stranger's has none."""
    return raw.partition("-")[0] if "-" in raw else ""
