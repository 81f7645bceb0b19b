"""The ledgers: which rows, which columns, and what stands in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from documents.ledgers import LEDGERS
from policy.aid_terms import BenefitState, PolicyKind, StopReason
from policy.terms import ExitGround
from policy.terms import Status as S
from tests.documents.taking import AT, SINCE, UNTIL, rows_of, take
from tests.factories import add_employment, add_service, first_member, make_household
from tests.factories_aid import add_benefit, add_check, add_payment
from workflow.calendar import work_calendar

pytestmark = pytest.mark.database
LATER = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)


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
    assert row["比对日期及结论"] == "2026-03-02\n不影响认定"
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
        ("岗位推荐", 1, 0, 1), ("岗位推荐", 1, 0, 1), ("技能培训信息", 1, 1, 1),
    ]
    assert [(r["计入推荐次数"] or "", r["未计入原因"] or "") for r in mine] == [
        ("是", ""), ("否", "没有送达回执"), ("", ""),
    ]
    assert mine[0]["拒绝理由类别"] == "J3"


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


@pytest.mark.parametrize(
    ("checks", "ended", "told"),
    [
        pytest.param({}, None, ("未核查", "未核查"), id="nobody looked"),
        pytest.param({3: True}, None, ("是", "未核查"), id="looked into once"),
        pytest.param({3: True, 6: True}, None, ("是", "是"), id="lasts"),
        pytest.param({3: True, 6: False}, date(2026, 9, 20), ("是", "否"), id="gone at six months"),
        pytest.param({}, date(2026, 5, 1), ("否", "否"), id="ended early, nobody looked"),
    ],
)
def test_lasting_work_is_what_the_checks_found(session, checks, ended, told):
    job = add_employment(first_member(make_household(status=S.RECOGNISED)), started_on=date(2026, 3, 12),
                         verified=True, verified_on=date(2026, 3, 13), ended_on=ended)
    for months, working in checks.items():
        add_check(job, months, working=working)
    session.commit()

    (row,) = rows_of(session, "employment", at=LATER)
    assert (row["稳定就业3个月"], row["稳定就业6个月"]) == told


def test_the_ledger_of_policies_sums_the_period_and_all_that_was_paid(session):
    job = add_employment(first_member(make_household(status=S.RECOGNISED)))
    benefit = add_benefit(job, from_on=date(2026, 3, 9), months=12, until_on=date(2027, 3, 8))
    for month in (3, 4, 5):
        add_payment(benefit, date(2026, month, 1))
    add_payment(benefit, date(2026, 6, 1), voided_at=AT, void_reason="录入错误")
    add_benefit(job, policy=PolicyKind.POST)
    session.commit()

    (row,) = rows_of(session, "benefit", since=date(2026, 4, 1), until=date(2026, 4, 30), at=LATER)
    assert (row["政策类型"], row["状态"], row["补贴标准（元）"]) == ("社会保险补贴", "享受中", 600)
    assert (row["本期金额"], row["累计金额"]) == (600, 1200)
    assert (row["累计月数"], row["剩余月数"]) == (2, 10)


def test_a_policy_stopped_or_over_is_no_longer_enjoyed(session):
    job = add_employment(first_member(make_household(status=S.RECOGNISED)))
    add_benefit(job, from_on=date(2026, 3, 9), state=BenefitState.STOPPED, stopped_on=date(2026, 4, 2),
                stop_reason=StopReason.DEAD)
    add_benefit(job, from_on=date(2026, 3, 9), policy=PolicyKind.POST, months=1, until_on=date(2026, 4, 8))
    session.commit()

    april = [row["状态"] for row in rows_of(session, "benefit", since=date(2026, 4, 1), until=date(2026, 4, 30), at=LATER)]
    assert april == ["已停止（本人死亡）", "已停止（期满）"]
    assert rows_of(session, "benefit", since=date(2026, 5, 1), until=date(2026, 5, 31), at=LATER) == []


def test_every_ledger_says_which_records_it_holds(session, filled):
    assert {name: take(session, name)[0].rows for name in LEDGERS} == {
        "recognition": 2, "member": 4, "service": 8, "employment": 2, "exit": 1, "visit": 3,
        "contact": 3, "publicity": 2, "benefit": 2, "watch": 1, "sweep": 1, "supervision": 2,
        "seal": 2,
    }


def test_voided_entries_are_in_no_ledger(session, filled):
    household = make_household(status=S.RECOGNISED, ready=False)
    add_service(first_member(household), voided_at=AT, void_reason="录入错误")
    add_employment(first_member(household), voided_at=AT, void_reason="录入错误")
    session.commit()

    assert take(session, "service")[0].rows == 8
    assert take(session, "employment")[0].rows == 2


def test_a_ledger_of_a_city_holds_its_counties_and_no_other_city(session, filled):
    make_household(status=S.RECOGNISED, community="222401001001")

    assert take(session, "recognition", who="mei", code="220100")[0].rows == 3
    assert take(session, "recognition", who="gao", code="220000")[0].rows == 4


def test_the_file_is_named_for_office_and_period(session, filled):
    assert take(session, "member")[0].filename == "零就业家庭成员实名台账_朝阳区_20260101-20261231.xlsx"


def test_headings_say_what_the_records_say():
    from models import Household

    heads = {c.head.text for c in LEDGERS["recognition"].columns}
    assert {Household.recognised_on.property.columns[0].info["label"],
            Household.publicized_on.property.columns[0].info["label"]} <= heads
