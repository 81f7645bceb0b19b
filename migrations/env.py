"""How migrations reach the database: the application's own engine, one transaction a revision."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from models.base import Instant
from models.engine import writing
from models.sealed import Sealed


def render_type(kind: str, value: Any, _: Any) -> str | bool:
    """Our own column types as what they are in the database: models are not imported later."""
    if kind == "type" and isinstance(value, Sealed):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(value, Instant):
        return "sa.DateTime()"
    return False


def migrate() -> None:
    """SQLite too takes part in the transaction (models.engine), so a migration is whole or absent."""
    extension = current_app.extensions["migrate"]
    with writing(), extension.db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            render_item=render_type,
            transactional_ddl=True,
            transaction_per_migration=True,
            **extension.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


migrate()
