"""Settings from the environment. Read by app.py alone; says in Chinese what is wrong."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
DEMO_PASSWORD = "demo-2026-Jilin!"  # noqa: S105  (of the demo province alone)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data lie, which database, and whether the demo province is wanted.

    `data_dir` holds database, keys, uploads and backups. `https` is true where a proxy in front
    speaks TLS: cookies are then Secure and HSTS is sent. `hosts` are the names this server answers
    to; empty means its own address only. `host` is the address it listens on. `seal_passphrase` opens the
    seal keys; where it is empty, a file beside them does.
    """

    data_dir: Path
    database_url: str
    demo: bool
    demo_password: str
    https: bool
    hosts: tuple[str, ...]
    host: str = "127.0.0.1"
    seal_passphrase: str = ""

    @property
    def keys(self) -> Path:
        return self.data_dir / "keys"


def settings() -> Settings:
    env = os.environ
    data_dir = Path(env.get("DATA_DIR") or ROOT / "instance").resolve()
    url = env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'registry.db'}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    return Settings(
        data_dir=data_dir,
        database_url=url,
        demo=env.get("DEMO", "1") != "0",
        demo_password=env.get("DEMO_PASSWORD") or DEMO_PASSWORD,
        https=env.get("HTTPS", "0") == "1",
        hosts=tuple(h.strip() for h in env.get("HOSTS", "").split(",") if h.strip()),
        host=env.get("HOST") or "127.0.0.1",
        seal_passphrase=env.get("SEAL_PASSPHRASE", ""),
    )
