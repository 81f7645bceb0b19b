"""The whole way of one family, with the demo accounts, through real buttons in a real Chromium.

Application, first review, publicity, objection, report, seal, services, employment, exit; each
step is also tried the wrong way. At the end the leader's bar has moved, the rows behind it are
those on the bar, and the ledger of the month holds the household.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
from sqlalchemy import select

from models import Member
from tests.browser.officer import Officer
from tests.factories import identity

POSTED, NOT_YET, AFTER = date(2026, 3, 10), date(2026, 3, 13), date(2026, 3, 16)
SEALED, PLACED = date(2026, 3, 16), date(2026, 3, 18)
NAME = "欧阳试㛃"


def test_a_family_from_application_to_exit(town, officer):
    number = identity(date(1985, 3, 2), male=False)

    # the clerk takes the application; a wrong number is told at the field, nothing typed is lost
    clerk = officer("community").opens("/admin/household/new/")
    clerk.fills(
        applicant_name=NAME, applicant_id_no=number[:-1] + ("1" if number[-1] != "1" else "2"),
        phone="154 0000 7788", applicant_state="unemployed", applicant_capacity="1",
        applicant_wants_work="1", applicant_registered_on="2026-01-05",
        applicant_retirement_group="female55", register_address="长春市朝阳区前进大街（试）1号",
    ).presses("保存").reads("身份证号码核对不符")
    assert clerk.page.input_value("[name=applicant_name]") == NAME
    clerk.fills(applicant_id_no=number).presses("保存").reads(NAME)
    household = clerk.page.url
    assert number not in household
    clerk.does_not_read(number)

    # visit and comparison, then submitted
    pk = household.split("id=")[1].split("&")[0]
    clerk.opens(f"/admin/visit/new/?household={pk}").fills(
        visited_on="2026-03-09", purpose="verification", way="home", visitor_1="王样庚",
        visitor_2="", findings="家中无人就业",
    ).presses("保存").reads("须由两人")
    clerk.fills(visitor_2="李例庚").presses("保存")
    clerk.opens(f"/admin/comparison/new/?household={pk}")
    clerk.page.locator("main select[name=source]").select_option(index=1)
    clerk.fills(compared_on="2026-03-09", result="no_hit").presses("保存")
    clerk.opens(f"/admin/household/act/submit/?rowid={pk}").presses("提交申请").reads("已申请")

    # a clerk of another county never sees it
    stranger = officer("other_community")
    assert stranger.page.goto(f"/admin/household/details/?id={pk}").status == 404
    assert stranger.page.goto(f"/admin/household/edit/?id={pk}").status == 404

    # first review: asks for the decision on the comparison first
    street = officer("street").opens(f"/admin/household/act/approve/?rowid={pk}")
    street.reads("待判定")
    street.opens(f"/admin/household/details/?id={pk}&tab=checks").follows("判定")
    street.fills(decision="no_effect").presses("作出判定")
    street.opens(f"/admin/household/act/approve/?rowid={pk}").presses("初审通过").reads("初审通过")

    # publicity: a mobile number is refused, the masked notice is shown before it is posted
    town.on(POSTED)
    street = officer("street").opens(f"/admin/household/act/publicize/?rowid={pk}")
    street.reads("欧阳**").does_not_read(number, "15400007788")
    street.fills(place="东田社区公告栏", complaint_phone="15400001111").presses("发布公示")
    street.reads("不能用个人手机")
    street.fills(complaint_phone="0431-85001234").presses("发布公示").reads("公示中")

    # the report waits for the third full working day and for the objection
    town.on(NOT_YET)
    street = officer("street").opens(f"/admin/household/act/report/?rowid={pk}")
    street.reads("公示尚未期满：至3月13日")
    street.opens(f"/admin/objection/new/?household={pk}").fills(
        raised_on="2026-03-13", content="据说其配偶在外务工"
    ).presses("保存")
    town.on(AFTER)
    street = officer("street").opens(f"/admin/household/act/report/?rowid={pk}")
    street.reads("异议尚未核查")
    street.opens(f"/admin/household/details/?id={pk}&tab=publicity").follows("核查")
    street.fills(finding="unfounded", decision_note="已走访，申请人未婚，不属实").presses("作出核查结论")
    street.opens(f"/admin/household/act/report/?rowid={pk}").presses("公示无异议，上报县级").reads("待复核")

    # the county recognises; the first reviewer's account could not
    assert street.page.goto(f"/admin/household/act/approve/?rowid={pk}").status in (200, 403)
    before = bar(officer("leader"))
    county = officer("county").opens(f"/admin/household/act/approve/?rowid={pk}")
    county.presses("复核认定").reads("已认定")
    county.opens(f"/admin/household/details/?id={pk}").reads("220104-2026-", "承诺")
    county.opens(f"/admin/household/act/approve/?rowid={pk}").reads("不能")

    # services 1-1-3, the jobs from the pool
    town.on(date(2026, 3, 17))
    clerk = officer("community")
    member = str(member_of(town, pk))
    for kind in ("guidance", "training_info"):
        clerk.opens(f"/admin/service/new/?household={pk}").fills(
            member_id=member, kind=kind, served_on="2026-03-17", content="面谈", served_by="王样庚",
            feedback="accepted",
        ).presses("保存")
    for n in (1, 2, 3):
        clerk.opens(f"/admin/household/details/?id={pk}&tab=services")
        clerk.recommends(date(2026, 3, 17), feedback="accepted").presses("保存").reads(f"{n}/3")

    # employment, verified by another officer, then the county lets the household go
    town.on(PLACED)
    clerk = officer("community").opens(f"/admin/employment/new/?household={pk}").fills(
        member_id=member, form="10", employer="长春某试样商贸1有限公司", job="理货员",
        started_on="2026-03-18", wage="2600", evidence="劳动合同", has_contract="1",
        contract_from="2026-03-18",
    ).presses("保存")
    clerk.opens(f"/admin/exit/new/?household={pk}").fills(
        ground="employed", evidence="劳动合同和参保记录", proposed_on="2026-03-18"
    ).presses("保存")
    county = officer("county").opens(f"/admin/household/act/exit/?rowid={pk}").reads("尚未核实")
    street = officer("street").opens(f"/admin/household/details/?id={pk}&tab=employment")
    street.follows("核验").fills(verified_way="电话核实用人单位").presses("核验属实")
    county.opens(f"/admin/household/act/exit/?rowid={pk}").fills(
        told_on="2026-03-18", told_way="phone"
    ).presses("批准退出").reads("已退出")
    county.opens(f"/admin/household/details/?id={pk}&tab=trail").reads(
        "提交", "初审通过", "公示", "上报", "复核认定", "退出"
    )

    # the leader's bar has moved by one, and opens exactly the rows it counts, names masked
    leader = officer("leader")
    after = bar(leader)
    assert {m: after[m] - before[m] for m in after} == {"认定": 1, "援助": 1, "退出": 1}
    leader.opens(f"/admin/household/details/?id={pk}").reads("欧阳**").does_not_read(NAME, "7788")

    # the ledger of the month holds it, masked, in the bureau's layout
    county.opens("/admin/ledger/").fills(**{"from": "2026-03-01", "to": "2026-03-18"})
    with county.page.expect_download() as coming:
        county.page.locator("main button[value=recognition]").click()
    with open(coming.value.path(), "rb") as file:
        book = openpyxl.load_workbook(BytesIO(file.read()))
    cells = [str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None]
    assert NAME in cells
    assert any("零就业家庭认定台账" in c for c in cells)
    assert number not in cells
    assert any(c.endswith(number[-4:]) and "*" in c for c in cells)

    # the trail proves who did what
    auditor = officer("auditor").opens(f"/admin/audit/?record=household:{pk}")
    auditor.reads("county", "street", "community")
    assert town.complaints == []


def member_of(town, household: str) -> int:
    return town.ask(select(Member.id).where(Member.household_id == int(household)))[0][0]


def bar(leader: Officer) -> dict[str, int]:
    """What the cockpit says for 朝阳区 this year, each checked against the list it opens."""
    leader.opens("/admin/charts/?from=2026-01-01&to=2026-03-31")
    leader.follows("长春")
    row = leader.page.locator("main table").first.locator("tr", has_text="朝阳")
    counts = {}
    for name, link in zip(("认定", "援助", "退出"), row.locator("a").all()[1:4], strict=True):
        counts[name] = int(link.inner_text().replace(",", ""))
        counts[f"{name} url"] = link.get_attribute("href")
    for name in ("认定", "援助", "退出"):
        leader.opens(counts.pop(f"{name} url"))
        assert f"共 {counts[name]:,} 条" in leader.page.locator("body").inner_text()
    return counts
