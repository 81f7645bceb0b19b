"""Finding employers, vacancies and places of work by typing: none of them is limited to one's area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from admin.clock import today
from admin.search import starts
from models import Employer, Office, Vacancy, db
from policy.matching import yuan
from policy.terms import Level
from workflow.matching import open_on

Hit = tuple[int, str]
PLACES: Final = (Level.UNIT, Level.COUNTY, Level.STREET)


def employers(session: Session, term: str, limit: int) -> list[Hit]:
    """Employers by the beginning of the name or of the credit code."""
    rows = session.execute(
        select(Employer.id, Employer.name, Employer.credit_code)
        .where(
            Employer.voided_at.is_(None),
            or_(starts(Employer.name, term), starts(Employer.credit_code, term.upper())),
        )
        .order_by(Employer.name, Employer.id).limit(limit)
    )
    return [(pk, f"{name}（{code}）") for pk, name, code in rows]


def vacancies(session: Session, term: str, limit: int) -> list[Hit]:
    """Open vacancies by the beginning of their title or of the employer's name, best paid first."""
    rows = session.execute(
        described()
        .where(
            open_on(today()), Employer.voided_at.is_(None),
            or_(starts(Vacancy.title, term), starts(Employer.name, term)),
        )
        .order_by(Vacancy.wage_from.desc(), Vacancy.id).limit(limit)
    )
    return [(row[0], words_of(row)) for row in rows]


def places(session: Session, term: str, limit: int) -> list[Hit]:
    """Where one may work: streets, counties and cities of the whole province."""
    rows = session.execute(
        select(Office.id, Office.name, Office.code)
        .where(
            Office.level.in_(PLACES), Office.valid,
            or_(*(starts(c, term) for c in (Office.name, Office.short_name, Office.code))),
        )
        .order_by(Office.sort, Office.id).limit(limit)
    )
    return [(pk, f"{name}（{code}）") for pk, name, code in rows]


JOB_LOOKUPS: Final[dict[str, Callable[[Session, str, int], list[Hit]]]] = {
    "employer": employers, "vacancy": vacancies, "place": places,
}


def described() -> Any:
    return (
        select(Vacancy.id, Vacancy.title, Employer.name, Office.short_name, Vacancy.wage_from)
        .join(Employer, Employer.id == Vacancy.employer_id)
        .join(Office, Office.id == Vacancy.place_id)
    )


def words_of(row: Any) -> str:
    """Title, employer, place and wage: what tells one vacancy from another."""
    _pk, title, employer, place, wage = row
    return f"{title} · {employer} · {place} · ¥{yuan(wage):,}"


def find_vacancy(number: int) -> Hit | None:
    row = db.session.execute(described().where(Vacancy.id == number)).one_or_none()
    return (row[0], words_of(row)) if row else None


def offered(number: int) -> dict[str, Any]:
    """What a recommendation of that vacancy already says; nothing where there is none."""
    vacancy = db.session.get(Vacancy, number)
    if vacancy is None:
        return {}
    return {"vacancy_id": number, "employer": vacancy.employer.name, "job": vacancy.title,
            "wage": vacancy.wage_from}


def find_employer(number: int) -> Hit | None:
    employer = db.session.get(Employer, number)
    return (employer.id, employer.name) if employer and employer.voided_at is None else None


def find_place(number: int) -> Hit | None:
    office = db.session.get(Office, number)
    return (office.id, office.name) if office and office.level in PLACES else None
