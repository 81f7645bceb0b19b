"""The ledgers of watched families (T8), of sweeps (T9) and of supervision (T11): their figures."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models import Watch
from policy.sweep_terms import FindingReply, UnfitReason
from policy.terms import EmploymentForm, WatchEnd
from policy.terms import Status as S
from tests.cast import office
from tests.documents.taking import rows_of
from tests.factories import make_household
from tests.factories_sweeps import add_campaign, add_censure, add_finding, add_suspect, add_sweep

pytestmark = pytest.mark.database
GONE = datetime(2026, 3, 9, tzinfo=UTC)
MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}


def watch(session, code="220104001001", **values):
    row = Watch(**{"head_name": "张试子", "phone": "15400000031", "earner_name": "李试丑", "size": 3, "form": EmploymentForm.FLEXIBLE,
                   "job_losses": 0, "wage": 1200, "monthly_income": 1500, "listed_on": date(2026, 3, 2)} | values)
    row.place_in(office(session, code))
    session.add(row)
    session.commit()
    return row


def test_a_watched_family_with_its_reasons_and_its_risk(session):
    watch(session)
    (row,) = rows_of(session, "watch", **MARCH)

    assert (row["户主"], row["仅1人就业者"], row["就业形式"], row["联系电话尾号"]) == ("张试子", "李试丑", "灵活就业", "*******0031")
    assert (row["月收入（元）"], row["人均月收入（元）"], row["风险等级"]) == (1200, 500, "红色")
    assert "灵活就业或季节性工作" in row["不稳定原因"]
    assert row["列入日期"].date() == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        pytest.param({}, 1, id="on the list"),
        pytest.param({"listed_on": date(2026, 4, 1)}, 0, id="listed after it"),
        pytest.param({"ended_on": date(2026, 3, 5), "ending": WatchEnd.APPLIED}, 1, id="ended within it"),
        pytest.param({"listed_on": date(2026, 1, 5), "ended_on": date(2026, 2, 28), "ending": WatchEnd.STABLE}, 0, id="over before"),
        pytest.param({"voided_at": GONE, "void_reason": "录错了"}, 0, id="voided"),
        pytest.param({"code": "222401001001"}, 0, id="another county"),
    ],
)
def test_the_list_of_a_period(session, values, rows):
    watch(session, **values)
    found = rows_of(session, "watch", **MARCH)
    assert len(found) == rows
    if "ended_on" in values and rows:
        assert (found[0]["解除／转认定"], found[0]["风险等级"]) == ("已申请认定 2026-03-05", "已解除")


@pytest.fixture
def swept(session):
    """One campaign of the county in two communities, families in each state; noise around."""
    campaign = add_campaign()
    add_sweep(campaign)
    add_sweep(campaign, block="二号楼", households_due=10, households_visited=10, sweeper_1="于样丙")
    add_sweep(campaign, block="三号楼", voided_at=GONE, void_reason="录错了")
    add_sweep(campaign, "220104002001", households_due=5, households_visited=1)
    for status in (S.RECOGNISED, S.REJECTED):
        household = make_household(status=status, family_no=f"220104-2026-9{list(S).index(status):04d}")
        add_suspect(campaign, guided_on=date(2026, 3, 3), household_id=household.id)
    add_suspect(campaign)
    add_suspect(campaign, guided_on=date(2026, 3, 4))
    add_suspect(campaign, unfit=UnfitReason.DECLINED, unfit_on=date(2026, 3, 4))
    add_suspect(campaign, voided_at=GONE, void_reason="录错了")
    elsewhere = add_campaign("222401", name="延吉排查")
    add_sweep(elsewhere, "222401001001")
    session.commit()
    return campaign


def test_a_line_for_each_community_of_a_campaign(session, swept):
    first, second = rows_of(session, "sweep", **MARCH)

    assert (first["批次"], first["组织机构"], first["街道"], first["社区"]) == ("一季度入户摸底排查", "朝阳区", "前进街道", "甲社区")
    assert [first[n] for n in ("应排查户", "已排查", "疑似户", "待引导", "已引导申报", "其中已认定")] == [50, 48, 5, 1, 2, 1]
    assert first["排查率"] == pytest.approx(0.96)
    assert first["不符合及原因"].startswith("2户：")
    assert {"本人不愿申报1户", "不予认定1户"} == set(first["不符合及原因"][3:].split("、"))
    assert first["排查人"] == "王试甲、吴例乙、于样丙"
    assert (second["社区"], second["应排查户"], second["疑似户"]) == ("丙社区", 5, 0)


@pytest.mark.parametrize(
    ("who", "code", "places"),
    [("wang", "220104001001", ["甲社区"]), ("chen", "220104001", ["甲社区"]), ("zhao", "220104", ["甲社区", "丙社区"]),
     ("mei", "220100", ["甲社区", "丙社区"]), ("gao", "220000", ["甲社区", "丙社区", "戊社区"]), ("gao", "222400", ["戊社区"])],
)
def test_each_office_counts_what_lies_beneath_it(session, swept, who, code, places):
    assert [row["社区"] for row in rows_of(session, "sweep", who=who, code=code, **MARCH)] == places


@pytest.mark.parametrize(("since", "until", "rows"), [
    (date(2026, 1, 1), date(2026, 2, 1), 0), (date(2026, 1, 1), date(2026, 2, 2), 2),
    (date(2026, 3, 31), date(2026, 4, 30), 2), (date(2026, 4, 1), date(2026, 4, 30), 0),
])
def test_campaigns_that_ran_in_the_period(session, swept, since, until, rows):
    assert len(rows_of(session, "sweep", since=since, until=until)) == rows


def test_findings_circulars_and_talks_in_the_order_of_their_days(session):
    finding = add_finding(due_on=date(2026, 3, 16))
    add_finding("220104", reply=FindingReply.TRUE, answer="已改", replied_on=date(2026, 3, 9), mended_on=date(2026, 3, 9),
                evidence="材料", inspected_on=date(2026, 3, 3))
    add_finding("222401", by="220000")
    add_finding(voided_at=GONE, void_reason="录错了")
    add_censure(finding=finding)
    add_censure("220104", by="220000", kind="circular", document="试督1号", censured_on=date(2026, 2, 27))
    session.commit()

    rows = rows_of(session, "supervision", **MARCH)
    assert [(r["类别"], r["机构"], r["状态"]) for r in rows] == [
        ("督导检查", "前进街道", "待反馈（逾期）"), ("督导检查", "朝阳区", "待复查"), ("约谈", "前进街道", "待答复"),
    ]
    first, second, talk = rows
    assert (first["检查（发起）机构"], first["问题类别"], first["依据条款"], first["县(市、区)"]) == ("长春市", "承诺未实现", "四(三)", "朝阳区")
    assert (second["反馈结论"], second["整改情况或答复"], second["整改完成日期"].date()) == ("属实", "已改", date(2026, 3, 9))
    assert (talk["关联事项"], talk["问题或事由"]) == ("检查问题1个", "承诺未实现")
    assert [r["类别"] for r in rows_of(session, "supervision", since=date(2026, 2, 1), until=date(2026, 2, 28))] == ["通报"]
