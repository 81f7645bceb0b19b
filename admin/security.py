"""The guard: what happens to every request before a view sees it, and after.

A request begins with nothing: no area, no officer, no place in the writers' queue. What comes in
is looked at, a form must be one of ours, the officer is found by the session's row, and from then
on access.scope and access.audit know whose request it is. Closed by default: a view that does not
say `open_to_all` answers nobody who has not signed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from babel import Locale
from flask import Flask, Response, abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from access.audit import Actor
from access.login import Limits, presence, see
from access.scope import in_charge_of
from admin.borders import (
    LONGEST_ARGUMENT,
    address,
    changes_nothing,
    refuse_cross_site,
    refuse_unfit_input,
    wants_json,
)
from admin.clock import now
from admin.cookies import Cookies
from admin.headers import csp_nonce, init_headers, is_static
from admin.logs import init_logs
from models import WHOLE_PROVINCE, User, db
from models.engine import reading, somebody_writes, writing

__all__ = ["csp_nonce", "init_security", "pick_locale", "session_limits"]

LANGUAGES = CHINESE, _ENGLISH = ("zh_Hans_CN", "en")
LOCALES = {name: Locale.parse(name) for name in LANGUAGES}
OWN_NAMES = ("127.0.0.1", "localhost")
MEGABYTE = 1024 * 1024
SIGN_IN, CHANGE_PASSWORD = "signin.sign_in", "signin.password"
MINUTE = timedelta(minutes=1)

csrf = CSRFProtect()


class Doorkeeper(LoginManager):  # type: ignore[misc]
    """Flask-Login without its cookie that remembers a sign-in for a year."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def init_security(app: Flask) -> None:
    """Set the guard before the house. Asks HTTPS, HOSTS and PROXIES of the settings."""
    https = bool(app.config.setdefault("HTTPS", False))
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if https else "session",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        TRUSTED_HOSTS=[*OWN_NAMES, *own_address(app), *app.config.get("HOSTS", ())],
        MAX_CONTENT_LENGTH=12 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        MAX_FORM_PARTS=2_000,
        WTF_CSRF_TIME_LIMIT=None,  # a token is as old as its session
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard asks itself, in its own order
        WTF_CSRF_SSL_STRICT=False,  # refuse_cross_site asks more than a Referer
    )
    app.config.setdefault("SESSION_IDLE_MINUTES", 30)
    app.config.setdefault("SESSION_HOURS", 10)
    app.session_interface = Cookies(app)
    init_logs()
    if https:
        trust_proxy(app, app.config.get("PROXIES", ("127.0.0.1", "::1")))
    login = Doorkeeper(app)
    login.session_protection = "basic"
    login.user_loader(officer_of)
    app.before_request(guard)
    csrf.init_app(app)
    app.after_request(note_presence)
    init_headers(app)
    app.teardown_request(leave_queue)


def own_address(app: Flask) -> list[str]:
    """The address the server listens on, where that is one and not all of the machine's."""
    host = getattr(app.config.get("SETTINGS"), "host", "")
    return [host] if host and host not in ("0.0.0.0", "::") else []  # noqa: S104  (not bound here)


def trust_proxy(app: Flask, proxies: Iterable[str]) -> None:
    """Believe X-Forwarded-For and -Proto of our own proxies' last hop, and of nobody else.

    Without HTTPS=1 there is no proxy, and the address in the trail is the socket's.
    """
    direct, known = app.wsgi_app, frozenset(proxies)
    behind = ProxyFix(direct, x_for=1, x_proto=1)

    def choose(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        believed = environ.get("REMOTE_ADDR") in known
        return (behind if believed else direct)(environ, start_response)

    app.wsgi_app = choose  # type: ignore[method-assign]


def session_limits() -> Limits:
    config = current_app.config
    return Limits(
        timedelta(minutes=config["SESSION_IDLE_MINUTES"]), timedelta(hours=config["SESSION_HOURS"])
    )


def guard() -> ResponseReturnValue | None:
    """In this order: fit to read, from our pages, signed in, with our token, in the queue, at work."""
    begin_with_nothing()
    if request.endpoint is None or is_static(request.endpoint):
        return None  # no such page, wrong method, foreign host; or a file that is the same for all
    view = current_app.view_functions[request.endpoint]
    is_open = getattr(view, "open_to_all", False)
    if request.endpoint == SIGN_IN:
        request.max_content_length = request.max_form_memory_size = 64 * 1024
    if most := getattr(view, "most_bytes", None):
        request.max_content_length = most
    refuse_unfit_input()
    if not changes_nothing():
        refuse_cross_site()
    if not is_open and "_user_id" not in session:
        return to_sign_in()
    if not changes_nothing() and not (is_open and getattr(view, "own_token", False)):
        csrf.protect()
    writes = not changes_nothing() and not getattr(view, "outside_the_queue", False)
    g.queue = ExitStack()
    g.queue.enter_context(writing() if writes else reading())
    if is_open:
        return None
    if not current_user.is_authenticated:
        return to_sign_in(expired=True)
    if current_user.must_change_password and request.blueprint != "signin":
        return redirect(url_for(CHANGE_PASSWORD), 303)
    return None


def begin_with_nothing() -> None:
    """What a request before left in this thread or this context is not ours."""
    leave_queue()
    g.__dict__.clear()
    database = db.session()
    database.rollback()
    database.info.update(area=None, actor=Actor(username="", name="", address=address()))


def leave_queue(fault: BaseException | None = None) -> None:
    queue: ExitStack | None = g.pop("queue", None)
    if queue is not None:
        queue.close()


def officer_of(token: str) -> User | None:
    """Flask-Login's question: whose session is it? From here on the request has an area."""
    database = db.session()
    with in_charge_of(database, WHOLE_PROVINCE):
        found = presence(
            database, str(token), now(), session_limits(), reads=changes_nothing()
        )
    if found is None:
        return None
    g.presence = found
    database.info.update(area=found.user.office.area, actor=Actor.of(found.user, address()))
    return found.user


def to_sign_in(expired: bool = False) -> ResponseReturnValue:
    """A page goes by way of the sign-in form; anything else is refused, what was typed kept."""
    if request.method not in ("GET", "HEAD") or wants_json():
        abort(401)
    if expired:
        session.pop("_user_id", None)
        flash(_("登录已过期，请重新登录"), "info")
    wanted = request.full_path.rstrip("?")
    too_long = len(wanted) > LONGEST_ARGUMENT
    return redirect(url_for(SIGN_IN, next=None if too_long or wanted == "/" else wanted))


def note_presence(response: Response) -> Response:
    """Once a minute, after the page is made: the session was used.

    A page neither fails for it nor waits for another writer; the next page will tell.
    """
    found = g.pop("presence", None)
    if found is None or response.is_streamed or now() - found.seen_at < MINUTE:
        return response
    db.session.rollback()
    try:
        if not somebody_writes(db.engine):
            with writing():
                see(db.session, found.id, now())
                db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
    return response


def pick_locale() -> Locale:
    """The language chosen in this browser, or by this officer; else Chinese, whatever the browser says."""
    chosen = request and (session.get("lang") or getattr(current_user, "lang", None))
    return LOCALES.get(chosen or CHINESE) or LOCALES[CHINESE]
