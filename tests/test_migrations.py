"""The migrations lead to the schema of the models, up and down, on the database under test."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from access.kept_recount import miskept
from models import db
from models.copying import prove_sound
from seeds.demo import load_demo
from seeds.load import load_reference
from tests.vacant import NOW, inside, vacant

FIRST = "base"


@contextmanager
def empty_database(folder, name):
    with inside(vacant(folder / name, name)):
        yield db.engine


def schema(engine):
    """Tables with columns, keys, checks and indexes, each in a form fit to be compared."""
    seen, found = inspect(engine), {}
    for table in sorted(set(seen.get_table_names()) - {"alembic_version"}):
        found[table] = {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"]) for c in seen.get_columns(table)
            },
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (f["constrained_columns"], f["referred_table"], sorted(f["options"].items()))
                for f in seen.get_foreign_keys(table)
            ),
            "unique": sorted(u["column_names"] for u in seen.get_unique_constraints(table)),
            "checks": {c["name"]: plain(c["sqltext"]) for c in seen.get_check_constraints(table)},
            "indexes": {
                i["name"]: (i["column_names"], bool(i["unique"]), condition(i))
                for i in seen.get_indexes(table)
            },
        }
    return found


def plain(sql):
    return " ".join(str(sql).split())


def condition(index):
    where = [v for k, v in index.get("dialect_options", {}).items() if k.endswith("_where")]
    return plain(where[0]) if where else ""


@pytest.mark.database
def test_the_migrated_schema_is_the_schema_of_the_models(tmp_path):
    with empty_database(tmp_path, "made") as engine:
        db.create_all()
        wanted = schema(engine)
    with empty_database(tmp_path, "migrated") as engine:
        upgrade()
        migrated = schema(engine)

    assert migrated == wanted
    assert migrated["household"]["checks"]
    assert migrated["member"]["indexes"]["uq_member_one_open_episode"][2]


@pytest.mark.database
def test_every_migration_goes_back_and_forth(tmp_path):
    with empty_database(tmp_path, "there_and_back") as engine:
        upgrade()
        before = schema(engine)
        downgrade(revision=FIRST)

        assert schema(engine) == {}

        upgrade()
        assert schema(engine) == before


@pytest.mark.database
def test_a_filled_database_keeps_its_rows_when_it_is_brought_up_to_date(tmp_path):
    with empty_database(tmp_path, "filled") as engine:
        upgrade()
        load_reference(db.session)
        load_demo(db.session, 40, 1, on=NOW.date(), password="demo-2026-Jilin!")
        db.session.remove()
        before = rows(engine)

        downgrade(revision="0002")
        old = rows(engine)
        upgrade()
        after = rows(engine)

        assert {table: before[table] for table in old} == old == {t: after[t] for t in old}
        filled = {"kept_day", "kept_month", "kept_span", "kept_trait", "kept_tally"}  # from the households there are
        assert not any(after[table] for table in after.keys() - old.keys() - filled)
        filled.discard("kept_tally")  # follows from return visits as well, which went with their table
        assert {table: after[table] for table in filled} == {table: before[table] for table in filled}
        assert miskept(db.session) == []  # the migration fills as the application recounts
        db.session.remove()
        assert before["household"] >= 40
        assert before["member"] > before["household"]
        prove_sound(engine, after)


def rows(engine):
    kept = inspect(engine).get_table_names()
    with engine.connect() as connection:
        return {
            table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar()
            for table in kept if table != "alembic_version"
        }


@pytest.mark.database
@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_itself_keeps_the_trail(tmp_path, statement):
    line = (
        "INSERT INTO audit VALUES (1, '2026-03-09 02:00:00', 'wang', 'community', '', '', 'x', "
        "'', '', 'done', '{}', 'a', 'b')"
    )
    with empty_database(tmp_path, "append_only") as engine:
        upgrade()
        with engine.begin() as connection:
            connection.execute(text(line))

        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))


@pytest.mark.database
def test_a_migration_that_breaks_leaves_nothing_behind(tmp_path, monkeypatch):
    with empty_database(tmp_path, "half") as engine:
        from alembic.operations import Operations

        monkeypatch.setattr(Operations, "execute", broken, raising=True)
        with pytest.raises(SystemExit):
            upgrade()

        monkeypatch.undo()
        assert "audit" in inspect(engine).get_table_names()
        with engine.connect() as connection:
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        assert version == "0001"
        upgrade()


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("the cable was pulled")
