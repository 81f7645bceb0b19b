"""The whole database, taken out as it stood at one instant, and laid into an empty one.

SQLite is copied as a file by its own backup; PostgreSQL table by table (COPY) in one snapshot.
Everything below the session: no scope, no trace of single rows; workflow.backup leaves the trace.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.engine import Connection

from models.base import Base

PART = 1 << 16


class CopyBroken(RuntimeError):
    """The database laid down is not sound: a page, a reference or a count does not hold."""


def take_out(engine: Engine, folder: Path) -> dict[str, int]:
    """Write the database into files of the folder; answers how many rows each table has."""
    if engine.dialect.name == "sqlite":
        copy = folder / "registry.db"
        with engine.connect() as connection, closing(sqlite3.connect(copy)) as target:
            source: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            return {name: target.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
                    for name in there(engine)}
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return {name: copy_out(connection, name, folder / f"{name}.copy") for name in there(engine)}


def tables() -> list[str]:
    """Every table of ours, those referred to first."""
    return [table.name for table in Base.metadata.sorted_tables]


def there(engine: Engine) -> list[str]:
    """Those of them the database has: it may be of an older schema."""
    found = set(inspect(engine).get_table_names())
    return [name for name in tables() if name in found]


def copy_out(connection: Connection, table: str, file: Path) -> int:
    """One table with its column names in the first line; in the snapshot of the connection."""
    columns = ", ".join(f'"{c["name"]}"' for c in inspect(connection).get_columns(table))
    count = connection.scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0
    cursor = connection.connection.cursor()
    with file.open("wb") as out, cursor.copy(  # type: ignore[attr-defined]
        f'COPY "{table}" ({columns}) TO STDOUT'
    ) as copy:
        out.write(columns.encode() + b"\n")
        for part in copy:
            out.write(part)
    return count


def lay_down(engine: Engine, folder: Path, migrate: Callable[[str], None], schema: str) -> None:
    """Fill an empty database from the files, with the tables of the schema they were taken from."""
    if engine.dialect.name == "sqlite":
        return  # the file itself is the database, already in its place
    migrate(schema)
    with engine.begin() as connection:
        for file in in_order(folder):
            copy_in(connection, file)
        for name in there(engine):
            catch_up(connection, name)


def in_order(folder: Path) -> Iterator[Path]:
    """The files of the tables, those referred to first."""
    return (path for name in tables() if (path := folder / f"{name}.copy").exists())


def copy_in(connection: Connection, file: Path) -> None:
    cursor = connection.connection.cursor()
    with file.open("rb") as source:
        columns = source.readline().decode().strip()
        statement = f'COPY "{file.stem}" ({columns}) FROM STDIN'
        with cursor.copy(statement) as copy:  # type: ignore[attr-defined]
            while part := source.read(PART):
                copy.write(part)


def catch_up(connection: Connection, table: str) -> None:
    """The sequence behind an id goes on after the last id laid down."""
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, 'id') WHERE EXISTS (SELECT 1 FROM "
             "information_schema.columns WHERE table_name = :name AND column_name = 'id')"),
        {"table": f'"{table}"', "name": table},
    )
    if sequence:
        connection.execute(
            text(f'SELECT setval(:sequence, (SELECT max(id) FROM "{table}"))'),  # noqa: S608
            {"sequence": sequence},
        )


def prove_sound(engine: Engine, rows: dict[str, int]) -> None:
    """Raise CopyBroken unless pages, references and counts hold."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            astray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if said != "ok" or astray is not None:
                raise CopyBroken(f"数据库校验未通过：{said if said != 'ok' else astray[0]}")
        for name, count in counts(connection, rows):
            if count != rows[name]:
                raise CopyBroken(f"{name}应有{rows[name]}行，实有{count}行")


def counts(connection: Connection, names: Iterable[str]) -> Iterator[tuple[str, int]]:
    for name in names:
        found = connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar()  # noqa: S608
        yield name, int(found or 0)


def remove_all(engine: Engine) -> None:
    """PostgreSQL: every table of ours goes, to make room; the caller has been told to."""
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
