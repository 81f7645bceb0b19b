"""The application form from the household's page: empty, masked, in full for a reason on the record."""

from __future__ import annotations

import io

import docx
import pypdf
import pytest
from sqlalchemy import select

from admin.takeaway import DOCX
from models import AuditEntry, Member
from policy.terms import Status as S
from tests.factories import make_household


@pytest.fixture
def household(session):
    found = make_household(status=S.DRAFT)
    session.commit()
    return found


def text_of(answer):
    pages = pypdf.PdfReader(io.BytesIO(answer.get_data())).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def word_of(answer):
    opened = docx.Document(io.BytesIO(answer.get_data()))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in opened.paragraphs), *cells])


def send(desk, household, reason, query=""):
    url = f"/admin/form/{household.id}/full{query}"
    return desk.post(url, token_from=url, reason=reason)


def looks(session):
    session.rollback()
    return session.scalars(select(AuditEntry).where(AuditEntry.act == "unmask")).all()


def test_the_empty_form_is_for_everybody_at_a_desk(desk):
    answer = desk("wang").open("/admin/form/")

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "零就业家庭认定及援助申请表" in text_of(answer)


def test_the_masked_form_shows_no_number_and_says_that_it_is_masked(session, desk, household):
    member = session.scalars(select(Member).where(Member.household_id == household.id)).first()
    answer = desk("wang").open(f"/admin/form/{household.id}")

    assert "已脱敏" in text_of(answer)
    assert member.id_no not in text_of(answer)
    assert member.name not in text_of(answer)
    assert looks(session) == []


def test_the_full_form_asks_why_and_is_entered_before_it_is_handed_out(session, desk, household):
    member = session.scalars(select(Member).where(Member.household_id == household.id)).first()
    number, name = member.id_no, member.name
    at = desk("wang")

    assert "事由" in at.open(f"/admin/form/{household.id}/full").get_data(as_text=True)
    assert send(at, household, "看").status_code == 422
    assert looks(session) == []
    answer = send(at, household, "打印申请表，交申请人本人签字")
    assert name in text_of(answer)
    assert number in text_of(answer)
    assert "已脱敏" not in text_of(answer)
    assert [(look.record, look.changes["reason"]) for look in looks(session)] == [
        (f"household:{household.id}", "打印申请表，交申请人本人签字")
    ]


@pytest.mark.parametrize("url", ["/admin/form/?as=word", "/admin/form/{id}?as=word"])
def test_to_go_on_writing_it_is_a_word_file_masked_like_the_paper(session, desk, household, url):
    member = session.scalars(select(Member).where(Member.household_id == household.id)).first()
    answer = desk("wang").open(url.format(id=household.id))

    assert answer.mimetype == DOCX
    assert ".docx" in answer.headers["Content-Disposition"]
    said = word_of(answer)
    assert "零就业家庭认定及援助申请表" in said
    assert ("已脱敏" in said) is ("{id}" in url)
    assert member.id_no not in said
    assert member.name not in said
    assert looks(session) == []


def test_the_full_word_file_is_entered_like_the_paper(session, desk, household):
    member = session.scalars(select(Member).where(Member.household_id == household.id)).first()
    number, name = member.id_no, member.name
    at = desk("wang")

    assert send(at, household, "看", "?as=word").status_code == 422
    said = word_of(send(at, household, "补写意见后打印，交申请人本人签字", "?as=word"))
    assert number in said
    assert name in said
    assert len(looks(session)) == 1


def test_a_character_that_no_paper_can_show_is_named(session, desk, household):
    household.head_name = "赵𠮷"
    for member in session.scalars(select(Member).where(Member.household_id == household.id)):
        member.name = "赵𠮷"
    session.commit()
    at = desk("wang")
    answer = send(at, household, "打印申请表，交申请人本人签字")

    assert answer.status_code == 303
    assert "字体中没有“𠮷”" in at.open(answer.headers["Location"]).get_data(as_text=True)


def test_a_leader_who_sees_no_tails_of_numbers_gets_the_empty_form_alone(desk, household):
    leader = desk("sun")

    assert leader.open("/admin/form/").status_code == 200
    assert leader.open(f"/admin/form/{household.id}").status_code == 403
    assert leader.open(f"/admin/form/{household.id}/full").status_code == 403


def test_beyond_the_looks_of_a_day_no_form_is_handed_out(session, desk, household, monkeypatch):
    monkeypatch.setattr("admin.unmask.A_DAY", 1)
    at = desk("wang")

    assert send(at, household, "打印申请表，交本人签字").status_code == 200
    answer = send(at, household, "打印申请表，再打一份")
    assert (answer.status_code, "已达上限" in answer.get_data(as_text=True)) == (429, True)
    assert len(looks(session)) == 1
