"""The page of wall screens (大屏): make a link for an office of the area, see who uses it, revoke it."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any, Final

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import Form

from access.permissions import Permission
from admin.arguments import whole_number
from admin.base import page
from admin.borders import outside_address
from admin.clock import now, today
from admin.fields import Choice, Day, Length, Required, Text
from admin.guarded import Guarded
from admin.period import office_asked, offices_to_choose
from admin.translation import gettext as _
from admin.wall import init_wall
from admin.words import in_turn, moment, said
from models import Office, User, WallLink, db
from workflow import wall_links as links
from workflow.refusals import Refused

LANGUAGES: Final = (("", "中文"), ("en", "English"))
USUAL = timedelta(days=90)


class WallForm(Form):
    """Whose figures, where they hang, for how long, in which language."""

    office = Choice(_l("机构"), [Required()], coerce=str)
    name = Text(_l("大屏位置"), [Required(), Length(links.LONGEST_NAME)], description=_l("例如：三楼指挥大厅"))
    expires_on = Day(_l("链接有效期至"), [Required()], past=False, description=_l("最长一年；到期自动失效"))
    lang = Choice(_l("语言"), options=LANGUAGES, coerce=str)


@page
class WallLinks(Guarded, BaseView):
    """Links in use and links that were; the address of a new one is shown once."""

    to_read = Permission.WALL_WRITE

    def __init__(self) -> None:
        super().__init__(name="大屏", category="领导驾驶舱", endpoint="wall_link", url="/admin/wall")

    def create_blueprint(self, admin: Any) -> Any:
        init_wall(admin.app)
        return super().create_blueprint(admin)

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self.show(opened(None))

    @expose("/", methods=("POST",))
    def act(self) -> ResponseReturnValue:
        """Make a link, or revoke one."""
        user: User = current_user._get_current_object()
        if request.form.get("do") == "revoke":
            return self.revoked(user)
        office = office_asked(db.session(), user, request.form.get("office"))
        form = opened(request.form)
        if not form.validate():
            return self.show(form), 422
        try:
            asked = (office, form["name"].data, form["expires_on"].data, form["lang"].data or "")
            token = token_of(request.form.get("form", ""), user, *asked)
            links.make(db.session(), user, *asked, today(), token)
        except Refused as refused:
            db.session.rollback()
            words = [said(reason) for reason in refused.reasons]
            if refused.field in form:
                form[refused.field].errors = words
            return self.show(form, words if refused.field not in form else ()), 422
        return self.show(opened(None), address=outside_address("wall.show", token=token))

    def revoked(self, user: User) -> ResponseReturnValue:
        link = one(request.form.get("id", ""))
        if request.form.get("version") != str(link.version):
            abort(409)
        try:
            links.revoke(db.session(), link, user, now())
            flash(_("已撤销：正在显示的大屏下次刷新时即关闭"), "success")
        except Refused as refused:
            db.session.rollback()
            flash(in_turn(said(reason) for reason in refused.reasons), "error")
        return redirect(url_for(".index"))

    def show(self, form: Any, problems: Sequence[str] = (), address: str = "") -> str:
        rows = links.links_of(db.session())
        used = links.last_used(db.session(), rows)
        shown = [line(row, moment(used.get(links.record_of(row)))) for row in rows]
        return self.render(
            "pages/wall_links.html", form=form, problems=problems, address=address, number=token_urlsafe(24),
            standing=[s for s in shown if s["open"]], past=[s for s in shown if not s["open"]],
        )


def token_of(number: str, user: User, office: Office, *asked: object) -> str:
    """The token of the link this page asks for: the same however often it is sent, another once a word is changed.

    Nobody can choose it: it hangs on the key of the house.
    """
    secret = current_app.secret_key
    key = secret if isinstance(secret, bytes) else str(secret).encode()
    told = repr(("wall", user.id, number or token_urlsafe(24), office.id, *map(str, asked)))
    return urlsafe_b64encode(hmac.digest(key, told.encode(), "sha256")).decode().rstrip("=")


def opened(posted: Any) -> WallForm:
    """The form with the offices of the area to choose from."""
    user: User = current_user._get_current_object()
    form = WallForm(posted, data={"expires_on": today() + USUAL, "lang": ""})
    options = offices_to_choose(db.session(), user, user.office)
    form.lang.offer(None)
    form.office.offer(None)
    form.office.choices = options
    form.office.known = {code: code for code, _name in options}
    if posted is None:
        form.office.data = str(user.office_id)
    return form


def one(text: str) -> WallLink:
    """The link, if it lies in the officer's area; else 404."""
    number = whole_number(text)
    found = [link for link in links.links_of(db.session()) if link.id == number]
    if not found:
        abort(404)
    return found[0]


def line(link: WallLink, used: str) -> dict[str, Any]:
    """One link as the page tells it."""
    is_open = link.revoked_at is None and link.expires_on >= today()
    return {
        "id": link.id, "version": link.version, "name": link.name, "office": link.office.name,
        "open": is_open, "expires_on": link.expires_on.isoformat(), "used": used,
        "lang": dict(LANGUAGES)[link.lang or ""], "made_at": moment(link.created_at),
        "made_by": link.maker.name if link.maker else "",
        "state": _("使用中") if is_open else _("已撤销") if link.revoked_at else _("已过期"),
        "tone": "green" if is_open else "none",
        "revoked": f"{moment(link.revoked_at)} {link.revoked_by.name}"
        if link.revoked_at and link.revoked_by else "",
    }
