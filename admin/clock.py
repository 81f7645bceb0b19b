"""What day and time it is at the bureau. Asked here and in commands.py, handed down as `on` or `at`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from time import time

from flask import current_app

from admin.words import BEIJING


def now() -> datetime:
    """The present moment, in Beijing time whatever the server's zone; `CLOCK` of the settings, if set."""
    clock: Callable[[], datetime] | None = current_app.config.get("CLOCK")
    return clock().astimezone(BEIJING) if clock else datetime.now(BEIJING)


def today() -> date:
    return now().date()


def ticks() -> float:
    """Seconds of the machine's own clock, as files are dated by it."""
    return time()


def midnight() -> datetime:
    """The moment at which today began in Beijing."""
    return now().replace(hour=0, minute=0, second=0, microsecond=0)
