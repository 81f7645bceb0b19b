"""A ledger of an office's own (自定义台账): some columns of a ledger, narrowed and in another order.

What may be narrowed or ordered by is a date, a number, a term, a code or a yes that stands in the
row as it is shown. Names, numbers of persons and whatever is masked are not among it: a condition
on them would tell what the mask hides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Enum, Integer, Numeric, Select

from documents.columns import Column, Setting, numbered
from documents.ledgers import Ledger
from models.sealed import Sealed
from policy.terms import Term
from workflow.refusals import refuse

CLAUSE = "102-3"
MOST_CHOSEN = 100
LONGEST_CODE = 40


class By(StrEnum):
    """How a column can be narrowed: by days, by amounts, or by what it may hold."""

    DAYS = "days"
    AMOUNT = "amount"
    TERMS = "terms"
    CODES = "codes"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Narrow:
    """A column that may be narrowed and ordered by; `terms` are what it may hold."""

    head: str
    by: By
    key: str
    terms: tuple[Term, ...] = ()
    codes: str = ""


def name_of(column: Column) -> str:
    """What a column is called in a selection: its heading, with its group where it has one."""
    head = column.head
    return f"{head.group}·{head.text}" if head.group else head.text


def narrows(ledger: Ledger) -> dict[str, Narrow]:
    """What the ledger may be narrowed and ordered by, under the name of the column."""
    types = {str(c.key): c.type for c in ledger.statement(date.min, date.max).selected_columns}
    found = {}
    for column in ledger.columns:
        narrow = narrow_of(column, types.get(column.key))
        if narrow is not None:
            found[narrow.head] = narrow
    return found


def narrow_of(column: Column, kind: Any) -> Narrow | None:
    name, key = name_of(column), column.key
    if column.codes:
        return Narrow(name, By.CODES, key, codes=column.codes)
    if isinstance(kind, Sealed) or key.endswith("_id"):
        return None
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return Narrow(name, By.TERMS, key, tuple(kind.enum_class))
    if isinstance(kind, Boolean):
        return Narrow(name, By.YES, key)
    if isinstance(kind, Date):
        return Narrow(name, By.DAYS, key)
    return Narrow(name, By.AMOUNT, key) if isinstance(kind, Numeric | Integer) else None


def checked(ledger: Ledger, choice: Mapping[str, Any]) -> dict[str, Any]:
    """The choice as it is kept: columns of the ledger, conditions that hold, nothing else.

    Raises Refused, with the field it is about.
    """
    known = [name_of(column) for column in ledger.columns[1:]]
    columns = list(dict.fromkeys(map(str, choice.get("columns") or ())))
    if not columns or not set(columns) <= set(known):
        raise refuse(CLAUSE, "请至少选择一列", "columns")
    may = narrows(ledger)
    filters = {}
    for head, condition in (choice.get("filters") or {}).items():
        if head not in may or not isinstance(condition, dict):
            raise refuse(CLAUSE, "没有这个筛选条件，请从列表中选择", "filters")
        if kept := condition_of(may[head], condition):
            filters[head] = kept
    order = str(choice.get("order") or "")
    if order and order not in may:
        raise refuse(CLAUSE, "不能按这一列排序，请从列表中选择", "order")
    return {"columns": columns, "filters": filters, "order": order,
            "descending": bool(choice.get("descending"))}


def condition_of(narrow: Narrow, asked: Mapping[str, Any]) -> dict[str, Any]:
    """One condition as it is kept; empty for one that asks nothing."""
    if narrow.by in (By.DAYS, By.AMOUNT):
        read = day_of if narrow.by is By.DAYS else amount_of
        ends = {end: str(read(asked[end], narrow.head)) for end in ("from", "to") if asked.get(end)}
        if len(ends) == 2 and read(ends["from"], "") > read(ends["to"], ""):
            raise refuse(CLAUSE, "“%(head)s”的起止颠倒，请改正", "filters", head=narrow.head)
        return ends
    among = [str(code) for code in asked.get("in") or ()][:MOST_CHOSEN]
    allowed = {"1", "0"} if narrow.by is By.YES else {str(t.value) for t in narrow.terms}
    wrong = [code for code in among if len(code) > LONGEST_CODE or not code.isprintable()]
    if wrong or (narrow.by is not By.CODES and not set(among) <= allowed):
        raise refuse(CLAUSE, "没有这个筛选条件，请从列表中选择", "filters")
    return {"in": list(dict.fromkeys(among))} if among else {}


def day_of(text: Any, head: str) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise refuse(CLAUSE, "“%(head)s”的日期不正确，应为2026-03-09的样子", "filters",
                     head=head) from None


def amount_of(text: Any, head: str) -> Decimal:
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= 10**9:
        raise refuse(CLAUSE, "“%(head)s”须填数字", "filters", head=head)
    return number


def chosen(ledger: Ledger, name: str, choice: Mapping[str, Any]) -> Ledger:
    """The ledger of that choice. Raises Refused for one that no longer fits the ledger."""
    kept = checked(ledger, choice)
    columns = {name_of(column): column for column in ledger.columns}
    return replace(
        ledger, title=f"{ledger.title}（{name}）" if name else ledger.title,
        columns=(numbered(), *(columns[head] for head in kept["columns"])),
        statement=narrowed(ledger.statement, narrows(ledger), kept),
        narrowed=lambda at: words_of(narrows(ledger), kept, at),
    )


def narrowed(
    whole: Callable[[date, date], Select[Any]], may: Mapping[str, Narrow], kept: Mapping[str, Any]
) -> Callable[[date, date], Select[Any]]:
    """The statement with the conditions of the choice, in its order; ties as they were."""

    def statement(since: date, until: date) -> Select[Any]:
        found = whole(since, until)
        by_key = {str(c.key): getattr(c, "element", c) for c in found.selected_columns}
        for head, condition in kept["filters"].items():
            found = found.where(*holds(by_key[may[head].key], may[head], condition))
        if kept["order"]:
            column, was = by_key[may[kept["order"]].key], tuple(found._order_by_clauses)
            by = column.desc() if kept["descending"] else column.asc()
            found = found.order_by(None).order_by(by.nulls_last(), *was)
        return found

    return statement


def holds(
    column: Any, narrow: Narrow, condition: Mapping[str, Any]
) -> list[ColumnElement[bool]]:
    """The condition in SQL."""
    if narrow.by is By.YES:
        return [column.in_([code == "1" for code in condition["in"]])]
    if "in" in condition:
        return [column.in_(condition["in"])]
    read = day_of if narrow.by is By.DAYS else amount_of
    found = []
    if "from" in condition:
        found.append(column >= read(condition["from"], ""))
    if "to" in condition:
        found.append(column <= read(condition["to"], ""))
    return found


def words_of(may: Mapping[str, Narrow], kept: Mapping[str, Any], at: Setting) -> str:
    """What the choice leaves in and in which order, for the cover of the file."""
    told = []
    for head, condition in kept["filters"].items():
        if "in" in condition:
            labels = {str(t.value): t.label for t in may[head].terms} | {"1": "是", "0": "否"}
            if codes := may[head].codes:
                labels = {code: at.code(codes, code) for code in condition["in"]}
            told.append(f"{head}为{'、'.join(labels.get(c, c) for c in condition['in'])}")
        else:
            told.append(f"{head}{condition.get('from', '不限')}至{condition.get('to', '不限')}")
    if kept["order"]:
        told.append(f"按{kept['order']}{'降序' if kept['descending'] else '升序'}")
    return "；".join(told)
