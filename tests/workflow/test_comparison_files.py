"""Files of other departments: whom they name, what is asked of a person, what is stored."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from models import Alert, Comparison, ComparisonBatch
from policy.terms import ComparisonDecision as D
from policy.terms import ComparisonResult as R
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import add_member, add_service, first_member, make_household
from workflow.comparison_files import guessed, matched, store, take_in, throw_away
from workflow.refusals import Refused

ON = date(2026, 3, 9)
HEAD = "姓名,身份证号码,比对结果,单位名称\n"


def csv(*rows: str, head: str = HEAD) -> bytes:
    return (head + "\n".join(rows)).encode()


def taken(session, data: bytes, who="chen", **values) -> ComparisonBatch:
    batch = ComparisonBatch(**{"source": "S01", "data_on": ON, "basis": "授权书", "file_name": "试.csv",
                               "hits_only": False, **values})
    return take_in(session, batch, data, officer(session, who), ON)


@pytest.fixture
def person(session):
    household = make_household(status=S.SUBMITTED)
    session.commit()
    return first_member(household)


def kept(session):
    rows = session.scalars(select(Comparison).where(Comparison.batch_no.is_not(None)).order_by(Comparison.id))
    return [(c.member_id, c.result, c.decision, c.details) for c in rows]


def test_a_hit_waits_for_a_decision_and_keeps_what_was_found(session, person):
    batch = taken(session, csv(f"{person.name},{person.id_no},命中,某试样商贸公司"))
    assert store(session, batch, officer(session, "chen"), ON) == 1
    assert kept(session) == [(person.id, R.HIT, D.OPEN, "单位名称：某试样商贸公司")]
    assert session.scalars(select(Comparison.batch_no).where(Comparison.batch_no.is_not(None))).one() == batch.number
    assert (batch.pending, batch.confirmed_on, batch.stored) == (None, ON, 1)


def test_what_is_not_hit_needs_no_decision(session, person):
    store(session, taken(session, csv(f"{person.name},{person.id_no},未命中,")), officer(session, "chen"), ON)
    assert kept(session) == [(person.id, R.NO_HIT, D.NO_EFFECT, None)]


def test_a_list_of_hits_leaves_everybody_else_not_hit(session, person):
    other = add_member(person.household, no=2, relation="12", name="李试丑", male=False)
    session.commit()
    batch = taken(session, csv(f"{person.name},{person.id_no},某公司", head="姓名,身份证号码,单位\n"), hits_only=True)
    assert store(session, batch, officer(session, "chen"), ON) == 2
    assert [line[:3] for line in kept(session)] == [(person.id, R.HIT, D.OPEN), (other.id, R.NO_HIT, D.NO_EFFECT)]


def test_a_list_without_results_is_asked_about(session, person):
    batch = taken(session, csv(f"{person.name},{person.id_no},某公司", head="姓名,身份证号码,单位\n"))
    with pytest.raises(Refused, match="哪一列是比对结果"):
        matched(session, batch)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("张试子,22990119850302001X,命中,", "核对不符"),
        ("张试子,,命中,", "未填写身份证号码"),
        ("张试子,{id_no},不清楚,", "认不出比对结果"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_others_go_on(session, person, row, words):
    rows = [row.format(id_no=person.id_no), f"{person.name},{person.id_no},命中,"]
    found = matched(session, taken(session, csv(*rows)))
    assert [(p.row, words in p.problem) for p in found.problems] == [(2, True)]
    assert [line.row for line in found.found] == [3]


def test_another_name_under_the_number_is_a_suspicion_not_a_hit(session, person):
    [line] = matched(session, taken(session, csv(f"王试乙,{person.id_no},命中,某公司"))).found
    assert (line.result, line.details) == (R.SUSPECT, "姓名不一致：文件为王试乙；单位名称：某公司")


def test_two_rows_about_one_person_are_one_result_the_graver(session, person):
    batch = taken(session, csv(f"{person.name},{person.id_no},未命中,甲", f"{person.name},{person.id_no},命中,乙"))
    [line] = matched(session, batch).found
    assert (line.result, line.details) == (R.HIT, "单位名称：乙；单位名称：甲")


def test_whoever_lies_elsewhere_is_counted_and_not_told(session, person):
    from access.scope import in_charge_of

    foreign = first_member(make_household(status=S.SUBMITTED, community="222401001001"))
    session.commit()
    number = foreign.id_no
    with in_charge_of(session, officer(session, "chen").office.area):
        batch = taken(session, csv(f"张试子,{number},命中,", f"{person.name},{person.id_no},命中,"))
        found = matched(session, batch)
        assert ([line.member.id for line in found.found], found.elsewhere) == ([person.id], 1)
        assert store(session, batch, officer(session, "chen"), ON) == 1


@pytest.mark.parametrize("status", [S.DRAFT, S.RETURNED, S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED, S.RECOGNISED])
def test_households_under_review_or_in_the_register_are_compared(session, status):
    member = first_member(make_household(status=status))
    session.commit()
    assert len(matched(session, taken(session, csv(f"{member.name},{member.id_no},命中,"))).found) == 1


@pytest.mark.parametrize("status", [S.EXITED, S.REJECTED, S.WITHDRAWN, S.REVOKED])
def test_closed_households_are_not(session, status):
    member = first_member(make_household(status=status))
    session.commit()
    found = matched(session, taken(session, csv(f"{member.name},{member.id_no},命中,")))
    assert (found.found, found.elsewhere) == ([], 1)


def test_a_hit_in_the_register_raises_its_warning_at_once(session):
    household = make_household(status=S.RECOGNISED)
    add_service(first_member(household))
    session.commit()
    member = first_member(household)
    store(session, taken(session, csv(f"{member.name},{member.id_no},命中,")), officer(session, "chen"), ON)
    assert [a.code.value for a in session.scalars(select(Alert))] == ["W17"]


def test_the_same_file_is_not_stored_twice(session, person):
    data = csv(f"{person.name},{person.id_no},命中,")
    store(session, taken(session, data), officer(session, "chen"), ON)
    with pytest.raises(Refused, match="不重复导入"):
        taken(session, data)


def test_the_same_person_source_and_day_is_stored_once(session, person):
    store(session, taken(session, csv(f"{person.name},{person.id_no},命中,甲")), officer(session, "chen"), ON)
    again = taken(session, csv(f"{person.name},{person.id_no},命中,乙"))
    assert store(session, again, officer(session, "chen"), ON) == 0


def test_what_was_thrown_away_is_gone(session, person):
    batch = taken(session, csv(f"{person.name},{person.id_no},命中,"))
    throw_away(session, batch)
    assert batch.pending is None
    with pytest.raises(Refused, match="已经入库或放弃"):
        store(session, batch, officer(session, "chen"), ON)
    assert kept(session) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\n1,2", "没有找到表头"),
        (HEAD.encode(), "没有人员"),
        (b"", "没有找到表头"),
        (csv(*["张试子,229901198503020011,命中,"] * 5001), "超过5000行"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_words(session, data, words):
    with pytest.raises(Refused, match=words):
        taken(session, data)
    session.rollback()
    assert session.query(ComparisonBatch).count() == 0


def test_a_day_to_come_and_an_officer_without_the_right_are_refused(session):
    for values in ({"data_on": date(2026, 3, 10)}, {"who": "zhao"}):
        with pytest.raises(Refused):
            taken(session, csv("张试子,229901198503020011,命中,"), **values)
        session.rollback()


def test_a_workbook_with_a_title_and_brackets_in_its_heads_is_read(session, person):
    book = openpyxl.Workbook()
    book.active.append(["社会保险比对结果"])
    book.active.append(["序号", "公民身份号码（18位）", "姓名", "是否命中", "参保单位", "月份"])
    book.active.append([1, person.id_no, person.name, "是", "某公司", date(2026, 2, 1)])
    data = io.BytesIO()
    book.save(data)
    [line] = matched(session, taken(session, data.getvalue())).found
    assert (line.row, line.result, line.details) == (3, R.HIT, "序号：1；参保单位：某公司；月份：2026-02-01")


def test_columns_are_guessed_by_their_heads():
    assert guessed(["AAC003", "AAC147", "单位"]) == {"id_no": 1, "name": 0, "result": None}
    assert guessed([" 姓 名 ", "身份证号", "命中"]) == {"id_no": 1, "name": 0, "result": 2}


def test_a_further_identity_number_or_telephone_in_the_file_is_kept_masked(session, person):
    other = first_member(make_household(status=S.SUBMITTED)).id_no
    session.commit()
    head = "姓名,身份证号码,比对结果,配偶证件号,联系电话,单位\n"
    batch = taken(session, csv(f"{person.name},{person.id_no},命中,{other},15400000001,某公司", head=head))
    store(session, batch, officer(session, "chen"), ON)
    [(_member, _result, _decision, details)] = kept(session)
    assert other not in details
    assert "15400000001" not in details
    assert "某公司" in details


def test_what_is_shown_is_what_is_stored_and_a_result_on_file_is_named(session, person):
    other = add_member(person.household, no=2, relation="12", name="李试丑", male=False)
    add_member(person.household, no=3, relation="20", name="李试寅")
    session.commit()
    store(session, taken(session, csv(f"{person.name},{person.id_no},未命中,")), officer(session, "chen"), ON)
    again = taken(session, csv(f"{person.name},{person.id_no},命中,某公司", f"{other.name},{other.id_no},命中,某公司"),
                  hits_only=True)
    found = matched(session, again)
    assert [line.problem for line in found.problems] == ["此人已有同一来源、同一日期的比对结果，不再入库"]
    assert len(found.found) + len(found.unlisted) == store(session, again, officer(session, "chen"), ON) == 2
