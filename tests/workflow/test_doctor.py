"""Each unsafe setting is named by its code; a sound installation is not alarmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, select, update

from access.passwords import hash_password
from models import AuditEntry, CalendarYear, Installation, Office, User, db
from policy.terms import Role
from seeds.load import load_reference
from tests import databases
from tests.vacant import NOW, copied, inside, vacant
from workflow.doctor import RED, Facts, examine
from workflow.rotation import claim

ALWAYS = {"RUNS_AS_ROOT", "CLOCK_BEHIND"}
"""Tests may run as root, and the trail is written by the machine's own clock."""
PRODUCTION = {"host": "10.1.2.3", "https": True, "hosts": ("jy.example",), "demo_wanted": False}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """A production installation with nothing to complain about, to be copied."""
    app = vacant(tmp_path_factory.mktemp("pattern") / "data", "pattern")
    with inside(app):
        upgrade()
        claim(db.session)
        load_reference(db.session)
        db.session.add(User(username="admin", name="管样甲", role=Role.SYSADMIN, office_id=1,
                            password_hash=hash_password("Ceshi-2026-zhang")))
        db.session.merge(Installation(name="last_backup", value=NOW.isoformat()))
        db.session.commit()
    return app


@pytest.fixture
def sound(pattern, tmp_path):
    """An installation like it, and what the settings say of it."""
    with inside(copied(pattern, tmp_path / "data", "sound")):
        yield Facts(data_dir=tmp_path / "data", engine=db.engine, at=NOW, debug=False,
                    demo_password="demo-2026-Jilin!", schema=("0002", "0002"), **PRODUCTION)


def codes(facts, level=None):
    found = examine(db.session, facts)
    return {f.code for f in found if level in (None, f.level)} - ALWAYS


@pytest.fixture(autouse=True)
def of_the_tests_own_server():
    """The PostgreSQL of the tests runs without fsync, which the doctor rightly reports."""
    if databases.POSTGRES:
        ALWAYS.update({"FSYNC_OFF", "FULL_PAGE_WRITES_OFF"})


pytestmark = pytest.mark.database


def test_a_sound_installation_is_not_alarmed(sound):
    assert codes(sound) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"debug": True}, "DEBUG_ON", id="debug on"),
        pytest.param({"https": False}, "HTTPS_OFF", id="no TLS on the network"),
        pytest.param({"hosts": ()}, "HOSTS_EMPTY", id="any host name"),
        pytest.param({"schema": ("0001", "0002")}, "SCHEMA_BEHIND", id="schema behind"),
        pytest.param({"schema": (None, "0002")}, "SCHEMA_BEHIND", id="no schema"),
        pytest.param({"at": NOW + timedelta(hours=25)}, "BACKUP_OLD", id="no backup for a day"),
        pytest.param({"at": datetime(2027, 1, 4, tzinfo=UTC)}, "CALENDAR_MISSING",
                     id="this year's calendar"),
        pytest.param({"at": datetime(2026, 12, 15, tzinfo=UTC)}, "CALENDAR_NEXT_YEAR",
                     id="next year's calendar in mid-December"),
    ],
)
def test_a_wrong_setting_is_red(sound, change, code):
    assert code in codes(replace(sound, **change), RED)


def test_a_clock_behind_the_trail_is_red(sound):
    last = db.session.scalar(select(func.max(AuditEntry.at)))

    def found(minutes):
        facts = replace(sound, at=last + timedelta(minutes=minutes))
        return {f.code for f in examine(db.session, facts) if f.is_red}

    assert "CLOCK_BEHIND" in found(-6)
    assert "CLOCK_BEHIND" not in found(-4)


def test_next_years_calendar_is_only_asked_for_in_november(sound):
    november = replace(sound, at=datetime(2026, 11, 15, tzinfo=UTC))

    assert "CALENDAR_NEXT_YEAR" not in codes(replace(sound, at=november.at - timedelta(days=1)))
    assert "CALENDAR_NEXT_YEAR" in codes(november, "yellow")


def test_files_others_may_read_are_red(sound):
    sound.data_dir.chmod(0o755)
    (sound.data_dir / "keys" / "blind.key").chmod(0o644)

    assert codes(sound, RED) == {"FOLDER_OPEN", "KEY_UNSAFE"}


@pytest.mark.skipif(databases.POSTGRES, reason="SQLite's own file")
def test_a_database_file_others_may_read_is_red(sound):
    (sound.data_dir / "registry.db").chmod(0o644)

    assert codes(sound, RED) == {"DATABASE_OPEN"}


@pytest.mark.skipif(databases.POSTGRES, reason="SQLite's own setting")
def test_a_database_that_may_forget_is_red(sound):
    db.session.rollback()
    pooled = sound.engine.raw_connection()
    pooled.driver_connection.execute("PRAGMA synchronous=OFF")
    pooled.close()

    assert codes(sound, RED) == {"SYNCHRONOUS_OFF"}


@pytest.mark.skipif(not databases.POSTGRES, reason="PostgreSQL's own setting")
def test_a_server_that_may_forget_is_red(sound):
    found = {f.code for f in examine(db.session, sound) if f.is_red}

    assert {"FSYNC_OFF", "FULL_PAGE_WRITES_OFF"} <= found


def test_demo_passwords_and_demo_data_are_red_in_production(sound):
    db.session.add(User(username="county", name="赵样乙", role=Role.COUNTY, office_id=1,
                        password_hash=hash_password(sound.demo_password)))
    db.session.merge(Installation(name="demo", value="1"))
    db.session.commit()

    assert codes(sound, RED) == {"DEMO_PASSWORD", "DEMO_DATA"}
    at_home = replace(sound, host="127.0.0.1", demo_wanted=True)
    assert codes(at_home) == set()


def test_an_installation_needs_an_administrator(sound):
    db.session.execute(update(User).values(active=False), execution_options={"traced": True})

    assert codes(sound, RED) == {"NO_ADMINISTRATOR"}


def test_keys_of_another_database_are_red(sound):
    db.session.merge(Installation(name="keys", value="0" * 32))
    db.session.commit()

    assert codes(sound, RED) == {"KEYS_OF_ANOTHER"}


def test_a_demo_at_home_is_not_pressed_about_operation(sound):
    at_home = replace(sound, host="127.0.0.1", https=False, hosts=(), demo_wanted=True,
                      at=NOW + timedelta(days=3))

    assert codes(at_home, RED) == set()
    assert codes(at_home) == {"BACKUP_OLD"}


def test_the_calendar_asked_for_is_the_published_one(sound):
    year = db.session.scalars(select(CalendarYear).filter_by(year=2026)).one()
    year.published = False

    assert "CALENDAR_MISSING" in codes(sound, RED)


def test_seal_keys_others_may_read_are_red_and_missing_ones_are_named(sound):
    office = db.session.scalars(select(Office).where(Office.seals).order_by(Office.code)).first()
    db.session.add(User(username="seals", name="赵样丙", role=Role.COUNTY, office_id=office.id, password_hash="x"))
    db.session.commit()
    assert "SEAL_KEY_MISSING" in codes(sound, "yellow")

    sound.seals.create(office.code, office.name, NOW)
    assert codes(sound) == set()
    sound.seals.file_of(office.code).chmod(0o644)
    assert codes(sound, RED) == {"SEAL_KEY_UNSAFE"}
