"""How long a sign-in lasts, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import AuditEntry, OfficerSession
from policy.terms import Role
from tests.admin.test_signin import cookie_of, try_it
from tests.cast import PASSWORD, officer
from tests.desk import Desk


@pytest.fixture
def stranger(app) -> Desk:
    return Desk(app, None)


def test_the_cookie_of_a_visitor_is_not_the_cookie_of_the_officer(stranger):
    stranger.read("/login")
    before, token = cookie_of(stranger), stranger.token("/login")
    with stranger.client.session_transaction() as cookie:
        raw = cookie["csrf_token"]
    try_it(stranger, password=PASSWORD)

    with stranger.client.session_transaction() as cookie:
        assert cookie["csrf_token"] != raw
    assert cookie_of(stranger) != before
    assert stranger.open("/logout", method="POST", data={"csrf_token": token}).status_code == 400


def test_a_cookie_kept_from_before_sign_out_opens_nothing(app, desk):
    wang = desk("wang")
    kept, token = cookie_of(wang), wang.token()
    left = wang.post("/logout")
    assert (left.status_code, left.location) == (302, "/login")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'

    thief = Desk(app, None)
    for url in ("/admin/", "/password"):
        thief.client.set_cookie("session", kept)
        page = thief.open(url)
        assert (page.status_code, page.location.partition("?")[0]) == (302, "/login")
    thief.client.set_cookie("session", kept)
    assert thief.open("/logout", method="POST", data={"csrf_token": token}).status_code == 401


def test_signing_in_anew_ends_the_session_before(session, desk):
    wang = desk("wang")

    wang.post("/login", token_from="/password", username="wang", password=PASSWORD)

    rows = session.scalars(select(OfficerSession).order_by(OfficerSession.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]


def test_a_failed_try_leaves_the_one_who_is_in_alone(desk):
    wang = desk("wang")

    wang.post("/login", token_from="/password", username="wu", password="wrong")

    assert wang.open("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("later", "alive"),
    [
        pytest.param(timedelta(minutes=29, seconds=59), True, id="29:59"),
        pytest.param(timedelta(minutes=30, seconds=1), False, id="30:01"),
    ],
)
def test_half_an_hour_without_a_request_ends_the_session(desk, clock, later, alive):
    wang = desk("wang")
    clock.at += later

    page = wang.open("/admin/")

    assert (page.status_code == 200) is alive
    if not alive:
        assert "登录已过期" in wang.read("/login")


def test_ten_hours_end_a_session_however_busy(desk, clock):
    wang = desk("wang")
    for _request in range(23):
        clock.at += timedelta(minutes=25)
        assert wang.open("/admin/").status_code == 200

    clock.at += timedelta(minutes=25)
    assert wang.open("/admin/").status_code == 302


def test_presence_is_noted_once_a_minute_and_leaves_no_line(session, desk, clock):
    wang = desk("wang")
    seen = select(OfficerSession.seen_at).where(OfficerSession.ended_at.is_(None))
    lines = len(session.scalars(select(AuditEntry.id)).all())
    at = clock.at

    clock.at += timedelta(seconds=59)
    wang.open("/admin/")
    assert session.scalar(seen) == at
    session.rollback()
    clock.at += timedelta(seconds=1)
    wang.open("/admin/")

    assert session.scalar(seen) == clock.at
    assert len(session.scalars(select(AuditEntry.id)).all()) == lines


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"active": False}, id="disabled"),
        pytest.param({"role": Role.LEADER}, id="another role"),
        pytest.param({"office_id": 6}, id="moved"),
    ],
)
def test_a_change_of_standing_bites_at_the_next_request(session, desk, change):
    wang = desk("wang")
    for name, value in change.items():
        setattr(officer(session, "wang"), name, value)
    session.commit()

    assert wang.open("/admin/").status_code == 302
