"""One database, one process: every page by every means, turn and turn about."""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote

from flask import Flask
from sqlalchemy import func, select

from access.scope import in_charge_of
from config import DEMO_PASSWORD
from models import WHOLE_PROVINCE, Household, Member, Office, db, identity_index
from tests.bench import django_admin, raw

ROUNDS = 15
TURN = 0.2
"""Seconds that a short page is called for, in each turn: about as long as a slow one takes once."""
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LIST = "/admin/household/"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@dataclass
class Case:
    """One page by several means; milliseconds, the median of ROUNDS turns."""

    name: str
    means: dict[str, Callable[[], Any]]
    times: dict[str, list[float]] = field(default_factory=dict)

    def median(self, means: str) -> float | None:
        return round(statistics.median(self.times[means]), 2) if means in self.times else None


def browser(app: Flask, username: str) -> Any:
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = BROWSER
    page = client.get("/login").get_data(as_text=True)
    found = TOKEN.search(page)
    assert found
    answer = client.post(
        "/login",
        data={"username": username, "password": DEMO_PASSWORD, "csrf_token": found[1]},
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)[:300]
    return client


class Server:
    """A WSGI application called as a server calls it, with the cookies of who is signed in.

    The test clients of Flask and Django cost half a millisecond each of their own; a server does
    not, so neither pays for one here. The browser names itself as it did when it signed in: under
    another name, our session would mark itself anew in each answer, which no browser sees.
    """

    def __init__(self, application: Any, cookies: dict[str, str]) -> None:
        self.application = application
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def get(self, url: str) -> Callable[[], bytes]:
        path, _mark, query = url.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "HTTP_COOKIE": self.cookie,
            "HTTP_USER_AGENT": BROWSER,
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr,
            "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }

        def fetch() -> bytes:
            said: list[str] = []
            answer = self.application(
                {**environ, "wsgi.input": BytesIO()}, lambda status, *_: said.append(status)
            )
            page = b"".join(answer)
            getattr(answer, "close", lambda: None)()
            assert said[0].startswith("200"), (url, said)
            return page

        return fetch


def ours_as(app: Flask, username: str) -> Server:
    client = browser(app, username)
    return Server(app, {c.key: c.value for c in client._cookies.values()})


def find(client: Any, number: str) -> Callable[[], str]:
    token = TOKEN.search(client.get(LIST).get_data(as_text=True))
    assert token

    def fetch() -> str:
        answer = client.post(
            "/admin/household/find", data={"id_no": number, "csrf_token": token[1]},
            follow_redirects=True,
        )
        assert answer.status_code == 200, answer.status_code
        return str(answer.get_data(as_text=True))

    return fetch


def sample(app: Flask) -> dict[str, Any]:
    """Rows to look for: a street, a name, an identity number, the middle of the table."""
    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE):
        rows = db.session.scalar(select(func.count()).select_from(Household))
        top = db.session.scalar(select(func.max(Household.id)))
        middle = top // 2
        member = db.session.scalars(select(Member).where(Member.id >= 1000).limit(1)).one()
        street = db.session.scalars(select(Office).where(Office.code == "220104001")).one()
        head = db.session.scalar(select(Household.head_name).where(Household.id == middle))
        return {
            "rows": rows, "middle": middle, "number": member.id_no,
            "index": identity_index(member.id_no), "street": street.id, "name": head,
        }


def cases(app: Flask, url: str) -> list[Case]:
    at = sample(app)
    with app.app_context():
        engine = db.engine
    officer, ours = browser(app, "province"), ours_as(app, "province")
    theirs = Server(*django_admin.signed_in(url))
    deep_page = at["rows"] // 50 // 2

    def django(site: str, query: str) -> Callable[[], Any]:
        return theirs.get(f"/{site}/bench/household/{query}")

    def page(name: str, mine: Callable[[], Any], bare: Callable[[], Any], query: str,
             tuned: bool = True) -> Case:
        means = {"ours": mine, "raw": bare, "django": django("default", query)}
        if tuned:
            means["tuned"] = django("tuned", query)
        return Case(name, means)

    return [
        page("first page", ours.get(LIST), lambda: raw.first(engine), ""),
        page("one street", ours.get(f"{LIST}?office={at['street']}"),
             lambda: raw.street(engine, at["street"]), f"?street__id__exact={at['street']}"),
        page("one status", ours.get(f"{LIST}?status=recognised"),
             lambda: raw.status(engine, "recognised"), "?status__exact=recognised"),
        page("by name", ours.get(f"{LIST}?q={quote(at['name'])}"),
             lambda: raw.name(engine, at["name"]), f"?q={quote(at['name'])}"),
        page("by identity number", find(officer, at["number"]),
             lambda: raw.number(engine, at["index"]), f"?q=blind:{at['index']}"),
        page("sorted by date", ours.get(f"{LIST}?sort=-applied_on"),
             lambda: raw.ordered(engine), "?o=-6"),
        page("page in the middle", ours.get(f"{LIST}?after=0-{at['middle']}&from={deep_page * 50}"),
             lambda: raw.deep(engine, at["middle"]), f"?p={deep_page}"),
        page("last page", ours.get(f"{LIST}?after=0-51&from={at['rows'] - 49}"),
             lambda: raw.deep(engine, 51), f"?p={(at['rows'] - 1) // 50 + 1}"),
        Case("chart page", {"ours": ours.get("/admin/charts/")}),
    ]


def scopes(app: Flask) -> list[Case]:
    """The same first page for each office of one line of the tree."""
    return [
        Case(f"first page as {who}", {"ours": ours_as(app, who).get(LIST)})
        for who in ("province", "city", "county", "street", "community")
    ]


def clock_for(url: str) -> Callable[[], float]:
    """SQLite works within the process: its own time, whatever else the machine does. Else the wall's."""
    return time.process_time if url.startswith("sqlite") else time.perf_counter


def measure(found: list[Case], clock: Callable[[], float]) -> list[Case]:
    """Turn and turn about, so that a busy moment of the machine falls on all alike.

    Each means is called once uncounted before it is counted: the one before it may have read a
    million rows, and what it left of the processor's caches is not this one's matter. What takes
    less than TURN is called again until the turn is over, and counts with its mean.
    """
    for case in found:
        for means in case.means.values():
            means()
    for _ in range(ROUNDS):
        for case in found:
            for name, means in case.means.items():
                means()
                began, calls, spent = clock(), 0, 0.0
                while spent < TURN:
                    means()
                    calls, spent = calls + 1, clock() - began
                case.times.setdefault(name, []).append(spent / calls * 1000)
                if sum(case.times[name]) > 20_000:
                    case.means = {n: m for n, m in case.means.items() if n != name}
    return found
