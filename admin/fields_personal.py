"""Inputs for what is sealed in the database, and for rows found by typing.

The stored value is never sent to the page: an edit form shows an empty input with the mask beside
it, and an input left empty changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from admin.clock import today
from admin.fields import Text
from admin.translation import gettext as _
from policy.identity import check_identity
from policy.spelling import HALF_WIDTH, normalise_phone, without_space

NONE_ANY_MORE: Final = "无"
"""Typed into a sealed field, it clears what is stored."""
ACCOUNT = re.compile(r"[0-9]{10,30}")


class Sealed(Text):
    """A datum the page never gets back: empty on an edit form means unchanged."""

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unchanged = True

    def process_data(self, value: Any) -> None:
        self.data = None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ""

    def pre_validate(self, form: Any) -> None:
        self.unchanged = not self.data
        if self.data == NONE_ANY_MORE and not self.flags.required:
            self.data = None
        elif self.data:
            self.data = self.checked(self.data)

    def checked(self, text: str) -> str:
        raise NotImplementedError


class Identity(Sealed):
    """An identity number: one spelling, check digit, date. `found` says birth and sex."""

    found: Any = None

    def checked(self, text: str) -> str:
        found = check_identity(text, today())
        if not found.valid or found.normalised is None:
            raise StopValidation(_(found.plain_words[0]))
        self.found = found
        return found.normalised


class Phone(Sealed):
    """A telephone number that can be dialled from another town."""

    def checked(self, text: str) -> str:
        number = normalise_phone(text)
        if number is None:
            raise StopValidation(_("联系电话不正确：请填11位手机号或带区号的固定电话"))
        return number


class OfficePhone(Text):
    """A bureau's own telephone, shown in full: mobile, land line or short number (12333)."""

    def pre_validate(self, form: Any) -> None:
        if self.data and not re.fullmatch(r"[0-9]{5}", self.data):
            number = normalise_phone(self.data)
            if number is None:
                raise StopValidation(_("请填11位手机号、带区号的固定电话或5位短号"))
            self.data = number


class Account(Sealed):
    """A bank account."""

    def checked(self, text: str) -> str:
        number = without_space(text.translate(HALF_WIDTH)).replace("-", "")
        if not ACCOUNT.fullmatch(number):
            raise StopValidation(_("银行账号应为10至30位数字，请对照存折或银行卡核对"))
        return number


class Reference(Text):
    """A row found by typing (combobox); `lookup_label` is what stands in the box.

    `lookup_url` is set by the view whose form it is.
    """

    def __init__(
        self, *args: Any, find: Callable[[int], tuple[int, str] | None], lookup: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.find, self.lookup = find, lookup
        self.lookup_url = ""
        self.lookup_value: Any = ""
        self.lookup_label = ""

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        text = str(self.data or "")
        found = None
        if text.isascii() and text.isdigit() and len(text) < 10:
            found = self.find(int(text))
        if found:
            self.data, self.lookup_value, self.lookup_label = found[0], found[0], found[1]
        elif text:
            self.data = -1

    def pre_validate(self, form: Any) -> None:
        if self.data == -1:
            raise StopValidation(_("没有找到，请从查找结果中选择"))
