"""The trail: one line a change, chained, in the same transaction, and what its check names."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from access.audit import HIDDEN, Actor, note, verify
from models import AuditEntry, Household, Visit
from tests.databases import POSTGRES
from tests.factories import add_visit, make_household


def lines(session, record):
    return session.scalars(
        select(AuditEntry).where(AuditEntry.record == record).order_by(AuditEntry.id)
    ).all()


def unlock(session):
    """Take the triggers away that refuse every change, as somebody with the database could."""
    if POSTGRES:
        session.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
    else:
        named = session.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
        ).all()
        for name in named:
            session.execute(text(f"DROP TRIGGER {name}"))


def test_a_change_is_named_column_by_column(session):
    household = make_household()
    household.remarks, household.housing = "已核对", "自有住房"
    session.commit()

    last = lines(session, f"household:{household.id}")[-1]

    assert last.act == "edit"
    assert last.changes["housing"] == [None, "自有住房"]
    assert last.changes["remarks"] == [None, HIDDEN]
    assert last.path == household.lies_under


def test_personal_data_never_stand_in_the_trail(session):
    household = make_household(members=3)
    numbers = [m for m in session.scalars(text("SELECT changes FROM audit"))]

    told = "".join(map(str, numbers))

    for secret in (household.phone, household.register_address, household.head_name):
        assert secret not in told


def test_a_line_names_the_officer_of_the_session(session):
    session.info["actor"] = Actor(None, "wang", "王试甲", "community", "甲社区", "10.1.1.1")
    household = make_household()

    first = lines(session, f"household:{household.id}")[0]

    assert (first.actor, first.role, first.office, first.address) == (
        "wang", "community", "甲社区", "10.1.1.1"
    )


def test_what_is_rolled_back_leaves_no_line(session):
    household = make_household()
    before = session.query(AuditEntry).count()
    household.housing = "借住"
    session.flush()
    session.rollback()

    assert session.query(AuditEntry).count() == before
    assert verify(session)[1] is None


def test_an_act_without_a_trace_is_not_kept(session, monkeypatch):
    """Security case AD02."""
    household = make_household()

    def fail(*_):
        raise RuntimeError("disk full")

    monkeypatch.setattr("access.audit.append", fail)
    household.housing = "借住"
    with pytest.raises(RuntimeError):
        session.flush()
    session.rollback()
    monkeypatch.undo()

    assert session.get(Household, household.id).housing is None


def test_a_whole_chain_verifies(session):
    make_household()
    note(session, "export", "ledger:recognition", rows=3)
    session.commit()

    count, fault = verify(session)

    assert fault is None
    assert count == session.query(AuditEntry).count()


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        pytest.param("UPDATE audit SET actor = 'nobody' WHERE id = 5", 5, id="a line changed"),
        pytest.param("DELETE FROM audit WHERE id = 5", 5, id="a line taken out"),
        pytest.param(
            "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)", None, id="the end cut off"
        ),
        pytest.param("UPDATE audit SET changes = '{}' WHERE id = 7", 7, id="what was changed"),
        pytest.param("UPDATE audit SET path = '1.' WHERE id = 6", 6, id="where it lies"),
    ],
)
def test_the_check_names_the_line(session, damage, named):
    make_household()
    last = session.query(AuditEntry).count()
    unlock(session)
    session.execute(text(damage))
    session.commit()

    fault = verify(session)[1]

    assert fault is not None
    assert fault.line == (named or last)


@pytest.mark.parametrize("damage", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_the_trail(session, damage):
    """Security case AD03."""
    make_household()

    with pytest.raises(DBAPIError):
        session.execute(text(damage))
    session.rollback()


def test_voiding_is_an_act_of_its_own(session):
    from datetime import UTC, datetime

    visit = add_visit(make_household())
    session.commit()
    visit.voided_at, visit.void_reason = datetime(2026, 3, 9, tzinfo=UTC), "录错户"
    session.commit()

    assert lines(session, f"visit:{visit.id}")[-1].act == "void"
    assert session.get(Visit, visit.id) is not None
