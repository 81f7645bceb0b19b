"""The words of a page in the officer's language, looked up once for each process.

Flask-Babel looks for the catalogue anew at every word: 16 µs each, which a list of 130 words
feels. What a word is called in a language does not change while the process runs.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask_babel import get_locale
from flask_babel import gettext as translate

_kept: dict[tuple[str, str], str] = {}


def gettext(text: str, **values: Any) -> str:
    """The text in the language of the request, its %(names)s filled in."""
    if not text:
        return ""  # to the catalogue, no words are its own head
    of_page = language()
    found = _kept.get((of_page, text))
    if found is None:
        if len(_kept) > 20_000:
            _kept.clear()
        found = _kept[of_page, text] = str(translate(text))
    return found % values if values else found


def language() -> str:
    """The language of this request's page."""
    here = g._get_current_object()  # a page asks seventy times, and each look through the proxy costs
    try:
        return here.language_of_page  # type: ignore[no-any-return]
    except AttributeError:
        here.language_of_page = found = str(get_locale() or "")
        return found


def init_translation(app: Flask) -> None:
    """`_('…')` in templates: the plain text, escaped where it is put out like any other."""
    app.jinja_env.globals["_"] = gettext
