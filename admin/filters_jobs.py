"""How the lists of vacancies, employers and services are narrowed by what only they know."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, select

from admin.arguments import whole_number
from admin.filters import Args, ChoiceFilter, Filter, Narrowing, Shown, YesNo
from admin.lookups import beneath
from admin.translation import gettext
from admin.words import labelled
from models import Employer, Office, Service, Vacancy
from policy.terms import Feedback, ServiceKind
from workflow.matching import open_on

STATES: Final = (("open", "在招"), ("full", "已招满"), ("closed", "已停止"), ("ahead", "未开始"))


class StateFilter(ChoiceFilter):
    """Whether one can apply for a vacancy today."""

    def __init__(self) -> None:
        super().__init__("closed_on", "招聘状态", "state", STATES)

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        found = super().narrow(asked, to)
        if state := to.params.get(self.name):
            to.conditions[-1] = in_state(state, to)
        return found


def in_state(state: str, to: Narrowing) -> ColumnElement[bool]:
    begun = and_(Vacancy.closed_on.is_(None), Vacancy.open_from <= to.on, Vacancy.open_until >= to.on)
    match state:
        case "open":
            return open_on(to.on)
        case "full":
            return and_(begun, Vacancy.hired >= Vacancy.head_count)
        case "ahead":
            return and_(Vacancy.closed_on.is_(None), Vacancy.open_from > to.on)
    return Vacancy.closed_on.is_not(None) | (Vacancy.open_until < to.on)


class PlaceFilter(Filter):
    """Rows of an office and all beneath it, of tables that the area of the officer does not limit."""

    kind = "office"

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        number = whole_number(asked.get(self.name, ""))
        office = to.session.get(Office, number) if number else None
        if office is not None:
            inside = select(Office.id).where(*beneath(office.area))
            to.conditions.append(self.attribute.in_(inside))
            to.params[self.name] = str(office.id)
            to.chips.append((labelled(gettext(self.label), office.name), (self.name,)))
        return Shown(
            self.name, gettext(self.label), "office", office.id if office else "",
            options=((office.id, office.name),) if office else (),
            lookup_url="ajax/lookup/?name=place",
        )


class AtLeast(ChoiceFilter):
    """A wage of at least so much."""

    def __init__(self, column: str, label: str, steps: Sequence[int]) -> None:
        super().__init__(column, label, options=tuple((str(step), f"{step:,}") for step in steps))

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        found = super().narrow(asked, to)
        if least := to.params.get(self.name):
            to.conditions[-1] = self.attribute >= Decimal(least)
        return found


class EmployerFilter(Filter):
    """The vacancies of one employer, for those who come from its page."""

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        number = whole_number(asked.get(self.name, ""))
        employer: Any = to.session.get(Employer, number) if number else None
        if employer is not None:
            to.conditions.append(self.attribute == employer.id)
            to.params[self.name] = str(employer.id)
            to.chips.append((labelled(gettext(self.label), employer.name), (self.name,)))
        return None


class Judged(YesNo):
    """Refused jobs by whether the street has said what it makes of the reason."""

    def __init__(self) -> None:
        super().__init__("refusal_justified", "拒绝理由复核", yes="已复核", no="理由待复核")
        self.name = "judged"

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        found = super().narrow(asked, to)
        if told := to.params.get(self.name):
            open_ = self.attribute.is_(None)
            to.conditions[-1] = and_(
                Service.kind == ServiceKind.REFERRAL, Service.feedback == Feedback.REFUSED,
                Service.voided_at.is_(None), open_ if told == "0" else ~open_,
            )
        return found
