"""The whole assistance of one recognised family (四（二）–（四）), with the demo accounts, in a real Chromium.

Officer in charge, plan, 1-1-3, work, policy, exit, six months of return visits, the job lost, the
family told and applying again. Each step is also tried the wrong way: the officer is told in a plain
sentence, what was typed is kept, and nothing on file has changed.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import (
    Alert,
    Benefit,
    Employment,
    Exit,
    FollowUp,
    Household,
    Office,
    Service,
    Ticket,
    User,
    Vacancy,
)
from policy.aid_terms import SlotState
from policy.terms import WarningCode
from tests.browser.officer import Officer
from tests.browser.story import NAME, Story


@pytest.fixture
def story(town):
    return Story(town)


def test_a_recognised_family_until_it_comes_again(story):
    put_an_officer_in_charge(story)
    make_a_plan(story)
    guide_and_inform(story)
    recommend_three_jobs(story)
    enter_and_verify_the_job(story)
    grant_and_pay_a_policy(story)
    let_the_family_go(story)
    visit_by_month(story)
    lose_the_job_and_come_again(story)
    assert story.town.complaints == []


def recommend(story, feedback, **typed) -> Officer:
    clerk = story.officer("community", "services")
    return clerk.recommends(story.day, feedback=feedback, **typed)


def judge(story, justified, words) -> None:
    """Another officer of the street looks at the reason that was given."""
    street = story.officer("street", "services").follows("复核理由")
    story.refuses(street, "作出复核结论", "请填写复核说明（至少4个字）", judgement_note="好", justified=justified)
    street.fills(judgement_note="已电话核实本人和单位").presses("作出复核结论").reads(words)


def put_an_officer_in_charge(story):
    story.officer("community").is_told(403, f"/admin/household/assign/{story.pk}")
    story.officer("other_street").is_told(404, f"/admin/household/assign/{story.pk}")
    [[elsewhere]] = story.town.ask(
        select(User.id).join(Office, Office.id == User.office_id)
        .where(Office.code == "220104002").order_by(User.id).limit(1)
    )
    [[clerk]] = story.town.ask(select(User.id).where(User.username == "community"))
    county = story.officer("county", "plans").reads("尚无帮扶责任人").follows("确定责任人")
    story.refuses(county, "确定", "户不在", to_id=str(elsewhere), reason="首次确定责任人")
    story.refuses(county, "确定", "请填写移交原因（至少4个字）", to_id=str(clerk), reason="包保")
    county.fills(reason="分片包保到人").presses("确定").reads("已确定帮扶责任人")
    story.officer("county", "plans").reads("帮扶责任人：王样庚")


def make_a_plan(story):
    clerk = story.officer("community", "plans").reads("尚无方案，请制定").follows("制定方案")
    typed = {
        "difficulties": "无特殊困难", "will": "愿意在本区全职就业", "goal": "20个工作日内就业",
        "review_on": "2026-05-29", "least_wage": "1800", "strain": "heavy", "nights": "1",
    }
    measures = {f"measure_{n}_content": "" for n in (1, 2, 3)}
    first = clerk.field("measure_1_content").input_value()
    assert first
    story.refuses(clerk, "保存", "方案至少应有一项帮扶措施，写明责任人和完成时限", **typed, **measures)
    story.refuses(clerk, "保存", "下次评估应在3个月以内", measure_1_content=first, review_on="2026-08-01")
    clerk.fills(review_on="2026-05-29").presses("保存").reads("20个工作日内就业", "0/1")


def guide_and_inform(story):
    tomorrow = str(story.day + timedelta(days=1))
    for kind, content in (("guidance", "一对一职业指导"), ("training_info", "护理员培训班信息")):
        clerk = story.officer("community", "services").follows("登记服务")
        clerk.fills(member_id=str(story.member), kind=kind, content=content, feedback="accepted")
        story.refuses(clerk, "保存", "服务日期不能晚于今天", served_on=tomorrow, content=content)
        clerk.fills(served_on=str(story.day)).presses("保存").reads(content)


def recommend_three_jobs(story):
    # handed over without a receipt: it is on file, does not count, and says why
    clerk = recommend(story, "refused", receipt="", refusal_code="J5", refusal_reason="")
    story.refuses(clerk, "保存", "本人拒绝的，须填写拒绝理由", receipt="")
    story.refuses(clerk, "保存", "须选择拒绝理由类别", refusal_reason="腰伤搬不动", refusal_code="")
    clerk.fills(refusal_code="J5").presses("保存").reads("不计入", "没有送达回执", "0/3")
    clerk.follows("修改").fills(receipt="本人签收").presses("保存").does_not_read("没有送达回执")
    clerk.reads("1/3", "待复核")
    judge(story, "yes", "理由正当")

    # the second is refused without a good reason: the family is marked as picky
    story.on(date(2026, 3, 12))
    recommend(story, "refused", refusal_code="U4", refusal_reason="不想被管").presses("保存").reads("2/3")
    [refused] = story.last(Service, "id")
    story.officer("community").is_told(403, f"/admin/household/decide/refusal/{refused}")
    judge(story, "no", "无正当理由")

    # the third one hires; the same post recommended once more would not count
    story.on(date(2026, 3, 16))
    recommend(story, "hired").presses("保存").reads("3/3", "已录用")
    [vacancy, counts] = story.last(Service, "vacancy_id", "counts")
    assert counts
    assert story.town.ask(select(Vacancy.hired).where(Vacancy.id == vacancy))[0][0] >= 1


def enter_and_verify_the_job(story):
    story.on(date(2026, 3, 18))
    street = story.officer("street", "employment").follows("登记就业")
    [referral, employer, job] = story.last(Service, "id", "employer", "job")
    street.keeps(member_id=str(story.member), employer=employer, job=job)
    street.fills(form="10", evidence="劳动合同和参保记录", insured="养老、医疗、失业", insured_from="2026-03-18")
    story.refuses(street, "保存", "就业日期不能晚于今天", started_on="2026-03-19", evidence="劳动合同和参保记录")
    story.refuses(street, "保存", "合同止不能早于合同起", started_on="2026-03-18", has_contract="1",
                  contract_from="2026-03-18", contract_until="2026-03-17")
    street.fills(contract_until="2027-03-17").forgets("岗位库中的用人单位")
    story.refuses(street, "保存", "须填写就业单位", employer="", employer_code="")
    story.refuses(street, "保存", "统一社会信用代码", employer=employer, employer_code="91229900MA0000000X")
    street.fills(employer_code="").presses("保存").reads(employer)
    assert story.last(Employment, "referral_id", "verified") == (referral, False)

    # before the evidence is verified nobody leaves, and who entered it does not verify it
    story.officer("county").opens(f"/admin/household/act/exit/?rowid={story.pk}").reads("尚无退出建议")
    street = story.officer("street", "employment").follows("核验")
    story.refuses(street, "核验属实", "录入人不能核验自己录入的就业记录", verified_way="电话核实用人单位")
    other = story.officer("street2", "employment").follows("核验")
    story.refuses(other, "核验属实", "请填写核验方式", verified_way="")
    other.fills(verified_way="社保参保查询").presses("核验属实").reads("系统（按规则）", "待审批")
    assert story.last(Employment, "verified") == (True,)
    assert story.last(Exit, "by_rule", "approved") == (True, None)


def grant_and_pay_a_policy(story):
    story.on(date(2026, 3, 25))
    clerk = story.officer("community", "benefits").reads("社会保险补贴").follows("申报")
    story.refuses(clerk, "保存", "初次创业补贴限于个体经营和自主创业", policy="P5")
    story.refuses(clerk, "保存", "须填写不享受的原因", policy="P1", state="waived", declined_reason="")
    clerk.fills(state="applied").presses("保存").reads("申请中")
    [benefit] = story.last(Benefit, "id")
    clerk.is_told(403, f"/admin/household/decide/benefit/{benefit}")

    county = story.officer("county", "benefits").follows("核定")
    story.refuses(county, "批准享受", "最多还可享受36个月，核定37个月超过期限", months="37", standard="600")
    story.refuses(county, "批准享受", "享受起不能早于就业日期", months="12", from_on="2026-03-01")
    story.refuses(county, "批准享受", "补贴标准应大于0", from_on="2026-03-18", standard="0")
    county.fills(standard="600").presses("批准享受").reads("享受中")

    county = story.officer("county", "benefits").follows("登记发放")
    story.refuses(county, "登记发放", "超过核定标准", month_from="2026-03", month_to="2026-03", amount="601")
    story.refuses(county, "登记发放", "不能晚于今天", month_to="2026-04", amount="600")
    county.fills(month_to="2026-03").presses("登记发放").reads("2026-03", "600.00")
    county.follows("登记发放")
    story.refuses(county, "登记发放", "2026-03已经发放过", month_from="2026-03", month_to="2026-03")


def let_the_family_go(story):
    story.on(date(2026, 3, 26))
    story.officer("other_county").is_told(404, f"/admin/household/act/exit/?rowid={story.pk}")
    story.officer("community").is_told(403, f"/admin/household/act/exit/?rowid={story.pk}")
    story.officer("community").opens(f"/admin/household/again/{story.pk}").reads("本户已有在办或更晚的申请")
    county = story.officer("county").opens(f"/admin/household/act/exit/?rowid={story.pk}")
    county.reads("系统", "依据齐备")
    story.refuses(county, "批准退出", "不能晚于今天", told_on="2026-03-27", told_way="phone")
    county.fills(told_on="2026-03-26").presses("批准退出").reads("已退出")
    story.officer("county", "benefits").reads("享受中")


def visit_by_month(story):
    # April is done in its month; a visit of tomorrow, or one that asks nothing, is none
    story.on(date(2026, 4, 15))
    clerk = story.officer("community", "followup").reads("待回访").follows("登记回访")
    clerk.fills(way="home", findings="在岗，情绪稳定", interviewee="本人")
    story.refuses(clerk, "保存", "不能晚于今天", visited_on="2026-04-16", findings="在岗，情绪稳定")
    story.refuses(clerk, "保存", "回访到人的，请填写就业失业状况", visited_on="2026-04-15", work_seen="")
    clerk.fills(work_seen="在岗，单位未变", rating="good").presses("保存").reads("已回访")

    # May is missed and made good in June, late; a difficulty is told and becomes somebody's
    story.on(date(2026, 6, 10))
    clerk = story.officer("community", "followup").reads("逾期").follows("登记回访")
    clerk.fills(way="home", findings="在岗", work_seen="在岗，单位未变")
    story.refuses(clerk, "保存", "有困难诉求的，请选择诉求类型，以便交办", difficulties="孩子无人照看", ticket_kind="")
    story.refuses(clerk, "保存", "选择了诉求类型，请填写困难与诉求", difficulties="", ticket_kind="living")
    clerk.fills(difficulties="孩子无人照看").presses("保存").reads("逾期补访", "孩子无人照看", "办结或转办")
    clerk.follows("办结或转办").follows("办结")
    story.refuses(clerk, "办结", "请填写", handling="", ending="solved")
    story.refuses(clerk, "办结", "请填写办理情况（至少4个字）", handling="好", ending="solved")
    clerk.fills(handling="已联系社区托管班").presses("办结").reads("已办结", "已解决")
    assert story.last(Ticket, "closed_on") == (story.day,)

    # June in its month, and whether the work has lasted three months
    story.on(date(2026, 6, 24))
    visits(story)
    clerk = story.officer("community", "benefits").reads("就业满3个月的核查尚未登记").follows("登记核查")
    clerk.fills(proof="电话核实用人单位")
    story.refuses(clerk, "保存", "就业满3个月（2026-06-18）后方可核查", checked_on="2026-06-17", proof="电话核实用人单位")
    story.refuses(clerk, "保存", "已不在岗的，请填写就业终止日期和原因", checked_on="2026-06-24", working="")
    clerk.fills(working="y").presses("保存").reads("电话核实用人单位")

    # July at the door, without a line; then August and September
    story.on(date(2026, 7, 8))
    from_the_field(story)
    for day in (date(2026, 8, 12), date(2026, 9, 9)):
        story.on(day)
        visits(story)
    story.on(date(2026, 10, 12))
    states = story.town.ask(
        select(FollowUp.month, FollowUp.state)
        .where(FollowUp.household_id == story.pk).order_by(FollowUp.month)
    )
    made = [SlotState.LATE if month == 5 else SlotState.DONE for month in range(4, 10)]
    assert [tuple(row) for row in states] == [(date(2026, 4 + n, 1), state) for n, state in enumerate(made)]


def visits(story) -> None:
    clerk = story.officer("community", "followup").follows("登记回访")
    clerk.fills(findings="在岗", work_seen="在岗，单位未变", benefits_seen="补贴已到账")
    clerk.presses("保存").reads(f"{story.day:%Y-%m}")


def from_the_field(story) -> None:
    """Kept on the telephone while there is no line, sent once there is; refused words stay at their field."""
    story.here["telephone"] = telephone = Officer(story.town, "community", 390)
    card = telephone.opens("/admin/visit/field/").page.locator(f"[data-household='{story.pk}']")
    card.locator(".field-open").click()
    card.locator("[name=findings]").fill("在岗，当面核实")
    before = story.rows()
    card.locator("button:has-text('登记')").click()
    card.locator("[data-field=work_seen] .err", has_text="请填写就业失业状况").wait_for()
    assert card.locator("[name=findings]").input_value() == "在岗，当面核实"
    card.locator("[name=work_seen]").fill("在岗，单位未变")
    telephone.page.context.set_offline(True)
    card.locator("button:has-text('登记')").click()
    card.locator("text=待发送，已存在本机").wait_for()
    assert story.rows() == before
    telephone.page.context.set_offline(False)
    card.locator("text=已保存到系统").wait_for()
    story.officer("community", "followup").reads("2026-07-08", "在岗，当面核实")


def lose_the_job_and_come_again(story):
    clerk = story.officer("community", "employment").follows("登记终止")
    story.refuses(clerk, "登记终止", "不能晚于今天", ended_on="2026-10-13", ended_reason="合同解除")
    story.refuses(clerk, "登记终止", "终止日期不能早于就业日期", ended_on="2026-03-17", ended_reason="合同解除")
    story.refuses(clerk, "登记终止", "请填写终止原因", ended_on="2026-09-15", ended_reason="")
    clerk.fills(ended_reason="单位裁员").presses("登记终止").reads("退出后2026-09-15就业终止，家庭中已无人就业")

    # the policy has ended with the job: the month of the end is the last one that is paid
    county = story.officer("county", "benefits").reads("已停止享受", "就业终止").follows("登记发放")
    story.refuses(county, "登记发放", "享受已于2026-09-15终止（就业终止），2026-10不能再发放",
                  month_from="2026-04", month_to="2026-10")
    county.fills(month_to="2026-09").presses("登记发放").reads("2026-09", "4,200.00")

    # the warning stands once, until the family has been told
    story.on(date(2026, 10, 13))
    assert len(story.town.ask(relapses(story))) == 1
    story.officer("street").opens("/admin/alert/?code=W24").reads(story.family_no)
    clerk = story.officer("community", "employment").follows("告知可再次申请")
    story.refuses(clerk, "登记已告知", "告知日期不能早于就业终止日期", invited_on="2026-09-14", invited_way="home")
    story.refuses(clerk, "登记已告知", "请选择告知方式", invited_on="2026-10-13", invited_way="")
    clerk.fills(invited_way="home").presses("登记已告知").does_not_read("请告知可再次申请认定")
    assert story.town.ask(relapses(story)) == []

    # 返零: the next application of the same family, once
    clerk.follows("再次申请").reads("沿用原家庭编号").presses("建立新的申请")
    clerk.reads("已建立第2次申请的草稿", story.family_no, "本户第2次申请（返零）", NAME)
    found = story.town.ask(select(Household.episode, Household.status).where(
        Household.family_no == story.family_no).order_by(Household.episode))
    assert [(episode, status.value) for episode, status in found] == [(1, "exited"), (2, "draft")]
    clerk.opens(f"/admin/household/again/{story.pk}").reads("本户已有在办或更晚的申请，请办理那一件")
    story.officer("leader", "employment").reads("欧阳**").does_not_read(NAME)


def relapses(story):
    return select(Alert.id).where(
        Alert.household_id == story.pk, Alert.code == WarningCode.RELAPSE, Alert.cleared_on.is_(None)
    )
