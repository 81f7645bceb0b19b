"""The application form as a Word file, for an office that must go on writing in it.

`templates/word/application.docx` is an ordinary Word file whose places say what comes there; who
wants it otherwise changes it in Word. What a clerk typed is text in it and never part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import ChainableUndefined, Environment
from sqlalchemy.orm import Session

from documents.application_facts import form_values
from documents.application_form import BLANK
from models import Household

TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "word" / "application.docx"
LEAST: Final = {
    "members": 6, "wishes": 4, "comparisons": 5, "visits": 2, "publicity": 1, "disputes": 1, "measures": 3,
    "jobs": 2, "benefits": 2,
}
"""So many rows a table has where fewer are filled: the form is also written in by hand."""
DAY: Final = "　　　年　　月　　日"


def application_word(session: Session, household: Household, *, full: bool) -> bytes:
    """The form of the household as .docx. Without `full` it is masked, and says so."""
    return filled(form_values(session, household, full=full))


def blank_word() -> bytes:
    """The empty form."""
    return filled(BLANK)


def filled(values: Mapping[str, Any]) -> bytes:
    """The template with the values of `application_facts` in it, each table padded with empty rows."""
    template = DocxTemplate(TEMPLATE)
    template.render(word_values(values), Environment(autoescape=True, undefined=ChainableUndefined))
    out = BytesIO()
    template.save(out)
    return out.getvalue()


def word_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the template reads: the sections, and the lists of their tables by a name each."""
    lists = {
        "comparisons": values["checks"]["comparisons"], "visits": values["checks"]["visits"],
        "disputes": values["objections"]["rows"], "measures": values["aid"]["rows"],
    }
    known = {**values, **lists}
    return known | {name: padded(known[name], least) for name, least in LEAST.items()} | {"day": day}


def padded(rows: Sequence[Mapping[str, Any]], least: int) -> list[Mapping[str, Any]]:
    return [*rows, *({} for _ in range(least - len(rows)))]


def day(on: Any) -> str:
    """2026-03-09 as 2026年3月9日; room to write it where there is none."""
    if not on:
        return DAY
    year, month, of_month = map(int, str(on)[:10].split("-"))
    return f"{year}年{month}月{of_month}日"
