"""Case files: every paper once as pages and once as it was, in order, numbered, with hashes that hold."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from hashlib import sha256

import pypdf
import pytest

from access.audit import Actor
from documents.case_bundle import Paper, write_bundle
from documents.typeset import typeset
from models import AuditEntry, Household, Objection
from policy.terms import ObjectionFinding
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import make_household
from workflow.refusals import Refused

AT = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)


def bundle(session, ids, who="zhao", reason="年度档案移交立卷", **how):
    by, out = officer(session, who), io.BytesIO()
    session.info["actor"] = Actor.of(by)
    session.commit()
    made = write_bundle(session, ids, by=by, reason=reason, out=out, at=AT, **how)
    return made, out.getvalue()


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def of(session, status):
    return session.query(Household).filter_by(status=status, county_id=3).order_by(Household.id).first()


@pytest.mark.usefixtures("filled")
def test_one_household_is_one_pdf_whose_index_leads_to_its_pages_and_whose_hashes_hold(session):
    household = of(session, S.EXITED)
    session.add(Objection(household=household, raised_on=household.publicized_on, raised_by="周例丁", content="有人在外务工",
                          finding=ObjectionFinding.UNFOUNDED, decided_on=household.publicized_until, decision_note="查无此事"))
    session.commit()
    made, pdf = bundle(session, [household.id])
    book = read(pdf)
    texts = [page.extract_text() for page in book.pages]
    cover = sum("卷内第" not in text for text in texts)

    assert made.filename == f"卷宗_{household.family_no}-01.pdf"
    assert made.sha256 == sha256(pdf).hexdigest()
    assert [f"卷内第 {n} 页" in text for n, text in enumerate(texts[cover:], 1)] == [True] * (len(texts) - cover)
    titles = {item.title: book.get_destination_page_number(item) for item in book.outline}
    for title in ("线上比对记录", "走访核实记录", "公示内容", "公示异议及处理", "援助服务记录", "就业及政策落实记录", "退出审批"):
        assert title in texts[titles[title]], title
    assert "有人在外务工" in texts[titles["公示异议及处理"]]
    listed = "".join("".join(texts[:cover]).split())
    assert set(book.attachments) == {"申请表.pdf", "办理记录.pdf"}
    for name, (kept,) in book.attachments.items():
        assert sha256(kept).hexdigest() in listed, name
        assert read(kept).pages


@pytest.mark.usefixtures("filled")
def test_several_households_are_a_zip_with_a_manifest_and_one_line_in_the_trail(session):
    ids, heard = [of(session, S.RECOGNISED).id, of(session, S.REPORTED).id], []
    made, out = bundle(session, ids, tell=heard.append)
    with zipfile.ZipFile(io.BytesIO(out)) as box:
        told = json.loads(box.read("manifest.json"))
        for case in told["cases"]:
            assert sha256(box.read(case["file"])).hexdigest() == case["sha256"]
            assert case["pages"] == len(read(box.read(case["file"])).pages)
    line = session.query(AuditEntry).filter_by(act="export").one()

    assert (made.rows, heard, made.filename[-4:]) == (2, [1, 2], ".zip")
    assert line.changes["households"] == [case["family_no"] for case in told["cases"]]
    assert (line.changes["sha256"], line.changes["reason"]) == (made.sha256, "年度档案移交立卷")


def test_a_paper_that_is_kept_stays_byte_for_byte_what_it_was(session):
    household = make_household(status=S.DRAFT, ready=False)
    sealed = typeset("characters", {"text": "已用印"}, AT.date())
    kept = [lambda _session, h: [Paper("用印件.pdf", sealed, [("用印件", h.community.name, "2026-03-05", 0)])]]
    _made, pdf = bundle(session, [household.id], kept=kept)

    assert read(pdf).attachments["用印件.pdf"] == [sealed]
    assert "已用印" in read(pdf).pages[-1].extract_text()


@pytest.mark.parametrize(
    ("who", "reason", "name", "words"),
    [
        ("wang", "年度档案移交立卷", "张试子", "没有导出完整个人信息的权限"),
        ("zhao", "立卷", "张试子", "须写明理由"),
        ("zhao", "年度档案移交立卷", "张𠮷", "字库中没有“𠮷”"),
        ("lin", "年度档案移交立卷", "张试子", "不在您的辖区内"),
    ],
)
def test_what_may_not_or_cannot_be_bound_is_refused_in_words_and_leaves_no_line(session, who, reason, name, words):
    household = make_household(status=S.DRAFT, ready=False, name=name)
    with pytest.raises(Refused) as refusal:
        bundle(session, [household.id], who, reason)

    said = refusal.value.reasons[0]
    assert words in said.text % said.values
    assert session.query(AuditEntry).filter_by(act="export").count() == 0


def test_a_hundred_are_bound_at_once_and_no_more(session):
    with pytest.raises(Refused) as refusal:
        bundle(session, list(range(1, 102)))
    assert refusal.value.reasons[0].values == {"most": 100}
