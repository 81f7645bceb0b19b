"""Bringing a file in through the browser: every ledger as expected, one step after the other."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from models import AuditEntry, Household, ImportBatch, Service
from policy.import_terms import ImportKind, ImportState
from policy.terms import Status as S
from tests.cast import office
from tests.factories import first_member, identity, make_household
from tests.workflow.test_imports import ALONE, HEAD, SON, count, sheet
from tests.workflow.test_sheets import FAR_RIGHT, SHEET, rebuilt
from tests.workflow.test_sheets import sheet as unfolding
from workflow import imports
from workflow.ledger_words import PLAIN

LEDGERS = Path(__file__).parent.parent / "ledgers"
FILES = sorted(p for p in LEDGERS.iterdir() if p.name.startswith("dev0") and p.suffix in (".xlsx", ".csv"))
URL = "/admin/import/"
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)")


@pytest.fixture(autouse=True)
def summer(clock):
    clock.at = clock.at.replace(month=6, day=30)


def upload(browser, session, data: bytes, name: str = "台账.xlsx", kind: str = "households", to: str = "220104001001"):
    return browser.post(URL, token_from=URL, kind=kind, target_id=str(office(session, to).id),
                        file=(io.BytesIO(data), name))


def latest(session) -> ImportBatch:
    session.expire_all()
    return session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_ledger_through_the_web_is_what_it_is_expected_to_be(session, desk, path):
    expected = json.loads((LEDGERS / f"{path.stem}.expected.json").read_text())
    answer = upload(desk("zhao"), session, path.read_bytes(), path.name)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    batch = latest(session)
    told = imports.findings(batch)
    found = {(line["row"], line["gravity"]): {reason[1] for _c, reason in line["said"]} for line in told["told"]}
    want = {
        (row["row"], {"reject": "refused"}.get(row["status"], "warned")): {PLAIN[c] for c in row["codes"]}
        for row in expected["rows"] if row["status"] in ("reject", "accept_with_warning")
    }
    assert found == want
    households: dict[str, set[int]] = {}
    for row in expected["rows"]:
        if row["status"] != "skip":
            households.setdefault(row["household"], set()).add(row["row"])
    assert {frozenset(unit["rows"]) for unit in told["units"]} == {frozenset(rows) for rows in households.values()}
    persons = sum(row["status"] != "skip" for row in expected["rows"])
    assert batch.tally["rows"] == persons
    assert count(session, Household) == 0


def test_a_file_goes_in_step_by_step_and_its_page_shows_no_number(session, desk):
    browser = desk("zhao")
    where = upload(browser, session, sheet(HEAD, SON, ALONE), to="220104").location
    page = browser.read(where)
    assert "新增（户） <b class=\"num\">2</b>" in page
    assert not IDENTITY.search(page)
    assert count(session, Household) == 0
    page = browser.post(where, token_from=where, follow=True, do="store").get_data(as_text=True)
    assert "已入库" in page
    assert count(session, Household) == 2
    again = browser.post(where, token_from=where, follow=True, do="store")
    assert "不能再次确认" in again.get_data(as_text=True)
    assert count(session, Household) == 2


def test_a_telephone_that_would_change_is_shown_masked(session, desk):
    browser = desk("zhao")
    where = upload(browser, session, sheet(HEAD, SON)).location
    browser.post(where, token_from=where, do="store")
    moved = [*HEAD]
    moved[5] = "15400000009"
    page = browser.read(upload(browser, session, sheet(moved, SON)).location)
    assert "系统现有" in page
    assert "154****0001" in page
    assert "154****0009" in page
    assert "15400000009" not in page


def test_the_workbook_comes_back_with_its_faults_and_the_mended_one_brings_what_is_new(session, desk):
    browser = desk("zhao")
    data = (LEDGERS / "dev03_idnumbers.xlsx").read_bytes()
    where = upload(browser, session, data).location
    browser.post(where, token_from=where, do="store")
    before = count(session, Household)
    back = browser.post(where + "/workbook", token_from=where)
    assert back.status_code == 200
    expected = json.loads((LEDGERS / "dev03_idnumbers.expected.json").read_text())
    book = openpyxl.load_workbook(io.BytesIO(back.data))
    page = book[book.sheetnames[0]]
    red = {c.row for row in page.iter_rows() for c in row if c.fill.fgColor.rgb == "FFFFC7CE"}
    assert red == {row["row"] for row in expected["rows"] if row["status"] == "reject"}
    head = next(c for row in page.iter_rows() for c in row if c.value == "导入结果")
    for row in expected["rows"]:
        if row["status"] == "reject":
            assert PLAIN[row["codes"][0]] in page.cell(row["row"], head.column).value
    wrong = next(c for row in page.iter_rows() for c in row if c.comment)
    assert wrong.comment.text
    again = browser.read(upload(browser, session, back.data).location)
    assert f"已有（户） <b class=\"num\">{before}</b>" in again
    assert any(line.act == "export" and line.record.startswith("import:")
               for line in session.scalars(select(AuditEntry)))


def test_text_that_looks_like_a_formula_stays_text_in_what_comes_back(session, desk):
    browser = desk("zhao")
    odd = [*HEAD]
    odd[1], odd[4] = "=1+1", "@bad"
    where = upload(browser, session, sheet(odd, SON), "甲.csv").location
    back = browser.post(where + "/workbook", token_from=where)
    page = openpyxl.load_workbook(io.BytesIO(back.data)).active
    cell = page.cell(2, 2)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize("kind", list(ImportKind))
def test_a_template_filled_with_its_sample_comes_in_cleanly(session, desk, kind):
    household = make_household(status=S.RECOGNISED) if kind is not ImportKind.HOUSEHOLDS else None
    session.commit()
    answer = desk("chen").open(f"/admin/import/template/{kind.value}")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    page = book[book.sheetnames[0]]
    heads = [cell.value for cell in page[1]]
    assert page.cell(2, heads.index("身份证号码") + 1).number_format == "@"
    assert page.data_validations.dataValidation
    if household is not None:
        member = first_member(household)
        for label, value in (("身份证号码", member.id_no), ("姓名", member.name)):
            page.cell(2, heads.index(label) + 1).value = value
        for cell in page[2]:
            if isinstance(cell.value, str) and re.fullmatch(r"2025-\d\d-\d\d", cell.value):
                cell.value = household.recognised_on.isoformat()
    out = io.BytesIO()
    book.save(out)
    upload(desk("chen"), session, out.getvalue(), kind=kind.value, to="220104001")
    batch = latest(session)
    told = imports.findings(batch)
    assert (batch.state, batch.tally["new"], told["told"]) == (ImportState.CHECKED, 1, []), told


def test_columns_may_be_named_where_the_heading_says_nothing(session, desk):
    browser = desk("zhao")
    heading = ["户编号", "谁", "与户主关系", "性别", "号", "联系电话", "所属社区", "认定日期"]
    where = upload(browser, session, sheet(HEAD, SON, heading=heading)).location
    page = browser.read(where)
    assert "请先指明各列是什么" in page
    fields = {f"0-{name}": str(n) for n, name in enumerate(
        ("household", "name", "relation", "sex", "id_no", "phone", "community", "recognised"))}
    page = browser.post(where, token_from=where, follow=True, do="map", **fields).get_data(as_text=True)
    assert "新增（户） <b class=\"num\">1</b>" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "文件是空的", id="empty"),
        pytest.param(b"PK\x03\x04broken", "已损坏", id="cut"),
        pytest.param(rebuilt({}, (("xl/a.xml", b"0" * 30_000_000),)), "解压后过大", id="zip bomb"),
        pytest.param(rebuilt({}, (("xl/sharedStrings.xml", b"<sst>" + b"<si><t>x</t></si>" * 3_000_000),)), "解压后过大",
                     id="50 MB of texts"),
        pytest.param(rebuilt({SHEET: unfolding(FAR_RIGHT)}), "超过256列", id="unfolds to millions of cells"),
        pytest.param(b"<html><table><tr><td>1</td></tr></table></html>", "网页格式", id="a web page called .xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(session, desk, data, words):
    answer = upload(desk("zhao"), session, data)

    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert "已填写的内容均已保留，文件须重新选择" in answer.get_data(as_text=True)
    assert session.scalars(select(ImportBatch)).all() == []


def test_a_batch_is_taken_back_on_its_page(session, desk):
    browser = desk("zhao")
    where = upload(browser, session, sheet(HEAD, SON)).location
    browser.post(where, token_from=where, do="store")
    page = browser.post(where, token_from=where, follow=True, do="undo", reason="错").get_data(as_text=True)
    assert "至少4个字" in page
    assert '<details class="sheet import-columns" open>' in page
    assert 'required value="错"' in page
    page = browser.post(where, token_from=where, follow=True, do="undo", reason="导错了社区").get_data(as_text=True)
    assert "已撤回" in page
    assert set(session.scalars(select(Household.status))) == {S.WITHDRAWN}


def test_whoever_is_elsewhere_finds_no_batch(session, desk):
    where = upload(desk("zhao"), session, sheet(HEAD, SON)).location
    for who in ("lin", "wang", "li"):
        assert desk(who).open(where).status_code == 404
    assert desk("zhou").open(where).status_code == 200
    assert desk("mei").open(where).status_code == 403
    assert "DR" in desk("mei").read("/admin/importbatch/")


def test_the_list_shows_no_name_of_a_file(session, desk):
    browser = desk("zhao")
    upload(browser, session, sheet(HEAD, SON), "张试子家.csv")
    page = browser.read("/admin/importbatch/")
    assert latest(session).digest[:12] in page
    assert "张试子" not in page


def test_services_come_in_and_count(session, desk):
    household = make_household(status=S.RECOGNISED)
    session.commit()
    member = first_member(household)
    heading = ["身份证号码", "姓名", "服务类型", "服务日期", "服务内容", "服务人员"]
    row = [member.id_no, member.name, "政策咨询", household.recognised_on.isoformat(), "讲解政策", "王试甲"]
    browser = desk("wang")
    where = upload(browser, session, sheet(row, heading=heading), kind="services").location
    page = browser.read(where)
    if "认不出" in page:
        row[2] = re.search(r"请用([^、<]+)", page)[1]
        where = upload(browser, session, sheet(row, heading=heading), kind="services").location
    browser.post(where, token_from=where, do="store")
    assert count(session, Service) == 1


def test_a_household_with_a_hidden_row_is_on_file_already_the_second_time(session, desk):
    browser = desk("zhao")
    data = (LEDGERS / "dev05_dup_hidden.xlsx").read_bytes()
    where = upload(browser, session, data).location
    browser.post(where, token_from=where, do="store")
    before = count(session, Household)
    again = browser.read(upload(browser, session, data).location)
    assert f"已有（户） <b class=\"num\">{before}</b>" in again


def test_the_rows_of_a_household_that_do_not_follow_one_another_are_told_apart(session, desk):
    page = desk("zhao").read(upload(
        desk("zhao"), session, (LEDGERS / "dev05_dup_hidden.xlsx").read_bytes()
    ).location)
    assert "12–14、23" in page
    assert "12–23" not in page


def test_a_file_with_nothing_to_store_does_not_wait_and_leads_on(session, desk):
    browser = desk("zhao")
    wrong = [*ALONE]
    wrong[4] = "229928197701284761"
    where = upload(browser, session, sheet(wrong)).location
    page = browser.read(where)
    assert "无可入库内容" in page
    assert "待入库" not in page
    assert "上传改正后的文件" in page
    page = browser.read(upload(browser, session, sheet()).location)
    assert "表头下没有可导入的行" in page
    assert "导入其他文件" in page
    for url in (URL, "/admin/importbatch/", f"/admin/importbatch/details/?id={latest(session).id}"):
        page = browser.read(url)
        assert "无可入库内容" in page


def test_a_page_that_cannot_list_all_names_the_workbook_only_where_there_is_one(session, desk):
    rows = [[f"C{n}", "王试卯", "户主", "男", identity(date(1970, 1, 1) + timedelta(n)), "", "甲社区", "2025-05-12"]
            for n in range(101)]
    browser = desk("zhao")
    page = browser.read(upload(browser, session, sheet(*rows)).location)
    assert "另有1条未列出" in page
    assert "工作簿" not in page
    page = browser.read(upload(browser, session, sheet(*rows, [*ALONE[:4], "", *ALONE[5:]])).location)
    assert "另有1条未列出，见标注后的工作簿" in page


@pytest.mark.parametrize("kind", ImportKind)
def test_a_template_does_not_say_of_a_column_both_that_it_is_wanted_and_that_it_is_not(desk, kind):
    book = openpyxl.load_workbook(io.BytesIO(desk("chen").open(f"/admin/import/template/{kind.value}").data))
    told = {row[0]: row[1:3] for row in book["说明"].iter_rows(min_row=5, values_only=True)}
    for wanted, words in told.values():
        assert "必填" not in words
        assert wanted == "选填" or "可不填" not in words
        assert wanted == "选填" or "填一项即可" not in words
    assert ("填一项即可" in told["身份证号码"][1]) == (told["身份证号码"][0] == "选填")
