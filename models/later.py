"""Days counted on from a date of a row, said once for both databases.

A month later is the corresponding day, or the last of a month that has none (Civil Code art. 202),
as policy.ages.add_months says it of one date.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_after(FunctionElement[Any]):
    """The date so many days after that of a column."""

    name = "days_after"
    type = Date()
    inherit_cache = True

    def __init__(self, column: Any, days: int) -> None:
        super().__init__(column, days)


class months_after(FunctionElement[Any]):
    """The date so many months after that of a column."""

    name = "months_after"
    type = Date()
    inherit_cache = True

    def __init__(self, column: Any, months: int) -> None:
        super().__init__(column, months)


def parts(element: Any, compiler: Any, **how: Any) -> tuple[str, str]:
    column, number = (compiler.process(clause, **how) for clause in element.clauses)
    return column, number


@compiles(days_after)
def days_in_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    column, number = parts(element, compiler, **how)
    return f"date({column}, {number} || ' days')"


@compiles(days_after, "postgresql")
def days_in_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    column, number = parts(element, compiler, **how)
    return f"({column} + CAST({number} AS integer))"


@compiles(months_after)
def months_in_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    """SQLite carries 31 January + 1 month into March; the end of the month is earlier then."""
    column, number = parts(element, compiler, **how)
    return (f"min(date({column}, {number} || ' months'), "
            f"date({column}, 'start of month', {number} || ' months', '+1 month', '-1 day'))")


@compiles(months_after, "postgresql")
def months_in_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    column, number = parts(element, compiler, **how)
    return f"CAST({column} + make_interval(months => CAST({number} AS integer)) AS date)"
