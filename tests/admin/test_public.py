"""The public page: what hangs today, masked, for everybody; objections from it; and nothing planted in either."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import select, text

from documents.notice_sheet import notice_sheets
from models import AuditEntry, Household, Member, Objection, Office, Publicity
from policy.terms import ObjectionFinding
from policy.terms import Status as S
from seeds.translations import compile_catalogues
from tests.cast import officer
from tests.desk import Desk
from tests.factories import add_member, identity, make_household, order
from tests.workflow.test_acts import FIELDS
from workflow.calendar import work_calendar
from workflow.objections import MOST_A_DAY, decide_objection
from workflow.postings import post

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 9)
SAID = {"content": "看到这一家的儿子上月起在超市上班，请核实。", "name": "", "contact": ""}


@pytest.fixture
def stranger(app):
    for name in ("public_pace", "objection_pace"):
        app.extensions[name].path.unlink(missing_ok=True)
    return Desk(app, None)


def posted(session, community="220104001001", on=TODAY, remark="", **values) -> Household:
    """A household whose masked notice hangs since that day."""
    values = {"publicized_on": on, "publicized_until": on + timedelta(5)} | values
    household = make_household(status=S.VERIFIED, ready=False, community=community, **{
        k: v for k, v in values.items() if not k.startswith("publicized")
    })
    with session.no_autoflush:
        post(session, household, officer(session, "chen"),
             order(on, work_calendar(session), **FIELDS | {"remark": remark}))
        household.publicized_on, household.status = on, S.PUBLICIZED
    session.commit()
    return household


def of(session, household) -> Publicity:
    return session.scalars(select(Publicity).filter_by(household_id=household.id)).one()


def form_of(stranger, number) -> str:
    page = stranger.open(f"/public/objection/{number}")
    assert page.status_code == 200
    return re.search(r'name="token" value="([^"]+)"', page.get_data(as_text=True))[1]


def send(stranger, number, token, **fields):
    return stranger.open(f"/public/objection/{number}", method="POST", data={"token": token, **SAID, **fields})


def test_the_page_is_for_everybody_and_keeps_no_cookie(session, stranger):
    posted(session)
    answer = stranger.open("/public/")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert "张**" in page
    assert "前进街道" in page
    assert "0431-12345678" in page
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script|\sstyle=|\son\w+=", page)
    assert stranger.open("/public/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    compile_catalogues()
    assert "Households in publicity: 1" in stranger.read("/public/?lang=en")


def test_two_streets_of_one_name_are_two_sheets_and_say_where_they_lie(session, stranger):
    for street in session.scalars(select(Office).where(Office.code.in_(["220104001", "222401001"]))):
        street.name = "河南街道"
    posted(session)
    posted(session, community="222401001001", name="钱样乙")
    within_province = "延边朝鲜族自治州"
    sheets_told = [
        re.sub(r"<[^>]+>", "|", head).replace("|", " ").split()
        for head in re.findall(r"<h2 id=\"sheet.*?</h2>", stranger.read("/public/"))
    ]
    [within] = re.findall(r"<h2 id=\"sheet.*?</h2>", stranger.read("/public/?office=222400"))

    assert sheets_told == [["长春市", "·", "朝阳区", "河南街道"], [within_province, "·", "延吉市", "河南街道"]]
    assert ("延吉市" in within, within_province in within) == (True, False)
    rows = session.scalars(select(Publicity)).all()
    assert len(pypdf.PdfReader(io.BytesIO(notice_sheets(rows))).pages) == 2


def test_a_hundred_notices_hold_nothing_of_what_was_planted(session, stranger):
    planted: set[str] = set()
    for n in range(100):
        name = f"{'赵钱孙李周吴郑王冯陈'[n % 10]}{'样例试虚'[n % 4]}{chr(0x7532 + n)}"
        phone, door = f"154{n:04d}{n:04d}", f"{n + 10}号楼{n % 6 + 1}单元{n + 101}室"
        household = make_household(
            status=S.VERIFIED, ready=False, name=name, phone=phone,
            register_address=f"长春市朝阳区前进街道甲社区红旗街{n + 200}号{door}",
        )
        other = add_member(household, no=2, relation="20", name=f"{name[0]}虚{chr(0x5b50 + n)}",
                           id_no=identity(date(2001, 1, 5)), phone=f"154{n:04d}9999")
        rows = session.scalars(select(Member).filter_by(household_id=household.id)).all()
        planted |= {name, other.name, phone, f"154{n:04d}9999", door, f"红旗街{n + 200}号",
                    *(row.id_no for row in rows)}
        with session.no_autoflush:
            post(session, household, officer(session, "chen"), order(TODAY, work_calendar(session), **FIELDS))
            household.publicized_on, household.status = TODAY, S.PUBLICIZED
        session.commit()
    rows = session.scalars(select(Publicity)).all()
    pdf = pypdf.PdfReader(io.BytesIO(notice_sheets(rows)))
    told = {
        "text": "\n".join(row.text for row in rows),
        "pdf": "".join(page.extract_text() for page in pdf.pages) + repr(pdf.metadata),
        "page": "".join(stranger.read(f"/public/?page={n}") for n in range(1, 6)),
        "form": stranger.read(f"/public/objection/{rows[0].id}"),
    }

    assert len(planted) > 200
    assert told["page"].count("提出异议</") + told["page"].count("提出异议<span") >= 100
    for place, said in told.items():
        squeezed = "".join(said.split())
        assert [mark for mark in planted if mark in said or mark in squeezed] == [], place
        assert not re.search(r"\d{17}[\dXx]", said), place


def test_what_is_over_withdrawn_or_not_posted_is_gone_at_once(session, stranger, clock, desk):
    household = posted(session)
    number, last = of(session, household).id, of(session, household).until
    other = posted(session, name="钱样乙", on=TODAY)
    desk("chen").act("withdraw", other, reason="本户自愿撤回")

    assert "钱*" not in stranger.read("/public/")
    assert stranger.open(f"/public/objection/{of(session, other).id}").status_code == 410
    clock.at = clock.at.replace(day=last.day)
    assert "张**" in stranger.read("/public/")
    clock.at += timedelta(days=1)
    assert "张**" not in stranger.read("/public/")
    assert stranger.open(f"/public/objection/{number}").status_code == 410
    assert stranger.open("/public/objection/999999").status_code == 410


def test_an_office_shows_its_own_alone(session, stranger):
    posted(session, name="赵样甲")
    posted(session, name="钱样乙", community="222401001001")
    page = stranger.read("/public/?office=222401")

    assert "钱**" in page
    assert "赵**" not in page
    assert stranger.open("/public/?office=999").status_code == 404
    for odd in ("office='", "office=%00", "page=-1", "page=1e9", "page=99", "lang=xx", "office=220104&office=1"):
        assert stranger.open(f"/public/?{odd}").status_code in (200, 400, 404), odd


def test_an_objection_without_a_name_holds_the_report_until_it_is_decided_and_told(session, stranger, desk, clock):
    household = posted(session)
    number = of(session, household).id
    answer = send(stranger, number, form_of(stranger, number), contact="15400008888")
    code = answer.location.partition("code=")[2][:16]
    row = session.scalars(select(Objection)).one()

    assert answer.status_code == 303
    assert (row.raised_by, row.finding, row.publicity_id) == (None, ObjectionFinding.OPEN, number)
    assert row.reply_to == "15400008888"
    raw = session.execute(text("SELECT reply_to, receipt_hash FROM objection")).one()
    assert b"15400008888" not in bytes(raw.reply_to)
    assert code not in raw.receipt_hash
    assert "正在核查" in stranger.read(f"/public/receipt/?code={code}")
    clock.at += timedelta(days=6)
    chen = desk("chen")
    assert "异议尚未核查" in chen.act("report", household)

    url = f"/admin/household/decide/objection/{row.id}"
    fields = {"finding": "unfounded", "decision_note": "经查15400007777机主不是本户成员", "version": str(row.version)}
    refused = chen.post(url, **fields).get_data(as_text=True)
    assert "提出人留有联系方式" in refused or "个人电话号码" in refused
    assert session.scalars(select(Objection.finding)).one() is ObjectionFinding.OPEN
    fields |= {"decision_note": "经走访和参保核实，无就业记录", "told": "3月15日电话告知"}
    assert chen.post(url, **fields).status_code == 302
    told = stranger.read(f"/public/receipt/?code={code[:4]}-{code[4:8]}-{code[8:12]}-{code[12:].lower()}")
    assert "异议不成立" in told
    assert "经走访和参保核实" in told
    assert "已办理1户" in chen.act("report", household)


def test_a_form_sent_twice_is_one_objection(session, stranger):
    number = of(session, posted(session)).id
    token = form_of(stranger, number)
    first, second = send(stranger, number, token), send(stranger, number, token)

    assert first.location == second.location
    assert len(session.scalars(select(Objection)).all()) == 1


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"content": ""}, 422, "请写明异议的事实和理由"), ({"content": "太短"}, 422, "至少10个字"),
        ({"content": "长" * 501}, 422, "最多500个字"), ({"name": "名" * 51}, 422, "最多50个字"),
        ({"website": "http://a.example"}, 422, "请再提交一次"), ({"token": "x"}, 422, "请再提交一次"),
        ({"token": ""}, 422, "请再提交一次"), ({"content": "控制符\x07" * 5}, 422, "控制字符"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(session, stranger, fields, status, said):
    number = of(session, posted(session)).id
    typed = {"content": "看到这一家有人上班，<script>请核实</script>"} | fields
    answer = send(stranger, number, typed.pop("token", form_of(stranger, number)), **typed)
    page = answer.get_data(as_text=True)

    assert answer.status_code == status
    assert said in page
    assert "<script>" not in page
    assert typed["content"].replace("<", "&lt;").replace(">", "&gt;")[:400] in page
    assert not session.scalars(select(Objection)).all()


def test_a_token_is_for_one_posting_and_for_some_hours(session, stranger, clock):
    one, other = of(session, posted(session)).id, of(session, posted(session, name="钱样乙")).id
    token = form_of(stranger, one)

    assert send(stranger, other, token).status_code == 422
    clock.at += timedelta(hours=5)
    assert send(stranger, one, token).status_code == 422
    assert not session.scalars(select(Objection)).all()


def test_a_form_of_another_site_is_refused(session, stranger):
    number = of(session, posted(session)).id
    answer = stranger.open(
        f"/public/objection/{number}", method="POST", data={"token": form_of(stranger, number), **SAID},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 403


def test_one_address_sends_and_looks_so_often_and_no_more(session, stranger, app):
    number = of(session, posted(session)).id
    app.extensions["objection_pace"].most = 2
    codes = [send(stranger, number, form_of(stranger, number)).status_code for _ in range(3)]
    app.extensions["objection_pace"].most = 6
    app.extensions["public_pace"].most = 9
    looks = [stranger.open("/public/").status_code for _ in range(5)]
    app.extensions["public_pace"].most = 60

    assert codes == [303, 303, 429]
    assert looks[-1] == 429


def test_a_posting_is_not_buried_under_objections(session, stranger, app):
    household = posted(session)
    number = of(session, household).id
    for n in range(MOST_A_DAY):
        session.add(Objection(household=household, publicity_id=number, raised_on=TODAY, content="反映情况",
                              received_at=order(TODAY, work_calendar(session)).at, receipt_hash=f"{n:064d}"))
    session.commit()
    answer = send(stranger, number, form_of(stranger, number))

    assert answer.status_code == 409
    assert "监督电话" in answer.get_data(as_text=True)


def test_the_words_of_the_public_are_changed_by_no_officer_and_their_contact_is_seen_for_a_reason(
    session, stranger, desk
):
    number = of(session, posted(session)).id
    send(stranger, number, form_of(stranger, number), contact="15400008888")
    row = session.scalars(select(Objection)).one()
    chen = desk("chen")
    details = chen.read(f"/admin/objection/details/?id={row.id}")

    assert "15400008888" not in details
    assert "****" in details
    assert chen.open(f"/admin/objection/edit/?id={row.id}").status_code in (302, 404, 409)
    seen = chen.post(f"/admin/unmask/objection/{row.id}", reason="联系提出人核实").get_data(as_text=True)
    assert "15400008888" in seen
    assert "15400008888" not in repr([line.changes for line in session.scalars(select(AuditEntry))])


def test_a_reason_that_names_somebody_is_not_given_to_the_objector(session, stranger):
    household = posted(session)
    number = of(session, household).id
    send(stranger, number, form_of(stranger, number))
    row = session.scalars(select(Objection)).one()
    from workflow.refusals import Refused

    with pytest.raises(Refused, match="完整姓名"):
        decide_objection(session, row, ObjectionFinding.UNFOUNDED, "经核实张试子无就业", officer(session, "chen"), TODAY)
