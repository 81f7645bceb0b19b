"""The console: what can be done without a browser. Each command is thin over the floors below."""

from __future__ import annotations

from flask import Flask

from commands import clocks, demo, house, ledgers, policy, seals, statistics  # noqa: F401  (each enters its commands in the register)
from commands.register import COMMANDS


def init_commands(app: Flask) -> None:
    """Give the application its commands."""
    for made in (*COMMANDS.values(), house.bench):
        app.cli.add_command(made)
