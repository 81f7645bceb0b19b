"""Services brought in through the browser: what the page says of rows that are refused, and of other sheets."""

from __future__ import annotations

import io

import openpyxl

from policy.terms import Status as S
from tests.admin.test_imports import latest, sheet, upload
from tests.factories import first_member, make_household
from tests.workflow.test_imports import HEAD, SON

HEADING = ["身份证号码", "姓名", "服务类型", "服务日期", "服务内容", "服务人员"]


def test_records_that_are_refused_are_counted_once_and_each_says_why(session, desk):
    household = make_household(status=S.RECOGNISED)
    session.commit()
    member = first_member(household)
    row = [member.id_no, member.name, "职业指导", household.recognised_on.isoformat(), "讲解政策", "王试甲"]
    other = [member.id_no, "何某", *row[2:]]
    page = desk("wang").read(upload(desk("wang"), session, sheet(row, row, other, heading=HEADING), kind="services").location)
    assert '未通过（条） <b class="num">2</b>' in page
    assert "未通过的行" not in page
    assert "见逐行说明" in page


def test_the_explanations_of_a_template_are_not_asked_for_their_columns(session, desk):
    browser = desk("wang")
    book = openpyxl.load_workbook(io.BytesIO(browser.open("/admin/import/template/services").data))
    out = io.BytesIO()
    book.save(out)
    upload(browser, session, out.getvalue(), kind="services")
    assert list(latest(session).mapping) == ["0"]


def test_the_rows_a_reason_names_are_strung_together_as_the_language_does(session, desk):
    browser = desk("zhao")
    data = sheet([*HEAD[:4], "1", *HEAD[5:]], [*SON[:4], "2", *SON[5:]])
    where = upload(browser, session, data).location
    assert "第2、3行未通过检查" in browser.read(where)
    browser.post("/lang", lang="en")
    page = browser.read(where)
    assert "2, 3" in page
    assert "2、3" not in page
