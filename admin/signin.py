"""Signing in and out, the officer's own password, and the language of the pages."""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import confirm_login, current_user
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField
from wtforms.validators import InputRequired, ValidationError

from access.audit import Actor
from access.login import (
    Attempt,
    end_session,
    judge,
    open_session,
    presence,
    set_password,
    settle,
)
from access.passwords import SHORTEST, complaints, hash_password, normal
from admin.borders import address, open_to_all, outside_the_queue, referring_page
from admin.clock import now
from admin.security import LANGUAGES, session_limits
from admin.words import in_turn, is_own_page
from models import User, db
from models.engine import writing

doors = Blueprint("signin", __name__)
WRONG = _l("用户名或密码不正确")


def init_signin(app: Flask) -> None:
    app.register_blueprint(doors)


@doors.route("/login", methods=["GET", "POST"])
@open_to_all
@outside_the_queue
def sign_in() -> ResponseReturnValue:
    """The form, and what comes of it. Never says which of the two was wrong, or whether one exists."""
    wanted = request.values.get("next", "")
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(own_page(wanted))
        return form_page(wanted)
    name, at = request.form.get("username", ""), now()
    attempt = judge(db.session, name, request.form.get("password", ""), address(), at)
    officer, token = None, ""
    if not attempt.ignored:
        with writing():
            officer = settle(db.session, attempt)
            if officer:
                end_former_session(at)
                token = open_session(db.session, officer, address(), at)
            db.session.commit()
    if officer is None:
        return refused(attempt, wanted, name)
    take_seat(officer, token)
    return redirect(own_page(wanted))


def form_page(wanted: str, message: Any = None, name: str = "") -> str:
    return render_template(
        "pages/signin.html",
        message=message,
        username=name[:40],
        next=wanted if is_own_page(wanted) else "",
        demo_accounts=current_app.config.get("DEMO_ACCOUNTS", ()),
    )


def refused(attempt: Attempt, wanted: str, name: str) -> ResponseReturnValue:
    if attempt.closed_until is None:
        return form_page(wanted, WRONG, name), 401
    wait = attempt.closed_until - attempt.at
    page = form_page(wanted, closed_words(attempt), name)
    return page, 429, {"Retry-After": str(math.ceil(wait.total_seconds()))}


def closed_words(attempt: Attempt) -> str:
    assert attempt.closed_until is not None
    minutes = math.ceil((attempt.closed_until - attempt.at).total_seconds() / 60)
    return _("登录失败次数过多，请%(n)s分钟后再试", n=minutes)


def own_page(wanted: str) -> str:
    return wanted if is_own_page(wanted) else url_for("admin.index")


def end_former_session(at: datetime) -> None:
    """Whoever sat at this browser before has left it."""
    token = cookie.get("_user_id")
    former = presence(db.session, str(token), at, session_limits()) if token else None
    if former:
        db.session.info["actor"] = Actor.of(former.user, address())
        end_session(db.session, former.user, str(token), at)


def take_seat(officer: User, token: str) -> None:
    """Begin the browser's cookie anew: the session's name, and a form token that names the officer.

    The token's name lets admin.errors hand a form back to the officer it was given to, after
    another sign-in; it is the row's number, not a personal datum.
    """
    lang = cookie.get("lang")
    cookie.clear()
    cookie["_user_id"] = token
    cookie["csrf_token"] = f"{officer.id}-{secrets.token_hex(20)}"
    if lang in LANGUAGES:
        cookie["lang"] = lang
    g.pop("csrf_token", None)
    confirm_login()


@doors.post("/logout")
def sign_out() -> ResponseReturnValue:
    end_session(db.session, current_user._get_current_object(), cookie["_user_id"], now())
    db.session.commit()
    g.pop("presence", None)
    lang = cookie.get("lang")
    cookie.clear()
    if lang in LANGUAGES:
        cookie["lang"] = lang
    flash(_("已退出登录"), "info")
    answer = redirect(url_for(".sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The officer's own password, changed by the officer."""

    old = PasswordField(
        _l("现用密码"), [InputRequired(_l("请填写现用密码"))],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("新密码"), [InputRequired(_l("请填写新密码"))],
        render_kw={"autocomplete": "new-password"},
        description=_l(
            "至少%(n)s位，含大写字母、小写字母、数字、其他符号中的三种，不含登录名和姓名",
            n=SHORTEST,
        ),
    )
    again = PasswordField(
        _l("再输一次新密码"), [InputRequired(_l("请再输一次新密码"))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_new(self, field: Field) -> None:
        own = (current_user.username, current_user.name, current_user.office.name)
        against = complaints(field.data, own)
        if against:
            raise ValidationError(in_turn(_(c.text) % c.values for c in against))
        if normal(field.data) == normal(self.old.data or ""):
            raise ValidationError(_("新密码不能与现用密码相同"))

    def validate_again(self, field: Field) -> None:
        if field.data != self.new.data:
            raise ValidationError(_("两次输入的新密码不一致"))


@doors.route("/password", methods=["GET", "POST"])
@outside_the_queue
def password() -> ResponseReturnValue:
    """Another password: the officer's other sessions end, this one goes on under a new name."""
    form, must = PasswordForm(), current_user.must_change_password
    if form.validate_on_submit():
        attempt = judge(db.session, current_user.username, form.old.data, address(), now())
        hashed = hash_password(form.new.data) if attempt.right else ""
        with writing():
            officer = settle(db.session, attempt, act="password")
            token = ""
            if officer:
                set_password(db.session, officer, hashed, attempt.at)
                token = open_session(db.session, officer, address(), attempt.at)
            db.session.commit()
        if officer:
            g.pop("presence", None)
            take_seat(officer, token)
            flash(_("密码已修改，其他设备上的登录已结束"), "success")
            return redirect(own_page(request.form.get("next", "")))
        wrong: Sequence[str] = (
            [closed_words(attempt)] if attempt.closed_until else [_("现用密码不正确")]
        )
        form.old.errors = [*wrong]
    intro = _("首次登录或密码被重置，须先设置自己的密码。") if must else ""
    return render_template("pages/password.html", form=form, intro=intro), 422 if form.errors else 200


@doors.post("/lang")
@open_to_all
def lang() -> ResponseReturnValue:
    """The language of the pages, kept for this browser and for this officer."""
    chosen = request.form.get("lang")
    if chosen not in LANGUAGES:
        abort(400)
    cookie["lang"] = chosen
    if current_user.is_authenticated:
        current_user.lang = chosen
        db.session.commit()
    wanted = request.form.get("url") or request.form.get("next") or referring_page()
    return redirect(own_page(wanted))

