"""The application as this house runs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask


class House(Flask):
    """Flask, without a look at each view, guard and header at every request: none of them is a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func
