"""Objections from everybody: the form against one posting, and what became of it for whoever holds the receipt.

No session stands behind the form: a signed token in it says that it is ours, against which posting,
since when, and is the receipt besides, so that a form sent twice is one objection.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from typing import Any, Final

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from itsdangerous import BadData, URLSafeSerializer
from wtforms import Form
from wtforms.validators import ValidationError

from access.scope import in_charge_of
from admin.act_forms import Must
from admin.borders import address, open_to_all, own_token
from admin.clock import now, ticks, today
from admin.fields import Length, Paragraph, Text
from admin.public import drawn, public
from admin.translation import gettext as _
from admin.words import in_turn, said
from models import WHOLE_PROVINCE, Publicity, db
from workflow import objections
from workflow.objections import Said
from workflow.posted import Posted, as_posted, standing
from workflow.refusals import Refused

OLDEST: Final = 4 * 3600
CODE_LENGTH: Final = 16


def enough(form: Any, field: Any) -> None:
    if len("".join((field.data or "").split())) < objections.SHORTEST:
        raise ValidationError(_("请写明异议的事实和理由（至少%(n)d个字）", n=objections.SHORTEST))


class ObjectionForm(Form):
    """What somebody says; the field nobody sees is for programs that fill in everything."""

    content = Paragraph(
        _l("异议内容"), [Must(_l("请写明异议的事实和理由")), Length(objections.LONGEST), enough],
        description=_l("写明事实和理由，例如谁在哪里工作、什么时间看到；最多500字"),
    )
    name = Text(_l("您的姓名"), [Length(50)], description=_l("可以不填，匿名提出"))
    contact = Text(
        _l("联系方式"), [Length(100)],
        description=_l("可以不填。填写的加密保存，只供核查人员与您联系、告知结果"),
    )
    website = Text(_l("此栏请留空"), [Length(200)])


def tokens() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="public-objection")


def new_token(number: int) -> str:
    receipt = b32encode(secrets.token_bytes(10)).decode()
    return tokens().dumps([number, receipt, int(now().timestamp())])


def receipt_in(token: str, number: int) -> str | None:
    """The receipt of a form of ours against this posting; None for every other, and for one too old."""
    try:
        of, receipt, since = tokens().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    age = now().timestamp() - since
    return receipt if of == number and -60 <= age <= OLDEST else None


@public.get("/public/objection/<int:number>")
@open_to_all
def form(number: int) -> ResponseReturnValue:
    return page(number, ObjectionForm())


@public.post("/public/objection/<int:number>")
@open_to_all
@own_token
def send(number: int) -> ResponseReturnValue:
    """422 with what was typed if it cannot be taken so, 429 beyond so many an hour from one address."""
    typed = ObjectionForm(request.form)
    receipt = receipt_in(request.form.get("token", ""), number)
    valid = typed.validate()
    if receipt is None:
        return page(number, typed, _("页面停留过久或不完整，未提交：填写的内容还在，请再提交一次"), status=422)
    if typed.website.data:
        return page(number, typed, _("未提交：填写的内容还在，请再提交一次"), status=422)
    if not valid:
        return page(number, typed, again=request.form["token"], status=422)
    with in_charge_of(db.session, WHOLE_PROVINCE):
        sent_before = objections.told_of(db.session(), receipt) is not None
        if not sent_before and not current_app.extensions["objection_pace"].admits(address(), ticks()):
            words = _("提交过于频繁，未提交：请一小时后再试，或拨打公示上的监督电话")
            return page(number, typed, words, again=request.form["token"], status=429)
        what = Said(typed.content.data or "", typed.name.data or "", typed.contact.data or "")
        try:
            objections.receive(db.session(), number, what, receipt, now())
        except Refused as refused:
            db.session.rollback()
            return page(number, typed, in_turn(said(r) for r in refused.reasons), status=409)
    return redirect(url_for("public.receipt", code=receipt, lang=request.args.get("lang")), 303)


def page(
    number: int, typed: ObjectionForm, problem: str = "", again: str = "", status: int = 200
) -> ResponseReturnValue:
    """The form beside what it is against; what is no longer posted is gone, whatever was typed stays."""
    posted = posting(number)
    if posted is None and not request.form:
        return drawn("public/gone.html"), 410
    typed.website.data = None
    return drawn(
        "public/objection.html", posted=posted, form=typed, problem=problem,
        token=again or new_token(number),
    ), status


def posting(number: int) -> Posted | None:
    if number >= 2**31:
        return None
    with in_charge_of(db.session, WHOLE_PROVINCE):
        rows = db.session.scalars(standing(today()).where(Publicity.id == number)).all()
        return next(as_posted(rows), None)


@public.get("/public/receipt/")
@open_to_all
def receipt() -> ResponseReturnValue:
    """What became of an objection, for its receipt; the same words for every code of none."""
    code = "".join(request.args.get("code", "").upper().split()).replace("-", "")[: CODE_LENGTH + 1]
    found = None
    if len(code) == CODE_LENGTH:
        with in_charge_of(db.session, WHOLE_PROVINCE):
            found = objections.told_of(db.session(), code)
    status = 200 if found or not code else 404
    return drawn("public/receipt.html", code=code, told=found), status
