"""《吉林省零就业家庭认定及援助申请表》 as a paper: filled from the record, or empty to be written on.

Asked without a request: the workflow, a batch and a page all call the same functions. Source:
docs/notice.md, 二（一） and 二（三）.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from documents.application_facts import form_values
from documents.square_code import square_code
from documents.typeset import typeset
from models import Household

TEMPLATE: Final = "application"
TITLE: Final = "吉林省零就业家庭认定及援助申请表"
BLANK: Final[dict[str, Any]] = {
    "masked": False, "head": {}, "applicant": {}, "members": [], "family": {}, "wishes": [],
    "pledge": {}, "checks": {"comparisons": [], "visits": [], "conclusion": ""}, "boxes": {},
    "publicity": [], "objections": {"said": "", "rows": []}, "recognition_no": "",
    "aid": {"officer": "", "office": "", "phone": "", "due": "", "rows": []}, "jobs": [],
    "benefits": [], "exit": {}, "qr": "",
}


def application_form(
    session: Session, household: Household, *, full: bool, on: date, check_url: str | None = None
) -> bytes:
    """The form of the household as a PDF. Without `full` it is masked, and says so.

    `check_url` becomes a square code beside the title. Raises Unprintable for what the fonts lack.
    """
    values = paper_values(session, household, full=full, check_url=check_url)
    return typeset(TEMPLATE, values, on, tagged=False)


def blank_form(on: date) -> bytes:
    """The empty form, to be printed and written on."""
    return typeset(TEMPLATE, BLANK, on, tagged=False)


def sealed_values(
    session: Session, household: Household, *, check_url: str, seal_no: str, mark: str, foot: str
) -> dict[str, Any]:
    """What the template reads of the form that bears the seal; `mark` says in the file whose copy it is."""
    values = paper_values(session, household, full=True, check_url=check_url)
    return {**values, "seal_no": seal_no, "mark": mark, "seal_foot": foot}


def paper_values(
    session: Session, household: Household, *, full: bool, check_url: str | None = None
) -> dict[str, Any]:
    """What the template reads."""
    return {**form_values(session, household, full=full), "qr": square_code(check_url)}
