"""The leaders' overview at three sizes in one run, beside counting; and what keeping adds to an act."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import URL, create_engine, event, func, make_url, select, text
from sqlalchemy.orm import Session

from access.kept import keep_figures
from access.scope import in_charge_of
from charts.queries import month_trend, progress, promise_state, totals
from models import WHOLE_PROVINCE, Household, Office, User, db
from models.engine import gather_statistics, writing
from models.sealed import open_keys
from policy.terms import Status
from tests.charts.recount import (
    counted_progress,
    counted_promises,
    counted_totals,
    counted_trend,
)

SINCE, ON = date(2026, 1, 1), date(2026, 11, 20)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
BESIDE = (1_000, 100_000)
ROUNDS, COUNTED_ROUNDS, PAIRS = 15, 3, 40
READERS = ("province", "city", "county", "street")
OFFICES = ("220000", "220100", "220104", "220104001")


def filled(url: str, folder: Path, households: int) -> Flask:
    """An application on a database with so many households, filled unless it is already."""
    from flask_migrate import upgrade

    from app import create_app
    from config import DEMO_PASSWORD
    from seeds.lean import load_lean
    from seeds.load import load_reference

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = create_app({"DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url})
    with inside(app), writing():
        upgrade()
        if not db.session.scalar(select(func.count()).select_from(Household)):
            load_reference(db.session)
            load_lean(db.session, households, 1, on=ON, password=DEMO_PASSWORD)
            db.session.commit()
            db.session.execute(text("ANALYZE"))
        gather_statistics(db.session())
        db.session.commit()
        db.session.remove()
    return app


def beside(url: str, folder: Path) -> dict[int, Flask]:
    """The smaller databases: files beside the one, or databases of the same server."""
    found = {}
    for size in BESIDE:
        at = make_url(url)
        if at.get_backend_name() == "sqlite":
            there = at.set(database=f"{Path(str(at.database)).with_suffix('')}-{size}.db")
        else:
            there = at.set(database=f"{at.database}_{size}")
            create_database(at.set(database="postgres"), str(there.database))
        found[size] = filled(there.render_as_string(hide_password=False), folder / str(size), size)
    return found


def create_database(server: URL, name: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        known = connection.execute(text("SELECT datname FROM pg_database")).scalars().all()
        if name not in known:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    open_keys(Path(app.config["DATA_DIR"]) / "keys")
    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE):
        try:
            yield
        finally:
            db.session.remove()


def kept(session: Session, office: Office) -> Any:
    """What the overview asks of an office."""
    return (
        totals(session, office, SINCE, ON), progress(session, office, SINCE, ON),
        month_trend(session, office, SINCE, ON), promise_state(session, office, SINCE, ON, today=ON),
    )


def counted(session: Session, office: Office) -> Any:
    """The same from the households, each figure by its index (ancestor, date)."""
    return (
        counted_totals(session, office, SINCE, ON), counted_progress(session, office, SINCE, ON),
        counted_trend(session, office, SINCE, ON), counted_promises(session, office, SINCE, ON, today=ON),
    )


def same(by_keeping: Any, by_counting: Any) -> bool:
    rows = {row.office_id: row.counts for row in by_keeping[1] if not row.own}
    beneath = {key: n for key, n in by_counting[1].items() if key in rows}
    return (by_keeping[0], by_keeping[2:]) == (by_counting[0], by_counting[2:]) and (
        not beneath or rows == beneath)


def ask(app: Flask, code: str, how: Callable[[Session, Office], Any],
        clock: Callable[[], float]) -> tuple[float, Any]:
    with inside(app):
        office = db.session.scalars(select(Office).where(Office.code == code)).one()
        began = clock()
        found = how(db.session, office)
        return (clock() - began) * 1000, found


def queries(apps: dict[int, Flask], clock: Callable[[], float]) -> list[dict[str, Any]]:
    """Median ms for each office and size, all sizes in turn; kept and counted must be the same."""
    times: dict[tuple[str, int, str], list[float]] = {}
    for n in range(ROUNDS + 1):
        for code in OFFICES:
            for size, app in apps.items():
                spent, answer = ask(app, code, kept, clock)
                ways = {"kept": spent}
                if n <= COUNTED_ROUNDS:
                    ways["counted"], recount = ask(app, code, counted, clock)
                    assert same(answer, recount), (code, size)
                for way, ms in ways.items() if n else ():  # the first turn warms up
                    times.setdefault((code, size, way), []).append(ms)
    return [
        {"office": code, "size": size,
         **{way: statistics.median(times[code, size, way]) for way in ("kept", "counted")}}
        for code in OFFICES for size in apps
    ]


def pages(apps: dict[int, Flask], clock: Callable[[], float]) -> list[dict[str, Any]]:
    """Median ms of the whole page as four officers see it, all sizes in turn."""
    from tests.bench.measure import ours_as

    def opened(app: Flask, who: str) -> Callable[[], bytes]:
        open_keys(Path(app.config["DATA_DIR"]) / "keys")
        return ours_as(app, who).get("/admin/charts/")

    gets = {(who, size): opened(app, who) for who in READERS for size, app in apps.items()}
    times: dict[tuple[str, int], list[float]] = {key: [] for key in gets}
    for n in range(ROUNDS + 2):
        for (who, size), get in gets.items():
            open_keys(Path(apps[size].config["DATA_DIR"]) / "keys")
            began = clock()
            get()
            if n > 1:
                times[who, size].append((clock() - began) * 1000)
    return [{"who": who, "size": size, "ms": statistics.median(found)}
            for (who, size), found in times.items()]


def act(app: Flask, clock: Callable[[], float]) -> dict[str, float]:
    """Revoking a recognition, committed, with and without keeping, turn and turn about; medians in ms.

    `added` is the median of what each pair differs by. Each is put back as it was in the same way, so
    what is kept stays right.
    """
    from workflow.acts import Ticket, perform_on_each
    from workflow.calendar import work_calendar
    from workflow.demands import Order
    from workflow.rule_book import rule_book

    times: dict[bool, list[float]] = {True: [], False: []}
    with inside(app), writing():
        session = db.session
        by = session.scalars(select(User).where(User.username == "county")).one()
        ids = session.scalars(
            select(Household.id).where(Household.county_id == by.office_id, Household.status == Status.RECOGNISED)
            .order_by(Household.id.desc()).limit(PAIRS)).all()
        if not ids:
            return {}
        order = Order(on=ON, at=AT, calendar=work_calendar(session), book=rule_book(session),
                      fields={"reason": "弄虚作假，予以撤销"})
        for n in range(2 * PAIRS + 4):
            keeps = n % 4 in (0, 3)
            number = ids[n // 2 % len(ids)]
            (event.listen if keeps else forget)(Session, "after_flush", keep_figures)
            session.expire_all()
            by = session.scalars(select(User).where(User.username == "county")).one()
            began = clock()
            [outcome] = perform_on_each(session, "revoke", [Ticket(number)], by, order)
            spent = (clock() - began) * 1000
            assert outcome.done, outcome.reasons
            if n > 3:
                times[keeps].append(spent)
            put_back(session, number)
        event.listen(Session, "after_flush", keep_figures)
    pairs = [a - b for a, b in zip(times[True], times[False], strict=True)]
    return {"with": statistics.median(times[True]), "without": statistics.median(times[False]),
            "added": statistics.median(pairs)}


def forget(*listener: Any) -> None:
    if event.contains(*listener):
        event.remove(*listener)


def put_back(session: Session, number: int) -> None:
    household = session.get_one(Household, number)
    household.status, household.revoked_on = Status.RECOGNISED, None
    session.commit()


def compare(apps: dict[int, Flask], url: str) -> dict[str, Any]:
    from tests.bench.measure import clock_for

    clock = clock_for(url)
    return {"queries": queries(apps, clock), "pages": pages(apps, clock), "act": act(apps[max(apps)], clock)}


def report(found: dict[str, Any]) -> list[str]:
    sizes = sorted({row["size"] for row in found["queries"]})
    most, middle = sizes[-1], sizes[-2]
    lines = ["", "The leaders' overview: its figures as kept, and counted by index (ms; medians, all sizes in turn).",
             "", "| office | " + " | ".join(f"kept {n:,}" for n in sizes) + f" | {most:,} ÷ {middle:,} | "
             f"counted {most:,} | counted ÷ kept |", "|---" * (len(sizes) + 4) + "|"]
    by = {(row["office"], row["size"]): row for row in found["queries"]}
    for code in OFFICES:
        cells = " | ".join(f"{by[code, n]['kept']:.2f}" for n in sizes)
        top = by[code, most]
        lines.append(f"| {code} | {cells} | {top['kept'] / by[code, middle]['kept']:.2f} | "
                     f"{top['counted']:,.1f} | {top['counted'] / top['kept']:,.0f} |")
    lines += ["", "| whole page as | " + " | ".join(f"{n:,}" for n in sizes) + f" | {most:,} ÷ {middle:,} |",
              "|---" * (len(sizes) + 2) + "|"]
    page = {(row["who"], row["size"]): row["ms"] for row in found["pages"]}
    for who in READERS:
        cells = " | ".join(f"{page[who, n]:.1f}" for n in sizes)
        lines.append(f"| {who} | {cells} | {page[who, most] / page[who, middle]:.2f} |")
    spent = found["act"]
    if not spent:
        return [*lines, "", "One act: left out, nobody of that county is on the register.", ""]
    return [*lines, "", f"One act (撤销认定, committed; {PAIRS} pairs): {spent['with']:.1f} ms with the figures kept, "
            f"{spent['without']:.1f} ms without; in a pair {spent['added']:+.2f} ms, "
            f"{spent['added'] / spent['without']:+.1%}.", ""]


def main() -> None:
    """`python -m tests.bench.charts URL FOLDER [HOUSEHOLDS]`: this part alone."""
    import sys

    url, folder = sys.argv[1], Path(sys.argv[2])
    households = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    apps = beside(url, folder) | {households: filled(url, folder, households)}
    print("\n".join(report(compare(apps, url))))


if __name__ == "__main__":
    main()
