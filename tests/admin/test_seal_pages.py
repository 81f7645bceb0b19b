"""The seal desk in the browser: enrolment, a code, the seal, the register, the check page for everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

from sqlalchemy import func, select
from sqlalchemy import text as sql

from admin.borders import outside_address
from admin.verify import MOST_A_MINUTE
from models import AuditEntry, Paper
from policy.seal_terms import SealKind, SealState
from policy.terms import Status as S
from tests.cast import officer
from tests.desk import Desk
from tests.factories import make_household
from tests.sealing import ON, enrolled, key_of, keys_in, seal, waiting
from workflow.papers import prepare
from workflow.seal_checks import faults

QR = re.compile(r'<svg[^>]*class="qr"')


def made_key(app, clock):
    keys = keys_in(app)
    if not keys.has("220104"):
        keys.create("220104", "长春市朝阳区公共就业服务机构", clock())


def confirmed(desk, session, clock, who="zhou"):
    """The officer's browser, enrolled; the enrolment's code confirms the session as well."""
    browser = desk(who)
    browser.post("/admin/second-factor/", do="begin")
    page = browser.read("/admin/second-factor/")
    assert QR.search(page)
    session.expire_all()
    code = key_of(session, who).at(clock())
    assert "口令不正确" in browser.post("/admin/second-factor/", do="enrol", code="000000" if code != "000000" else "1").get_data(as_text=True)
    answer = browser.post("/admin/second-factor/", do="enrol", code=code[:3] + " " + code[3:])
    assert answer.status_code == 302
    return browser


def test_from_enrolment_to_the_check_page(app, desk, session, clock):
    made_key(app, clock)
    paper = waiting(session)
    number = paper.id
    browser = confirmed(desk, session, clock)

    page = browser.read("/admin/seal/")
    assert "张试子" in page
    assert "不是GB/T 38540" in page
    answer = browser.post("/admin/seal/", rowid=str(number))
    assert answer.status_code == 200
    assert "220104-Y-2026-0001" in answer.get_data(as_text=True)
    again = browser.post("/admin/seal/one", rowid=str(number))
    assert (again.status_code, again.get_json()["done"]) == (409, False)

    session.expire_all()
    paper = session.get_one(Paper, number)
    code, content = paper.code, paper.pdf
    session.commit()
    file = browser.open(f"/admin/paper/file/?id={number}")
    assert (file.data, file.mimetype) == (content, "application/pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert session.scalars(select(AuditEntry.act).where(AuditEntry.act == "print")).one()
    assert code not in browser.read("/admin/paper/")

    stranger = Desk(app, None)
    told = stranger.open(f"/verify/{code}")
    text = told.get_data(as_text=True)
    assert (told.status_code, told.headers["X-Robots-Tag"]) == (200, "noindex, nofollow, noarchive")
    assert "真实有效" in text
    assert "张**" in text
    assert "张试子" not in text
    assert ("申请人" in text, "户主" in text) == (True, False)
    assert stranger.open("/verify/" + "x" * 32).status_code == 404
    for typed in (code, f" {code[:20]}\n{code[20:]}", f"https://ljy.example/verify/{code}", f"查验码：{code}"):
        assert "真实有效" in stranger.post("/verify/", token_from="/verify/", code=typed).get_data(as_text=True), typed
    missed = stranger.post("/verify/", token_from="/verify/", code=code[:-1] + "<").get_data(as_text=True)
    assert ("查无此件" in missed, f'value="{code[:-1]}&lt;"' in missed) == (True, True)
    for sent, words in ((content, "真实有效"), (content[:-1] + b"x", "内容被改动"), (b"%PDF-", "查无此件")):
        answer = stranger.post("/verify/", token_from="/verify/", file=(BytesIO(sent), "x.pdf"))
        assert words in answer.get_data(as_text=True)


def test_after_five_minutes_a_new_code_is_asked_and_a_used_one_refused(app, desk, session, clock):
    made_key(app, clock)
    paper = waiting(session)
    number = paper.id
    browser = confirmed(desk, session, clock)
    clock.at += timedelta(minutes=5, seconds=1)
    refused = browser.post("/admin/seal/", rowid=str(number))
    assert refused.status_code == 409
    assert "请先输入动态口令" in refused.get_data(as_text=True)
    old = key_of(session, "zhou").at(clock() - timedelta(seconds=90))
    assert browser.post("/admin/seal/confirm", code=old).status_code == 422
    fresh = key_of(session, "zhou").at(clock())
    session.commit()
    assert [browser.post("/admin/seal/confirm", code=fresh).status_code for _ in range(2)] == [302, 422]
    assert browser.post("/admin/seal/", rowid=str(number)).status_code == 200


def test_a_batch_whose_code_ran_out_goes_on_with_a_new_one(app, desk, session, clock):
    made_key(app, clock)
    papers = [waiting(session, name=name) for name in ("张试子", "李试丑")]
    numbers = [str(paper.id) for paper in papers]
    batch = {"rowid": numbers, **{f"version-{paper.id}": str(paper.version) for paper in papers}}
    browser = confirmed(desk, session, clock)
    clock.at += timedelta(minutes=5, seconds=1)

    page = browser.post("/admin/seal/", **batch).get_data(as_text=True)
    assert "还有2件待用印" in page
    assert [n in re.findall(r'type="hidden" name="rowid" value="(\d+)"', page) for n in numbers] == [True, True]
    told = browser.post("/admin/seal/one", rowid=numbers[0]).get_json()
    assert (told["done"], told["asks_code"]) == (False, True)
    wrong = browser.post("/admin/seal/", code="12", **batch)
    assert wrong.status_code == 422
    assert wrong.get_data(as_text=True).count(" checked") == 2, "the choice is kept"
    fresh = key_of(session, "zhou").at(clock())
    session.commit()
    answer = browser.post("/admin/seal/", code=fresh, **batch)

    assert answer.status_code == 200
    assert "用印：已办理2件" in answer.get_data(as_text=True)
    clock.at += timedelta(minutes=1)
    sent = {"code": key_of(session, "zhou").at(clock()), "csrf_token": browser.token()}
    script = {"Accept": "application/json"}
    answers = [browser.open("/admin/seal/confirm", "POST", data=sent, headers=script) for _ in range(2)]
    assert [(a.status_code, a.get_json()["right"]) for a in answers] == [(200, True), (422, False)]
    assert list(faults(session)) == []


def test_who_asked_and_who_sits_elsewhere_do_not_seal(app, desk, session, clock):
    made_key(app, clock)
    number = waiting(session).id
    own = confirmed(desk, session, clock, "zhao")
    assert "须由另一人用印" in own.read("/admin/seal/")
    assert "不能是同一人" in own.post("/admin/seal/", rowid=str(number)).get_data(as_text=True)
    elsewhere = confirmed(desk, session, clock, "lin")
    assert elsewhere.post("/admin/seal/", rowid=str(number)).status_code == 404
    assert elsewhere.open(f"/admin/paper/file/?id={number}").status_code == 404
    assert desk("chen").open("/admin/seal/").status_code == 403


def test_a_paper_is_sent_back_and_asked_for_again(app, desk, session):
    paper = waiting(session)
    number, version = paper.id, paper.version
    zhou = desk("zhou")
    url = f"/admin/paper/end/back?id={number}"
    assert zhou.post(url, version=str(version), reason="短").status_code == 422
    assert zhou.post(url, version=str(version), reason="家庭人口与户口簿不符").status_code == 302
    assert "已退回" in zhou.read(f"/admin/paper/details/?id={number}")
    session.expire_all()
    version = session.get_one(Paper, number).version
    assert zhou.post(f"/admin/paper/end/again?id={number}", version=str(version), reason="已更正，重新申请").status_code == 302


def test_the_administrator_resets_and_a_stranger_is_slowed_down(app, desk, session, clock):
    confirmed(desk, session, clock)
    number = officer(session, "zhou").id
    guan = desk("guan")
    assert guan.post(f"/admin/user/factor/?id={number}").status_code == 302
    session.expire_all()
    assert "尚未启用" in desk("zhou").read("/admin/second-factor/")

    stranger = Desk(app, None)
    answers = [stranger.open("/verify/" + "y" * 32).status_code for _ in range(MOST_A_MINUTE + 1)]
    assert answers[-1] == 429
    (app.config["DATA_DIR"] / "pace-verify").unlink()


def test_the_sealed_form_is_handed_out_for_a_reason_only(app, desk, session):
    household = waiting(session).household
    form = prepare(session, household, SealKind.FORM, officer(session, "zhao"), ON)
    session.commit()
    presence = enrolled(session, "zhou")
    seal(session, app, form, presence=presence)
    url, zhou = f"/admin/paper/file/?id={form.id}", desk("zhou")

    assert "事由" in zhou.read(url)
    assert zhou.post(url, token_from=url, reason="看").status_code == 422
    answer = zhou.post(url, token_from=url, reason="交申请人本人留存")
    assert answer.mimetype == "application/pdf"
    session.rollback()
    kept = session.scalars(select(AuditEntry).where(AuditEntry.act == "unmask")).all()
    assert [(line.record, line.changes["reason"]) for line in kept] == [(f"paper:{form.id}", "交申请人本人留存")]


def test_a_file_that_is_not_the_papers_own_is_handed_to_nobody(app, desk, session):
    """CR03: the files of two families exchanged in the database, then one of them altered."""
    one, other = waiting(session), waiting(session, name="李试丑")
    seal(session, app, one, other, presence=enrolled(session, "zhou"))
    kept = dict(session.execute(sql("SELECT id, pdf FROM paper")).all())

    def put(content):
        for number, pdf in content.items():
            session.execute(sql("UPDATE paper SET pdf = :pdf WHERE id = :id"), {"pdf": pdf, "id": number})
        session.commit()
        session.expire_all()
        answer = desk("zhou").open(f"/admin/paper/file/?id={one.id}", follow_redirects=True)
        return answer.mimetype, "摘要不符".encode() in answer.data, len(list(faults(session)))

    cut = bytes(kept[one.id])
    assert put({one.id: kept[other.id], other.id: kept[one.id]}) == ("text/html", True, 2)
    assert put({one.id: cut[:-1] + bytes([cut[-1] ^ 1]), other.id: kept[other.id]}) == ("text/html", True, 1)
    assert session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.act == "print")) == 0
    assert put(kept) == ("application/pdf", False, 0)


def test_who_was_recognised_before_there_were_papers_gets_them_on_request(app, desk, session):
    old = make_household(status=S.RECOGNISED)
    session.commit()
    url, page = f"/admin/paper/ask/?household={old.id}", f"/admin/household/details/?id={old.id}&tab=attachments"
    zhao = desk("zhao")

    assert url in zhao.read(page)
    assert url not in desk("wang").read(page)
    short = zhao.post(url, token_from=url, kind="form", reason="补")
    assert (short.status_code, "至少4个字" in short.get_data(as_text=True)) == (422, True)
    assert zhao.post(url, token_from=url, kind="exit", reason="补办认定文书").status_code == 422
    for kind in ("form", "recognition"):
        assert zhao.post(url, token_from=url, kind=kind, reason="补办认定文书").status_code == 302
    session.rollback()
    asked = session.scalars(select(Paper).where(Paper.household_id == old.id).order_by(Paper.id)).all()
    assert [(p.kind, p.state, p.reason) for p in asked] == [
        (SealKind.FORM, SealState.WAITING, "补办认定文书"), (SealKind.RECOGNITION, SealState.WAITING, "补办认定文书"),
    ]
    shown = zhao.read(page)
    assert url not in shown
    assert shown.count("待用印") == 2
    assert zhao.open(url).status_code == 302


def test_a_paper_is_checked_at_the_public_name_however_the_officer_came(app, monkeypatch):
    with app.test_request_context("/", base_url="http://127.0.0.1:8000"):
        assert outside_address("verify.index") == "http://127.0.0.1:8000/verify/"
        monkeypatch.setitem(app.config, "HTTPS", True)
        monkeypatch.setitem(app.config, "HOSTS", ("ljy.example.gov.cn", "10.0.0.5"))
        assert outside_address("verify.index") == "https://ljy.example.gov.cn/verify/"
