"""A ledger of an office's own: its columns, its rows, its order; who may use it and who may change it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from documents.ledgers import LEDGERS
from documents.selection import checked, chosen, name_of, narrows
from models import AuditEntry, LedgerSelection
from models.engine import writing
from tests.cast import officer
from tests.documents.taking import rows_in, take
from workflow.ledger_saves import delete, save, selection_named, selection_of, selections_for
from workflow.refusals import Refused

pytestmark = pytest.mark.database
CHOICE = {"columns": ["家庭状况·家庭人口", "认定编号", "经办情况·状态"],
          "filters": {"经办情况·状态": {"in": ["exited"]}}, "order": "认定过程·认定日期", "descending": True}


@pytest.mark.parametrize("name", LEDGERS)
def test_each_column_of_a_ledger_has_a_name_of_its_own(name):
    names = [name_of(column) for column in LEDGERS[name].columns]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", LEDGERS)
def test_nothing_that_is_masked_can_be_narrowed_or_ordered_by(name):
    """A condition on it would tell what the mask hides."""
    personal = {"name", "head_name", "id_no", "phone", "home_address", "register_address", "health",
                "interviewee", "employer_code", "registration_no", "remarks", "basis", "payer"}
    keys = {narrow.key for narrow in narrows(LEDGERS[name]).values()}

    assert keys
    assert not keys & personal
    assert not [key for key in keys if key.endswith("_id")]


def test_the_file_holds_the_chosen_columns_and_rows_in_their_order(session, filled):
    ledger = chosen(LEDGERS["recognition"], "退出家庭", CHOICE)
    file, out = take(session, ledger)

    (row,) = rows_in(out)
    assert list(row) == ["序号", "家庭人口", "认定编号", "状态"]
    assert row["状态"] == "已退出"
    assert file.filename.startswith("零就业家庭认定台账（退出家庭）_朝阳区_")
    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "export")).one()
    assert line.changes["selection"] == "零就业家庭认定台账（退出家庭）"
    assert line.changes["narrowed"] == "经办情况·状态为已退出；按认定过程·认定日期降序"


@pytest.mark.parametrize("name", LEDGERS)
def test_a_ledger_can_be_ordered_by_whatever_it_may_be_narrowed_by(session, filled, name):
    for head in narrows(LEDGERS[name]):
        columns = [name_of(column) for column in LEDGERS[name].columns[1:]]
        ledger = chosen(LEDGERS[name], "试", {"columns": columns, "order": head, "descending": True})
        assert take(session, ledger)[0].rows > 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"columns": []}, "columns"),
        ({"columns": ["没有"]}, "columns"),
        ({"filters": {"没有": {"in": ["1"]}}}, "filters"),
        ({"filters": {"基本信息·公民身份号码": {"in": ["1"]}}}, "filters"),
        ({"filters": {"经办情况·状态": {"in": ["nothing"]}}}, "filters"),
        ({"filters": {"认定过程·认定日期": {"from": "2026-02-30"}}}, "filters"),
        ({"filters": {"认定过程·认定日期": {"from": "2026-03-09", "to": "2026-03-01"}}}, "filters"),
        ({"filters": {"家庭状况·家庭人口": {"from": "1e999"}}}, "filters"),
        ({"filters": {"家庭状况·家庭人口": {"from": "NaN"}}}, "filters"),
        ({"filters": {"家庭状况·失业原因": {"in": ["长" * 41]}}}, "filters"),
        ({"order": "基本信息·户主/申请人姓名"}, "order"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_field(change, field):
    with pytest.raises(Refused) as refused:
        checked(LEDGERS["recognition"], CHOICE | change)

    assert refused.value.field == field


def kept(session, who, name="月报名单", shared=False):
    by = officer(session, who)
    session.commit()
    with writing():
        return save(session, by, None, ledger="recognition", name=name,
                    choice=checked(LEDGERS["recognition"], CHOICE), shared=shared)


@pytest.mark.parametrize(
    ("who", "shared", "seen_by"),
    [
        pytest.param("zhao", False, {"zhao"}, id="of the office alone"),
        pytest.param("zhao", True, {"zhao", "chen", "wang", "song"}, id="shared with those beneath"),
        pytest.param("wang", True, {"wang"}, id="never with those above"),
    ],
)
def test_who_sees_a_selection(session, who, shared, seen_by):
    number = kept(session, who, shared=shared).id
    everybody = ("wang", "chen", "zhao", "mei", "gao", "li", "song")

    seen = {name for name in everybody if selection_of(session, officer(session, name), number)}
    same_office = {n for n in everybody if officer(session, n).office_id == officer(session, who).office_id}
    assert seen - same_office == seen_by - same_office


@pytest.mark.parametrize("who", ["chen", "mei", "song"])
def test_only_its_own_office_changes_or_deletes_it(session, who):
    selection = kept(session, "zhao", shared=True)
    other = officer(session, who)
    session.commit()

    for act in (lambda: delete(session, other, selection),
                lambda: save(session, other, selection, ledger="member", name="别的", choice={}, shared=True)):
        with writing(), pytest.raises(Refused):
            act()
        session.rollback()
    assert session.scalars(select(LedgerSelection)).one().name == "月报名单"


def test_a_name_is_given_once_in_an_office(session):
    kept(session, "zhao")

    with pytest.raises(Refused, match="同名"):
        kept(session, "zhao")
    assert kept(session, "chen").id
    assert [s.name for s in selections_for(session, officer(session, "zhao"))] == ["月报名单"]


def test_of_two_of_one_name_the_nearest_is_meant(session):
    kept(session, "mei", shared=True)
    near = kept(session, "zhao", shared=True)

    assert selection_named(session, officer(session, "chen"), "月报名单").id == near.id
    with pytest.raises(Refused, match="没有名为"):
        selection_named(session, officer(session, "chen"), "没有")


@pytest.mark.parametrize("name", ["", "  ", "长" * 31, "a/b", "[x]", "a\nb\x00"])
def test_an_unfit_name_is_refused(session, name):
    with pytest.raises(Refused, match="名称须为"):
        kept(session, "zhao", name=name)
