"""Forms from models: a column's type, length, help and label make its input; a view names the order.

A form holds what its view lists and nothing else, so a posted status, officer or version finds no
input to land in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from flask_babel import lazy_gettext
from sqlalchemy import Boolean, Date, Enum, Integer, Numeric, String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Session
from wtforms import Form

from access.masking import tail
from access.permissions import Permission, may
from admin.cells import CODE_LISTS, MASKED_AS, TAILS
from admin.codes import code_rows
from admin.fields import (
    Amount,
    Choice,
    Day,
    Length,
    Name,
    Paragraph,
    Required,
    Text,
    Tick,
    Whole,
    yes_or_no,
)
from admin.fields_personal import Account, Identity, Phone, Reference, Sealed
from models import User
from models.sealed import Sealed as SealedColumn

LINES: Final = 120
"""Text columns longer than this are written in several lines."""

SEALED: Final[dict[str, type[Sealed]]] = {
    "id_no": Identity, "phone": Phone, "bank_account": Account,
}


@dataclass(frozen=True, slots=True)
class Section:
    """A lettered part of the paper form and the inputs in it."""

    letter: str
    title: str
    fields: tuple[str, ...]
    help: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a form knows when it is opened: who, when, which household, which row is edited."""

    session: Session
    user: User
    on: date
    household: Any = None
    row: Any = None


class BureauForm(Form):
    """A form whose lists are filled and whose closed parts are taken out for one officer."""

    form_errors: list[str]
    prefixes: ClassVar[tuple[str, ...]] = ("",)
    """Under which names the input of a refused column may stand."""

    def prepare(
        self, context: Context, rights: Mapping[str, Permission], home: str = ""
    ) -> None:
        """Leave out what this officer may not write; fill the lists; mark the sealed inputs."""
        for name, permission in rights.items():
            if name in self._fields and not may(context.user, permission):
                del self[name]
        for name, field in self._fields.items():
            if isinstance(field, Choice):
                field.offer(context)
            if isinstance(field, Reference):
                field.lookup_url = f"{home}ajax/lookup/?name={field.lookup}"
            if isinstance(field, Sealed):
                mark(field, name, context.row)

    def refuse(self, field: str | None, words: Iterable[str]) -> None:
        """Put a refusal at its input, or at the head of the form."""
        for name in (prefix + (field or "") for prefix in self.prefixes):
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, *words]
                return
        self.form_errors = [*self.form_errors, *words]


def mark(field: Sealed, name: str, row: Any) -> None:
    """On an edit form a sealed input shows its mask, is not required, and empty means unchanged."""
    kept = getattr(row, f"{name}_last4", None) if row is not None else None
    if kept:
        field.flags.required = False
        field.validators = [v for v in field.validators if not isinstance(v, Required)]
        field.render_kw = {**(field.render_kw or {}), "placeholder": tail(TAILS[f"{name}_last4"], kept)}
        field.description = lazy_gettext("留空则不变") if name == "id_no" else lazy_gettext(
            "留空则不变；填“无”则清除"
        )


Special = Mapping[str, Any]


def form_class(model: type, names: Iterable[str], special: Special) -> type[BureauForm]:
    """The form class of a view; `special` has the inputs that are not made from their column."""
    fields = {name: special.get(name) or input_for(model, name) for name in names}
    return type(f"{model.__name__}Form", (BureauForm,), fields)


def input_for(model: type, name: str) -> Any:
    """The input of one column. Raises TypeError for a column no form may write."""
    column = getattr(model, name).property.columns[0]
    info, kind = column.info, column.type
    label = lazy_gettext(info["label"])
    needed = not column.nullable and column.default is None and not isinstance(kind, Boolean)
    common: dict[str, Any] = {
        "label": label,
        "description": lazy_gettext(info["help"]) if info.get("help") else "",
        "validators": [Required()] if needed else [],
    }
    if column.primary_key or (column.foreign_keys and name not in CODE_LISTS):
        raise TypeError(f"{model.__name__}.{name} needs an input of its own")
    if name in SEALED and isinstance(kind, SealedColumn):
        return SEALED[name](render_kw=quiet(name), **common)
    if isinstance(kind, SealedColumn):
        raise TypeError(f"{model.__name__}.{name} is sealed")
    if name in CODE_LISTS:
        return Choice(options=codes(CODE_LISTS[name], name), blank="请选择", **common)
    if isinstance(kind, Enum):
        return term_choice(column, common)
    if isinstance(kind, Boolean):
        if not column.nullable:
            return Tick(default=default_of(column), **common)
        return Choice(options=(("1", "是"), ("0", "否")), coerce=yes_or_no, blank="未填", **common)
    if isinstance(kind, Date):
        return Day(past=name not in FUTURE, **common)
    if isinstance(kind, Integer):
        common["validators"] = [] if column.nullable else [Required()]  # a default may be cleared
        return Whole(default=default_of(column), **common)
    if isinstance(kind, Numeric):
        return Amount(render_kw={"inputmode": "decimal"}, **common)
    if isinstance(kind, LongText):
        return Paragraph(**{**common, "validators": [*common["validators"], Length(5000)]})
    if isinstance(kind, String):
        return text_input(name, kind.length or LINES, common, "姓名" in info["label"])
    raise TypeError(f"{model.__name__}.{name}: no input for {kind!r}")


FUTURE: Final = frozenset(
    {"contract_from", "contract_until", "pension_from", "ended_on", "valid_until", "on"}
)
"""Days that may lie ahead; every other day in a form has happened."""


def text_input(name: str, length: int, common: dict[str, Any], of_person: bool) -> Any:
    validators = [*common.pop("validators"), Length(length)]
    if of_person and MASKED_AS.get(name) == "name" and name in ("name", "head_name"):
        return Name(validators=validators, render_kw=quiet(name), **common)
    maker = Paragraph if length > LINES and not name.endswith("address") else Text
    return maker(validators=validators, render_kw={"maxlength": length, "autocomplete": "off"}, **common)


def quiet(name: str) -> dict[str, str]:
    """Inputs of personal data are not offered to the next officer at the same machine."""
    kw = {"autocomplete": "off"}
    if name == "id_no":
        kw |= {"inputmode": "text", "maxlength": "24", "data-identity": ""}
    elif name == "phone":
        kw |= {"inputmode": "tel", "maxlength": "30"}
    elif name == "bank_account":
        kw |= {"inputmode": "numeric", "maxlength": "40"}
    return kw


def term_choice(column: Any, common: dict[str, Any]) -> Any:
    terms = column.type.enum_class
    default = default_of(column)
    blank = None if default is not None else "未填" if column.nullable else "请选择"
    options = tuple((t.value, t.label) for t in terms)
    return Choice(options=options, coerce=terms, blank=blank, default=default, **common)


def default_of(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


def codes(table: str, name: str) -> Callable[[Context], list[tuple[str, str]]]:
    """The valid codes of a list, and the one this row already holds even if it was withdrawn."""

    def options(context: Context) -> list[tuple[str, str]]:
        now = getattr(context.row, name, None) if context.row is not None else None
        return [
            (code, label)
            for code, label, valid in code_rows(context.session, table)
            if valid or code == now
        ]

    return options


def fill(row: Any, form: BureauForm, names: Iterable[str] | None = None, prefix: str = "") -> None:
    """What was typed into the row; a sealed input left empty changes nothing."""
    for name, field in form._fields.items():
        if not name.startswith(prefix) or (names is not None and name not in names):
            continue
        key = name.removeprefix(prefix)
        if isinstance(field, Sealed) and field.unchanged:
            continue
        if getattr(row, key, None) != field.data:
            setattr(row, key, field.data)


def values_of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """What an edit form shows of a row; sealed columns are not read."""
    sealed = {name for name in SEALED if f"{name}_last4" in type(row).__mapper__.columns}
    return {name: getattr(row, name) for name in names if name not in sealed}
