"""The ledgers: which rows, which columns, for whom, how much of it in the clear, and with what trace."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import event, select

from access.audit import Actor, verify
from access.scope import in_charge_of
from documents.ledgers import LEDGERS, NOT_YET, write_ledger
from models import AuditEntry, Publicity, db
from policy.terms import ExitGround, Feedback, ServiceKind, VisitPurpose, VisitWay
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import (
    add_employment,
    add_exit,
    add_service,
    add_visit,
    first_member,
    make_household,
)
from workflow.calendar import work_calendar
from workflow.refusals import Refused

pytestmark = pytest.mark.database
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
AT = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
RUNS = re.compile(r"(?<!\d)(?:\d{17}[\dX]|\d{11})(?!\d)")
REASON = "上级审计要求核对原件"


@pytest.fixture
def filled(session):
    """A row for every ledger, full of numbers that nobody else need see."""
    wang, zhao = officer(session, "wang").id, officer(session, "zhao").id
    for status in (S.RECOGNISED, S.EXITED, S.REPORTED):
        household = make_household(
            status=status, members=2, submitted_by_id=wang, assigned_to_id=wang,
            home_address="长春市朝阳区前进大街（试）1号3单元502室", phone="15400000001",
            remarks="改拨15400000002，身份证229901198503020011；=HYPERLINK(\"http://x\")",
            exited_by_id=zhao if status is S.EXITED else None,
        )
        member = first_member(household)
        member.phone, member.registration_no = "15400000003", "2201042026012345678"
        member.education, member.health, member.unemployment_cause = "61", "10", "12"
        member.skills = "会烹饪，电话154 0000 0004"
        add_visit(household, purpose=VisitPurpose.FOLLOW_UP, visited_on=date(2026, 3, 20),
                  interviewee="张试子", findings="已就业，手机１５４００００００05",
                  difficulties="无", handling="已协调", handled_on=date(2026, 3, 21))
        add_visit(household, purpose=VisitPurpose.CONTACT, visited_on=date(2026, 3, 21),
                  way=VisitWay.PHONE, reached=False, findings="15400000006无人接听")
        if status is S.REPORTED:
            continue
        session.add(Publicity(
            household=household, posted_on=household.publicized_on,
            until=household.publicized_until, place="社区公告栏", text="略", posted_by_id=zhao,
            complaint_phone="0431-12345678",
        ))
        for day, kind in ((6, ServiceKind.GUIDANCE), (9, ServiceKind.REFERRAL),
                          (9, ServiceKind.REFERRAL), (10, ServiceKind.TRAINING_INFO)):
            add_service(member, kind=kind, served_on=date(2026, 3, day), employer="某试样公司",
                        feedback=Feedback.REFUSED, refusal_reason="家中15400000007不通")
        add_employment(member, employer_code="912201017025866421", started_on=date(2026, 3, 12),
                       contract_from=date(2026, 3, 12), contract_until=date(2027, 3, 11))
        if status is S.EXITED:
            add_exit(household, approved=True, decided_on=date(2026, 3, 9), proposed_by_id=wang,
                     told_on=date(2026, 3, 9), told_way=VisitWay.PHONE, ground_code="E11")
    make_household(status=S.RECOGNISED, community="220102001001", name="外区人")
    session.commit()


def take(session, name, who="zhao", code="220104", since=SINCE, until=UNTIL, **options):
    """The ledger as this officer gets it: the file, and its rows by heading."""
    by, here, out = officer(session, who), office(session, code), BytesIO()
    calendar = work_calendar(session)
    session.info["actor"] = Actor.of(by)
    session.commit()
    with in_charge_of(session, by.office.area):
        file = write_ledger(
            session, name, by=by, office=here, since=since, until=until, out=out, at=AT,
            calendar=calendar, **options,
        )
    return file, out


def rows_in(out) -> list[dict[str, object]]:
    book = openpyxl.load_workbook(out)
    sheet = book[book.sheetnames[1]]
    over, under = ([c.value for c in sheet[n]] for n in (3, 4))
    heads = [low or high for high, low in zip(over, under, strict=True)]
    body = list(sheet.iter_rows(min_row=5, values_only=True))
    end = next(n for n, row in enumerate(body) if row[0] == "合计")
    book.close()
    return [dict(zip(heads, row, strict=True)) for row in body[:end]]


def text_of(out) -> str:
    book = openpyxl.load_workbook(out)
    text = "\n".join(
        str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value
    )
    book.close()
    return text


def rows_of(session, name, **options):
    return rows_in(take(session, name, **options)[1])


@pytest.mark.parametrize("name", LEDGERS)
@pytest.mark.parametrize("who", ["wang", "chen", "zhao", "mei", "gao", "song"])
def test_by_default_no_ledger_shows_a_number_in_full(session, filled, name, who):
    here = officer(session, who).office.code
    file, out = take(session, name, who=who, code=here)

    assert file.rows > 0
    assert not RUNS.search(text_of(out))
    assert "502室" not in text_of(out)


@pytest.mark.parametrize("name", LEDGERS)
def test_no_cell_of_any_ledger_is_a_formula_or_a_link(session, filled, name):
    book = openpyxl.load_workbook(take(session, name, full=True, reason=REASON)[1])

    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None
    book.close()


@pytest.mark.parametrize("name", LEDGERS)
def test_a_leader_sees_masked_names_and_nothing_personal(session, filled, name):
    text = text_of(take(session, name, who="song")[1])

    for secret in ("张试子", "张例2", "前进大街", "健康或良好", "打不通", "无人接听", "已就业，"):
        assert secret not in text


@pytest.mark.parametrize("name", LEDGERS)
def test_the_cover_says_what_the_file_is(session, filled, name):
    book = openpyxl.load_workbook(take(session, name)[1])
    told = {row[0]: row[1] for row in book["说明"].iter_rows(min_row=2, values_only=True)}
    book.close()

    assert told["填报单位"].startswith("朝阳区")
    assert told["统计期间"] == "2026年1月1日至2026年12月31日（首尾两日均含）"
    assert told["记录数"].endswith(LEDGERS[name].unit)
    assert "赵例辛（zhao" in told["导出人"]
    assert told["导出时间"] == "2026-03-30 10:00（北京时间）"
    assert told["个人信息"] == "已脱敏" and told["统计口径"] and told["筛选条件"]


def test_the_recognition_ledger_has_each_recognised_household_once(session, filled):
    rows = rows_of(session, "recognition")

    assert [row["序号"] for row in rows] == [1, 2]
    assert {row["状态"] for row in rows} == {"已认定", "已退出"}
    row = rows[0]
    assert (row["市(州)"], row["县(市、区)"], row["街道"], row["社区"]) == (
        "长春市", "朝阳区", "前进街道", "甲社区")
    assert row["户主/申请人姓名"] == "张试子"
    assert re.fullmatch(r"2299\*{10}\d{3}[\dX]", row["公民身份号码"])
    assert (row["联系电话"], row["家庭住址"]) == ("154****0001", "长春市朝阳区前进大街****")
    assert (row["家庭人口"], row["劳动年龄内人数"], row["有劳动能力人数"]) == (2, 2, 2)
    assert row["失业原因"] == "从用人单位失业"
    assert row["比对日期及结论"] == "2026-03-02 不影响认定"
    assert row["认定日期"].date() == date(2026, 3, 5)
    assert row["走访日期"].date() == date(2026, 2, 9)
    assert (row["异议"], row["经办人"], row["帮扶责任人"]) == ("无", "王试甲", "王试甲")
    assert row["用时（工作日）"] == work_calendar(session).between(date(2026, 2, 10), date(2026, 3, 5))


@pytest.mark.parametrize(
    ("since", "until", "rows"),
    [
        pytest.param(date(2026, 3, 5), date(2026, 3, 5), 2, id="the very day"),
        pytest.param(date(2026, 3, 6), UNTIL, 0, id="from the day after"),
        pytest.param(SINCE, date(2026, 3, 4), 0, id="until the day before"),
    ],
)
def test_the_period_holds_its_first_and_last_day(session, filled, since, until, rows):
    assert take(session, "recognition", since=since, until=until)[0].rows == rows


@pytest.mark.parametrize(
    ("since", "until", "rows"),
    [
        pytest.param(date(2026, 3, 1), date(2026, 3, 4), 0, id="recognised after it"),
        pytest.param(date(2026, 3, 1), date(2026, 3, 5), 4, id="recognised on its last day"),
        pytest.param(date(2026, 3, 9), UNTIL, 4, id="left on its first day"),
        pytest.param(date(2026, 3, 10), UNTIL, 2, id="left before it"),
    ],
)
def test_members_are_those_of_households_on_the_register(session, filled, since, until, rows):
    assert take(session, "member", since=since, until=until)[0].rows == rows


def test_the_member_ledger_says_who_they_are(session, filled):
    row = rows_of(session, "member")[0]

    assert (row["成员序号"], row["姓名"], row["与申请人关系"], row["性别"], row["年龄"]) == (
        1, "张试子", "本人", "男", 41)
    assert (row["文化程度"], row["健康状况"], row["户口性质"], row["人员状态"]) == (
        "普通高中毕业", "健康或良好", "城镇", "失业")
    assert row["失业登记日期"].date() == date(2026, 1, 5)
    assert "154 0000 0004" not in row["技能特长"]


def test_the_service_ledger_counts_what_each_member_has_had_so_far(session, filled):
    rows = rows_of(session, "service", since=date(2026, 3, 9), until=date(2026, 3, 10))
    mine = [r for r in rows if r["认定编号"] == rows[0]["认定编号"]]

    assert [(r["服务类型"], r["累计指导"], r["累计培训信息"], r["累计岗位"]) for r in mine] == [
        ("岗位推荐", 1, 0, 1), ("岗位推荐", 1, 0, 2), ("技能培训信息", 1, 1, 2),
    ]


def test_the_days_left_are_counted_on_the_day_of_the_ledger(session, filled):
    left = {r["剩余工作日"] for r in rows_of(session, "service")}

    assert left == {"已退出", work_calendar(session).left(date(2026, 3, 30), date(2026, 4, 2))}


def test_the_exit_ledger_says_on_what_ground_by_whom_and_for_how_long(session, filled):
    (row,) = rows_of(session, "exit")

    assert row["退出日期"].date() == date(2026, 3, 9)
    assert (row["退出情形"], row["在册天数"], row["是否返零"]) == ("实现就业", 4, "否")
    assert (row["证据"], row["提出人"], row["提出机构"]) == ("劳动合同和参保记录", "王试甲", "甲社区")
    assert (row["县级审批人"], row["告知方式"]) == ("赵例辛", "电话")


def test_a_family_that_came_back_is_said_to_have(session):
    left = make_household(status=S.EXITED, recognised_on=date(2026, 3, 5), ready=False,
                          exit_ground=ExitGround.EMPLOYED)
    make_household(status=S.RECOGNISED, family_no=left.family_no, episode=2, ready=False,
                   applied_on=date(2026, 3, 10), submitted_on=date(2026, 3, 10),
                   verified_on=date(2026, 3, 11), publicized_on=date(2026, 3, 12),
                   publicized_until=date(2026, 3, 17), reported_on=date(2026, 3, 18),
                   recognised_on=date(2026, 3, 19))

    (row,) = rows_of(session, "exit")

    assert row["是否返零"] == "是（2026-03-19）"


def test_the_employment_ledger_says_whether_the_promise_was_kept_and_the_job_lasts(session, filled):
    row = rows_of(session, "employment")[0]

    assert (row["认定至就业（工作日）"], row["是否按期兑现"], row["是否签订劳动合同"]) == (5, "是", "是")
    assert (row["稳定就业3个月"], row["稳定就业6个月"]) == ("未满", "未满")
    assert row["统一社会信用代码"] == "9122**********6421"


def test_every_ledger_says_which_records_it_holds(session, filled):
    assert {name: take(session, name)[0].rows for name in LEDGERS} == {
        "recognition": 2, "member": 4, "service": 8, "employment": 2, "exit": 1, "visit": 3,
        "contact": 3, "publicity": 2,
    }


def test_voided_entries_are_in_no_ledger(session, filled):
    household = make_household(status=S.RECOGNISED, ready=False)
    add_service(first_member(household), voided_at=AT, void_reason="录入错误")
    add_employment(first_member(household), voided_at=AT, void_reason="录入错误")
    session.commit()

    assert take(session, "service")[0].rows == 8
    assert take(session, "employment")[0].rows == 2


@pytest.mark.parametrize("name", NOT_YET)
def test_a_ledger_whose_records_are_not_kept_yet_is_refused_and_no_file_made(session, name):
    with pytest.raises(Refused, match="不能导出空台账"):
        take(session, name)


@pytest.mark.parametrize(
    ("who", "options", "field", "words"),
    [
        ("zhao", {"code": "220102"}, "office", "没有这个机构"),
        ("zhao", {"code": "220100"}, "office", "没有这个机构"),
        ("wang", {"code": "220104001002"}, "office", "没有这个机构"),
        ("zhao", {"until": date(2025, 12, 31)}, "until", "止日早于起日"),
        ("zhao", {"full": True}, "reason", "须写明理由"),
        ("zhao", {"full": True, "reason": "　看 "}, "reason", "须写明理由"),
        ("chen", {"full": True, "reason": REASON, "code": "220104001"}, "full", "没有导出完整"),
        ("song", {"full": True, "reason": REASON}, "full", "没有导出完整"),
        ("jin", {"code": "220000"}, None, "没有导出台账的权限"),
        ("guan", {"code": "220000"}, None, "没有导出台账的权限"),
        ("zhao", {"name": "nothing"}, "name", "没有这种台账"),
    ],
)
def test_what_may_not_be_taken_away_is_refused(session, filled, who, options, field, words):
    name = options.pop("name", "recognition")
    with pytest.raises(Refused, match=words) as refused:
        take(session, name, who=who, **options)

    assert refused.value.field == field
    assert not session.scalars(select(AuditEntry).where(AuditEntry.act == "export")).all()


def test_with_the_right_and_a_reason_the_numbers_stand_in_full(session, filled):
    row = rows_in(take(session, "recognition", full=True, reason=REASON)[1])[0]

    assert re.fullmatch(r"2299\d{13}[\dX]", row["公民身份号码"])
    assert (row["联系电话"], row["家庭住址"]) == ("15400000001", "长春市朝阳区前进大街（试）1号3单元502室")


@pytest.mark.parametrize("full", [False, True])
def test_every_file_leaves_its_line_in_the_trail(session, filled, full):
    file, out = take(session, "exit", full=full, reason=REASON if full else "")

    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "export")).one()
    assert (line.actor, line.record, line.path) == ("zhao", "ledger:exit", "1.2.3.")
    assert line.changes["sha256"] == file.sha256 == sha256(out.getvalue()).hexdigest()
    assert (line.changes["rows"], line.changes["masked"]) == (1, not full)
    assert line.changes["reason"] == (REASON if full else "")
    assert (line.changes["since"], line.changes["until"]) == ("2026-01-01", "2026-12-31")
    assert verify(session)[1] is None


def test_a_ledger_of_a_city_holds_its_counties_and_no_other_city(session, filled):
    make_household(status=S.RECOGNISED, community="222401001001")

    assert take(session, "recognition", who="mei", code="220100")[0].rows == 3
    assert take(session, "recognition", who="gao", code="220000")[0].rows == 4


@pytest.mark.parametrize("name", LEDGERS)
def test_more_rows_ask_for_no_more_statements(session, filled, name):
    def statements():
        seen = []
        listen = lambda *given: seen.append(given[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        try:
            take(session, name)
        finally:
            event.remove(db.engine, "before_cursor_execute", listen)
        return len(seen)

    before = statements()
    for _ in range(3):
        household = make_household(status=S.RECOGNISED)
        add_service(first_member(household), employer="某试样公司")
        add_employment(first_member(household))
    session.commit()

    assert statements() == before


def test_the_file_is_named_for_office_and_period(session, filled):
    assert take(session, "member")[0].filename == "零就业家庭成员实名台账_朝阳区_20260101-20261231.xlsx"


def test_headings_say_what_the_records_say():
    from models import Household

    heads = {c.head.text for c in LEDGERS["recognition"].columns}
    assert {Household.recognised_on.property.columns[0].info["label"],
            Household.publicized_on.property.columns[0].info["label"]} <= heads
