"""A file on its way in: looked at, confirmed once, stored in parts, taken back."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from access.kept_recount import miskept
from access.scope import in_charge_of
from charts.queries import totals
from models import AuditEntry, Household, ImportBatch, Member, Service, StatusChange, Visit
from policy.import_terms import ImportKind as K
from policy.import_terms import ImportState as State
from policy.terms import Measure, ServiceKind
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import first_member, make_household
from workflow import imports
from workflow.calendar import work_calendar
from workflow.import_undo import undo
from workflow.refusals import Refused

LEDGERS = Path(__file__).parent.parent / "ledgers"
CLEAN = (LEDGERS / "dev01_clean.xlsx").read_bytes()
ON, AT = date(2026, 6, 30), datetime(2026, 6, 30, 2, tzinfo=UTC)
HEADING = ["户编号", "姓名", "与户主关系", "性别", "身份证号码", "联系电话", "所属社区", "认定日期"]
HEAD = ["A1", "张试子", "户主", "男", "229933197006150737", "15400000001", "甲社区", "2025-05-12"]
SON = ["A1", "张例丑", "子", "男", "229982200506134110", "", "甲社区", "2025-05-12"]
ALONE = ["B1", "李试寅", "户主", "女", "229928197701284760", "", "乙社区", "2026-06-24"]


def sheet(*rows: list[str], heading: list[str] | None = None) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([heading or HEADING, *rows])
    return out.getvalue().encode()


def taken(session, data: bytes, who: str = "zhao", *, to: str = "220104", kind: K = K.HOUSEHOLDS):
    with in_charge_of(session, officer(session, who).office.area):
        batch = imports.take_in(session, kind, office(session, to), "张某的台账.xlsx", data, officer(session, who))
        run(session, batch, who)
    return batch


def run(session, batch, who: str = "zhao", seconds: float = 60) -> ImportBatch:
    with in_charge_of(session, officer(session, who).office.area):
        imports.work(session, batch.id, officer(session, who), ON, AT, work_calendar(session), seconds)
    return batch


def stored(session, batch, who: str = "zhao") -> ImportBatch:
    with in_charge_of(session, officer(session, who).office.area):
        imports.confirm(session, batch.id, officer(session, who))
    return run(session, batch, who)


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def outcomes(batch) -> list[tuple[str, list[int]]]:
    return [(unit["outcome"], unit["rows"]) for unit in imports.findings(batch)["units"]]


def test_a_file_is_looked_at_and_nothing_is_stored(session):
    batch = taken(session, CLEAN, to="220104001001")

    assert (batch.state, batch.tally["new"], batch.tally["refused"]) == (State.CHECKED, 8, 0)
    assert count(session, Household) == count(session, StatusChange) == 0


def test_a_confirmed_file_is_stored_and_what_was_shown_is_what_is_stored(session):
    batch = stored(session, taken(session, CLEAN, to="220104001001"))

    assert (batch.state, batch.stored, count(session, Household)) == (State.STORED, 8, 8)
    assert count(session, Member) == batch.tally["rows_new"] == 26
    assert batch.content is None


def test_the_same_file_twice_changes_nothing_and_says_so(session):
    stored(session, taken(session, CLEAN, to="220104001001"))
    before = session.scalars(select(Household.version).order_by(Household.id)).all()
    again = taken(session, CLEAN, to="220104001001")

    assert (again.tally["unchanged"], again.tally["new"], again.tally["rows_refused"]) == (8, 0, 0)
    with pytest.raises(Refused, match="没有新的内容"):
        imports.confirm(session, again.id, officer(session, "zhao"))
    assert session.scalars(select(Household.version).order_by(Household.id)).all() == before


def test_a_mended_file_brings_only_what_is_new(session):
    broken = [*HEAD]
    broken[4] = "229933197006150738"
    first = stored(session, taken(session, sheet(broken, SON, ALONE)))
    assert outcomes(first) == [("refused", [2, 3]), ("new", [4])]

    second = taken(session, sheet(HEAD, SON, ALONE))
    assert outcomes(second) == [("new", [2, 3]), ("unchanged", [4])]
    stored(session, second)
    assert count(session, Household) == 2


def test_what_a_ledger_laid_down_is_changed_by_a_later_one_field_by_field(session):
    stored(session, taken(session, sheet(HEAD, SON)))
    moved = [*HEAD]
    moved[5] = "15400000009"
    batch = taken(session, sheet(moved, SON))
    [unit] = imports.findings(batch)["units"]

    assert [(d["label"], d["mask"], d["old"], d["new"]) for d in unit["differences"]] == [
        ("联系电话", "phone", "15400000001", "15400000009")]
    stored(session, batch)
    household = session.scalars(select(Household)).one()
    assert (household.phone, first_member(household).phone) == ("15400000009", "15400000009")


def test_what_the_procedure_recognised_is_not_changed_by_a_ledger(session):
    household = make_household(status=S.RECOGNISED)
    member = first_member(household)
    session.commit()
    row = ["A1", "王样乙", "户主", "", member.id_no, "", "甲社区", household.recognised_on.isoformat()]
    batch = taken(session, sheet(row))

    assert outcomes(batch) == [("unchanged", [2])]


def test_a_batch_confirmed_twice_stores_once(session):
    batch = taken(session, CLEAN, to="220104001001")
    stored(session, batch)

    with pytest.raises(Refused, match="不能再次确认"):
        stored(session, batch, "zhou")
    assert count(session, Household) == 8


def test_a_run_that_was_broken_off_goes_on_where_it_stood(session, monkeypatch):
    monkeypatch.setattr(imports, "TOGETHER", 3)
    batch = taken(session, CLEAN, to="220104001001")
    area = officer(session, "zhao").office.area
    with in_charge_of(session, area):
        imports.confirm(session, batch.id, officer(session, "zhao"))
        ticks = iter([0, 0, 2])
        imports.work(session, batch.id, officer(session, "zhao"), ON, AT, work_calendar(session), 1,
                     clock=lambda: next(ticks))
        assert (batch.state, batch.done, count(session, Household)) == (State.STORING, 3, 3)
    run(session, batch, "zhou")

    assert (batch.state, batch.stored, count(session, Household)) == (State.STORED, 8, 8)


def test_a_community_prepares_and_the_county_stores(session):
    batch = taken(session, sheet(HEAD, SON), "wang", to="220104001001")

    assert batch.state is State.CHECKED
    with in_charge_of(session, officer(session, "wang").office.area), pytest.raises(Refused, match="复核认定机构"):
        imports.confirm(session, batch.id, officer(session, "wang"))
    stored(session, batch)
    assert session.scalars(select(StatusChange)).one().by_name == "赵例辛"


@pytest.mark.parametrize("who", ["mei", "gao", "sun", "jin", "guan"])
def test_whoever_neither_receives_nor_recognises_brings_in_nothing(session, who):
    with pytest.raises(Refused, match="没有导入"):
        taken(session, CLEAN, who)


def test_nothing_goes_to_an_office_out_of_the_area(session):
    with pytest.raises(Refused, match="管辖"):
        taken(session, CLEAN, "lin", to="220104001001")


def test_columns_named_by_a_clerk_are_remembered_for_the_office(session):
    heading = [*HEADING]
    heading[1], heading[4] = "谁", "号"
    data = sheet(HEAD, SON, heading=heading)
    with in_charge_of(session, officer(session, "zhao").office.area):
        batch = imports.take_in(session, K.HOUSEHOLDS, office(session, "220104"), "甲.csv", data,
                                officer(session, "zhao"))
        assert imports.missing(batch) == [["姓名"], ["身份证号码"]]
        columns = batch.mapping["0"]["columns"] | {"name": 1, "id_no": 4}
        imports.map_columns(session, batch, {"0": columns}, officer(session, "zhao"))
    run(session, batch)
    assert batch.tally["new"] == 1

    assert taken(session, data).mapping["0"]["columns"] == columns
    with in_charge_of(session, officer(session, "wang").office.area):
        elsewhere = imports.take_in(session, K.HOUSEHOLDS, office(session, "220104001001"), "甲.csv", data,
                                    officer(session, "wang"))
    assert "name" not in elsewhere.mapping["0"]["columns"]


def test_a_batch_nobody_touched_is_taken_back_and_its_people_are_free(session):
    batch = stored(session, taken(session, CLEAN, to="220104001001"))
    whole = office(session, "220000"), date(2000, 1, 1), ON
    assert totals(session, *whole)[Measure.RECOGNISED] == 8
    undo(session, batch.id, "导错了社区", officer(session, "zhao"), ON, AT)

    assert totals(session, *whole)[Measure.RECOGNISED] == 0
    assert miskept(session) == []
    assert batch.state is State.UNDONE
    assert set(session.scalars(select(Household.status))) == {S.WITHDRAWN}
    assert set(session.scalars(select(Member.is_open))) == {False}
    again = stored(session, taken(session, CLEAN, to="220104001002"))
    assert (again.stored, again.tally["new"]) == (8, 8)
    assert miskept(session) == []


def test_a_batch_somebody_worked_on_is_not_taken_back(session):
    batch = stored(session, taken(session, sheet(HEAD, SON, ALONE)))
    household = session.scalars(select(Household).where(Household.head_name == "张试子")).one()
    session.add(Service(
        household=household, member=first_member(household), kind=ServiceKind.GUIDANCE, served_on=ON,
        content="指导", served_by="王试甲",
    ))
    session.commit()

    with pytest.raises(Refused, match=household.family_no):
        undo(session, batch.id, "导错了社区", officer(session, "zhao"), ON, AT)
    assert set(session.scalars(select(Household.status))) == {S.RECOGNISED}
    with pytest.raises(Refused, match="撤回原因"):
        undo(session, batch.id, "错", officer(session, "zhao"), ON, AT)


def test_a_change_taken_back_leaves_the_values_of_before(session):
    stored(session, taken(session, sheet(HEAD, SON)))
    moved = [*HEAD]
    moved[1], moved[5] = "张试丙", "15400000009"
    batch = stored(session, taken(session, sheet(moved, SON)))
    household = session.scalars(select(Household)).one()
    assert household.head_name == "张试丙"
    undo(session, batch.id, "改错了人", officer(session, "zhao"), ON, AT)

    assert (household.head_name, household.head_pinyin, household.phone) == (
        "张试子", "zhangshizi", "15400000001")
    assert household.status is S.RECOGNISED


def test_the_trail_names_the_batch_and_hides_the_name_of_the_file(session):
    batch = stored(session, taken(session, sheet(HEAD, SON)))
    lines = session.scalars(select(AuditEntry)).all()

    assert any(line.act == "import_file" and line.record == f"import:{batch.number}"
               and line.changes["sha256"] == batch.digest for line in lines)
    told = json.dumps([line.changes for line in lines], ensure_ascii=False)
    assert not any(word in told for word in ("张某", "张试子", HEAD[4], HEAD[5]))


def test_whoever_is_not_in_charge_does_not_see_a_batch(session):
    batch = taken(session, sheet(HEAD, SON))
    for who, sees in (("zhou", True), ("mei", True), ("wang", False), ("lin", False)):
        with in_charge_of(session, officer(session, who).office.area):
            session.expire_all()
            assert bool(session.scalars(select(ImportBatch).where(ImportBatch.id == batch.id)).all()) is sees


@pytest.fixture
def known(session):
    household = make_household(status=S.RECOGNISED)
    session.commit()
    return household


def day_after(household) -> str:
    return household.recognised_on.isoformat()


def test_services_are_found_by_number_and_stored_like_typed_ones(session, known):
    member = first_member(known)
    heading = ["身份证号码", "姓名", "服务类型", "服务日期", "服务内容", "服务人员"]
    rows = [[member.id_no, member.name, ServiceKind.GUIDANCE.label, day_after(known), "指导", "王试甲"],
            [member.id_no, "别人", "guidance", day_after(known), "指导二", "王试甲"],
            ["", "", "不知道", day_after(known), "指导", "王试甲"],
            [member.id_no, member.name, "guidance", "2999-01-01", "指导", "王试甲"]]
    batch = stored(session, taken(session, sheet(*rows, heading=heading), "wang", to="220104001001", kind=K.SERVICES),
                   "wang")

    assert [o for o, _rows in outcomes(batch)] == ["new", "refused", "refused", "refused"]
    service = session.scalars(select(Service)).one()
    assert (service.member_id, service.kind, service.household.assisted_on) == (
        member.id, ServiceKind.GUIDANCE, known.recognised_on)
    again = taken(session, sheet(rows[0], heading=heading), "wang", to="220104001001", kind=K.SERVICES)
    assert again.tally["unchanged"] == 1
    undo(session, batch.id, "导错了人", officer(session, "wang"), ON, AT)
    assert service.voided_at is not None


def test_visits_are_found_by_the_number_of_recognition(session, known):
    heading = ["认定编号", "走访日期", "目的", "方式", "走访人一", "走访情况"]
    row = [known.recognition_no, day_after(known), "跟踪回访", "入户", "王试甲", "=1+1 情况稳定"]
    batch = stored(session, taken(session, sheet(row, heading=heading), "wang", to="220104001001", kind=K.VISITS), "wang")

    assert outcomes(batch) == [("new", [2])]
    assert session.scalars(select(Visit.findings).order_by(Visit.id.desc())).first() == "=1+1 情况稳定"
