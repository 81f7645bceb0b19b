"""Puts the house together. Nothing is decided here."""

from __future__ import annotations

import gc
from typing import Any

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme
from flask_babel import Babel, lazy_gettext
from flask_migrate import Migrate
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

import access.audit
import access.kept
import access.scope  # noqa: F401  (limits every session)
import admin.application_paper
import admin.dashboard
import admin.downloads
import admin.public_objections
import admin.report
import admin.unmask
import admin.views
import admin.wall_links  # noqa: F401  (views and pages enter themselves in the register)
from admin.base import VIEWS
from admin.errors import init_errors
from admin.headers import csp_nonce
from admin.house import House
from admin.public import init_public
from admin.rows import init_rows
from admin.security import init_security, pick_locale
from admin.shelf import init_shelf
from admin.shell import init_shell
from admin.signin import init_signin
from admin.translation import init_translation
from admin.verify import init_verify
from admin.workbench import Workbench
from commands import init_commands
from commands.register import usable_keys
from config import settings
from models import db
from models.engine import engine_options, prepare
from models.sealed import make_keys


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application; `overrides` replace settings, for tests.

    Raises KeysUnusable where the key files are missing from an existing installation, readable
    by others, or damaged.
    """
    app = House(__name__)
    given = settings()
    app.config.update(
        SETTINGS=given,
        DATA_DIR=given.data_dir,
        SQLALCHEMY_DATABASE_URI=given.database_url,
        HTTPS=given.https,
        HOSTS=given.hosts,
        BABEL_TRANSLATION_DIRECTORIES="translations",
        FLASK_ADMIN_FLUID_LAYOUT=True,
    )
    app.config.update(overrides or {})
    app.config["DATA_DIR"].mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = app.config["DATA_DIR"] / "keys"
    if not folder.exists():
        make_keys(folder)
    app.config["SECRET_KEY"] = usable_keys(folder).session_key
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])

    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    Migrate(app, db, directory="migrations", render_as_batch=True, compare_type=True)
    Babel(
        app,
        default_locale="zh_Hans_CN",
        default_timezone="Asia/Shanghai",
        locale_selector=pick_locale,
    )
    # Flask-Admin's own templates stay reachable as "flask_admin/…", so that ours may bear their names.
    app.jinja_loader = ChoiceLoader(
        [
            app.jinja_loader,
            PrefixLoader({"flask_admin": PackageLoader("flask_admin", "templates/bootstrap4")}),
        ]
    )
    init_translation(app)
    init_shelf(app)
    init_rows(app)
    init_security(app)
    init_errors(app)
    init_signin(app)
    init_public(app)
    init_shell(app)
    init_verify(app)
    desk = Admin(
        app,
        name=lazy_gettext("零就业家庭动态管理系统"),
        index_view=Workbench(),
        theme=Bootstrap4Theme(base_template="admin/shell.html", fluid=True),
        csp_nonce_generator=csp_nonce,
    )
    with app.app_context():
        for view in VIEWS:
            desk.add_view(view())
    init_commands(app)
    settle_memory()
    return app


def settle_memory() -> None:
    """What has been put together stays until the end: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
