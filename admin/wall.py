"""The wall screen (大屏) itself, at /wall/<token>: no sign-in, no cookie, no link to anywhere.

Whoever has no open link gets 404, in the same words whether it was revoked, has expired or never
was. The first showing of each day stands in the trail, under the link's own name.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, abort, current_app, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy.exc import SQLAlchemyError

from access.audit import Actor
from access.scope import in_charge_of
from access.traces import leave_trace
from admin.borders import address, open_to_all
from admin.clock import midnight, now, ticks
from admin.pace import Pace
from admin.shelf import kept
from admin.shell import is_demo
from admin.translation import gettext as _
from charts.wall import wall_of
from models import Area, WallLink, db
from workflow.rule_book import rule_book
from workflow.wall_links import OPENED, opened_by, record_of, used_since

MOST_A_MINUTE: Final = 30
EVERY_SECONDS: Final = 300
walls = Blueprint("wall", __name__)


def init_wall(app: object) -> None:
    app.extensions["wall_pace"] = Pace(MOST_A_MINUTE, 60)  # type: ignore[attr-defined]
    app.register_blueprint(walls)  # type: ignore[attr-defined]


@walls.get("/wall/<token>")
@open_to_all
def show(token: str) -> ResponseReturnValue:
    """The screen of the link's office, in the link's language."""
    if not current_app.extensions["wall_pace"].admits(address(), ticks()):
        abort(429)
    link = opened_by(db.session(), token, now().date())
    if link is None:
        abort(404)
    area, lang = link.office.area, link.lang or "zh_Hans_CN"
    db.session.info["area"] = area
    db.session.info["actor"] = Actor(
        username=f"wall:{link.id}", name=link.name, office=link.office.name, address=address()
    )
    page = kept(("wall", link.id, lang), lambda: drawn(link, area, now(), lang))
    note_use(link)
    response = Response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    g.no_referrer = True
    return response


def drawn(link: WallLink, area: Area, at: datetime, lang: str) -> str:
    with force_locale(lang), in_charge_of(db.session, area):
        g.language_of_page = lang
        wall = wall_of(db.session(), link.office, at, rule_book(db.session()), _)
        return render_template(
            "pages/wall.html", wall=wall, every=EVERY_SECONDS, demo=is_demo(),
            lang="en" if lang.startswith("en") else "zh-Hans-CN",
        )


def note_use(link: WallLink) -> None:
    """A line in the trail, once a day; the screen is shown even if the line cannot be written."""
    record, path, name = record_of(link), link.path, link.name
    try:
        if not used_since(db.session(), link, midnight()):
            leave_trace(db.session(), OPENED, record, path=path, name=name)
    except SQLAlchemyError:
        db.session.rollback()
