"""Passwords, the lock-out and the life of a session, without a browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select

from access import passwords
from access.login import (
    FAILURES_OF_ADDRESS,
    FAILURES_OF_PAIR,
    Limits,
    end_session,
    judge,
    open_session,
    presence,
    see,
    set_password,
    settle,
)
from access.passwords import hash_password
from models import AuditEntry, OfficerSession, SignInAttempt, User
from policy.terms import Role
from tests.cast import PASSWORD, office, officer

AT = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
DESK, ELSEWHERE = "10.1.1.5", "10.9.9.9"
MINUTE = timedelta(minutes=1)
LIMITS = Limits()


@pytest.fixture
def wang(session) -> User:
    return officer(session, "wang")


def try_it(session, password, at=AT, address=DESK, username="wang"):
    attempt = judge(session, username, password, address, at)
    user = settle(session, attempt)
    session.commit()
    return user


def trail(session, *acts) -> list[tuple[str, str]]:
    lines = session.scalars(
        select(AuditEntry).where(AuditEntry.act.in_(acts)).order_by(AuditEntry.id)
    )
    return [(line.act, line.result) for line in lines]


# --- the lock-out


def test_five_failures_close_the_pair_for_a_quarter_of_an_hour(session, wang):
    for n in range(FAILURES_OF_PAIR):
        assert try_it(session, "wrong", AT + n * MINUTE) is None
    closed_at = AT + (FAILURES_OF_PAIR - 1) * MINUTE

    assert try_it(session, PASSWORD, closed_at + MINUTE) is None
    assert try_it(session, PASSWORD, closed_at + 15 * MINUTE - timedelta(seconds=1)) is None
    assert try_it(session, PASSWORD, closed_at + 15 * MINUTE) is wang


def test_every_try_leaves_one_line(session, wang):
    for _try in range(FAILURES_OF_PAIR):
        try_it(session, "wrong")
    try_it(session, PASSWORD)
    try_it(session, PASSWORD, address=ELSEWHERE)

    assert trail(session, "sign_in", "lock_out") == [("sign_in", "refused")] * 5 + [
        ("lock_out", "refused"), ("sign_in", "done"),
    ]


def test_four_failures_close_nothing(session, wang):
    for _try in range(FAILURES_OF_PAIR - 1):
        try_it(session, "wrong")

    assert try_it(session, PASSWORD, AT + MINUTE) is wang


def test_a_sign_in_forgives_the_failures_before_it(session, wang):
    for n in range(FAILURES_OF_PAIR - 1):
        try_it(session, "wrong", AT + n * MINUTE)
    try_it(session, PASSWORD, AT + 5 * MINUTE)
    for n in range(FAILURES_OF_PAIR - 1):
        try_it(session, "wrong", AT + (6 + n) * MINUTE)

    assert try_it(session, PASSWORD, AT + 11 * MINUTE) is wang


def test_five_failures_spread_over_more_than_the_window_close_nothing(session, wang):
    for n in range(FAILURES_OF_PAIR):
        try_it(session, "wrong", AT + 4 * n * MINUTE)

    assert try_it(session, PASSWORD, AT + 17 * MINUTE) is wang


def test_tries_at_a_closed_door_do_not_keep_it_closed(session, wang):
    for _try in range(FAILURES_OF_PAIR):
        try_it(session, "wrong")
    for n in range(1, 15):
        try_it(session, "wrong", AT + n * MINUTE)

    assert try_it(session, PASSWORD, AT + 15 * MINUTE) is wang


def test_a_stranger_elsewhere_does_not_lock_an_officer_out(session, wang):
    for n in range(100):
        try_it(session, "wrong", AT + timedelta(seconds=n), ELSEWHERE)

    assert try_it(session, PASSWORD, AT + 2 * MINUTE, DESK) is wang


def test_one_password_for_many_accounts_closes_the_address(session, wang):
    for n in range(200):
        try_it(session, "Spring-2026", AT + timedelta(seconds=n), ELSEWHERE, f"officer{n}")

    failures = session.scalars(
        select(SignInAttempt).where(
            SignInAttempt.address == ELSEWHERE, SignInAttempt.username.startswith("?")
        )
    ).all()
    assert len(failures) == FAILURES_OF_ADDRESS
    assert try_it(session, PASSWORD, AT + 4 * MINUTE, ELSEWHERE) is None
    assert ("lock_out", "refused") in trail(session, "lock_out")


def test_knocking_at_a_closed_door_does_not_fill_the_trail(session, wang):
    for n in range(100):
        try_it(session, "wrong", AT + timedelta(seconds=n))

    assert len(trail(session, "sign_in", "lock_out")) == FAILURES_OF_PAIR + FAILURES_OF_ADDRESS


def test_whoever_goes_on_knocking_is_ignored(session, wang):
    for _try in range(FAILURES_OF_PAIR + FAILURES_OF_ADDRESS):
        assert not judge(session, "wang", "wrong", DESK, AT).ignored
        try_it(session, "wrong")

    assert judge(session, "wang", PASSWORD, DESK, AT).ignored


def test_a_door_closed_meanwhile_is_closed(session, wang):
    """Six tries judged side by side, by as many workers, before any is entered."""
    wrong = [judge(session, "wang", "wrong", DESK, AT) for _try in range(FAILURES_OF_PAIR)]
    right = judge(session, "wang", PASSWORD, DESK, AT)
    assert right.right

    outcomes = [settle(session, attempt) for attempt in (*wrong, right)]

    assert outcomes == [None] * 6


def test_a_password_changed_meanwhile_lets_nobody_in(session, wang):
    attempt = judge(session, "wang", PASSWORD, DESK, AT)
    wang.password_hash = hash_password("Another-2026-x")
    session.commit()

    assert settle(session, attempt) is None


def test_what_is_typed_for_a_name_is_not_kept(session, wang):
    """People type passwords and identity numbers into that field."""
    try_it(session, PASSWORD, username="110101200002290018")

    attempt = session.scalars(select(SignInAttempt)).one()
    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "sign_in")).one()
    assert attempt.username.startswith("?")
    assert "110101" not in f"{attempt.username}{line.actor}{line.changes}{line.record}"


def test_an_officer_who_left_is_treated_like_a_stranger(session, wang):
    wang.active = False
    session.commit()

    assert try_it(session, PASSWORD) is None
    assert trail(session, "sign_in") == [("sign_in", "refused")]


def test_comparing_holds_no_transaction(session, wang):
    judge(session, "wang", PASSWORD, DESK, AT)

    assert not session().in_transaction()


def test_a_weaker_hash_is_made_anew_at_sign_in_and_ends_no_session(session, wang, monkeypatch):
    token = open_session(session, wang, DESK, AT)
    session.commit()
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(2, 16, 1))

    assert try_it(session, PASSWORD) is wang
    session.refresh(wang)
    assert ",t=2," in wang.password_hash
    assert presence(session, token, AT, LIMITS)


# --- the session


@pytest.fixture
def token(session, wang) -> str:
    made = open_session(session, wang, DESK, AT)
    session.commit()
    return made


def test_the_table_knows_only_the_digest_of_a_session(session, token):
    row = session.scalars(select(OfficerSession)).one()

    assert len(token) == 43  # 256 bits
    assert row.token_hash not in token
    assert token not in row.token_hash


@pytest.mark.parametrize(
    ("later", "alive"),
    [
        pytest.param(timedelta(minutes=29, seconds=59), True, id="29:59"),
        pytest.param(timedelta(minutes=30), False, id="30:00"),
        pytest.param(timedelta(minutes=-4), True, id="a clock set back four minutes"),
        pytest.param(timedelta(minutes=-6), False, id="a session from the future"),
    ],
)
def test_a_session_ends_after_half_an_hour_without_a_request(session, token, later, alive):
    assert bool(presence(session, token, AT + later, LIMITS)) is alive


def test_a_session_ends_after_ten_hours_however_busy(session, token):
    at = AT
    while at < AT + timedelta(hours=10) - 20 * MINUTE:
        at += 20 * MINUTE
        found = presence(session, token, at, LIMITS)
        see(session, found.id, at)
        session.commit()

    assert presence(session, token, AT + timedelta(hours=9, minutes=59), LIMITS)
    assert presence(session, token, AT + timedelta(hours=10), LIMITS) is None


@pytest.mark.parametrize("odd", ["", "x", "x" * 5000, "令牌", "' OR 1=1 --"])
def test_a_name_that_is_no_session_opens_nothing(session, token, odd):
    assert presence(session, odd, AT, LIMITS) is None


def test_sign_out_ends_the_session_for_every_holder_of_its_name(session, wang, token):
    end_session(session, wang, token, AT)
    session.commit()

    assert presence(session, token, AT, LIMITS) is None
    assert trail(session, "sign_out") == [("sign_out", "done")]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s, u: setattr(u, "active", False), id="disabled"),
        pytest.param(lambda s, u: setattr(u, "role", Role.LEADER), id="another role"),
        pytest.param(lambda s, u: setattr(u, "office_id", 6), id="another office, by number"),
        pytest.param(
            lambda s, u: setattr(u, "office", office(s, "220104001002")), id="another office"
        ),
        pytest.param(
            lambda s, u: set_password(s, u, hash_password("Neu-2026-mima"), AT), id="password"
        ),
    ],
)
def test_a_change_of_standing_ends_every_session(session, wang, token, change):
    change(session, wang)
    session.commit()

    assert presence(session, token, AT, LIMITS) is None
    assert session.scalars(select(OfficerSession)).one().ended_at is not None


def test_a_corrected_name_ends_no_session(session, wang, token):
    wang.name, wang.phone, wang.lang = "王例甲", "0431-12345678", "en"
    session.commit()

    assert presence(session, token, AT, LIMITS)


def test_the_officer_comes_with_the_office_in_one_query(session, token):
    session.expunge_all()
    asked = []
    event.listen(
        session.connection(), "before_cursor_execute", lambda *told: asked.append(told[2])
    )

    found = presence(session, token, AT, LIMITS)

    assert found.user.office.area.path == "1.2.3.4.5."
    assert len(asked) == 1
