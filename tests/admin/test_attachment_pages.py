"""Papers at their doors: in by several at once, each told what became of it; looked at for a reason alone."""

from __future__ import annotations

import io
import json

import pytest
from sqlalchemy import select

from models import Attachment, AuditEntry
from policy.paper_terms import PaperKind
from policy.terms import Status as S
from tests import uploads
from tests.desk import TOKEN
from tests.factories import make_household
from workflow.demands import papers_are_there

PAGE, OTHER = uploads.jpeg(), uploads.jpeg(shade=9)


@pytest.fixture
def household(session):
    found = make_household(status=S.DRAFT)
    session.commit()
    return found


def send(desk, household_id, *contents, kind="register", name="赵样甲身份证.jpg", **how):
    files = [(io.BytesIO(content), name) for content in contents]
    token = desk.token("/password")
    return desk.open(f"/admin/attachment/new/?household={household_id}", method="POST", **how,
                     data={"csrf_token": token, "kind": kind, "files": files})


def rows(session):
    session.rollback()
    return session.scalars(select(Attachment).order_by(Attachment.id)).all()


def acts(session, record):
    session.rollback()
    return session.scalars(select(AuditEntry.act).where(AuditEntry.record == record).order_by(AuditEntry.id)).all()


def test_several_at_once_and_each_is_told_what_became_of_it(session, desk, household):
    page = send(desk("wang"), household.id, PAGE, b"<html>", OTHER, PAGE)
    text = page.get_data(as_text=True)

    assert page.status_code == 200
    assert [row.page_no for row in rows(session)] == [1, 2]
    for words in ("已保存为户口簿第1页", "只能上传", "已保存为户口簿第2页", "是同一个文件"):
        assert words in text
    assert "赵样甲身份证" not in text + str([row.file for row in rows(session)])


def test_the_script_is_told_in_json(session, desk, household):
    answer = send(desk("wang"), household.id, PAGE, headers={"Accept": "application/json"})

    assert json.loads(answer.get_data()) == [{"kept": True, "tone": "green", "said": "已保存为户口簿第1页"}]


@pytest.mark.parametrize(("contents", "kind", "words"), [
    ([PAGE] * 11, "register", "一次最多上传10个"), ([], "register", "请选择文件"),
    ([PAGE], "x' OR 1=1", "请先选择材料"), ([b""], "register", "空的"),
])
def test_what_cannot_be_taken_in_is_told_and_leaves_nothing(session, desk, household, contents, kind, words):
    """UP01."""
    page = send(desk("wang"), household.id, *contents, kind=kind)

    assert (page.status_code, words in page.get_data(as_text=True)) == (422, True)
    assert rows(session) == []


def test_a_flood_is_refused_before_it_is_read(session, desk, household):
    """UP01: by the length it announces; nothing of it is read."""
    wang = desk("wang")
    answer = wang.open(f"/admin/attachment/new/?household={household.id}", method="POST",
                       content_type="multipart/form-data; boundary=x",
                       environ_overrides={"CONTENT_LENGTH": str(200 << 20)})

    assert answer.status_code == 413


@pytest.mark.parametrize(("who", "status"), [("li", 404), ("zhao", 403), ("sun", 403)])
def test_who_may_not_add_adds_nothing(session, desk, household, who, status):
    assert send(desk(who), household.id, PAGE).status_code == status
    assert rows(session) == []


@pytest.fixture
def kept(session, desk, household):
    """A page and a PDF of the register, kept by Wang."""
    assert send(desk("wang"), household.id, PAGE, uploads.pdf(2)).status_code == 200
    return rows(session)


def look(desk, row_id, reason="复核认定，核对户口簿首页"):
    url = f"/admin/attachment/look/?id={row_id}"
    return desk.post(url, token_from=url, reason=reason)


def addresses(page):
    return [part.split('"')[0].replace("&amp;", "&") for part in page.get_data(as_text=True).split('href="')
            if part.startswith("/admin/attachment/file/")]


def test_a_picture_is_shown_for_a_reason_and_every_look_is_written_down(session, desk, kept):
    picture, pdf = kept
    zhao = desk("zhao")
    asked = zhao.open(f"/admin/attachment/look/?id={picture.id}")
    assert "/admin/attachment/file/" not in asked.get_data(as_text=True)
    assert look(zhao, picture.id, "看看").status_code == 422

    shown = look(zhao, picture.id)
    files = addresses(shown)
    assert 'class="watermark"' in shown.get_data(as_text=True)
    answers = [zhao.open(address) for address in files]

    assert [answer.mimetype for answer in answers] == ["image/jpeg", "application/pdf"]
    assert answers[1].get_data().startswith(b"%PDF")
    assert acts(session, f"attachment:{picture.id}") == ["create", "unmask", "read"]
    assert acts(session, f"attachment:{pdf.id}") == ["create", "read"]
    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "unmask")).one()
    assert (line.actor, line.changes["reason"]) == ("zhao", "复核认定，核对户口簿首页")


def test_a_file_is_served_as_nothing_but_a_file(desk, kept):
    """UP18: whatever it holds, the browser neither guesses, runs, keeps nor shares it."""
    zhao = desk("zhao")
    answer = zhao.open(addresses(look(zhao, kept[0].id))[0], headers={"Range": "bytes=0-10"})

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_ticket_is_one_officers_for_these_pages_and_for_minutes(session, desk, household, kept, monkeypatch):
    """HZ14."""
    zhao = desk("zhao")
    address = addresses(look(zhao, kept[0].id))[0]
    send(desk("wang"), household.id, OTHER, kind="identity")
    third = rows(session)[2]

    assert desk("chen").open(address).status_code == 404, "another officer"
    assert desk("lin").open(address).status_code == 404, "another county"
    assert desk("sun").open(address).status_code == 403, "a leader"
    assert zhao.open(address.replace(f"id={kept[0].id}", f"id={third.id}")).status_code == 404
    assert zhao.open(address[:-3] + "xyz").status_code == 404
    monkeypatch.setattr("admin.attachments.SECONDS", -1)
    assert zhao.open(address).status_code == 404, "too late"


def test_looks_at_papers_and_at_data_share_one_number_a_day(desk, kept, monkeypatch):
    monkeypatch.setattr("admin.unmask.A_DAY", 1)
    zhao = desk("zhao")

    assert look(zhao, kept[0].id).status_code == 200
    assert look(zhao, kept[0].id).status_code == 429


def test_a_file_that_is_gone_is_told_in_one_sentence(app, desk, kept):
    zhao = desk("zhao")
    address = addresses(look(zhao, kept[0].id))[0]
    next(app.config["DATA_DIR"].glob(f"uploads/*/{kept[0].file}")).unlink()

    assert "文件缺失或被改动" in zhao.read(address)


def test_the_household_page_tells_what_is_there_and_to_whom_it_opens(desk, household, kept):
    url = f"/admin/household/details/?id={household.id}&tab=attachments"
    wang, zhao, sun = (desk(who).read(url) for who in ("wang", "zhao", "sun"))

    assert all("已备1项，共2项" in page and "部门核验，免提交" in page for page in (wang, zhao, sun))
    assert [("data-upload" in page, "/attachment/look/" in page) for page in (wang, zhao, sun)] == [
        (True, True), (False, True), (False, False)]


def test_an_original_seen_counts_and_a_wrong_day_is_told(session, desk, household):
    wang = desk("wang")
    url = f"/admin/attachment/seen/?household={household.id}"

    assert "请选择材料" in wang.post(url, follow=True, kind="identity", seen_on="x").get_data(as_text=True)
    page = wang.post(url, follow=True, kind="identity", seen_on="2026-03-09").get_data(as_text=True)
    assert "已登记身份证原件已核" in page
    assert "已备1项，共2项" in page


def test_submitting_tells_what_is_missing_and_goes_on(session, desk, household):
    page = desk("wang").read(f"/admin/household/act/submit/?rowid={household.id}")

    assert "户口簿还没有扫描件" in page
    assert "待补" in page
    assert all(demand.holds for demand in papers_are_there(session, household))
    assert "已办理1户" in desk("wang").act("submit", household)


def test_a_page_is_voided_with_a_reason_and_stays_readable(session, desk, kept):
    wang, row = desk("wang"), kept[0]
    url = f"/admin/attachment/void/?id={row.id}"
    page = wang.open(url).get_data(as_text=True)
    token = TOKEN.search(page)[1]
    wang.open(url, method="POST", data={"csrf_token": token, "version": row.version, "reason": "拍得不清楚"})

    assert rows(session)[0].voided_at is not None
    assert len(addresses(look(desk("zhao"), row.id))) == 1
    assert rows(session)[0].kind is PaperKind.REGISTER
