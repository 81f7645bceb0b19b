"""Who gets which ledger, how much of it in the clear, and with what trace."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256

import openpyxl
import pytest
from sqlalchemy import event, select

from access.audit import verify
from access.permissions import may
from documents.ledgers import LEDGERS
from models import AuditEntry, db
from policy.terms import Status as S
from tests.cast import officer
from tests.documents.taking import REASON, rows_in, take, text_of
from tests.factories import add_employment, add_service, first_member, make_household
from workflow.refusals import Refused

pytestmark = pytest.mark.database
RUNS = re.compile(r"(?<!\d)(?:\d{17}[\dX]|\d{11})(?!\d)")


@pytest.mark.parametrize("name", LEDGERS)
@pytest.mark.parametrize("who", ["wang", "chen", "zhao", "mei", "gao", "song"])
def test_by_default_no_ledger_shows_a_number_in_full(session, filled, name, who):
    if not may(officer(session, who), LEDGERS[name].right):
        return
    here = officer(session, who).office.code
    file, out = take(session, name, who=who, code=here)

    assert file.rows > 0
    assert not RUNS.search(text_of(out))
    assert "502室" not in text_of(out)


@pytest.mark.parametrize("name", LEDGERS)
def test_no_cell_of_any_ledger_is_a_formula_or_a_link(session, filled, name):
    book = openpyxl.load_workbook(take(session, name, full=True, reason=REASON)[1])

    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    book.close()


@pytest.mark.parametrize("name", LEDGERS)
def test_a_leader_sees_masked_names_and_nothing_personal(session, filled, name):
    text = text_of(take(session, name, who="song")[1])

    for secret in ("张试子", "张例2", "前进大街", "健康或良好", "打不通", "无人接听", "已就业，"):
        assert secret not in text


@pytest.mark.parametrize("name", LEDGERS)
def test_the_cover_says_what_the_file_is(session, filled, name):
    book = openpyxl.load_workbook(take(session, name)[1])
    told = {row[0]: row[1] for row in book["说明"].iter_rows(min_row=2, values_only=True)}
    book.close()

    assert told["填报单位"].startswith("朝阳区")
    assert told["统计期间"] == "2026年1月1日至2026年12月31日（首尾两日均含）"
    assert told["记录数"].endswith(LEDGERS[name].unit)
    assert "赵例辛（zhao" in told["导出人"]
    assert told["导出时间"] == "2026-03-30 10:00（北京时间）"
    assert told["个人信息"] == "已脱敏"
    assert told["统计口径"]
    assert told["筛选条件"]


@pytest.mark.parametrize(
    ("who", "options", "field", "words"),
    [
        ("zhao", {"code": "220102"}, "office", "没有这个机构"),
        ("zhao", {"code": "220100"}, "office", "没有这个机构"),
        ("wang", {"code": "220104001002"}, "office", "没有这个机构"),
        ("zhao", {"until": date(2025, 12, 31)}, "until", "止日早于起日"),
        ("zhao", {"full": True}, "reason", "须写明理由"),
        ("zhao", {"full": True, "reason": "　看 "}, "reason", "须写明理由"),
        ("chen", {"full": True, "reason": REASON, "code": "220104001"}, "full", "没有导出完整"),
        ("song", {"full": True, "reason": REASON}, "full", "没有导出完整"),
        ("jin", {"code": "220000"}, None, "没有导出台账的权限"),
        ("guan", {"code": "220000"}, None, "没有导出台账的权限"),
        ("wang", {"name": "supervision", "code": "220104001001"}, None, "没有导出台账的权限"),
        ("zhao", {"name": "nothing"}, "name", "没有这种台账"),
    ],
)
def test_what_may_not_be_taken_away_is_refused(session, filled, who, options, field, words):
    name = options.pop("name", "recognition")
    with pytest.raises(Refused, match=words) as refused:
        take(session, name, who=who, **options)

    assert refused.value.field == field
    assert not session.scalars(select(AuditEntry).where(AuditEntry.act == "export")).all()


def test_with_the_right_and_a_reason_the_numbers_stand_in_full(session, filled):
    row = rows_in(take(session, "recognition", full=True, reason=REASON)[1])[0]

    assert re.fullmatch(r"2299\d{13}[\dX]", row["公民身份号码"])
    assert (row["联系电话"], row["家庭住址"]) == ("15400000001", "长春市朝阳区前进大街（试）1号3单元502室")


@pytest.mark.parametrize("full", [False, True])
def test_every_file_leaves_its_line_in_the_trail(session, filled, full):
    file, out = take(session, "exit", full=full, reason=REASON if full else "")

    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "export")).one()
    assert (line.actor, line.record, line.path) == ("zhao", "ledger:exit", "1.2.3.")
    assert line.changes["sha256"] == file.sha256 == sha256(out.getvalue()).hexdigest()
    assert (line.changes["rows"], line.changes["masked"]) == (1, not full)
    assert line.changes["reason"] == (REASON if full else "")
    assert (line.changes["since"], line.changes["until"]) == ("2026-01-01", "2026-12-31")
    assert verify(session)[1] is None


@pytest.mark.parametrize("name", LEDGERS)
def test_more_rows_ask_for_no_more_statements(session, filled, name):
    def statements():
        seen = []
        listen = lambda *given: seen.append(given[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        try:
            take(session, name)
        finally:
            event.remove(db.engine, "before_cursor_execute", listen)
        return len(seen)

    before = statements()
    for _ in range(3):
        household = make_household(status=S.RECOGNISED)
        add_service(first_member(household), employer="某试样公司")
        add_employment(first_member(household))
    session.commit()

    assert statements() == before
