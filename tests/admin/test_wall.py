"""Wall screens: opened by their link alone, telling nothing of anybody, shut for ever once revoked."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from admin.pace import Pace
from models import AuditEntry, WallLink
from policy.terms import Status as S
from seeds.translations import compile_catalogues
from tests.cast import office, officer
from tests.desk import Desk
from tests.factories import first_member, make_household

pytestmark = pytest.mark.database
URL = "/admin/wall/"
NUMBER = re.compile(r"[2-9A-HJ-NP-Z]{8}")


def make(browser: Desk, **fields) -> str:
    """Make a link as an officer does; answers the path of the screen."""
    own = re.search(r'<option selected value="(\d+)"', browser.read(URL))[1]
    typed = {"do": "make", "office": own, "name": "三楼指挥大厅", "expires_on": "2026-06-30", "lang": ""}
    page = browser.post(URL, **{**typed, **fields}).get_data(as_text=True)
    found = re.search(r'value="http://localhost(/wall/[\w-]+)"', page)
    assert found, page
    return found[1]


@pytest.fixture
def stranger(app):
    app.extensions["wall_pace"] = Pace(30, 60)
    return Desk(app, None)


def test_a_link_opens_the_screen_without_a_sign_in(desk, session, stranger):
    path = make(desk("mei"), office="3")
    answer = stranger.open(path)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert "朝阳区" in page
    assert "截至" in page
    assert 'data-every="300"' in page
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|<a\s", page)


def test_nothing_on_it_is_of_a_person(desk, session, stranger):
    for n in range(6):
        make_household(status=S.RECOGNISED, name="郑墙试", phone=f"1540000900{n}", ready=False)
    household = make_household(status=S.SUBMITTED, name="郑墙试")
    member = first_member(household)
    page = stranger.open(make(desk("gao"))).get_data(as_text=True)

    for mark in ("郑墙试", "墙试", member.id_no, member.id_no[-4:] + "号", "154000", household.family_no,
                 "/admin/", "高例卯", "gao"):
        assert mark not in page, mark


def shut_ways(desk, session) -> dict[str, str]:
    """Addresses that open nothing, each for a reason of its own."""
    mei = desk("mei")
    revoked, expired, closed = make(mei), make(mei, name="过期"), make(mei, name="停用", office="9")
    rows = {row.name: row for row in session.query(WallLink)}
    link = rows["三楼指挥大厅"]
    mei.post(URL, do="revoke", id=str(link.id), version=str(link.version))
    session.expire_all()
    rows["过期"].expires_on = date(2026, 3, 8)
    office(session, "220102").valid = False
    session.commit()
    return {"revoked": revoked, "expired": expired, "of an office that is no more": closed,
            "guessed": "/wall/" + "A" * 43, "too short": "/wall/x", "the hash": f"/wall/{link.key_hash}",
            "half": revoked[:-1], "odd": "/wall/%E5%A2%99"}


def test_every_shut_door_says_the_same(desk, session, stranger):
    said = set()
    for way, path in shut_ways(desk, session).items():
        answer = stranger.open(path)
        assert answer.status_code == 404, way
        said.add(NUMBER.sub("", answer.get_data(as_text=True)))

    assert len(said) == 1


def test_a_form_sent_twice_makes_one_link_and_a_changed_one_makes_another(desk, session):
    mei = desk("mei")
    page = mei.read(URL)
    form = re.search(r'name="form" value="([\w-]+)"', page)[1]
    first, again = make(mei, form=form), make(mei, form=form)
    other = make(mei, form=form, name="五楼会议室")

    assert first == again != other
    assert session.query(WallLink).count() == 2
    assert form not in mei.read(URL)

    link = session.query(WallLink).filter_by(name="三楼指挥大厅").one()
    mei.post(URL, do="revoke", id=str(link.id), version=str(link.version))
    late = mei.post(URL, do="make", office="2", name="三楼指挥大厅", expires_on="2026-06-30", lang="", form=form)
    assert late.status_code == 422
    assert "这个链接已经撤销" in late.get_data(as_text=True)
    assert session.query(WallLink).count() == 2


def test_the_token_is_kept_nowhere(desk, session, stranger, caplog):
    path = make(desk("mei"))
    stranger.open(path)
    token = path.rpartition("/")[2]
    link = session.query(WallLink).one()

    assert link.key_hash == sha256(token.encode()).hexdigest()
    assert token not in repr([(row.changes, row.record) for row in session.query(AuditEntry)])
    assert link.key_hash not in repr([row.changes for row in session.query(AuditEntry)])
    assert token not in desk("mei").read(URL)
    from admin.logs import calm

    assert calm(f'"GET {path} HTTP/1.1" 200') == '"GET /wall/*** HTTP/1.1" 200'


def test_what_was_done_with_a_link_stands_in_the_trail(desk, session, stranger, clock):
    path = make(desk("mei"))
    for _n in range(3):
        stranger.open(path)
    clock.at += timedelta(days=1)
    link = session.query(WallLink).one()
    record = f"wall_link:{link.id}"
    desk("mei").post(URL, do="revoke", id=str(link.id), version=str(link.version))
    lines = [(row.act, row.actor) for row in
             session.query(AuditEntry).filter_by(record=record).order_by(AuditEntry.id)]

    assert lines == [("create", "mei"), ("wall_open", f"wall:{link.id}"), ("wall_revoke", "mei"),
                     ("edit", "mei")] or lines == [
        ("create", "mei"), ("wall_open", f"wall:{link.id}"), ("edit", "mei"), ("wall_revoke", "mei")]
    assert "大屏" in desk("jin").read("/admin/audit/?act=wall_open")


def test_the_use_of_another_day_is_a_line_of_its_own(desk, session, stranger, monkeypatch):
    path = make(desk("mei"))
    stranger.open(path)
    session.expire_all()
    tomorrow = datetime.now(UTC) + timedelta(minutes=1)
    monkeypatch.setattr("admin.wall.midnight", lambda: tomorrow)
    stranger.open(path)

    assert session.query(AuditEntry).filter_by(act="wall_open").count() == 2


@pytest.mark.parametrize(
    ("name", "office_id", "status"),
    [("zhao", 3, 200), ("zhao", 4, 200), ("zhao", 9, 404), ("zhao", 2, 404), ("mei", 12, 404),
     ("gao", 13, 200), ("mei", 99, 404)],
)
def test_a_link_is_made_for_an_office_of_the_area_alone(desk, session, name, office_id, status):
    answer = desk(name).post(URL, do="make", office=str(office_id), name="大厅", expires_on="2026-06-30", lang="")

    assert answer.status_code == status
    assert session.query(WallLink).count() == (1 if status == 200 else 0)


@pytest.mark.parametrize("name", ["wang", "chen", "sun", "jin", "guan"])
def test_who_may_not_make_links_sees_no_page(desk, session, name):
    browser = desk(name)

    assert browser.open(URL).status_code == 403
    assert browser.post(URL, do="make", name="大厅", expires_on="2026-06-30").status_code == 403


def test_a_county_sees_and_revokes_the_links_of_its_own_area_alone(desk, session):
    make(desk("mei"), office="9", name="南关大厅")
    make(desk("mei"), office="3", name="朝阳大厅")
    zhao = desk("zhao")
    foreign = session.query(WallLink).filter_by(name="南关大厅").one()

    assert "朝阳大厅" in zhao.read(URL)
    assert "南关大厅" not in zhao.read(URL)
    assert zhao.post(URL, do="revoke", id=str(foreign.id), version="1").status_code == 404
    session.expire_all()
    assert foreign.revoked_at is None


def test_a_link_is_revoked_once_and_only_as_it_was_seen(desk, session):
    make(desk("mei"))
    link = session.query(WallLink).one()
    mei = desk("mei")

    assert mei.post(URL, do="revoke", id=str(link.id), version="7").status_code == 409
    assert mei.post(URL, do="revoke", id=str(link.id), version="1").status_code == 302
    assert "这个链接已经撤销" in mei.post(URL, follow=True, do="revoke", id=str(link.id), version="2").get_data(as_text=True)
    session.expire_all()
    assert link.revoked_by_id == officer(session, "mei").id


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "请填写大屏位置"), ({"name": "长" * 31}, "最多30个字"),
        ({"expires_on": "2026-03-08"}, "链接有效期至须在今天至一年以内"),
        ({"expires_on": "2028-01-01"}, "链接有效期至须在今天至一年以内"),
        ({"expires_on": "2026-02-30"}, "日期不正确"), ({"lang": "fr"}, "请从列表中选择"),
    ],
)
def test_what_is_wrong_is_said_in_place_and_nothing_made(desk, session, fields, words):
    typed = {"do": "make", "office": "2", "name": "大厅", "expires_on": "2026-06-30", "lang": "", **fields}
    answer = desk("mei").post(URL, **typed)

    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert session.query(WallLink).count() == 0


def test_one_address_asks_so_often_and_no_more(app, desk, stranger):
    path = make(desk("mei"))
    app.extensions["wall_pace"] = Pace(3, 60)
    codes = [stranger.open(path).status_code for _n in range(3)]
    codes += [stranger.open("/wall/" + "B" * 43).status_code]

    assert codes == [200, 200, 200, 429]


def test_a_pace_counts_each_address_for_itself_and_forgets():
    pace = Pace(2, 60)

    assert [pace.admits("a", at) for at in (0, 1, 2)] == [True, True, False]
    assert pace.admits("b", 2)
    assert pace.admits("a", 61)
    pace.forget(200)
    assert pace.asked == {}


def test_the_screen_speaks_the_language_of_its_link(desk, session, stranger):
    compile_catalogues()
    page = stranger.open(make(desk("gao"), lang="en")).get_data(as_text=True)

    assert 'lang="en"' in page
    assert "As of" in page
    assert "截至" not in page
