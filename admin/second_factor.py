"""The officer's second factor (动态口令): taken into an authenticator, asked for at the seal desk.

The QR code is drawn here and sent nowhere; an officer who lost the telephone goes to the administrator.
"""

from __future__ import annotations

from io import BytesIO

import segno
from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_login import current_user
from markupsafe import Markup

from access import second_factor as factors
from access.permissions import Permission as P
from access.second_factor import Answer
from admin.base import page
from admin.clock import now
from admin.guarded import Guarded
from admin.translation import gettext as _
from admin.words import back_to
from models import User, db


@page
class SecondFactorPage(Guarded, BaseView):
    """Put the second factor into use, with one code to prove that it works."""

    to_read = P.PAPER_SEAL

    def __init__(self) -> None:
        super().__init__(name="动态口令", endpoint="second_factor", url="/admin/second-factor")

    def is_visible(self) -> bool:
        return False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self.show()

    @expose("/", methods=("POST",))
    def enrol(self) -> ResponseReturnValue:
        user: User = current_user._get_current_object()
        if request.form.get("do") == "begin":
            if not factors.is_enrolled(db.session(), user):
                factors.begin(db.session(), user)
                db.session.commit()
            return redirect(url_for(".index"))
        given = answered(user, enrols=True)
        if given is Answer.RIGHT:
            flash(_("动态口令已启用"), "success")
            return redirect(back_to(url_for("seal.index")))
        return self.show(_(given.label)), (429 if given is Answer.CLOSED else 422)

    def show(self, problem: str = "") -> str:
        user: User = current_user._get_current_object()
        found = factors.factor_of(db.session(), user)
        begun = found is not None and found.secret is not None and found.enrolled_at is None
        secret = found.secret if begun and found else None
        return self.render(
            "pages/second_factor.html", problem=problem, secret=spaced(secret or ""),
            enrolled=found is not None and found.enrolled_at is not None,
            qr=qr_of(factors.address_of(secret, user)) if secret else "", account=user.username,
        )


def answered(user: User, enrols: bool = False) -> Answer:
    """Take the code of the form; right or wrong is committed, with the line in the trail."""
    if "presence" not in g:
        abort(401)
    code = "".join(request.form.get("code", "").split())[:12]
    given = factors.answer(db.session(), user, code, now(), g.presence.id, enrols)
    db.session.commit()
    return given


def spaced(secret: str) -> str:
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def qr_of(address: str) -> Markup:
    out = BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=5, border=2, xmldecl=False, omitsize=True,
                                        svgclass="qr", lineclass=None)
    return Markup(out.getvalue().decode("ascii"))  # noqa: S704  (drawn from the secret alone, no text in it)

