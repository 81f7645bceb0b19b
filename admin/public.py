"""What is posted now (公示), for everybody: /public/, without a sign-in, a cookie or a script.

Made of the masked projections alone. A browser asks anew each time whether the page has changed, so
that what came down is gone with the next look; search engines are told to stay out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    make_response,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from werkzeug.exceptions import HTTPException

from access.audit import Actor
from access.scope import in_charge_of
from admin.arguments import whole_number
from admin.borders import address, open_to_all
from admin.clock import ticks, today
from admin.shared_pace import SharedPace
from admin.shell import is_demo
from models import WHOLE_PROVINCE, Office, Publicity, db
from models.sealed import keys
from policy.terms import Level
from workflow.posted import sheets, standing

MOST_A_MINUTE: Final = 60
MOST_OBJECTIONS_AN_HOUR: Final = 6
A_PAGE: Final = 30
BENEATH: Final = {
    Level.PROVINCE: "unit_id", Level.UNIT: "county_id", Level.COUNTY: "street_id",
    Level.STREET: "community_id",
}
public = Blueprint("public", __name__)


def init_public(app: Any) -> None:
    """The pages, and who may ask for them how often: counted in one file for all workers."""
    folder, key = app.config["DATA_DIR"], keys().blind_key
    app.extensions["public_pace"] = SharedPace(folder / "pace-public", key, MOST_A_MINUTE, 60)
    app.extensions["objection_pace"] = SharedPace(
        folder / "pace-objections", key, MOST_OBJECTIONS_AN_HOUR, 3600
    )
    app.register_blueprint(public)


@public.before_request
def begin() -> None:
    """As nobody, in the language asked for; 429 for whoever asks too often."""
    if not current_app.extensions["public_pace"].admits(address(), ticks()):
        abort(429)
    db.session.info["actor"] = Actor(username="public", name="公众", office="", address=address())
    g.no_referrer = g.plain_page = True


@public.after_request
def stay_out(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@public.errorhandler(404)
@public.errorhandler(429)
def refused(error: HTTPException) -> ResponseReturnValue:
    """In words for whoever is no officer, and with a way back to what is posted."""
    often = error.code == 429
    heading = _l("访问过于频繁") if often else _l("没有找到")
    words = _l("请过一分钟再打开本页。") if often else _l("没有这个机构或页面，请从公示首页查看。")
    return drawn("public/gone.html", heading=heading, words=words), error.code or 404


@public.get("/public/")
@open_to_all
def index() -> ResponseReturnValue:
    """What hangs today in the province, or under one office; 404 for an office there is not."""
    office = office_named(request.args.get("office", ""))
    number = max(whole_number(request.args.get("page", "")) or 1, 1)
    on = today()
    with in_charge_of(db.session, office.area):
        count = db.session.scalar(
            select(func.count()).select_from(standing(on).with_only_columns(Publicity.id).subquery())
        ) or 0
        rows = db.session.scalars(
            standing(on)
            .order_by(Publicity.unit_id, Publicity.county_id, Publicity.street_id,
                      Publicity.posted_on.desc(), Publicity.id)
            .offset(A_PAGE * (number - 1)).limit(A_PAGE)
        ).all()
        page = drawn(
            "public/index.html", office=office, trail=above(office), beneath=beneath(office, on),
            count=count, sheets=sheets(rows), places=places_of(rows, office), on=on, number=number,
            last=max((count + A_PAGE - 1) // A_PAGE, 1),
        )
    response = make_response(page)
    g.asked_anew = True
    response.add_etag()
    return response.make_conditional(request)


def drawn(template: str, **values: Any) -> str:
    """The page in Chinese, or in English where ?lang=en asks for it: no cookie remembers."""
    lang = "en" if request.values.get("lang") == "en" else "zh_Hans_CN"
    with force_locale(lang):
        g.language_of_page = lang
        return render_template(
            template, demo=is_demo(), lang=lang, **{"lang_kept": "en" if lang == "en" else None, **values}
        )


def office_named(code: str) -> Office:
    """The office of that code, else the whole province; 404 for a code of none."""
    with in_charge_of(db.session, WHOLE_PROVINCE):
        found = select(Office).where(Office.valid)
        found = found.where(Office.code == code) if code else found.where(Office.level == Level.PROVINCE)
        office = db.session.scalars(found.limit(1)).one_or_none()
    if office is None:
        abort(404)
    return office


def above(office: Office) -> list[Office]:
    """The offices from the province down to this one."""
    ids = [int(part) for part in office.path.split(".") if part]
    named = {o.id: o for o in db.session.scalars(select(Office).where(Office.id.in_(ids)))}
    return [named[i] for i in ids if i in named]


def places_of(rows: Sequence[Publicity], office: Office) -> dict[int | None, str]:
    """By street, where it lies beneath the page's office (长春 · 朝阳): five streets are called 河南街道."""
    own = {int(part) for part in office.path.split(".") if part}
    ways = {
        row.street_id: [i for i in (row.unit_id, row.county_id) if i and i not in {*own, row.street_id}]
        for row in rows
    }
    wanted = {i for way in ways.values() for i in way}
    names = dict(db.session.execute(select(Office.id, Office.short_name).where(Office.id.in_(wanted))).all())
    return {street: " · ".join(names[i] for i in dict.fromkeys(way)) for street, way in ways.items()}


def beneath(office: Office, on: Any) -> list[tuple[Office, int]]:
    """The offices next beneath it under which something hangs, each with how much."""
    if office.level not in BENEATH:
        return []
    column = getattr(Publicity, BENEATH[office.level])
    counts = dict(
        db.session.execute(
            standing(on).with_only_columns(column, func.count()).group_by(column)
        ).all()
    )
    counts.pop(office.id, None)
    rows = db.session.scalars(
        select(Office).where(Office.id.in_(counts)).order_by(Office.sort, Office.id)
    )
    return [(row, counts[row.id]) for row in rows]
