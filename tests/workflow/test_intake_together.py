"""Many households at once leave what one by one would leave: every column, every line of the trail."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from sqlalchemy import event, select

from access.audit import verify
from access.many import add_rows
from access.scope import OutsideScope, in_charge_of
from models import WHOLE_PROVINCE, AuditEntry, Household, Member, NumberSeries, StatusChange, db
from policy.terms import Status as S
from tests.cast import office, officer
from tests.conftest import lay_anew
from tests.workflow.test_intake import LEDGERS, TODAY, count, take_in
from workflow import intake
from workflow.intake_store import store

RICH = [
    ["户编号", "姓名", "与户主关系", "身份证号码", "联系电话", "所属社区", "认定日期", "文化程度", "健康状况",
     "就业状况", "就业意向", "技能特长", "备注", "常住地址", "户籍地址"],
    ["A", "张试子", "户主", "229933197006150737", "15400000001", "甲社区", "2025-05-12", "本科", "健康",
     "已就业", "保洁", "电焊", "老户", "虚构路1号", "虚构路2号"],
    ["A", "张例丑", "邻居", "229982200506134110", "无", "甲社区", "2025-05-12", "私塾", "尚可", "去世", "", "", "", "", ""],
    ["B", "李试寅", "户主", "229928197701284760", "", "乙社区", "2021-03", "", "", "", "", "", "", "", ""],
]
OF_ITS_TIME = {"at", "created_at", "hash", "previous", "id"}


def laid(session) -> dict[str, list[Any]]:
    """All that stands in the tables, without what every run has otherwise."""
    found: dict[str, list[Any]] = {}
    for model in (Household, Member, StatusChange):
        rows = session.scalars(select(model).order_by(model.id)).all()
        keys = [c.key for c in model.__mapper__.column_attrs if c.key not in ("at", "created_at")]
        found[model.__tablename__] = [{key: getattr(row, key) for key in keys} for row in rows]
    found["series"] = sorted((row.name, row.last) for row in session.scalars(select(NumberSeries)))
    lines = session.scalars(select(AuditEntry).where(AuditEntry.act.in_(("create", "import")))).all()
    found["trail"] = sorted(
        (line.record, line.act, line.actor, line.path,
         sorted((k, str(v)) for k, v in line.changes.items() if k not in ("at", "created_at")))
        for line in lines if not line.record.startswith("number_series")
    )
    return found


def one_by_one(session, groups, known, how):
    for group in groups:
        store(session, group, known, how)


@pytest.fixture
def rich(tmp_path):
    path = tmp_path / "rich.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(RICH)
    return path


@pytest.mark.parametrize("name", ["rich", "dev01_clean.xlsx", "dev04_grouped_totals.xlsx", "dev06_gb18030.csv"])
def test_at_once_or_one_by_one_is_the_same(house, mould, snapshot, app, clock, monkeypatch, rich, name):
    found = []
    path = rich if name == "rich" else LEDGERS / name
    for way in (intake.store_all, one_by_one):
        db.session.remove()
        lay_anew(house, mould, snapshot)
        monkeypatch.setattr(intake, "store_all", way)
        with in_charge_of(db.session, WHOLE_PROVINCE):
            how = {"to": "220104", "by": officer(db.session, "zhao")} if name == "rich" else {}
            done = take_in(db.session, path, **how)
            assert done.counts["households_stored"] > 0
            found.append((done.counts, laid(db.session)))
            assert verify(db.session)[1] is None
    assert found[0][0] == found[1][0]
    for table, rows in found[0][1].items():
        for ours, theirs in zip(rows, found[1][1][table], strict=True):
            assert ours == theirs


def test_a_family_of_old_keeps_its_number_at_once_too(session, rich):
    take_in(session, rich, to="220104")
    first = session.scalars(select(Household).where(Household.head_name == "张试子")).one()
    first.exited_on, first.exit_ground, first.status = TODAY, "employed", S.EXITED
    session.commit()
    family_no = first.family_no
    again = [[cell.replace("2025-05-12", TODAY.isoformat()) for cell in row] for row in RICH[:3]]
    again[2][9] = ""
    with rich.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(again)
    first.exited_on = TODAY.replace(day=29)
    session.commit()
    take_in(session, rich, to="220104")

    episodes = session.scalars(select(Household.episode).where(Household.family_no == family_no)).all()
    assert sorted(episodes) == [1, 2]


def test_what_the_database_objects_to_is_told_of_its_household_alone(session, rich, monkeypatch):
    """A person on file since the ledger was looked through: only that household is left out."""
    planned = intake.planned
    other = rich.with_name("other.csv")
    with other.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([RICH[0], ["Z", *RICH[3][1:]]])

    def overtaken(*given):
        monkeypatch.undo()
        done = planned(*given)
        take_in(session, other, to="220104")
        return done

    monkeypatch.setattr(intake, "planned", overtaken)
    done = take_in(session, rich, to="220104")

    assert [group.key for group in done.stored] == ["A"], done.words()
    assert [bool(group.reasons) for group in done.households] == [False, True]
    assert count(session, Household) == 2
    assert verify(session)[1] is None


def test_rows_out_of_the_area_are_refused_before_anything_is_written(session):
    with in_charge_of(session, office(session, "222401").area), pytest.raises(OutsideScope):
        add_rows(session, StatusChange, [{"id": 1}], [office(session, "220104").path])


def test_at_once_is_a_handful_of_statements(session):
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    take_in(session, LEDGERS / "dev01_clean.xlsx", dry_run=True)

    assert sum(words.startswith("INSERT INTO member") for words in asked) == 1
