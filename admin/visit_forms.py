"""The parts of the visit form that are no column: the number chosen, the kind of a difficulty; its hints."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from access.masking import shown, tail
from admin.cells import rules_of_request
from admin.fields import Choice, Length, Text
from admin.fields_personal import Phone
from admin.forms import BureauForm, Context, fill
from admin.translation import gettext as _
from admin.words import listed
from models import Household, Visit
from policy.aid_terms import TicketKind
from policy.exit import ExitFacts
from policy.exit_grounds import counters_of, none_at_home
from policy.terms import VisitPurpose, VisitWay
from workflow.contacts import contacts_of
from workflow.record_rules import ASSISTED
from workflow.visits import number_named, numbers_of

AFTER: Final = ("number", "called", "work_seen", "benefits_seen", "rating", "ticket_kind")
"""Inputs of the time after the recognition."""
APART: Final = frozenset({"number", "ticket_kind"})
"""Inputs that are no column of the visit."""


def numbers(context: Context) -> list[tuple[str, str]]:
    """The household's recorded telephones, by whose they are and their last digits."""
    if context.household is None:
        return []
    return [
        (number.code, f"{tail('phone', number.last4)}（{shown(context.user, 'name', number.name)}）")
        for number in numbers_of(context.session, context.household)
    ]


def purposes(context: Context) -> list[tuple[str, str]]:
    """Before the recognition one verifies; after it one returns or tries to reach."""
    after = context.household is not None and context.household.status in ASSISTED
    terms = (VisitPurpose.FOLLOW_UP, VisitPurpose.CONTACT) if after else (VisitPurpose.VERIFICATION,)
    return [(term.value, term.label) for term in terms]


KINDS: Final = tuple((kind.value, kind.label) for kind in TicketKind)
SPECIAL: Final[dict[str, Any]] = {
    "number": Choice(_l("拨打的登记电话"), options=numbers, blank="未拨打或另填号码"),
    "called": Phone(_l("拨打号码"), description=_l("拨打的不是登记电话时填写"),
                    render_kw={"autocomplete": "off", "inputmode": "tel", "maxlength": "30"}),
    "work_seen": Text(_l("就业失业状况"), [Length(100)], description=_l("例如：在岗，单位未变；仍在求职；合同已终止")),
    "benefits_seen": Text(_l("政策享受情况"), [Length(100)], description=_l("例如：社会保险补贴已到账；尚未申请")),
    "ticket_kind": Choice(_l("诉求类型"), options=KINDS, coerce=TicketKind, blank="没有诉求"),
}


def fit(form: BureauForm, household: Household | None) -> None:
    """Take out what is asked after the recognition only."""
    if household is None or household.status not in ASSISTED:
        for name in AFTER:
            if name in form:
                del form[name]


def fill_visit(session: Session, visit: Visit, form: BureauForm, household: Household) -> None:
    """What was typed into the visit; the number that was called by its code or as typed."""
    fill(visit, form, form._fields.keys() - APART)
    chosen = form["number"].data if "number" in form else None
    if visit.way is not VisitWay.PHONE:
        visit.called = None
    elif chosen and form["called"].unchanged:
        visit.called = number_named(session, household, chosen)


def kind_of(form: BureauForm) -> TicketKind | None:
    kind: TicketKind | None = form["ticket_kind"].data if "ticket_kind" in form else None
    return kind


def contact_hints(session: Session, household: Household, on: date) -> list[tuple[str, str]]:
    """How far 三（三） has come, where a further attempt is written down."""
    rules = rules_of_request(session).for_region(household.lies_under)
    visits = session.scalars(
        select(Visit).where(Visit.household_id == household.id, Visit.voided_at.is_(None))
    )
    facts = ExitFacts(contacts=contacts_of(visits), recognised_on=household.recognised_on)
    found = next(c for c in counters_of(facts, on, rules) if c.kind == "contact")
    words = _("连续无法联系：已计%(count)d次，满%(needed)d次由系统提出退出建议。同一天只计1次，联系上一次即重新计算。",
              count=found.count, needed=found.needed)
    if found.days and found.until:
        days = listed(day.isoformat() for day in found.days)
        words += _("计入：%(days)s，有效期至%(until)s。", days=days, until=found.until.isoformat())
    hints = [("warn" if found.count else "info", words)]
    if none_at_home(facts, on, rules):
        hints.append(("warn", _("已计的几次中没有入户：各次联系中宜至少有一次入户。")))
    return hints
