"""What a cell says of a column: a day, a term by its code or its label, an amount, yes or no, a text."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import Boolean, Date, Enum, Numeric

from policy.spelling import HALF_WIDTH, without_space
from workflow.ledger_cells import BRACKETS, is_blank, text_of
from workflow.ledger_dates import read_day
from workflow.refusals import refuse

YES: Final = re.compile("是|有|1|TRUE|√|Y|YES")
NO: Final = re.compile("否|无|0|FALSE|×|N|NO")
CURRENCY: Final = re.compile("[,，]|元$")


def value_of(column: Any, cell: Any, epoch_1904: bool) -> Any:
    """What the cell says of the column, None for an empty one; Refused where it cannot be meant."""
    if is_blank(cell):
        return None
    label, text = str(column.info["label"]), text_of(cell)
    if isinstance(column.type, Enum):
        return term_of(column.type.enum_class, text, label)
    if isinstance(column.type, Date):
        read = read_day(cell, epoch_1904=epoch_1904)
        if read.on is None or read.month_only:
            raise refuse("102-3", "%(label)s不是有效日期，请改为2026-06-30这样的写法", label=label)
        return read.on
    if isinstance(column.type, Boolean):
        word = without_space(text.translate(HALF_WIDTH)).upper()
        if not (YES.fullmatch(word) or NO.fullmatch(word)):
            raise refuse("102-3", "%(label)s请填“是”或“否”", label=label)
        return bool(YES.fullmatch(word))
    if isinstance(column.type, Numeric):
        return amount_of(column, text, label)
    if len(text) > column.type.length:
        raise refuse("102-3", "%(label)s最多%(most)d个字，请精简", label=label, most=column.type.length)
    return text


def amount_of(column: Any, text: str, label: str) -> Decimal:
    try:
        amount = Decimal(CURRENCY.sub("", without_space(text.translate(HALF_WIDTH))))
    except InvalidOperation:
        amount = Decimal("NaN")
    most = Decimal(10) ** (column.type.precision - column.type.scale)
    if not amount.is_finite() or abs(amount) >= most or amount != round(amount, column.type.scale):
        raise refuse("102-3", "%(label)s请填数字，最多两位小数", label=label)
    return amount


def term_of(terms: Any, text: str, label: str) -> Any:
    """The term by its code or its label, brackets and white space aside."""
    word = without_space(text.translate(HALF_WIDTH))
    for term in terms:
        known = without_space(term.label.translate(HALF_WIDTH))
        if word in (term.value, known) or BRACKETS.sub("", word) == BRACKETS.sub("", known):
            return term
    raise refuse("102-3", "认不出%(label)s“%(word)s”：请用%(known)s", label=label, word=text[:30],
                 known="、".join(term.label for term in terms))


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(getattr(value, "label", value))
