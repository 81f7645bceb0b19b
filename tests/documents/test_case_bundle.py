"""Case files: every paper as pages, numbered as the index says, and as it was kept, with hashes that hold."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from hashlib import sha256

import pypdf
import pytest

from access.audit import Actor
from documents import case_bundle
from documents.case_bundle import write_bundle
from documents.signing import LocalSeal, Place
from documents.typeset import typeset
from models import Attachment, AuditEntry, Household, Objection
from models import Paper as SealedPaper
from models.seal_keys import SealKeys
from models.vault import Vault
from policy.paper_terms import FileFormat, Held, PaperKind
from policy.terms import ObjectionFinding
from policy.terms import Status as S
from tests import uploads
from tests.cast import office, officer
from tests.factories import make_household
from workflow.refusals import Refused

AT = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
REASON = "年度档案移交立卷"


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path)


@pytest.fixture
def bundle(session, vault):
    def make(ids, who="zhao", reason=REASON, **how):
        by, out = officer(session, who), io.BytesIO()
        session.info["actor"] = Actor.of(by)
        session.commit()
        made = write_bundle(session, ids, by=by, reason=reason, out=out, at=AT, vault=vault, **how)
        return made, out.getvalue()

    return make


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def of(session, status):
    return session.query(Household).filter_by(status=status, county_id=3).order_by(Household.id).first()


def signed(session, household, folder) -> bytes:
    """The household's sealed paper gets a file that is really signed."""
    signatory = LocalSeal(SealKeys(folder / "seals"), makes_missing=True)
    pdf = signatory.seal(typeset("characters", {"text": "认定通知书正本"}, AT.date()), office(session, "220104"), Place(1, 300, 300), "试1", AT)
    paper = session.query(SealedPaper).filter_by(household_id=household.id).one()
    paper.pdf, paper.digest = pdf, sha256(pdf).hexdigest()
    return pdf


def scan(household, vault, content, kind=PaperKind.REGISTER, **values):
    name, key = vault.put(content)
    of_what = FileFormat.PDF if content.startswith(b"%PDF") else FileFormat.JPEG
    digest = sha256(content).hexdigest()
    return Attachment(
        household=household, kind=kind, held=Held.SCAN, page_no=1, length=len(content), format=of_what, file=name, file_key=key,
        digest=digest, source_digest=digest, **values,
    )


@pytest.mark.usefixtures("filled")
def test_one_household_is_one_pdf_whose_index_leads_to_its_pages_and_whose_hashes_hold(session, bundle, vault, tmp_path):
    household = of(session, S.EXITED)
    notice, picture, letter = signed(session, household, tmp_path), uploads.jpeg(), uploads.pdf(2)
    void = {"voided_at": AT, "void_reason": "重复上传"}
    session.add_all([
        scan(household, vault, picture), scan(household, vault, letter, PaperKind.STATEMENT),
        scan(household, vault, uploads.jpeg(shade=7), PaperKind.OTHER, **void),
        Objection(household=household, raised_on=household.publicized_on, raised_by="周例丁", content="有人在外务工",
                  finding=ObjectionFinding.UNFOUNDED, decided_on=household.publicized_until, decision_note="查无此事"),
    ])
    session.commit()
    made, pdf = bundle([household.id])
    book = read(pdf)
    texts = [page.extract_text() for page in book.pages]
    front = next(n for n, text in enumerate(texts) if "卷内第 1 页" in text)
    inner = texts[front:-1]
    listed = ["".join(text.split()) for text in texts[:front]]

    assert made.filename == f"卷宗_{household.family_no}-01.pdf"
    assert made.sha256 == sha256(pdf).hexdigest()
    assert [f"卷内第 {n} 页　共 {len(inner)} 页" in text for n, text in enumerate(inner, 1)] == [True] * len(inner)
    assert "卷内备考表" in texts[-1]
    assert "重复上传" in "".join(texts)
    found = {item.title: book.get_destination_page_number(item) for item in book.outline}
    titles = list(found)[2:-1]
    assert [book.page_labels[found[title]] for title in titles] == [str(found[title] - front + 1) for title in titles]
    row = 0
    for n, title in enumerate(titles, 1):  # the index names them in this order, each with the page it is on
        row = listed[1].index("".join(f"{n}{title}".split()), row)
        page = re.search(r"\d{4}-\d\d-\d\d(\d+)", listed[1][row:])[1]
        assert page.startswith(str(found[title] - front + 1)), title
    for title in ("线上比对记录", "走访核实记录", "公示内容", "公示异议及处理", "用印登记", "援助服务记录", "退出审批", "附件材料登记"):
        assert title in texts[found[title]], title
    assert "有人在外务工" in texts[found["公示异议及处理"]]
    assert "认定通知书正本" in texts[found[next(t for t in titles if "用印件" in t)]]
    assert [len(book.pages[found["附件：户口簿第1页"]].images), len(inner) - 1] == [1, found["附件：本人说明（1）"] - front + 1]

    kept = {name: file for name, (file,) in book.attachments.items()}
    assert notice in kept.values()
    assert letter in kept.values()
    image = book.pages[found["附件：户口簿第1页"]]["/Resources"]["/XObject"]["/Im"]._data
    assert image == picture
    assert len(kept) == 4
    assert [sha256(file).hexdigest() in "".join(listed) for file in (*kept.values(), image)] == [True] * 5


@pytest.mark.usefixtures("filled")
def test_several_are_a_zip_with_a_manifest_and_one_that_cannot_be_bound_keeps_nobody_waiting(session, bundle):
    """The sealed paper of the first is not the file that was entered."""
    broken, sound = of(session, S.RECOGNISED), of(session, S.REPORTED)
    heard: list[int] = []
    made, out = bundle([broken.id, sound.id], tell=heard.append)
    with zipfile.ZipFile(io.BytesIO(out)) as box:
        told = json.loads(box.read("manifest.json"))["cases"]
        bound = [case for case in told if case["file"]]
        for case in bound:
            pdf = box.read(case["file"])
            assert (sha256(pdf).hexdigest(), len(read(pdf).pages)) == (case["sha256"], case["pages"])
            kept = {name: sha256(file).hexdigest() for name, (file,) in read(pdf).attachments.items()}
            assert kept == {paper["file"]: paper["sha256"] for paper in case["papers"]}
        assert set(box.namelist()) == {*(case["file"] for case in bound), "案卷目录.pdf", "manifest.json"}
        paper = "".join("".join(page.extract_text() for page in read(box.read("案卷目录.pdf")).pages).split())
    lines = session.query(AuditEntry).filter_by(act="export").order_by(AuditEntry.id).all()

    assert (made.rows, heard, made.filename[-4:], len(bound)) == (1, [1, 2], ".zip", 1)
    assert [("pages" in one, "why" in one) for one in made.outcomes] == [(False, True), (True, False)]
    assert "与登记的摘要不符，未装订" in paper
    assert [line.record for line in lines] == [f"household:{sound.id}", "ledger:case_bundle"]
    assert (lines[0].changes["reason"], lines[0].changes["sha256"]) == (REASON, bound[0]["sha256"])
    assert lines[0].changes["fields"] == ["申请表.pdf", "办理记录.pdf"]
    assert (lines[1].changes["households"], lines[1].changes["sha256"]) == ([sound.family_no], made.sha256)


def test_a_hundred_are_one_file_that_tells_how_far_it_is_and_no_more_are_bound_at_once(session, bundle, monkeypatch):
    pdf = typeset("characters", {"text": "卷"}, AT.date())
    ids = [make_household(status=S.DRAFT, ready=False, name="张试子").id for _ in range(100)]

    def thin(_session, household, making, *, fits):
        return pdf, {"id": household.id, "family_no": household.family_no, "episode": 1, "pages": 1, "title": "", "since": "",
                     "until": "", "status": "", "papers": [], "file": f"{household.id}.pdf", "sha256": sha256(pdf).hexdigest()}

    monkeypatch.setattr(case_bundle, "case_file", thin)
    heard: list[int] = []
    made, out = bundle(ids, tell=heard.append)
    with zipfile.ZipFile(io.BytesIO(out)) as box:
        assert len(box.namelist()) == 102
    assert (made.rows, heard, len(made.outcomes)) == (100, list(range(1, 101)), 100)
    with pytest.raises(Refused) as refusal:
        bundle([*ids, 10_000])
    assert refusal.value.reasons[0].values == {"most": 100}


@pytest.mark.parametrize(
    ("who", "reason", "name", "words"),
    [
        ("wang", REASON, "张试子", "没有导出完整个人信息的权限"),
        ("zhao", "立卷", "张试子", "须写明理由"),
        ("zhao", REASON, "张𠮷", "字库中没有“𠮷”"),
        ("zhao", REASON, "旧", "文件缺失或被改动"),
        ("zhao", REASON, "坏", "“附件-户口簿-1.jpg”打不开"),
        ("lin", REASON, "张试子", "不在您的辖区内"),
    ],
)
def test_what_may_not_or_cannot_be_bound_is_refused_in_words_and_leaves_no_line(session, bundle, vault, who, reason, name, words):
    household = make_household(status=S.DRAFT, ready=False, name="张试子" if name in ("旧", "坏") else name)
    if name == "旧":
        session.add(row := scan(household, vault, uploads.jpeg()))
        vault.path_of(row.file).unlink()
    if name == "坏":
        session.add(scan(household, vault, b"\xff\xd8\xff no picture"))
    with pytest.raises(Refused) as refusal:
        bundle([household.id], who, reason)

    said = refusal.value.reasons[0]
    assert words in said.text % said.values
    assert session.query(AuditEntry).filter_by(act="export").count() == 0
