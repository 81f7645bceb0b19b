"""The console: JSON for programs, plain words for people, 0 done, 1 refused, 2 called wrongly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, inspect, select, text

from access.passwords import fits
from models import AuditEntry, Household, Member, Office, User, db
from models.sealed import open_keys
from seeds.staff import ACCOUNTS
from tests.vacant import inside, vacant

COMMANDS = {
    "prepare", "doctor", "backup", "restore", "ledger", "bench", "demo", "user", "audit", "keys", "seals",
    "policy", "import", "report", "stats",
}


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """An installation whose database has no tables yet."""
    return vacant(tmp_path_factory.mktemp("bare") / "data", "bare")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small province, made by the commands themselves."""
    app = vacant(tmp_path_factory.mktemp("small") / "data", "small")
    with inside(app):
        upgrade()
    done = run(app, "demo load --households 60 --seed 4 --json")
    assert done["households"] == 60
    return app


def call(app, line, **how):
    """The command, as from a shell: with its own keys, and nothing left open behind it."""
    open_keys(app.config["DATA_DIR"] / "keys")
    result = app.test_cli_runner().invoke(args=line.split(), **how)
    with app.app_context():
        db.engine.dispose()
    return result


def run(app, line, exit_code=0, **how):
    """What the command tells a program."""
    result = call(app, line, **how)
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)


def test_the_commands_of_the_contract_are_there(bare):
    assert set(bare.cli.commands) >= COMMANDS


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param(
            "policy workdays --start 2026-09-30 --days 3",
            {"start": "2026-09-30", "days": 3, "due": "2026-10-10", "provisional": False},
            id="over National Day, the last day a Saturday worked",
        ),
        pytest.param(
            "policy workdays --start 2026-12-30 --days 3 --json",
            {"due": "2027-01-05", "provisional": True},
            id="into a year nobody has published",
        ),
        pytest.param(
            "policy retirement --birth 1971-04-30 --group female55",
            {"retirement_on": "2026-08-30", "age_years": 55, "age_months": 4, "delay_months": 4},
            id="a woman of 55",
        ),
        pytest.param(
            "policy id 22990119850302001３",
            {"valid": True, "normalised": "229901198503020013", "birth_on": "1985-03-02", "sex": 1,
             "codes": []},
            id="a number with a full-width digit",
        ),
        pytest.param(
            "policy id 229901198503020014",
            {"valid": False, "normalised": None, "codes": ["ID_CHECKSUM"]},
            id="a number that is none",
        ),
    ],
)
def test_policy_is_asked_without_a_database(bare, line, told):
    answer = run(bare, line)

    assert {key: answer[key] for key in told} == told


def test_days_are_told_one_by_one(bare):
    answer = run(bare, "policy workdays --start 2026-04-30 --days 3")

    assert list(answer) == ["start", "days", "due", "provisional", "counted", "skipped"]
    assert answer["counted"] == ["2026-05-06", "2026-05-07", "2026-05-08"]
    assert answer["skipped"][0] == {"on": "2026-05-01", "why": "劳动节"}


@pytest.mark.parametrize(
    "line",
    [
        "policy workdays --start 2026-02-30 --days 3",
        "policy workdays --start 2026-03-01 --days -1",
        "policy retirement --birth 1970-01-01 --group woman",
        "policy id",
        "user create --username wang --name 王 --role emperor --office 220104",
        "restore nowhere.ljy",
        "no-such-command",
    ],
)
def test_a_wrong_call_ends_with_2(bare, line):
    assert call(bare, line).exit_code == 2


@pytest.mark.database
def test_a_bare_database_is_named_by_the_doctor(bare):
    answer = run(bare, "doctor --json", exit_code=1)

    assert {f["code"] for f in answer["findings"] if f["level"] == "red"} >= {"SCHEMA_BEHIND"}


@pytest.mark.database
def test_demo_data_make_the_accounts_and_nothing_twice(small):
    with inside(small):
        users = {u.username: u for u in db.session.scalars(select(User))}
        assert set(ACCOUNTS) <= set(users)
        assert fits(users["street"].password_hash, small.config["SETTINGS"].demo_password)

    again = run(small, "demo load --households 60 --json", exit_code=1)
    assert "空库" in again["refused"][0]


@pytest.mark.database
def test_the_first_administrator_comes_from_the_console(small):
    told = run(small, "user create --username guan.li --name 管样甲 --role sysadmin "
                      "--office 220000 --json")

    with inside(small):
        made = db.session.scalars(select(User).filter_by(username="guan.li")).one()
        assert fits(made.password_hash, told["password"])
        assert made.must_change_password
        assert told["password"] not in str(db.session.scalars(select(AuditEntry.changes)).all())


@pytest.mark.database
@pytest.mark.parametrize(
    ("username", "role", "office", "why"),
    [
        pytest.param("street", "street", "220104001", "已被使用", id="a name in use"),
        pytest.param("x", "street", "220104001", "登录名", id="a name too short"),
        pytest.param("wang", "street", "220104", "不能设在", id="a role of another level"),
        pytest.param("wang", "sysadmin", "999999", "没有这个机构", id="no such office"),
        pytest.param("wang", "county", "220100", "不能设在", id="a unit that does not seal"),
    ],
)
def test_an_officer_who_cannot_be_is_refused(small, username, role, office, why):
    told = run(small, f"user create --username {username} --name 王样甲 --role {role} "
                      f"--office {office} --json", exit_code=1)

    assert why in told["refused"][0]


@pytest.mark.database
def test_a_county_officer_may_sit_where_a_unit_seals(small):
    run(small, "user create --username mei.he --name 梅样甲 --role county --office 220581 --json")


@pytest.mark.database
def test_the_trail_is_proved_and_a_changed_line_named(small, tmp_path):
    assert run(small, "audit verify --json")["sound"] is True

    with inside(small):
        engine = db.engine
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.execute(text("DROP TRIGGER audit_refuses_update"))
            else:
                connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
            old = connection.execute(text("SELECT actor FROM audit WHERE id = 17")).scalar()
            connection.execute(text("UPDATE audit SET actor = 'nobody' WHERE id = 17"))
    told = run(small, "audit verify --json", exit_code=1)
    assert told["fault"]["line"] == 17
    with inside(small), db.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET actor = :old WHERE id = 17"), {"old": old})


@pytest.mark.database
def test_a_ledger_is_written_in_the_name_of_an_officer(small, tmp_path):
    out = tmp_path / "台账.xlsx"
    told = run(small, f"ledger recognition --out {out} --as county --from 2024-01-01 --json")

    assert told["rows"] > 5
    assert out.read_bytes().startswith(b"PK")
    with inside(small):
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (last.actor, last.address, last.act) == ("county", "console", "export")
    for elsewhere in ("--as county --office 222401", "--as nobody", f"--as county --out {tmp_path}/none/x.xlsx"):
        assert run(small, f"ledger recognition --out {out} {elsewhere} --json", exit_code=1)["refused"]


@pytest.mark.database
def test_backup_and_restore_from_the_console(small, tmp_path):
    run(small, f"backup {tmp_path / 'b.ljy'} --json")
    keys = Path(small.config["DATA_DIR"], "keys")
    other = vacant(tmp_path / "other", "other_machine")

    told = run(other, f"restore {tmp_path / 'b.ljy'} --keys {keys} --json")

    assert told["audit_lines"] > 0
    with inside(other):
        assert db.session.scalar(select(func.count()).select_from(Household)) == 60
    assert run(other, f"restore {tmp_path / 'b.ljy'} --json", exit_code=1)["refused"]


@pytest.mark.database
def test_keys_are_rotated_from_the_console(small):
    first = run(small, "keys rotate --json")

    assert first["resealed"] > 60
    assert run(small, "keys rotate --json") == {**first, "new": False, "resealed": 0}
    with inside(small):
        assert db.session.scalars(select(Member.id_no)).all()


@pytest.mark.database
def test_prepare_is_idempotent_and_demo_is_opt_out(tmp_path, monkeypatch):
    monkeypatch.setenv("DEMO", "0")
    app = vacant(tmp_path / "data", "prepared")
    first = run(app, "prepare --json")
    again = run(app, "prepare --json")

    assert (first["added"] > 3000, first["households"]) == (True, 0)
    assert (again["added"], again["changed"]) == (0, 0)
    with inside(app):
        assert db.session.scalar(select(func.count()).select_from(User)) == 0
        assert db.session.scalar(select(func.count()).select_from(Office)) == 3041


@pytest.mark.database
def test_prepare_refuses_keys_of_another_database(small, tmp_path):
    keys = Path(small.config["DATA_DIR"], "keys", "blind.key")
    own = keys.read_text()
    run(small, "prepare --json")
    keys.write_text("0123456789abcdef" * 4)
    try:
        told = run(small, "prepare --json", exit_code=1)
    finally:
        keys.write_text(own)
    assert "密钥" in told["refused"][0]


@pytest.mark.database
def test_very_many_households_can_be_loaded_leanly(tmp_path):
    app = vacant(tmp_path / "data", "lean")
    with inside(app):
        upgrade()
    told = run(app, "demo load --lean --households 400 --seed 2 --json")

    assert told["households"] == 400
    assert told["members"] > 600
    with inside(app):
        assert db.session.scalar(select(func.count()).select_from(Household)) == 400
        indexes = {i["name"] for i in inspect(db.session.connection()).get_indexes("member")}
        assert "uq_member_one_open_episode" in indexes
        assert db.session.scalars(select(Member.id_no).limit(1)).one().startswith("2299")


@pytest.mark.database
def test_an_old_program_does_not_touch_a_newer_database(tmp_path):
    app = vacant(tmp_path / "data", "newer")
    with inside(app):
        upgrade()
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()

    assert "更新的版本" in run(app, "prepare --json", exit_code=1)["refused"][0]
    assert run(app, "doctor --json", exit_code=1)["findings"][-1]["code"] == "SCHEMA_BEHIND"


def test_the_clocks_run_twice_and_do_nothing_twice(small):
    first = run(small, "clocks run --on 2026-03-10 --json")
    second = run(small, "clocks run --on 2026-03-10 --json")

    assert second["proposals"] == {
        **first["proposals"], "made": 0, "lapsed": 0, "raised": 0, "cleared": 0,
    }
    assert second["due"] == first["due"]
    with inside(small):
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'household'"))
    assert first["overdue"] + first["today"] + first["soon"] == len(first["due"])
