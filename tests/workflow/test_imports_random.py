"""Random ledgers with random damage: what is accepted is stored exactly, what is refused says why."""

from __future__ import annotations

import io
from datetime import date, timedelta

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from access.kept_recount import miskept
from models import Household, Member, identity_index
from policy.identity import check_character
from policy.import_terms import ImportState
from tests.workflow.test_imports import HEADING, count, sheet, stored, taken
from workflow import imports

FIRST, LATEST = date(2021, 7, 1), date(2026, 6, 29)
WRITINGS = ("{:%Y-%m-%d}", "{:%Y.%m.%d}", "{:%Y/%m/%d}", "{:%Y%m%d}", "{:%Y年%m月%d日}")
DAMAGES = {
    "": lambda number: number, "spaced": lambda number: f" {number[:6]} {number[6:]}\u200b",
    "wide": lambda number: number.translate({n: n + 0xFEE0 for n in range(48, 58)}),
    "quoted": lambda number: f'="{number}"', "hyphens": lambda number: f"{number[:6]}-{number[6:14]}-{number[14:]}",
    "cut": lambda number: number[:-1], "masked": lambda number: number[:6] + "********" + number[-4:],
    "letters": lambda number: "O" + number[1:], "empty": lambda number: "",
    "last": lambda number: number[:-1] + ("0" if number[-1] != "0" else "1"),
}
KIN, SCHOOLS = {"子": "20", "母亲": "52", "孙女": "42"}, {"": None, "本科": "20", "小学": "80"}
HARMLESS = {"", "spaced", "wide", "quoted", "hyphens"}


def as_csv(rows) -> bytes:
    return sheet(*rows[1:], heading=rows[0])


def as_old_csv(rows) -> bytes:
    return as_csv(rows).decode().encode("gb18030")


def as_workbook(rows) -> bytes:
    """The rows, all cells text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for n, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write_string(n, column, cell)
    return out.getvalue()


@st.composite
def ledgers(draw):
    """Households of one to three persons: (row as it should be, its damage), no number twice."""
    found, serial = [], draw(st.integers(0, 500))
    for family in range(draw(st.integers(1, 4))):
        on = FIRST + timedelta(days=draw(st.integers(0, (LATEST - FIRST).days)))
        for place in range(draw(st.integers(1, 3))):
            serial += 1
            body = f"2299{draw(st.integers(1, 99)):02d}{draw(st.integers(1950, 2004))}0{draw(st.integers(1, 9))}1{serial:03d}"[:17]
            body = body[:14] + f"{serial:03d}"
            number = body + check_character(body)
            name = draw(st.sampled_from("王李张刘陈")) + "试" + draw(st.sampled_from("甲乙丙丁戊己"))
            found.append((
                (f"H{family}", name, "户主" if place == 0 else draw(st.sampled_from(list(KIN))), "", number,
                 draw(st.sampled_from(["", f"154{serial:08d}"])), "甲社区", on,
                 draw(st.sampled_from(["", "本科", "小学"])), draw(st.sampled_from(["", "虚构路1号", "=1+1", "@虚构巷"]))),
                draw(st.sampled_from([*DAMAGES, "", "", ""])), draw(st.sampled_from(WRITINGS)),
            ))
    return found


@settings(max_examples=25, deadline=None, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ledgers(), st.sampled_from([as_csv, as_old_csv, as_workbook]))
def test_an_accepted_row_round_trips_a_refused_one_says_why_and_twice_is_once(session, rows, file_of):
    written = [
        [*(DAMAGES[damage](cell) if n == 4 else cell for n, cell in enumerate(row[:7])), how.format(row[7]), *row[8:]]
        for row, damage, how in rows
    ]
    data = file_of([[*HEADING, "文化程度", "常住地址"], *written])
    before = count(session, Member)
    batch = taken(session, data)
    told = imports.findings(batch)
    refused = {line["row"] for line in told["told"] if line["gravity"] == "refused"}
    standing = {row[4] for row, _d, _h in rows if on_file(session, row[4])}
    assert all(line["said"] for line in told["told"])
    for n, (row, damage, _how) in enumerate(rows, 2):
        assert (n in refused) >= (damage not in HARMLESS), (n, damage)
        assert (n in refused) <= (damage not in HARMLESS or row[4] in standing), (n, damage)
    for unit in told["units"]:
        assert (unit["outcome"] == "refused") == bool(unit["reasons"])
    fresh = batch.tally["new"]
    if fresh:
        stored(session, batch)
        assert batch.state is ImportState.STORED
    new = [unit for unit in told["units"] if unit["outcome"] == "new"]
    assert count(session, Member) == before + sum(len(unit["rows"]) for unit in new)
    for unit in new:
        for number in unit["rows"]:
            row = rows[number - 2][0]
            member = on_file(session, row[4])
            head = member.household
            assert (member.name, member.id_no, head.recognised_on, member.phone or "") == (row[1], row[4], row[7], row[5])
            assert (member.birth_on.isoformat(), member.sex) == (
                f"{row[4][6:10]}-{row[4][10:12]}-{row[4][12:14]}", "1" if int(row[4][16]) % 2 else "2")
            assert (member.relation, member.education) == (
                "01" if row[2] == "户主" else KIN[row[2]], SCHOOLS[row[8]])
            assert (head.community.name, head.size) == ("甲社区", len(unit["rows"]))
            if row[2] == "户主":
                assert (head.head_name, head.phone or "", head.home_address or "") == (row[1], row[5], row[9])
    assert miskept(session) == []
    versions = session.scalars(select(Household.version).order_by(Household.id)).all()
    again = taken(session, data)
    assert again.tally["new"] == 0
    assert session.scalars(select(Household.version).order_by(Household.id)).all() == versions


def on_file(session, number: str) -> Member | None:
    return session.scalars(select(Member).where(Member.id_no_index == identity_index(number))).first()
