"""`make bench`: build a province of a million households, measure, print, keep in docs/bench.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MARK = "RESULT "


def one(url: str, folder: str, households: int, resume: bool) -> dict[str, Any]:
    """Everything that is measured on one database, in this process.

    Each part is kept in `folder`/parts as soon as it is measured; `resume` takes those of a run that was
    cut off instead of measuring them again. Ratios hold within a part.
    """
    os.environ.update(DATA_DIR=folder, DATABASE_URL=url)
    from sqlalchemy import func, select

    from models import Household, db
    from tests.bench import charts, clocks, cockpit, ledger, measure, papers, reports, weight

    app = charts.filled(url, Path(folder), households)
    with charts.inside(app):
        rows = db.session.scalar(select(func.count()).select_from(Household))
    clock = measure.clock_for(url)

    def pages() -> Any:
        found = measure.measure(measure.cases(app, url), clock)
        return [[c.name, {m: c.median(m) for m in c.times}] for c in found]

    def scopes() -> Any:
        return [[c.name, c.median("ours")] for c in measure.measure(measure.scopes(app), clock)]

    parts: dict[str, Callable[[], Any]] = {
        "rows": lambda: rows, "pages": pages, "scopes": scopes,
        "charts": lambda: charts.compare(charts.beside(url, Path(folder)) | {rows: app}, url),
        "cockpit": lambda: cockpit.compare(charts.beside(url, Path(folder)) | {rows: app}, clock),
        "weight": lambda: weight.compare(app),
        "ledger": lambda: ledger.compare(app), "reports": lambda: reports.compare(app),
        "clocks": lambda: clocks.compare(app), "papers": lambda: papers.compare(app),
    }
    kept = Path(folder) / "parts"
    kept.mkdir(exist_ok=True)
    found: dict[str, Any] = {}
    for name, work in parts.items():
        file = kept / f"{name}-{rows}.json"
        if not (resume and file.exists()):
            file.write_text(json.dumps(work()), encoding="utf-8")
        found[name] = json.loads(file.read_text(encoding="utf-8"))
    return found


def child(url: str, folder: Path, households: int, resume: bool) -> dict[str, Any]:
    """The same in a process of its own: Django can be set up for one database only."""
    command = [sys.executable, "-m", "tests.bench", "--url", url, "--folder", str(folder),
               "--households", str(households), *(["--resume"] if resume else [])]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    line = next(line for line in run.stdout.splitlines() if line.startswith(MARK))
    result: dict[str, Any] = json.loads(line.removeprefix(MARK))
    return result


def ratio(a: float | None, b: float | None) -> str:
    return f"{a / b:.1f}" if a and b else "–"


def with_imports(found: dict[str, Any], folder: Path, new_url: Callable[[str], str]) -> dict[str, Any]:
    """The ledger brought in as well, each way into a database of its own."""
    from tests.bench import imports

    return found | {"imports": imports.compare(folder, new_url)}


def report(name: str, found: dict[str, Any]) -> list[str]:
    from tests.bench import charts, clocks, cockpit, imports, ledger, papers, reports, weight

    lines = [
        f"## {name}, {found['rows']:,} households", "",
        "| page | ours ms | raw ms | Django ms | Django tuned ms | ours ÷ raw | Django ÷ ours | tuned ÷ ours |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for page, ms in found["pages"]:
        cells = [ms.get(m) for m in ("ours", "raw", "django", "tuned")]
        shown = " | ".join("–" if c is None else f"{c:,.2f}" for c in cells)
        ours, raw, django, tuned = cells
        lines.append(
            f"| {page} | {shown} | {ratio(ours, raw)} | {ratio(django, ours)} | {ratio(tuned, ours)} |"
        )
    least = min(ms for _, ms in found["scopes"])
    lines += ["", "| scope | ms | ÷ fastest |", "|---|---|---|"]
    lines += [f"| {who} | {ms:.2f} | {ms / least:.1f} |" for who, ms in found["scopes"]]
    lines += ledger.report(found["ledger"])
    lines += reports.report(found["reports"])
    lines += charts.report(found["charts"]) + weight.report(found["weight"])
    lines += cockpit.report(found["cockpit"]) + papers.report(found["papers"])
    return lines + clocks.report(found["clocks"]) + imports.report(name, found["imports"])


def main() -> None:
    ask = argparse.ArgumentParser(prog="make bench")
    ask.add_argument("--households", type=int, default=1_000_000)
    ask.add_argument("--folder", type=Path, default=ROOT / "instance" / "bench")
    ask.add_argument("--url", help="measure this database only, in this process")
    ask.add_argument("--resume", action="store_true", help="take the parts a run that was cut off has measured")
    ask.add_argument("--out", type=Path, default=ROOT / "docs" / "bench.md")
    asked = ask.parse_args()
    if asked.url:
        print(MARK + json.dumps(one(asked.url, str(asked.folder), asked.households, asked.resume)))
        return
    sys.path.insert(0, str(ROOT))
    from tests import databases
    from tests.bench.writers import fairness

    asked.folder.mkdir(parents=True, exist_ok=True)
    fair, lottery = fairness(True), fairness(False)
    lines = [
        "# Measured", "",
        f"`make bench` on {date.today()}: {os.cpu_count()} cores, Python {platform.python_version()}. "
        "Medians of 15 turns; all means take turns within one run, so that ratios hold on a noisy "
        "machine and absolute times only roughly; SQLite in time of the process, PostgreSQL on the clock. “ours” is the whole page: sign-in session, "
        "permissions, row scope, masks, count, shell; both it and Django are called as a server calls "
        "them (WSGI), without their test clients. “raw” is SQLAlchemy Core with keyset paging "
        "into a bare Jinja table. Django admin 5.2 shows the same columns of the same table, with "
        "its default search and, “tuned”, with prefix search and without the full count.", "",
    ]
    sqlite = child(f"sqlite:///{asked.folder / 'sqlite.db'}", asked.folder / "sqlite", asked.households, asked.resume)
    with TemporaryDirectory(dir=asked.folder) as fresh:
        lines += report("SQLite", with_imports(sqlite, Path(fresh), lambda way: f"sqlite:///{fresh}/{way}.db"))
    if databases.initdb():
        databases.maintain("CREATE DATABASE bench")
        postgres = child(databases.postgres() + "/bench", asked.folder / "postgres", asked.households,
                         asked.resume)

        def new_database(way: str) -> str:
            databases.maintain(f"CREATE DATABASE bench_{way}")
            return f"{databases.postgres()}/bench_{way}"

        with TemporaryDirectory(dir=asked.folder) as fresh:
            lines += report("PostgreSQL", with_imports(postgres, Path(fresh), new_database))
    else:
        lines += ["PostgreSQL: left out, no initdb on this machine.", ""]
    lines += [
        "## Eight writers without rest on one SQLite file, 5 s", "",
        "| | commits a second | least of one writer | most of one writer | longest wait s |",
        "|---|---|---|---|---|",
    ]
    for name, found in (("with the queue", fair), ("SQLite alone", lottery)):
        lines.append(f"| {name} | {found['per second']:,.0f} | {found['least']:,} | "
                     f"{found['most']:,} | {found['longest wait s']:.2f} |")
    text = "\n".join(lines) + "\n"
    asked.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
