"""The overview in Chromium: what is sent, when its tables can be read, when its charts answer.

Beside it the stock approach on the same server: `plotly.io.to_html` with plotly.js in the page, the
same figures and tables. A first visit and a second one in the same browser. And what the figures cost
the server: plain dicts as we build them, and the same through plotly.graph_objects.
"""

from __future__ import annotations

import json
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
from flask import Flask, g
from sqlalchemy import select
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from access.scope import in_charge_of
from config import DEMO_PASSWORD
from models import User, db
from models.sealed import open_keys

TURNS = 5
DRAWN = ".js-plotly-plot:has(.barlayer .point)"
"""A chart that shows its bars."""


def compare(app: Flask) -> dict[str, Any]:
    """Medians of the turns, ours and stock by turns; nothing where there is no Chromium."""
    figures, tables = parts(app)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    found: dict[str, Any] = {"figures": server_cost(figures)}
    if chromium is None:
        return found
    page = stock_page(figures, tables)

    def stock(_environ: Any, start: Any) -> Any:
        return Response(page, mimetype="text/html")(_environ, start)

    server = make_server("127.0.0.1", 0, DispatcherMiddleware(app, {"/stock": stock}), threaded=False)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        return found | visits(chromium, f"http://127.0.0.1:{server.server_port}", len(figures))
    finally:
        server.shutdown()
        thread.join()


def parts(app: Flask) -> tuple[list[dict[str, Any]], list[str]]:
    """The figures of the province's overview, and their tables as plain HTML."""
    from datetime import date

    from admin.cockpit_frame import Look
    from admin.cockpit_overview import overview
    from tests.bench.charts import AT, ON

    open_keys(Path(app.config["DATA_DIR"]) / "keys")
    with app.test_request_context():
        by = db.session.scalars(select(User).where(User.username == "province")).one()
        g._login_user = by
        with in_charge_of(db.session, by.office.area):
            answer = overview(db.session(), Look(by.office, by, date(ON.year, 1, 1), ON, ON, AT))
        drawn = [q for q in answer.questions if q.figure is not None]
        tables = [
            "<table>" + "".join(
                "<tr>" + "".join(f"<td>{cell.value}</td>" for cell in row) + "</tr>" for row in q.grid.rows
            ) + "</table>" for q in drawn
        ]
        figures = [dict(q.figure) for q in drawn if q.figure is not None]
        db.session.remove()
    return figures, tables


def server_cost(figures: list[dict[str, Any]]) -> dict[str, float]:
    """Milliseconds of the processor for all figures of the page, to JSON."""
    import plotly.graph_objects as go

    def timed(work: Callable[[], Any]) -> float:
        times = []
        for _ in range(9):
            began = time.process_time()
            work()
            times.append((time.process_time() - began) * 1000)
        return statistics.median(times)

    return {
        "dicts": timed(lambda: [orjson.dumps(figure) for figure in figures]),
        "graph_objects": timed(lambda: [go.Figure(figure).to_json() for figure in figures]),
    }


def stock_page(figures: list[dict[str, Any]], tables: list[str]) -> str:
    import plotly.graph_objects as go
    import plotly.io

    html = [
        plotly.io.to_html(go.Figure(figure), full_html=False, include_plotlyjs=n == 0) + table
        for n, (figure, table) in enumerate(zip(figures, tables, strict=True))
    ]
    return "<!doctype html><meta charset=utf-8><title>stock</title><body>" + "".join(html)


def visits(chromium: str, address: str, figures: int) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    found: dict[tuple[str, str], list[dict[str, float]]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(TURNS):
            for way, path in (("ours", "/admin/charts/"), ("stock", "/stock/")):
                context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
                page = context.new_page()
                if way == "ours":
                    sign_in(page, address)
                for visit in ("first", "again"):
                    found.setdefault((way, visit), []).append(
                        one_visit(context, page, address + path, figures))
                context.close()
        browser.close()
    return {
        f"{way} {visit}": {key: statistics.median(turn[key] for turn in turns) for key in turns[0]}
        for (way, visit), turns in found.items()
    }


def sign_in(page: Any, address: str) -> None:
    page.goto(address + "/login")
    page.fill("[name=username]", "province")
    page.fill("[name=password]", DEMO_PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/**")


def one_visit(context: Any, page: Any, url: str, figures: int) -> dict[str, float]:
    """Kilobytes sent; milliseconds until the document can be read and until every chart is drawn."""
    sent: list[float] = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(DRAWN).nth(figures - 1).wait_for(state="attached", timeout=60_000)
    drawn_after = (time.perf_counter() - began) * 1000
    read = json.loads(page.evaluate(
        "JSON.stringify(performance.getEntriesByType('navigation')[0].domInteractive)"))
    wire.detach()
    return {"kB": sum(sent) / 1000, "readable": float(read), "interactive": drawn_after}


def report(found: dict[str, Any]) -> list[str]:
    """What docs/bench.md says of it."""
    cost = found["figures"]
    lines = ["", f"The figures of the overview cost the server {cost['dicts']:.2f} ms as plain dicts, "
                 f"{cost['graph_objects']:.1f} ms through plotly.graph_objects."]
    if "ours first" not in found:
        return [*lines, "The page in a browser: left out, no Chromium on this machine.", ""]
    lines += ["", "| overview in Chromium | kB sent | readable ms | charts drawn ms |", "|---|---|---|---|"]
    names = {"ours": "ours", "stock": "stock `to_html`"}
    for way in ("ours", "stock"):
        for visit in ("first", "again"):
            one = found[f"{way} {visit}"]
            lines.append(f"| {names[way]}, {'first visit' if visit == 'first' else 'repeated'} | {one['kB']:,.0f} | "
                         f"{one['readable']:,.0f} | {one['interactive']:,.0f} |")
    return [*lines, ""]
