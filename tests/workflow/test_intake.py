"""A ledger on its way into the registry: whole households or none, and each person once."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from access.audit import verify
from access.scope import in_charge_of
from models import AuditEntry, Household, Member, Office, StatusChange, User, identity_index
from policy.terms import MemberState, Origin
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import add_member, make_household
from workflow.calendar import work_calendar
from workflow.intake import import_file
from workflow.refusals import Refused

LEDGERS = Path(__file__).parent.parent / "ledgers"
CLEAN = LEDGERS / "dev01_clean.xlsx"
TODAY = date(2026, 6, 30)
COMMUNITY = "220104001001"
HEADING = ["户编号", "姓名", "与户主关系", "性别", "身份证号码", "联系电话", "所属社区", "认定日期", "退出日期"]
HEAD = ["A1", "张试子", "户主", "男", "229933197006150737", "15400000001", "甲社区", "2025-05-12", ""]
SON = ["A1", "张例丑", "子", "男", "229982200506134110", "", "甲社区", "2025-05-12", ""]
ALONE = ["B1", "李试寅", "户主", "女", "229928197701284760", "", "乙社区", "2026-06-24", ""]


def take_in(session, path: Path, *, to: str | None = COMMUNITY, by: User | None = None, **how):
    return import_file(
        session, path, as_of=TODAY, office=office(session, to) if to else None, by=by, on=TODAY,
        at=datetime(2026, 6, 30, 2, tzinfo=UTC), calendar=work_calendar(session), **how,
    )


@pytest.fixture
def ledger(tmp_path):
    """Writes rows as a CSV, with the heading above them."""

    def write(*rows: list[str]) -> Path:
        path = tmp_path / "ledger.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADING, *rows])
        return path

    return write


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def why(intake) -> list[str]:
    return [str(reason) for group in intake.households for reason in group.reasons]


def test_the_clean_ledger_is_stored_as_it_stands(session):
    intake = take_in(session, CLEAN)

    assert intake.counts["households_stored"] == count(session, Household) == 8
    assert intake.counts["persons_stored"] == count(session, Member) == 26
    for row in intake.rows[1:]:
        member = session.scalars(
            select(Member).where(Member.id_no_index == identity_index(row.person.id_no))
        ).one()
        assert (member.name, member.id_no, member.phone) == (
            row.person.name, row.person.id_no, row.person.phone)
        assert member.household.recognised_on == row.person.recognised_on
        assert member.is_open


def test_a_stored_household_says_what_the_ledger_says_and_no_more(session):
    take_in(session, CLEAN)

    household = session.scalars(select(Household).where(Household.head_name == "朴样亥")).one()
    assert (household.status, household.origin) == (S.RECOGNISED, Origin.LEDGER)
    assert household.recognised_on == household.applied_on == date(2024, 6, 18)
    assert household.promise_due_on == date(2024, 7, 16)
    assert household.family_no.startswith("220104-2024-")
    assert household.recognition_no.startswith("220104-2024-")
    assert household.head_initials == "pyh"
    assert household.phone == "15400000006"
    assert household.home_address == "华阳社区虚构路3号"
    assert household.register_address == ""
    assert household.remarks == "原台账户编号：LJY2026-003"
    assert household.size == 3
    unsaid = ("submitted_on", "verified_on", "publicized_on", "reported_on", "submitted_by_id",
              "verified_by_id", "recognised_by_id", "assisted_on", "monthly_income")
    assert [getattr(household, name) for name in unsaid] == [None] * len(unsaid)

    head, mother, daughter = session.scalars(
        select(Member).where(Member.household_id == household.id).order_by(Member.no)
    )
    assert (head.relation, head.relation_to_head, head.is_applicant) == ("01", "02", True)
    assert (mother.relation, mother.relation_to_head, mother.is_applicant) == ("52", "52", False)
    assert (daughter.relation, daughter.education, daughter.health) == ("30", "40", "10")
    assert {m.state for m in (head, mother, daughter)} == {MemberState.UNEMPLOYED}
    assert {(m.capacity, m.wants_work, m.registered_on) for m in (head, mother)} == {
        (None, None, None)}


def test_an_identity_number_lies_sealed(session):
    take_in(session, CLEAN)

    raw = session.connection().exec_driver_sql("SELECT id_no, phone FROM member").all()
    assert raw
    assert not any(b"2299" in bytes(id_no) or b"1540" in bytes(phone) for id_no, phone in raw)


def test_the_import_leaves_its_trace_without_a_name(session):
    intake = take_in(session, CLEAN)

    changes = session.scalars(select(StatusChange)).all()
    assert {(c.act, c.before, c.after, c.acted_on) for c in changes} == {
        ("import", None, S.RECOGNISED, TODAY)}
    assert len(changes) == 8
    batch = session.scalars(select(AuditEntry).where(AuditEntry.act == "import_file")).one()
    assert batch.changes["sha256"] == intake.sha256
    assert batch.changes["counts"]["households_stored"] == 8
    told = " ".join(str(entry.changes) for entry in session.scalars(select(AuditEntry)))
    for row in intake.rows[1:]:
        assert row.person.name not in told
        assert row.person.id_no not in told
    assert verify(session)[1] is None


def test_a_trial_stores_nothing_and_says_the_same(session):
    trace = count(session, AuditEntry)
    trial = take_in(session, CLEAN, dry_run=True)

    assert (count(session, Household), count(session, AuditEntry)) == (0, trace)
    session.rollback()
    real = take_in(session, CLEAN)
    assert trial.counts == real.counts
    assert [row.as_json(1) for row in trial.rows] == [row.as_json(1) for row in real.rows]


def test_the_same_file_again_stores_nothing_again(session):
    take_in(session, CLEAN)
    again = take_in(session, CLEAN)

    assert count(session, Household) == 8
    assert {row.status for row in again.rows[1:]} == {"reject"}
    assert {code for row in again.rows[1:] for code in row.codes} == {"DUP_IN_REGISTRY"}
    assert set(why(again)) == {"本户已在系统中，未重复导入"}


def test_a_household_that_has_left_is_not_recognised_again_by_the_old_file(session, ledger):
    path = ledger(HEAD, SON)
    take_in(session, path)
    household = session.scalars(select(Household)).one()
    household.exited_on, household.exit_ground = date(2025, 9, 1), "employed"
    household.status = S.EXITED
    session.commit()

    assert take_in(session, path).counts["households_stored"] == 0


def test_a_family_recognised_anew_keeps_its_number(session, ledger):
    take_in(session, ledger(HEAD, SON))
    first = session.scalars(select(Household)).one()
    first.exited_on, first.exit_ground, first.status = date(2025, 9, 1), "employed", S.EXITED
    session.commit()
    family_no = first.family_no

    take_in(session, ledger([*HEAD[:7], "2026-03-02", ""], [*SON[:7], "2026-03-02", ""]))

    found = session.scalars(select(Household).order_by(Household.episode)).all()
    assert [(h.family_no, h.episode) for h in found] == [(family_no, 1), (family_no, 2)]


def test_who_is_on_file_elsewhere_is_rejected_and_nobody_is_told_where(session, ledger):
    elsewhere = make_household(community="222401001001", members=0)
    add_member(elsewhere, id_no=SON[4], birth_on=date(2005, 6, 13), name="张例丑")
    session.commit()

    with in_charge_of(session, office(session, "220104").area):
        intake = take_in(session, ledger(HEAD, SON))

    assert [row.status for row in intake.rows] == ["skip", "accept", "reject"]
    assert intake.rows[2].codes == {"DUP_IN_REGISTRY"}
    assert count(session, Household) == 1
    assert "戊" not in intake.words()
    assert "延吉" not in intake.words()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        pytest.param([HEAD, [*SON[:4], "229982200506134111", *SON[5:]]], "第3行未通过检查",
                     id="a member's number is wrong"),
        pytest.param([[*HEAD[:4], "", *HEAD[5:]], SON], "第2行未通过检查", id="the head's is missing"),
        pytest.param([[*HEAD[:2], "子", *HEAD[3:]], SON], "没有户主", id="no head"),
        pytest.param([HEAD, [*SON[:2], "户主", *SON[3:]]], "两人填为户主", id="two heads"),
        pytest.param([HEAD, [*SON[:7], "2025-05-13", ""]], "认定日期不一致", id="two days"),
        pytest.param([[*HEAD[:8], "2025-09-01"], SON], "已退出", id="it has left"),
    ],
)
def test_a_household_half_broken_is_not_stored_at_all(session, ledger, rows, reason):
    intake = take_in(session, ledger(*rows, ALONE))

    assert [h.head_name for h in session.scalars(select(Household))] == ["李试寅"]
    assert count(session, Member) == 1
    assert any(reason in said for said in why(intake))
    assert "第2、3行的家庭未入库" in intake.words()
    assert not any(row[n] in intake.words() for row in (HEAD, SON, ALONE) for n in (1, 4))
    assert verify(session)[1] is None


def test_a_row_said_twice_does_not_break_its_household(session, ledger):
    take_in(session, ledger(HEAD, SON, SON))

    assert count(session, Member) == 2


def test_a_text_is_not_cut_to_fit(session, tmp_path):
    path = tmp_path / "ledger.csv"
    rows = [[*HEADING, "家庭住址"], [*HEAD, "虚构路" * 80]]
    path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")

    assert why(take_in(session, path)) == ["常住地址过长：请缩短后再导入"]
    assert count(session, Household) == 0


def test_each_household_goes_to_the_community_its_row_names(session, ledger):
    take_in(session, ledger(HEAD, SON, ALONE), to="220104001")

    communities = session.scalars(select(Office.name).join(Household, Household.community_id == Office.id)
                                  .order_by(Office.name)).all()
    assert sorted(communities) == ["乙社区", "甲社区"]


@pytest.mark.parametrize(("said", "reason"), [("", "没有指定社区"), ("戊社区", "没有找到或不止一个")])
def test_a_household_without_a_place_is_left_out(session, ledger, said, reason):
    intake = take_in(session, ledger([*HEAD[:6], said, *HEAD[7:]], ALONE), to="220104001")

    assert [group.key for group in intake.stored] == ["B1"]
    assert reason in why(intake)[0]
    assert [row.status for row in intake.rows] == ["skip", "accept", "accept"]


def test_only_who_may_recognise_may_import_and_only_at_home(session, ledger):
    path = ledger(HEAD, SON)
    with pytest.raises(Refused, match="没有导入"):
        take_in(session, path, by=officer(session, "wang"))
    with in_charge_of(session, office(session, "222401").area), pytest.raises(Refused, match="管辖"):
        take_in(session, path, by=officer(session, "lin"))
    assert count(session, Household) == 0

    with in_charge_of(session, office(session, "220104").area):
        take_in(session, path, by=officer(session, "zhao"))
    assert session.scalars(select(StatusChange)).one().by_name == "赵例辛"


def test_a_recognition_of_a_year_without_calendar_has_no_invented_promise(session, ledger):
    take_in(session, ledger([*HEAD[:7], "2022-05-12", ""], ["C", *ALONE[1:7], "2020-05-12", ""]))

    assert session.scalars(select(Household.promise_due_on)).all() == [None, None]


def test_a_file_that_is_no_ledger_is_refused(session, tmp_path):
    path = tmp_path / "note.csv"
    path.write_text("今天,天气\n很,好\n", encoding="utf-8")

    with pytest.raises(Refused, match="没有找到台账"):
        take_in(session, path)
