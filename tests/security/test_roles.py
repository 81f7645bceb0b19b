"""What a role sees of a datum, and what a refusal leaves behind (VT02, VT05, VT06, VT12, FA05, FA16, HZ01)."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from models import AuditEntry, Household
from policy.terms import Status as S
from tests.factories import first_member, make_household
from tests.security.doors import TABLES, doors
from tests.security.test_matrix import ids_for
from tests.security.world import OFFICERS, Probe

NAME, PHONE, ACCOUNT, ADDRESS = "欧阳试澄", "15498765432", "6222021234567890123", "长春市朝阳区试样胡同7号"
HARDSHIP, LOW_INCOME = "主要劳动力患病试述", "DB2026试0077"
READS_ALL, MASKED, NOTHING = "cskmp", "la", "x"
FIELDS = {
    # datum: (who reads it in full, who reads its mask, nobody else reads either)
    "name": (NAME, READS_ALL, "欧阳*"),
    "id_no": (None, "", ""),
    "phone": (PHONE, "", ""),
    "account": (ACCOUNT, "", ""),
    "address": (ADDRESS, READS_ALL, ""),
    "hardship": (HARDSHIP, READS_ALL, ""),
    "low_income": (LOW_INCOME, READS_ALL, ""),
}
"""The field table, by hand: in full on pages for whom; what the others may see of it is its mask."""


@pytest.fixture
def household(session) -> Household:
    found = make_household(
        status=S.DRAFT, name=NAME, phone=PHONE, bank_account=ACCOUNT, bank_name="试样银行",
        register_address=ADDRESS, home_address=ADDRESS, hardship=HARDSHIP, low_income_no=LOW_INCOME,
        head_pinyin="ouyangshicheng", head_initials="oysc", family_no="220104-2025-00077",
    )
    first_member(found).phone = PHONE
    session.commit()
    return found


def pages(household: Household, letter: str) -> list[str]:
    """Every page on which the household or its member may appear to this role."""
    member = first_member(household)
    one = f"/admin/household/details/?id={household.id}"
    tabs = ("file", "members", "verdict", "checks", "publicity", "services", "employment", "followup", "trail")
    return [
        "/admin/", "/admin/household/", "/admin/household/?status=draft", one,
        *(f"{one}&tab={tab}" for tab in tabs), f"{one}&modal=True", f"{one}&format=json",
        f"/admin/household/edit/?id={household.id}", f"/admin/household/act/submit/?rowid={household.id}",
        f"/admin/household/act/withdraw/?rowid={household.id}",
        "/admin/member/", f"/admin/member/details/?id={member.id}", f"/admin/member/edit/?id={member.id}",
        f"/admin/member/void/?id={member.id}", f"/admin/unmask/member/{member.id}",
        "/admin/visit/", "/admin/comparison/", "/admin/charts/", "/admin/ledger/",
        *(f"/admin/{t}/?q={household.family_no}" for t in ("household", "visit", "service")),
        f"/admin/household/ajax/lookup/?name=household&query={household.family_no}",
    ]


@pytest.mark.parametrize("letter", OFFICERS)
def test_each_role_reads_each_datum_as_the_table_says(app, session, household, letter):
    """The whole source of the page counts: hidden inputs, attributes, JSON."""
    number = first_member(household).id_no
    probe, seen, faults = Probe(app, letter, {"a": "jin"}.get(letter)), set(), []
    for url in pages(household, letter):
        answer = probe.send("GET", url)
        body = answer.get_data(as_text=True)
        for field, (value, readers, mask) in FIELDS.items():
            value = value or number
            if value in body:
                seen.add(field)
                if letter not in readers:
                    faults.append((url, field))
            if mask and letter in MASKED and answer.status_code == 200 and mask in body:
                seen.add(f"{field} masked")
        if letter in NOTHING and household.family_no in body and "q=" not in url:
            faults.append((url, "family_no"))

    assert faults == []
    in_full = {field for field, (_v, readers, _m) in FIELDS.items() if letter in readers}
    assert seen == in_full | ({"name masked"} if letter in MASKED else set())


@pytest.mark.parametrize("letter", "cskmpl")
def test_no_ledger_holds_more_than_the_page(app, session, household, letter):
    recognised = make_household(status=S.RECOGNISED, name=NAME, phone=PHONE, register_address=ADDRESS,
                                family_no="220104-2025-00078")
    number = first_member(recognised).id_no
    probe = Probe(app, letter)
    for name in ("recognition", "member"):
        answer = probe.send("POST", f"/admin/ledger/{name}", {"from": "2026-01-01", "to": "2026-03-09"})
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        cells = " ".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
        assert name != "recognition" or recognised.recognition_no in cells
        assert number not in cells
        assert PHONE not in cells
        assert (NAME in cells) is (letter in READS_ALL)
        assert (ADDRESS in cells) <= (letter in READS_ALL)


# ---- what asking may not tell ---------------------------------------------------------------------


@pytest.mark.parametrize("letter", MASKED)
@pytest.mark.parametrize("table", [t for t, rights in TABLES.items() if {"l", "a"} <= set(rights.reads)])
def test_who_reads_names_masked_learns_none_by_asking(app, session, world, letter, table):
    """FA05: neither search nor order answers differently by a value this officer may not see."""
    probe = Probe(app, letter)

    def rows(query: str) -> list[str]:
        page = probe.desk.read(f"/admin/{table}/?{query}").partition("<tbody")[2].partition("</tbody")[0]
        return re.findall(r"\d{6}-\d{4}-\d{5}|(?:watch|importbatch|outreach|duty|contingency_plan|sweepcampaign|sweepvisit|suspectedfamily|supervisionfinding|censure)/details/\?id=\d+", page)

    if table in ("code", "calendar", "calendar_year", "parameter", "special_case", "employer", "vacancy"):
        return
    plain = rows("")
    assert plain
    for query in ("q=郑试甲", "q=郑", "q=zhengshi", "q=zs", "q=张三", "sort=head_name", "sort=-head_name",
                  "sort=name", "q=zhengshi&sort=-head_name"):
        assert rows(query) == plain, query


@pytest.mark.parametrize("letter", MASKED)
def test_a_look_up_tells_them_no_name_either(app, world, letter):
    probe, number = Probe(app, letter), world.here.households[S.DRAFT].family_no

    def hits(word: str):
        return probe.send("GET", f"/admin/household/ajax/lookup/?name=household&query={word}").get_json()

    assert [hits(word) for word in ("郑试甲", "zhengshi", "zs")] == [[], [], []]
    assert hits(number)


# ---- refusals leave their line --------------------------------------------------------------------


@pytest.mark.parametrize("letter", "cslxa")
def test_every_refused_door_is_in_the_trail(app, session, world, letter):
    """VT02: the refusal of a permission is entered once, with the officer and the door."""
    probe = Probe(app, letter)
    before = session.query(AuditEntry).filter_by(act="denied", actor=OFFICERS[letter]).count()
    ids, refused = ids_for(session, world, letter, foreign=False), 0
    for door in doors():
        if letter not in door.may:
            url, fields = door.address(ids)
            refused += probe.send(door.method, url, fields).status_code == 403
    lines = session.query(AuditEntry).filter_by(act="denied", actor=OFFICERS[letter]).all()

    assert refused > 30
    assert len(lines) - before == refused
    assert {line.result for line in lines[before:]} == {"refused"}


def test_asking_for_a_foreign_record_is_in_the_trail_and_so_is_asking_for_none(app, session, world):
    """HZ01: the line does not say whether the record is elsewhere or nowhere; the page neither."""
    probe, foreign = Probe(app, "c"), world.foreign("c").ids["household"]
    doors_ = ("/admin/household/details/?id={}", "/admin/household/edit/?id={}", "/admin/unmask/household/{}",
              "/admin/household/act/submit/?rowid={}", "/admin/service/new/?household={}")
    answers = []
    for url in doors_:
        pair = [probe.send("GET", url.format(pk)) for pk in (foreign, 999_999)]
        texts = [re.sub(r"[2-9A-Z]{8}|nonce=\"[^\"]+\"|value=\"[^\"]{40,}\"", "", p.get_data(as_text=True)) for p in pair]
        answers.append((url, [p.status_code for p in pair], texts[0] == texts[1]))
    lines = session.query(AuditEntry).filter_by(act="denied", actor="wang").all()

    assert all(codes == [404, 404] and same for _url, codes, same in answers), answers
    assert [line.changes["asked"] for line in lines] == [[foreign], [999_999]] * len(doors_)
