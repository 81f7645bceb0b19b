"""The pages of sweeps and supervision: from a family found to its application, from a finding to its end."""

from __future__ import annotations

import re
from datetime import date

import pytest

from models import AuditEntry, Household, SupervisionFinding, SuspectedFamily
from policy.sweep_terms import UnfitReason
from policy.terms import Origin
from policy.terms import Status as S
from tests.admin.typed import application
from tests.cast import office
from tests.factories import make_household
from tests.factories_sweeps import add_campaign, add_censure, add_finding, add_suspect, add_sweep

TOTAL = re.compile(r"共 ?(\d+) 条")
KPI = re.compile(r'<a class="kpi[^"]*" href="([^"]+)">.*?<b>([^<]+)</b>', re.S)


@pytest.fixture
def found(session, clock) -> SuspectedFamily:
    """A family found in Wang's community, in a campaign of the county; noise in another county."""
    campaign = add_campaign()
    add_sweep(campaign)
    elsewhere = add_campaign("222401", name="延吉排查")
    add_suspect(elsewhere, "222401001001", head_name="李试丑")
    row = add_suspect(campaign)
    session.commit()
    return row


def total(page: str) -> int:
    hit = TOTAL.search(page)
    return int(hit[1]) if hit else 0


def test_an_application_begins_with_what_the_sweep_knew(session, desk, found):
    wang, url = desk("wang"), f"/admin/household/new/?suspect={found.id}"
    page = wang.read(url)
    assert 'value="郑试其"' in page
    assert "前进大街（试）9号2单元301室" in page
    assert "15400000021" not in page
    assert "*******0021" in page
    typed = application(session, applicant_name="郑试其", phone="")
    answer = wang.post(url, token_from=url, **typed | {"origin": "found"})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    session.expire_all()
    household = session.query(Household).one()
    assert (household.phone, household.origin, household.head_name) == ("15400000021", Origin.FOUND, "郑试其")
    assert (found.household_id, found.guided_on) == (household.id, household.applied_on)
    assert household.family_no in wang.read(f"/admin/suspectedfamily/details/?id={found.id}")
    again = wang.post(url, token_from="/admin/", **typed | {"applicant_id_no": typed["applicant_id_no"]})
    assert again.status_code == 422
    assert session.query(Household).count() == 1


def test_what_was_typed_is_kept_and_nothing_linked_when_it_is_refused(session, desk, found):
    url = f"/admin/household/new/?suspect={found.id}"
    answer = desk("wang").post(url, token_from=url, **application(session, applicant_id_no="229901198503020019", phone=""))
    page = answer.get_data(as_text=True)
    session.expire_all()
    assert answer.status_code == 422
    assert "229901198503020019" in page
    assert (session.query(Household).count(), found.household_id) == (0, None)


def test_the_stages_of_a_family_are_entered_one_by_one(session, desk, found):
    wang, page = desk("wang"), f"/admin/suspectedfamily/details/?id={found.id}"
    assert "核实为不符合" in wang.read(page)
    guide = f"/admin/suspectedfamily/part/guide/?id={found.id}"
    wang.submit(guide, guided_on="2026-03-09", version=str(found.version))
    session.expire_all()
    assert found.guided_on == date(2026, 3, 9)
    unfit = f"/admin/suspectedfamily/part/unfit/?id={found.id}"
    shown = wang.submit(unfit, unfit_on="2026-03-09", unfit="other", unfit_note="", version=str(found.version))
    assert "请填写核实说明" in shown
    wang.submit(unfit, unfit_on="2026-03-09", unfit="declined", unfit_note="已签字", version=str(found.version))
    session.expire_all()
    assert found.unfit is UnfitReason.DECLINED
    assert "受理申请" not in wang.read(page)


def test_each_number_of_a_campaign_opens_as_many_rows(session, desk, found):
    campaign = found.campaign
    household = make_household(status=S.RECOGNISED)
    add_suspect(campaign, guided_on=date(2026, 3, 3), household_id=household.id)
    add_suspect(campaign, unfit=UnfitReason.EMPLOYED, unfit_on=date(2026, 3, 3))
    session.commit()
    for who in ("wang", "zhao", "gao"):
        page = desk(who).read(f"/admin/sweepcampaign/details/?id={campaign.id}").replace("&amp;", "&")
        links = re.findall(r'href="(/admin/suspectedfamily/\?[^"]+)">(\d+)<', page)
        assert len(links) >= 6
        assert "家中有人就业 1" in page
        for url, number in links:
            assert total(desk(who).read(url)) == int(number), url


def test_a_campaign_of_the_county_is_read_and_not_edited_beneath(session, desk, found):
    url = f"/admin/sweepcampaign/edit/?id={found.campaign_id}"
    assert "由朝阳区组织" in desk("chen").read(url)
    assert desk("wang").open(url).status_code == 403
    assert desk("lin").open(url).status_code == 404
    assert desk("zhao").open(url).status_code == 200


def test_the_telephone_is_seen_in_full_for_a_reason_and_the_look_is_noted(session, desk, found):
    url = f"/admin/unmask/suspectedfamily/{found.id}"
    page = desk("wang").submit(url, reason="电话告知本户可以申请")
    assert "15400000021" in page
    assert session.query(AuditEntry).filter_by(act="unmask", record=f"suspected_family:{found.id}").count() == 1


@pytest.mark.parametrize("who", ["wang", "chen", "zhao", "mei", "gao"])
def test_the_desk_counts_what_its_lists_hold(session, desk, found, who):
    add_finding()
    add_finding(reply="unfounded", answer="查无此事", replied_on=date(2026, 3, 6))
    add_finding("220100", by="220000")
    session.commit()
    browser = desk(who)
    page = browser.read("/admin/").replace("&amp;", "&")
    ours = [(url, number) for url, number in KPI.findall(page) if "suspectedfamily" in url or "supervisionfinding" in url]
    assert ours
    for url, number in ours:
        assert total(browser.read(url)) == int(number), url


def test_a_finding_goes_from_the_city_to_the_street_and_back(session, desk, clock):
    mei, chen = desk("mei"), desk("chen")
    mei.submit("/admin/supervisionfinding/new/", office_id=str(office(session, "220104001").id), inspected_on="2026-03-06",
               inspectors="梅试寅", fault="promise", problem="承诺到期未推荐岗位", clause="102-4-3", due_on="2026-03-20")
    row = session.query(SupervisionFinding).one()
    here = f"/admin/supervisionfinding/details/?id={row.id}"
    assert "反馈整改情况" in chen.read(here)
    assert "反馈整改情况" not in mei.read(here)
    answer = f"/admin/supervisionfinding/answer/?id={row.id}"
    refused = chen.submit(answer, reply="true", answer="已补推荐3次", mended_on="2026-03-09", evidence="", version=str(row.version))
    assert "须写明整改材料" in refused
    assert "已补推荐3次" in refused
    chen.submit(answer, reply="true", answer="已补推荐3次", mended_on="2026-03-09", evidence="回执3份", version=str(row.version))
    session.expire_all()
    again = f"/admin/supervisionfinding/recheck/?id={row.id}"
    assert "回执" not in mei.read(again)
    assert "已补推荐3次" in mei.read(again)
    stale = mei.post(again, token_from=again, passed="1", recheck_note="同意销号", version="0")
    assert stale.status_code == 409
    mei.submit(again, passed="1", recheck_note="同意销号", version=str(row.version))
    session.expire_all()
    assert row.closed_on == date(2026, 3, 9)
    assert "您不能修改" in mei.read(f"/admin/supervisionfinding/edit/?id={row.id}")


def test_a_censure_is_about_a_finding_and_answered(session, desk, clock):
    finding = add_finding()
    own = add_finding("220100", by="220000")
    session.commit()
    mei, url = desk("mei"), f"/admin/censure/new/?finding={finding.id}"
    page = mei.read(url)
    assert f'value="finding:{finding.id}"' in page
    assert f'value="finding:{own.id}"' not in page
    mei.submit(url, office_id=str(finding.office_id), kind="talk", censured_on="2026-03-09", host="梅试寅", attendees="郑试辛",
               reason="承诺未实现", grounds=[f"finding:{finding.id}"])
    assert "承诺未实现" in mei.read(f"/admin/supervisionfinding/details/?id={finding.id}").partition("通报约谈</h2>")[2]
    forged = mei.post(url, token_from=url, office_id=str(finding.office_id), kind="talk", censured_on="2026-03-09", host="梅试寅",
                      attendees="郑试辛", reason="承诺未实现", grounds=["finding:999"])
    assert forged.status_code == 422
    row = add_censure(finding=finding)
    session.commit()
    desk("chen").submit(f"/admin/censure/respond/?id={row.id}", response="逐户安排，月底完成", version=str(row.version))
    session.expire_all()
    assert row.responded_on == date(2026, 3, 9)


def test_a_community_is_not_offered_the_ledger_of_supervision(desk, clock):
    assert "督导检查台账" not in desk("wang").read("/admin/ledger/")
    assert "督导检查台账" in desk("chen").read("/admin/ledger/")


def test_the_desk_counts_the_families_that_its_list_shows(session, desk, found):
    page = desk("wang").read("/admin/").replace("&amp;", "&")
    [(url, number)] = re.findall(r'class="kpi[^"]*" href="(/admin/suspectedfamily/[^"]*)">.*?<b>(\d+)</b>', page, re.S)

    assert int(number) >= 1
    assert total(desk("wang").read(url)) == int(number)
