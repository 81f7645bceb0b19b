"""One database, one process: every page by every means, turn and turn about."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from access.scope import in_charge_of
from config import DEMO_PASSWORD
from models import WHOLE_PROVINCE, Household, Member, Office, db, identity_index
from tests.bench import django_admin, raw

ROUNDS = 15
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LIST = "/admin/household/"


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
    page = client.get("/login").get_data(as_text=True)
    found = TOKEN.search(page)
    assert found
    answer = client.post(
        "/login",
        data={"username": username, "password": DEMO_PASSWORD, "csrf_token": found[1]},
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)[:300]
    return client


def get(client: Any, url: str, **options: Any) -> Callable[[], str]:
    def fetch() -> str:
        answer = client.get(url, **options)
        assert answer.status_code == 200, (url, answer.status_code)
        return str(answer.data if hasattr(answer, "data") else answer.content)

    return fetch


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
    ours = browser(app, "province")
    theirs = django_admin.client(url)
    deep_page = at["rows"] // 50 // 2

    def django(site: str, query: str) -> Callable[[], Any]:
        return get(theirs, f"/{site}/bench/household/{query}")

    def page(name: str, mine: Callable[[], Any], bare: Callable[[], Any], query: str,
             tuned: bool = True) -> Case:
        means = {"ours": mine, "raw": bare, "django": django("default", query)}
        if tuned:
            means["tuned"] = django("tuned", query)
        return Case(name, means)

    return [
        page("first page", get(ours, LIST), lambda: raw.first(engine), ""),
        page("one street", get(ours, f"{LIST}?office={at['street']}"),
             lambda: raw.street(engine, at["street"]), f"?street__id__exact={at['street']}"),
        page("one status", get(ours, f"{LIST}?status=recognised"),
             lambda: raw.status(engine, "recognised"), "?status__exact=recognised"),
        page("by name", get(ours, LIST, query_string={"q": at["name"]}),
             lambda: raw.name(engine, at["name"]), f"?q={at['name']}"),
        page("by identity number", find(ours, at["number"]),
             lambda: raw.number(engine, at["index"]), f"?q=blind:{at['index']}"),
        page("sorted by date", get(ours, f"{LIST}?sort=-applied_on"),
             lambda: raw.ordered(engine), "?o=-6"),
        page("page in the middle", get(ours, f"{LIST}?after=0-{at['middle']}&from={deep_page * 50}"),
             lambda: raw.deep(engine, at["middle"]), f"?p={deep_page}"),
        Case("chart page", {"ours": get(ours, "/admin/charts/")}),
    ]


def scopes(app: Flask) -> list[Case]:
    """The same first page for each office of one line of the tree."""
    return [
        Case(f"first page as {who}", {"ours": get(browser(app, who), LIST)})
        for who in ("province", "city", "county", "street", "community")
    ]


def measure(found: list[Case]) -> list[Case]:
    """Turn and turn about, so that a busy moment of the machine falls on all alike."""
    for case in found:
        for means in case.means.values():
            means()
    for _ in range(ROUNDS):
        for case in found:
            for name, means in case.means.items():
                began = time.perf_counter()
                means()
                case.times.setdefault(name, []).append((time.perf_counter() - began) * 1000)
                if sum(case.times[name]) > 20_000:
                    case.means = {n: m for n, m in case.means.items() if n != name}
    return found
