"""What many pages have in common is made once and kept in the process: words, frames, forms without input.

A frame is drawn by its template with holes, and filled for each page with what belongs to it (the
officer, the token). Nothing an officer typed and nothing of a person is kept here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from flask import Flask, current_app
from markupsafe import Markup, escape

from admin.translation import language

FRESH_SECONDS: Final = 15
"""How long what hardly ever changes (an office's name, the demo strip) is not asked again."""
MOST_KEPT: Final = 2000
HOLE: Final = re.compile("\x00([a-z]+)\x00")
T = TypeVar("T")


def init_shelf(app: Flask) -> None:
    """`still('…')` in templates: a template that depends on nothing but the language."""
    app.extensions["shelf"] = {}
    app.jinja_env.globals["still"] = still


def kept(key: tuple[Any, ...], make: Callable[[], T], for_ever: bool = False) -> T:
    """What was made for this key a moment ago, or anew.

    Nothing another worker would need: each asks for itself, and at most FRESH_SECONDS late.
    """
    shelf: dict[Any, tuple[float, Any]] = current_app.extensions["shelf"]
    found = shelf.get(key)
    if found is None or (not for_ever and time.monotonic() - found[0] > FRESH_SECONDS):
        if len(shelf) > MOST_KEPT:
            shelf.clear()
        found = shelf[key] = (time.monotonic(), make())
    value: T = found[1]
    return value


def hole(name: str) -> Markup:
    """Stands in a drawing for what each page fills in."""
    return Markup(f"\x00{name}\x00")  # noqa: S704  (a name of ours)


class Parts(list[str]):
    """HTML of ours that is not yet put together: what is long is copied once, with all around it."""


class Stencil:
    """HTML with holes."""

    def __init__(self, drawn: str) -> None:
        parts = HOLE.split(drawn)
        self.texts, self.names = parts[::2], parts[1::2]

    def filled(self, **values: str | None) -> Markup:
        """The HTML with these values in its holes, escaped unless they are HTML themselves."""
        return Markup("".join(self.parts(**values)))  # noqa: S704  (escaped)

    def parts(self, **values: str | Parts | None) -> Parts:
        """The same, not yet put together."""
        safe = {name: parts_of(value) for name, value in values.items()}
        out = Parts(self.texts[:1])
        for name, text in zip(self.names, self.texts[1:], strict=True):
            out += safe[name]
            out.append(text)
        return out


def parts_of(value: str | Parts | None) -> Sequence[str]:
    if value.__class__ is Parts:
        return value
    return () if value is None else (escape(value),)


def piece(
    template: str, around: Callable[[], Mapping[str, Any]] = dict, **values: str | Parts | None
) -> Parts:
    """A template filled with these values; drawn anew only where others of them are None than before.

    The template may ask whether a value is None, and nothing else of it. `around` is asked once a
    drawing for what else the template names.
    """

    def draw() -> Stencil:
        holes = {name: None if value is None else hole(name) for name, value in values.items()}
        return Stencil(drawn(template, **around(), **holes))

    nothing = [name for name, value in values.items() if value is None]
    return kept(("piece", template, language(), *nothing), draw, for_ever=True).parts(**values)


def drawn(template: str, **context: Any) -> Markup:
    """A template of ours, with nothing from the request but the language."""
    page = current_app.jinja_env.get_template(template)
    return Markup(page.render(**context))  # noqa: S704  (a template of ours)


def still(template: str) -> Markup:
    return kept((template, language()), lambda: drawn(template), for_ever=True)
