"""What the database itself holds, whoever writes: status and dates, one person in one open episode."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from models import Household, Member, User
from models.household import HELD
from policy.terms import Status as S
from tests.factories import REACHED, add_member, first_member, identity, make_household

STAMPS = ("submitted_on", "verified_on", "publicized_on", "publicized_until", "reported_on",
          "recognised_on", "recognition_no", "exited_on", "exit_ground", "returned_on",
          "rejected_on", "withdrawn_on", "revoked_on")


@pytest.mark.parametrize("status", list(S))
def test_every_status_can_be_kept_with_its_dates(session, status):
    assert make_household(status=status).status is status


TAKEN = [
    pytest.param(status, column, id=f"{status.value}-without-{column}")
    for status in S
    for column in (*REACHED[status], *(["recognition_no"] if status in HELD else []))
    if not (status is S.REJECTED and column != "submitted_on")
]


@pytest.mark.parametrize(("status", "column"), TAKEN)
def test_a_status_without_its_date_is_refused(session, status, column):
    household = make_household(status=status)
    setattr(household, column, None)

    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


@pytest.mark.parametrize("status", [s for s in S if s not in (S.REJECTED, S.WITHDRAWN)])
@pytest.mark.parametrize("column", STAMPS)
def test_a_date_of_a_step_not_reached_is_refused(session, status, column):
    household = make_household(status=status)
    if getattr(household, column) is not None:
        return
    value = {"recognition_no": "X-1", "exit_ground": "other"}.get(column, date(2026, 3, 9))
    setattr(household, column, value)

    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("submitted_on", "verified_on"), ("verified_on", "publicized_on"),
     ("publicized_until", "reported_on"), ("reported_on", "recognised_on"),
     ("publicized_on", "publicized_until"), ("recognised_on", "exited_on")],
)
def test_dates_out_of_order_are_refused(session, earlier, later):
    household = make_household(status=S.EXITED)
    setattr(household, later, date(2025, 1, 2))

    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_one_officer_cannot_sign_twice(session):
    chen = session.scalars(select(User).where(User.username == "chen")).one()
    household = make_household(status=S.RECOGNISED, submitted_by_id=chen.id)
    household.verified_by_id = chen.id

    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


@pytest.mark.parametrize("status", list(S))
def test_a_person_stands_in_one_open_episode_only(session, status):
    number = identity()
    first = make_household(status=status)
    first_member(first).id_no = number
    session.commit()
    twin, open_ = first_member(make_household()), first.is_open
    twin.id_no = number

    if open_:
        with pytest.raises(IntegrityError):
            session.commit()
        session.rollback()
    else:
        session.commit()
        assert session.query(Member).filter_by(id_no_index=twin.id_no_index).count() == 2


def test_closing_an_episode_frees_its_members_in_the_database_itself(session):
    household = make_household(members=2)
    household.status, household.withdrawn_on = S.WITHDRAWN, date(2026, 3, 9)
    session.commit()

    held = session.scalars(
        select(Member.is_open).where(Member.household_id == household.id)
    ).all()

    assert held == [False, False]


def test_one_applicant_a_household(session):
    household = make_household()
    add_member(household, no=2, relation="01", name="赵例丑")

    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_sealed_values_are_not_in_the_file(session, app):
    """Security case CR01, on the database file itself."""
    household = make_household()
    number = first_member(household).id_no
    session.commit()
    raw = session.execute(
        text("SELECT id_no, phone FROM member WHERE household_id = :h"), {"h": household.id}
    ).one()

    assert number.encode() not in bytes(raw.id_no)
    if "sqlite" in app.config["SQLALCHEMY_DATABASE_URI"]:
        for file in app.config["DATA_DIR"].glob("registry.db*"):
            assert number.encode() not in file.read_bytes()
            assert b"15400000001" not in file.read_bytes()


def test_equal_numbers_have_equal_indexes_and_different_ciphers(session):
    number = identity()
    one, other = make_household(status=S.WITHDRAWN), make_household()
    first_member(one).id_no = first_member(other).id_no = number
    session.commit()
    rows = session.execute(text("SELECT id_no, id_no_index FROM member")).all()

    assert len({bytes(r.id_no) for r in rows}) == 2
    assert len({r.id_no_index for r in rows}) == 1


def test_a_file_is_never_deleted_under_its_members(session):
    household = make_household()

    with pytest.raises(IntegrityError):
        session.execute(text("DELETE FROM household WHERE id = :h"), {"h": household.id})
    session.rollback()
    assert session.get(Household, household.id) is not None
