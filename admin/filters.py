"""How a list is narrowed: each filter reads its own parameters, and nothing else of the address.

A value that cannot be meant (a date there is not, a code nobody knows) is ignored, never an
error. What a filter may ask is said here, so no list can be asked about a hidden column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from flask import abort
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from admin.arguments import day_of, plain_text, whole_number
from admin.cells import calendar_of_request, rules_of_request
from admin.lasting import part
from admin.lookups import household_or_404
from admin.search import rarely, steers
from admin.translation import gettext, language
from admin.waiting import AsOf, desk_condition, desks_of
from admin.words import BEIJING, labelled
from models import Area, Office, User

Args = Mapping[str, str]


@dataclass(slots=True)
class Narrowing:
    """What the filters in force come to: conditions, the area looked at, the order that serves them."""

    session: Session
    user: User
    on: date
    area: Area | None
    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    order: str = ""
    chips: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    params: dict[str, str] = field(default_factory=dict)


class Shown(NamedTuple):
    """A filter as the template draws it."""

    name: str
    label: str
    kind: str
    value: Any = ""
    value_from: str = ""
    value_to: str = ""
    options: tuple[tuple[Any, str], ...] = ()
    lookup_url: str = ""

    def is_typed(self) -> bool:
        """Whether it holds something other than one of its own choices."""
        return bool(self.value_from or self.value_to or (self.kind == "text" and self.value))


class Filter:
    """One way to narrow a list. `name` is the parameter, `column` what it looks at.

    `folded`: shown only while it is in use, by those who came by a link.
    """

    kind = "choice"

    def __init__(
        self, column: str, label: str = "", name: str = "", *, folded: bool = False
    ) -> None:
        self.column, self.label, self.name, self.folded = column, label, name or column, folded
        self.options: tuple[tuple[str, str], ...] = ()
        self.blanks: dict[str, Shown] = {}

    def bind(self, view: Any) -> None:
        """Learn the model's column; called once for each view. A missing one is a fault."""
        self.attribute = getattr(view.model, self.column)
        self.label = self.label or view.column_labels[self.column]
        self.walked = self.column in view.walked

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        """Put the condition into `to` if it is asked for; answer what the page shows."""
        raise NotImplementedError

    def blank(self) -> Shown:
        """The filter with nothing chosen, in the language of the page; made once for each."""
        found = self.blanks.get(language())
        if found is None:
            options = tuple((code, gettext(label)) for code, label in self.options)
            found = Shown(self.name, gettext(self.label), self.kind, options=options)
            self.blanks[language()] = found
        return found


class ChoiceFilter(Filter):
    """One of the codes of a Term column, or one of the pairs given."""

    def __init__(
        self, column: str, label: str = "", name: str = "",
        options: Sequence[tuple[str, str]] = (), *, folded: bool = False,
    ) -> None:
        super().__init__(column, label, name, folded=folded)
        self.options = tuple(options)

    def bind(self, view: Any) -> None:
        super().bind(view)
        terms = getattr(self.attribute.type, "enum_class", None)
        if not self.options and terms is not None:
            self.options = tuple((t.value, t.label) for t in terms)
        self.known: dict[str, Any] = {
            code: terms(code) if terms is not None else code for code, _ in self.options
        }

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        value = asked.get(self.name, "")
        if value not in self.known:
            return self.blank()
        name = ("is", self.attribute.class_, self.attribute.key, value)
        to.conditions.append(part(name, lambda: self.attribute == self.known[value]))
        to.params[self.name] = value
        label = dict(self.options)[value]
        to.chips.append((labelled(gettext(self.label), gettext(label)), (self.name,)))
        return self.blank()._replace(value=value)


class StatusFilter(ChoiceFilter):
    """Where a household stands in the procedure."""

    def __init__(self) -> None:
        super().__init__("status")


class YesNo(ChoiceFilter):
    """A column that is true or false."""

    def __init__(self, column: str, label: str = "", yes: str = "是", no: str = "否") -> None:
        super().__init__(column, label, options=(("1", yes), ("0", no)))

    def bind(self, view: Any) -> None:
        super().bind(view)
        self.known = {"1": True, "0": False}


class Decided(YesNo):
    """Whether a column that a decision fills has been filled."""

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        found = super().narrow(asked, to)
        if to.params.get(self.name):
            empty = self.attribute.is_(None)
            to.conditions[-1] = ~empty if to.params[self.name] == "1" else empty
        return found


class DateRange(Filter):
    """From a day to a day, both included: `<column>_from`, `<column>_to`. Orders the list by it."""

    kind = "dates"

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        names = (f"{self.name}_from", f"{self.name}_to")
        first, last = (day_of(asked.get(name, "")) for name in names)
        if not (first or last):
            return self.blank()
        mark = rarely if self.walked and steers(to.session, to.area) else plainly
        if first:
            to.conditions.append(mark(self.attribute >= first))
            to.params[names[0]] = first.isoformat()
        if last:
            to.conditions.append(mark(self.attribute <= last))
            to.params[names[1]] = last.isoformat()
        to.order = to.order or self.column
        words = f"{first or ''}—{last or ''}"
        to.chips.append((labelled(gettext(self.label), words), names))
        return self.blank()._replace(
            value_from=to.params.get(names[0], ""), value_to=to.params.get(names[1], "")
        )


class MomentRange(DateRange):
    """The same over instants: days are days in Beijing."""

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        n = len(to.conditions)
        found = super().narrow(asked, to)
        del to.conditions[n:]
        to.order = ""
        if first := day_of(to.params.get(f"{self.name}_from", "")):
            to.conditions.append(self.attribute >= datetime.combine(first, time(), BEIJING))
        if last := day_of(to.params.get(f"{self.name}_to", "")):
            end = datetime.combine(last + timedelta(days=1), time(), BEIJING)
            to.conditions.append(self.attribute < end)
        return found


class OfficeFilter(Filter):
    """The list of one office and all beneath it. An office outside the officer's area: 404.

    Looks at a smaller area instead of adding a condition: one equality on one ancestor column
    remains, which is what the indexes are made for.
    """

    kind = "office"

    def __init__(self, label: str = "机构", name: str = "office") -> None:
        super().__init__("", label, name)

    def bind(self, view: Any) -> None:
        pass

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        office = None
        number = whole_number(asked.get(self.name, ""))
        if number:
            office = office_within(to.session, number, to.area)
            to.area = office.area
            to.params[self.name] = str(office.id)
            to.chips.append((labelled(gettext(self.label), office.name), (self.name,)))
        return Shown(
            self.name, gettext(self.label), "office", office.id if office else "",
            options=((office.id, office.name),) if office else (),
            lookup_url="ajax/lookup/?name=office",
        )


class DeskFilter(Filter):
    """A column of the officer's workbench: `desk=mine|due|others`."""

    def __init__(self) -> None:
        super().__init__("", "工作台", "desk")

    def bind(self, view: Any) -> None:
        pass

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        value = asked.get(self.name, "")
        names = desks_of(to.user) if value else {}
        if value in names:
            day = AsOf(to.session, to.on, calendar_of_request(to.session), rules_of_request(to.session))
            to.conditions.append(desk_condition(to.user, value, day))
            to.params[self.name] = value
            to.chips.append((gettext(names[value]), (self.name,)))
        return None


class HouseholdFilter(Filter):
    """The rows of one household: `household=ID`; 404 for one outside the area."""

    def __init__(self) -> None:
        super().__init__("household_id", "家庭", "household")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        number = asked.get(self.name, "")
        if number:
            household = household_or_404(number)
            to.conditions.append(self.attribute == household.id)
            to.params[self.name] = str(household.id)
            to.chips.append((labelled(gettext("家庭"), household.family_no), (self.name,)))
        return None


class TextFilter(Filter):
    """An exact word of a column that is no personal datum (an officer's name, an act)."""

    kind = "text"

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        value = plain_text(asked.get(self.name, ""))
        if value:
            to.conditions.append(self.attribute == value)
            to.params[self.name] = value
            to.chips.append((labelled(gettext(self.label), value), (self.name,)))
        return Shown(self.name, gettext(self.label), "text", value)


class YearFilter(TextFilter):
    """A year as a number."""

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        year = whole_number(asked.get(self.name, ""))
        if year and year < 3000:
            to.conditions.append(self.attribute == year)
            to.params[self.name] = str(year)
            to.chips.append((labelled(gettext(self.label), year), (self.name,)))
        return Shown(self.name, gettext(self.label), "text", to.params.get(self.name, ""))


def office_within(session: Session, number: int, area: Area | None) -> Office:
    """The office, if it lies in the area; 404 otherwise, so that its existence is not told."""
    office = session.get(Office, number)
    if office is None or area is None or not office.path.startswith(area.path):
        abort(404)
    return office


def plainly(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return condition
