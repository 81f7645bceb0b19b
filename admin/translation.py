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
    language = g.get("language_of_page")
    if language is None:
        language = g.language_of_page = str(get_locale() or "")
    found = _kept.get((language, text))
    if found is None:
        if len(_kept) > 20_000:
            _kept.clear()
        found = _kept[language, text] = str(translate(text))
    return found % values if values else found


def init_translation(app: Flask) -> None:
    """`_('…')` in templates: the plain text, escaped where it is put out like any other."""
    app.jinja_env.globals["_"] = gettext
