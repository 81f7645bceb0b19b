"""The application form: what is on file stands on it, masked says so, seals have room, odd texts fit."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from documents.application_form import application_form, blank_form
from documents.typeset import Unprintable, destinations
from models import Objection, Opinion, Publicity
from policy.terms import ObjectionFinding, OpinionStage
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import add_employment, add_exit, add_member, first_member, make_household
from tests.factories_aid import add_benefit, add_payment

DAY = date(2026, 11, 26)
HALF_SEAL, A4 = 21 / 25.4 * 72, (595.3, 841.9)
LONG = "长春市朝阳区前进大街（试）高新技术产业开发区" + "样例小区" * 30 + "12号楼3单元1502室"


def pages_of(pdf: bytes) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return ["".join(page.extract_text().split()) for page in pages]


def text_of(pdf: bytes) -> str:
    return "".join(pages_of(pdf))


@pytest.fixture
def nine(session):
    """A family of nine with a page full of everything, exited."""
    wang, zhao = officer(session, "wang").id, officer(session, "zhao").id
    household = make_household(
        status=S.EXITED, members=9, name="欧阳䶮堃", register_address=LONG, home_address=LONG,
        submitted_by_id=wang, recognised_by_id=zhao, exited_by_id=zhao, register_no="220100456789",
        monthly_income=1850, hardship="一人患病，两人失业多年",
    )
    member = first_member(household)
    member.phone, member.health, member.registration_no = "15400000003", "10", "2201042026012345678"
    for stage, on in ((OpinionStage.COMMUNITY, household.submitted_on), (OpinionStage.COUNTY, household.recognised_on)):
        session.add(Opinion(household=household, stage=stage, agrees=True, given_on=on, given_by_id=zhao,
                            words="情况属实，同意。" if stage is OpinionStage.COUNTY else "属实，拟同意申报。"))
    posting = Publicity(household=household, posted_on=household.publicized_on, until=household.publicized_until,
                        place="前进社区公告栏", text="略", complaint_phone="0431-12345678", posted_by_id=zhao)
    session.add_all([posting, Objection(
        household=household, publicity=posting, raised_on=household.publicized_on, raised_by="周试丁",
        content="听说家中有人上班", finding=ObjectionFinding.UNFOUNDED, decided_on=household.publicized_until,
        decided_by_id=zhao, decision_note="经核查无人就业",
    )])
    job = add_employment(member, started_on=date(2026, 3, 6), employer="吉林样例物业有限公司", job="保洁员")
    add_payment(add_benefit(job), date(2026, 3, 1))
    add_exit(household, approved=True, decided_on=date(2026, 3, 9), told_on=date(2026, 3, 9), ground_code="E11")
    session.commit()
    return household


def test_what_is_on_file_stands_on_the_form(session, nine):
    text = text_of(application_form(session, nine, full=True, on=DAY, check_url="https://a.example/verify/x"))
    for said in ("欧阳䶮堃", first_member(nine).id_no, "15400000003", nine.family_no, nine.recognition_no, LONG,
                 "王试甲、吴例乙", "情况属实，同意。", "前进社区公告栏", "异议不成立", "经核查无人就业",
                 "吉林样例物业有限公司", "2026年3月5日", "实现就业", "共3页"):
        assert said in text, said
    assert "脱敏" not in text


def test_without_the_right_nothing_personal_stands_on_it_and_it_says_so(session, nine):
    text = text_of(application_form(session, nine, full=False, on=DAY))
    assert "已脱敏" in text
    assert "欧阳**" in text
    member = first_member(nine)
    for hidden in ("䶮堃", member.id_no, "15400000003", "1502室", "220100456789", "2201042026012345678",
                   "听说家中有人上班", "周试丁", "一人患病", f"{member.birth_on:%Y-%m-%d}"):
        assert hidden not in text, hidden


def test_a_seal_at_its_place_touches_no_text_and_stays_on_the_page(session, nine):
    pdf = application_form(session, nine, full=True, on=DAY)
    found = destinations(pdf)
    assert set(found) == {"seal-county", "seal-exit"}
    for number, x, y in found.values():
        assert HALF_SEAL < x < A4[0] - HALF_SEAL
        assert HALF_SEAL < y < A4[1] - HALF_SEAL
        page = pypdf.PdfReader(io.BytesIO(pdf)).pages[number - 1]
        assert written_in(page, x, A4[1] - y) == []


def written_in(page, x, y):
    """The texts that begin in the square of the seal."""
    inside = []

    def visit(text, _cm, tm, *_more):
        if text.strip() and abs(tm[4] - x) < HALF_SEAL and abs(tm[5] - y) < HALF_SEAL:
            inside.append(text)

    page.extract_text(visitor_text=visit)
    return inside


def test_a_character_that_the_fonts_lack_is_named(session, nine):
    add_member(nine, no=10, relation="20", name="李𠮷")
    session.commit()
    with pytest.raises(Unprintable, match="𠮷"):
        application_form(session, nine, full=True, on=DAY)


def test_the_empty_form_has_every_section_and_nobody_in_it():
    blank = blank_form(DAY)
    text = text_of(blank)
    assert len(blank) < 52_000
    for letter, name in zip("ABCDEFGHIJKLM", (
        "申请人基本情况", "家庭成员情况", "家庭情况", "求职与援助需求", "本人承诺", "核实记录", "社区意见", "街道",
        "县（市、区）公共就业服务机构复核意见", "援助方案", "实现就业情况", "享受政策情况", "退出情况",
    ), strict=True):
        assert letter + name in text


def test_a_family_of_one_before_any_step_has_a_form(session):
    household = make_household(ready=False)
    pdf = application_form(session, household, full=True, on=DAY)
    pages = pages_of(pdf)
    assert len(pdf) < 64_000
    assert "张试子" in pages[0]
    assert f"第{len(pages)}页共{len(pages)}页" in pages[-1]
