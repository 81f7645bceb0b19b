"""The street's side of a notice: its sheets as PDF, and a form that keeps what may not be posted."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from sqlalchemy import select

from models import Publicity
from policy.terms import Status as S
from tests.admin.test_public import of, posted
from tests.factories import make_household

pytestmark = pytest.mark.database


def test_the_sheets_are_printed_singly_and_together_by_who_may_read(session, desk):
    household, other = posted(session, name="赵样甲"), posted(session, name="钱样乙")
    row, chen = of(session, household), desk("chen")
    single = chen.open(f"/admin/publicity/paper/?id={row.id}")
    both = chen.open(f"/admin/publicity/paper/?id={row.id}&together=1")
    ids = [str(of(session, h).id) for h in (household, other)]
    chosen = chen.post("/admin/publicity/action/", action="paper", rowid=ids)

    def read(answer):
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)

    assert "钱**" not in read(single)
    assert {"赵**", "钱**"} <= set(re.findall(r"[赵钱]\*\*", read(both)))
    assert "钱**" in read(chosen)
    assert "3月10日（周二）" in "".join(read(single).split())
    assert "单位固定电话" in read(single)
    assert desk("liu").open(f"/admin/publicity/paper/?id={row.id}").status_code == 404


def test_text_that_may_not_be_posted_stays_in_the_form(session, desk):
    household = make_household(status=S.VERIFIED)
    page = desk("chen").act("publicize", household, place="3号楼2单元401室", complaint_phone="0431-12345678",
                            remark="请拨15400001234")

    assert "门牌号" in page
    assert "个人电话号码" in page
    assert 'value="3号楼2单元401室"' in page
    assert 'value="请拨15400001234"' in page
    assert not session.scalars(select(Publicity)).all()
