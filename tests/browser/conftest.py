"""A real Chromium in front of a real server with a small demo province and a clock set by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from werkzeug.serving import make_server

from access.scope import in_charge_of
from config import DEMO_PASSWORD
from models import WHOLE_PROVINCE, db
from models.engine import writing
from models.sealed import open_keys
from policy.rulebook import RuleBook
from tests import databases
from tests.browser.officer import Officer
from tests.conftest import Clock
from workflow.calendar import work_calendar
from workflow.clocks import run_clocks

BEIJING = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 9)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser():
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def province(tmp_path_factory) -> Path:
    """A data folder with a small demo province as of TODAY, to be copied."""
    from flask_migrate import upgrade

    from app import create_app
    from seeds.demo import load_demo

    folder = tmp_path_factory.mktemp("province")
    url = f"sqlite:///{folder / 'registry.db'}"
    if databases.POSTGRES:
        databases.maintain("CREATE DATABASE province")
        url = f"{databases.postgres()}/province"
    app = create_app({"DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url, "TESTING": True})
    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
        upgrade()
        load_demo(db.session, households=240, seed=7, on=TODAY, password=DEMO_PASSWORD)
        db.session.remove()
        db.engine.dispose()
    return folder


class Town:
    """The running server, its clock, and browsers for its officers."""

    def __init__(self, app, address: str, clock: Clock, browser) -> None:
        self.app, self.address, self.clock, self.browser = app, address, clock, browser
        self.complaints: list[str] = []

    def on(self, day: date, hour: int = 10) -> None:
        """Let it be this day; who was signed in the day before signs in again."""
        self.clock.at = datetime(day.year, day.month, day.day, hour, tzinfo=BEIJING)

    def ask(self, statement):
        """The rows the statement finds, of the whole province."""
        with self.app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE):
            found = db.session.execute(statement).all()
            db.session.remove()
        return found

    def clocks(self, day: date) -> None:
        """Let it be this day, and the clocks have run in the morning."""
        self.on(day)
        with self.app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
            run_clocks(db.session(), day, work_calendar(db.session()), RuleBook(), self.clock())
            db.session.remove()

    def sign_in(self, username: str, width: int = 1280, height: int = 900):
        """A page of a fresh browser in which the officer has signed in; it hears every complaint."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", base_url=self.address
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda said: said.type in ("error", "warning")
                and "Failed to load resource: the server responded with a status of 4" not in said.text
                and self.complaints.append(f"{username}: {said.text}"))
        page.on("pageerror", lambda fault: self.complaints.append(f"{username}: {fault}"))
        page.on("request", lambda asked: None if asked.url.startswith((self.address, "data:", "blob:"))
                else self.complaints.append(f"{username}: asked {asked.url}"))
        page.goto("/login")
        page.fill("[name=username]", username)
        page.fill("[name=password]", DEMO_PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/admin/**")
        return page


@pytest.fixture
def town(province, browser, tmp_path) -> Iterator[Town]:
    from app import create_app

    folder = tmp_path / "data"
    shutil.copytree(province, folder)
    url = f"sqlite:///{folder / 'registry.db'}"
    if databases.POSTGRES:
        databases.maintain("DROP DATABASE IF EXISTS town WITH (FORCE)")
        databases.maintain("CREATE DATABASE town TEMPLATE province STRATEGY FILE_COPY")
        url = f"{databases.postgres()}/town"
    clock = Clock(datetime(2026, 3, 9, 10, tzinfo=BEIJING))
    app = create_app({"DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url, "CLOCK": clock})
    open_keys(folder / "keys")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Town(app, f"http://127.0.0.1:{server.server_port}", clock, browser)
    server.shutdown()
    thread.join(5)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def officer(town):
    return lambda username: Officer(town, username)
