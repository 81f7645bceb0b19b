"""The inputs of our forms: each reads what people type, keeps it, and says in place what is wrong.

Stricter than WTForms where its own fields are lenient: digits of other scripts, 1e309, other
date formats, a parameter sent twice. Sealed data and references are in admin.fields_personal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from wtforms import BooleanField, DateField, Field, StringField, TextAreaField
from wtforms.fields.choices import Choice as Option
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, Select, TextInput

from admin.clock import today
from admin.translation import gettext as _
from policy.spelling import HALF_WIDTH, normalise_name, without_space
from policy.terms import Term

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2100, 12, 31)
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ISO_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")


class Required:
    """Something must be there; says what."""

    field_flags: dict[str, Any] = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None or field.data == "":
            if not field.errors:
                label = str(field.label.text)
                if isinstance(field, Choice):
                    raise StopValidation(_("请选择%(label)s", label=label))
                raise StopValidation(_("请填写%(label)s", label=label))
            raise StopValidation


class FileWanted:
    """Marks a file as required; whether one has come is asked where the files of the request are."""

    field_flags: dict[str, Any] = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        return None


class Length:
    """As long as the column is, and no control characters, whatever the database would take."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Any, field: Field) -> None:
        text = field.data or ""
        if len(text) > self.most:
            raise ValidationError(
                _("最多%(most)d个字，现有%(n)d个，请精简", most=self.most, n=len(text))
            )
        if not all(c.isprintable() or c in "\r\n\t\u3000" for c in text if not ideograph(c)):
            raise ValidationError(_("含有无法使用的控制字符，请删除后重填"))


def ideograph(character: str) -> bool:
    """Ideographs newer than Python's Unicode tables are text too."""
    return 0x20000 <= ord(character) <= 0x3FFFD


class First:
    """Of a parameter sent twice the first counts."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist[:1])  # type: ignore[misc]


class Text(First, StringField):
    """A line of text, trimmed; nothing typed is nothing stored."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if isinstance(self.data, str):
            self.data = self.data.strip() or None


class Paragraph(Text, TextAreaField):
    """Several lines."""


class Name(Text):
    """A person's name in its one spelling."""

    def pre_validate(self, form: Any) -> None:
        if self.data:
            found = normalise_name(self.data)
            if not found.valid:
                raise StopValidation(_(found.reason))
            self.data = found.normalised


class Day(First, DateField):
    """A native date input; `past` allows no day after today, `future_ok` any."""

    def __init__(self, *args: Any, past: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.past = past

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not text:
            return
        try:
            if not ISO_DAY.fullmatch(text):
                raise ValueError(text)
            self.data = date.fromisoformat(text)
        except ValueError:
            raise ValueError(_("日期不正确，请用日历选择，或按 2026-03-09 的格式填写")) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            return
        if not EARLIEST <= self.data <= LATEST:
            raise StopValidation(_("日期应在1900年至2100年之间，请核对年份"))
        if self.past and self.data > today():
            raise StopValidation(_("%(label)s不能晚于今天", label=str(self.label.text)))


class Month(Day):
    """A month, kept as its first day; the browser's own month input, or 2026-03 typed."""

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"type": "month", "placeholder": "2026-03"})
        super().__init__(*args, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%Y-%m}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = (valuelist[0] if valuelist else "").strip().translate(HALF_WIDTH)
        self.data = None
        if not text:
            return
        try:
            if not ISO_MONTH.fullmatch(text[:7]) or not (len(text) == 7 or ISO_DAY.fullmatch(text)):
                raise ValueError(text)
            self.data = date.fromisoformat(f"{text[:7]}-01")
        except ValueError:
            raise ValueError(_("月份不正确，请选择月份，或按 2026-03 的格式填写")) from None


class Amount(Field):
    """A decimal number with at most two places; full-width digits and thousands commas are read."""

    widget = TextInput()

    def __init__(self, *args: Any, digits: int = 8, places: int = 2, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.digits, self.places = digits, places

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = without_space((valuelist[0] if valuelist else "").translate(HALF_WIDTH))
        text = text.replace(",", "")
        if not text:
            return
        if not NUMBER.fullmatch(text):
            raise ValueError(self.words())
        whole, _dot, part = text.lstrip("-").partition(".")
        if len(whole.lstrip("0")) > self.digits or len(part) > self.places:
            raise ValueError(self.words())
        if text.startswith("-"):
            raise ValueError(_("不能为负数"))
        self.data = self.made(text)

    def made(self, text: str) -> Any:
        return Decimal(text)

    def words(self) -> str:
        return _("请填写数字，最多%(places)d位小数，例如 1850.50", places=self.places)


class Whole(Amount):
    """A whole number from `least` to `most`."""

    def __init__(self, *args: Any, least: int = 0, most: int = 10_000_000, **kwargs: Any) -> None:
        super().__init__(*args, digits=9, places=0, **kwargs)
        self.least, self.most = least, most

    def made(self, text: str) -> int:
        number = int(text)
        if not self.least <= number <= self.most:
            raise ValueError(
                _("应在%(least)d至%(most)d之间", least=self.least, most=self.most)
            )
        return number

    def words(self) -> str:
        return _("请填写整数")


Options = Sequence[tuple[str, str]]


class Choice(SelectFieldBase):
    """One of a list that is read when the form is opened; what is not in it is refused."""

    widget = Select()

    def __init__(
        self, *args: Any, options: Callable[[Any], Options] | Options = (),
        coerce: Callable[[str], Any] = str, blank: str | None = None, **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.options, self.coerce, self.blank = options, coerce, blank
        self.choices: list[tuple[str, str]] = []
        self.known: dict[str, Any] = {}

    def offer(self, context: Any) -> None:
        """Fill the list for this form."""
        options = list(self.options(context) if callable(self.options) else self.options)
        self.known = {code: self.coerce(code) for code, _label in options}
        self.choices = options if self.blank is None else [("", _(self.blank)), *options]

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = valuelist[0] if valuelist and valuelist[0] != "" else None

    def iter_choices(self) -> Iterator[Option]:
        now = self.stored()
        for code, label in self.choices:
            yield Option(code, _(label), code == now, {})

    def stored(self) -> str:
        """The code under which the present value stands in the list."""
        if self.data is None:
            return ""
        if isinstance(self.data, bool):
            return "1" if self.data else "0"
        return str(self.data.value if isinstance(self.data, Term) else self.data)

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            return
        if self.stored() not in self.known:
            raise StopValidation(_("请从列表中选择"))
        self.data = self.known[self.stored()]


class Several(Choice):
    """Any number of a list, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = list(dict.fromkeys(valuelist))

    def iter_choices(self) -> Iterator[Option]:
        for code, label in self.choices:
            yield Option(code, label, code in (self.data or ()), {})

    def pre_validate(self, form: Any) -> None:
        if any(code not in self.known for code in self.data or ()):
            raise StopValidation(_("请从列表中选择"))


def yes_or_no(code: str) -> bool:
    return code == "1"


class Tick(First, BooleanField):
    """A box to tick."""
