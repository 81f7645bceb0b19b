"""The session of pages and commands, and every record with it: the doors know all tables."""

from __future__ import annotations

from flask_sqlalchemy import SQLAlchemy

from models import (  # noqa: F401  (each enters its tables)
    aftercare,
    alert,
    assistance,
    attachment,
    audit,
    benefits,
    checks,
    follow_up,
    household,
    imports,
    inspections,
    intake,
    jobs,
    judgement,
    kept,
    ledgers,
    member,
    office,
    papers,
    plans,
    reference,
    report,
    supervision,
    sweeps,
    targets,
    user,
)
from models.base import Base

db = SQLAlchemy(model_class=Base, disable_autonaming=True)
