"""A ledger of 50,000 rows into an empty registry: ours, openpyxl with the ORM, and the bare minimum.

All three read the same workbook and leave the same households and members behind. Ours and the ORM's
judge each row by the same rules and leave the trail; the bare one reads with calamine, takes what was
found right at hand, and inserts the same rows through Core, with no rule, no trail, no seal checked.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from policy.identity import check_character

ROWS = 50_000
AS_OF = date(2026, 6, 30)
AT = datetime(2026, 6, 30, 2, tzinfo=UTC)
COMMUNITY = "220104001001"
HEADING = ("序号", "户编号", "姓名", "与户主关系", "性别", "身份证号码", "文化程度", "健康状况", "就业状况", "联系电话",
           "家庭住址", "所属社区", "认定日期", "备注")
SURNAMES, MIDDLE, SIGNS = "赵钱孙李周吴郑王冯陈朴崔全南", "样例试虚", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
SCHOOLS = ("小学", "初中", "高中", "中专", "大专", "本科")
MARK = "IMPORT "


def write_book(path: Path, rows: int, seed: int = 1) -> None:
    """Fictitious households of one to four persons; about two rows in a hundred are wrong, as clerks' are."""
    import xlsxwriter

    draw, used = random.Random(seed), set[str]()
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADING)
        row = family = 0
        while row < rows:
            family += 1
            on = date(2024, 1, 1) + timedelta(days=draw.randrange(900))
            for relation in ("户主", *draw.sample(("妻", "子", "女", "母亲"), draw.randint(0, 3))):
                if row == rows:
                    break
                row += 1
                number = person(draw, used, relation)
                sex = "男" if int(number[16]) % 2 else "女"
                spoilt = draw.random()
                wrong = number[:17] if spoilt < 0.01 else f"{number[:6]} {number[6:]}" if spoilt < 0.1 else number
                name = draw.choice(SURNAMES) + draw.choice(MIDDLE) + draw.choice(SIGNS)
                sheet.write_row(row, 0, (
                    row, f"LJY{family:06d}", name, relation, sex, wrong, draw.choice(SCHOOLS), "健康", "失业",
                    f"154{row:08d}", f"虚构路{draw.randint(1, 200)}号", "华阳社区",
                ))
                if 0.1 <= spoilt < 0.12:
                    sheet.write_string(row, 12, f"{on.year}年{on.month}月{on.day}号")
                else:
                    sheet.write_datetime(row, 12, datetime(on.year, on.month, on.day), day)


def person(draw: random.Random, used: set[str], relation: str) -> str:
    """An identity number of an area that does not exist, never the same twice."""
    years = (1995, 2005) if relation in "子女" else (1940, 1955) if relation == "母亲" else (1964, 1985)
    while True:
        born = date(draw.randint(*years), 1, 1) + timedelta(days=draw.randrange(365))
        body = f"2299{draw.randint(1, 99):02d}{born:%Y%m%d}{draw.randint(1, 998):03d}"
        if body not in used:
            used.add(body)
            return body + check_character(body)


def empty(url: str, folder: Path) -> Any:
    """An application with an empty registry and one community."""
    import os

    from flask_migrate import upgrade
    from sqlalchemy import select

    os.environ.update(DATA_DIR=str(folder), DATABASE_URL=url)
    from access.scope import in_charge_of
    from app import create_app
    from models import WHOLE_PROVINCE, Office, db
    from models.engine import writing
    from tests import cast

    app = create_app()
    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
        upgrade()
        if db.session.scalar(select(Office.id).limit(1)) is None:
            cast.hire(db.session)
        db.session.commit()
        db.session.remove()
    return app


def ours(session: Any, path: Path, office: Any) -> dict[str, int]:
    """`flask import households`: read, looked at row by row, stored with the trail."""
    from workflow.calendar import work_calendar
    from workflow.intake import import_file

    done = import_file(session, path, as_of=AS_OF, office=office, by=None, on=AS_OF, at=AT,
                       calendar=work_calendar(session))
    return done.counts


def with_orm(session: Any, path: Path, office: Any) -> dict[str, int]:
    """openpyxl, the same rules, and an object a row, two hundred households a transaction."""
    import openpyxl

    from workflow.calendar import work_calendar
    from workflow.intake import chunks, look_up, objections, place
    from workflow.intake_rows import read_rows
    from workflow.intake_store import Import, groups_of, store
    from workflow.sheets import Sheet, Workbook

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    cells = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    rows = read_rows(Workbook((Sheet("台账", cells),)), AS_OF)
    known, groups = look_up(session, rows), groups_of(rows)
    place(session, groups, office, session.info["area"])
    groups = [group for group in groups if not objections(group)]
    how = Import(None, AS_OF, AT, work_calendar(session), "0" * 64)
    persons = 0
    for some in chunks(groups, 200):
        for group in some:
            store(session, group, known, how)
            persons += len(group.accepted)
        session.commit()
    return {"households_stored": len(groups), "persons_stored": persons}


def bare(session: Any, path: Path, office: Any) -> Callable[[], dict[str, int]]:
    """Calamine and Core inserts of rows made ready beforehand; what is timed is called afterwards."""
    from python_calamine import CalamineWorkbook
    from sqlalchemy import Table, insert

    from models import Household, Member, StatusChange
    from workflow import intake_together
    from workflow.calendar import work_calendar
    from workflow.intake import chunks, planned
    from workflow.intake_store import Import
    from workflow.sheets import read_file, read_workbook

    _rows, groups, known = planned(session, read_workbook(read_file(path)), AS_OF, office, session.info["area"])
    ready: list[list[tuple[Any, list[dict[str, Any]]]]] = []
    how = Import(None, AS_OF, AT, work_calendar(session), "0" * 64)
    catch = intake_together.add_rows

    def kept(_session: Any, model: Any, rows: Any, _paths: Any) -> None:
        ready[-1].append((model, [dict(row, created_at=AT, version=1) if model is not StatusChange else row for row in rows]))

    heads = persons = 0
    ids = {Household: 0, Member: 0, StatusChange: 0}

    def numbered(_session: Any, model: Any, count: int) -> range:
        ids[model] += count
        return range(ids[model] - count + 1, ids[model] + 1)

    given, intake_together.new_ids = intake_together.new_ids, numbered  # type: ignore[assignment]
    intake_together.add_rows = kept
    for some in chunks([group for group in groups if not group.reasons], 200):
        ready.append([])
        intake_together.lay_together(session, some, known, how)
        heads, persons = heads + len(some), persons + sum(len(group.accepted) for group in some)
    intake_together.add_rows, intake_together.new_ids = catch, given
    session.rollback()

    def run() -> dict[str, int]:
        for name in (book := CalamineWorkbook.from_path(str(path))).sheet_names:
            book.get_sheet_by_name(name).to_python()
        for part in ready:
            for model, rows in part:
                table = model.__table__
                assert isinstance(table, Table)
                session.connection().execute(insert(table), rows)
            session.commit()
        return {"households_stored": heads, "persons_stored": persons}

    return run


def one(way: str, url: str, folder: Path, path: Path) -> dict[str, float]:
    """One of the three in this process, on a database of its own: seconds of the clock and of the processor."""
    import resource

    app = empty(url, folder)
    from sqlalchemy import func, select

    from access.scope import in_charge_of
    from models import WHOLE_PROVINCE, AuditEntry, Household, Member, Office, db
    from models.engine import writing

    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
        office = db.session.scalars(select(Office).where(Office.code == COMMUNITY)).one()
        ways: dict[str, Callable[[], dict[str, int]]] = {
            "ours": partial(ours, db.session, path, office), "orm": partial(with_orm, db.session, path, office),
        }
        do = ways[way] if way in ways else bare(db.session, path, office)
        wall, spent = time.perf_counter(), used_processor()
        counts = do()
        wall, spent = time.perf_counter() - wall, used_processor() - spent
        stored = [db.session.scalar(select(func.count()).select_from(m)) or 0 for m in (Household, Member)]
        assert stored == [counts["households_stored"], counts["persons_stored"]], (way, stored, counts)
        lines = db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        db.session.remove()
        db.engine.dispose()
    return {"wall": wall, "processor": spent, "households": stored[0], "persons": stored[1], "lines": lines,
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def used_processor() -> float:
    """Seconds of the processor, of this process and of its children that ended."""
    import resource

    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def compare(folder: Path, new_url: Callable[[str], str], rows: int = ROWS) -> dict[str, Any]:
    """The three one after the other, each in a process and a database of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ledger.xlsx"
    write_book(path, rows)
    found: dict[str, Any] = {"rows": rows}
    for way in ("ours", "orm", "bare"):
        command = [sys.executable, "-m", "tests.bench.imports", way, new_url(way), str(folder / way), str(path)]
        run = subprocess.run(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True, check=True)
        line = next(line for line in run.stdout.splitlines() if line.startswith(MARK))
        found[way] = json.loads(line.removeprefix(MARK))
    return found


def report(name: str, found: dict[str, Any]) -> list[str]:
    ours_, orm, plain = found["ours"], found["orm"], found["bare"]
    return [
        f"A ledger of {found['rows']:,} rows into an empty registry on {name} ({ours_['households']:,.0f} households, "
        f"{ours_['persons']:,.0f} persons stored, {ours_['lines']:,.0f} lines of the trail): ours "
        f"{ours_['wall']:.1f} s, {found['rows'] / ours_['wall']:,.0f} rows a second, peak {ours_['memory']:,.0f} MiB; "
        f"openpyxl and the ORM with the same rules and the trail {orm['wall']:.1f} s "
        f"({orm['wall'] / ours_['wall']:.1f} of ours; of the processor {orm['processor'] / ours_['processor']:.1f}); bare "
        f"calamine and Core inserts without rule or trail {plain['wall']:.1f} s "
        f"(ours {ours_['wall'] / plain['wall']:.1f} of it; of the processor {ours_['processor'] / plain['processor']:.1f}).",
        "",
    ]


if __name__ == "__main__":
    print(MARK + json.dumps(one(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
