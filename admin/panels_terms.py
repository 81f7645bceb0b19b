"""The tab of terms: a clock card for each, day by day, and what counts towards an exit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from access.masking import shown
from admin.cells import Page, calendar_of_request, rules_of_request
from admin.clocks import Day, strip_of, tone_of
from admin.panel import Extra, Panel
from admin.words import Cell, Column, Row, Table, listed
from models import Exit, Household, Member, StatusChange
from policy.clauses import CLAUSES
from policy.exit_grounds import Counter, counters_of
from policy.rulebook import Rules
from workflow.assessments import calendar_name
from workflow.facts import FOR_EXITS, exit_facts, records_of
from workflow.term_table import Counted, terms_of

KINDS = {"refusal": "无正当理由拒绝推荐就业", "contact": "连续无法联系"}


@dataclass(frozen=True, slots=True)
class TermCard:
    """One term: when it began and by what, how long by which number, when it ended."""

    label: str
    clause: str
    clause_text: str
    begun: str
    length: str
    basis: str
    due_on: str
    state: str
    tone: str
    provisional: bool
    calendar: str
    strip: list[Day]


def terms_panel(page: Page, household: Household, changes: Sequence[StatusChange]) -> Panel:
    """The cards, the latest first; beneath them the counters of a household in the register."""
    session = page.session
    rules = rules_of_request(session).for_region(household.lies_under)
    calendar = calendar_of_request(session)
    proposals = list(session.scalars(
        select(Exit).where(Exit.household_id == household.id).order_by(Exit.id)
    ))
    found = list(terms_of(household, proposals, calendar, rules))
    version = _("%(years)s年放假安排", years=calendar_name(calendar))
    panel = Panel(cards=[card(page, term, rules, version) for term in reversed(found)])
    if household.recognised_on is not None:
        panel.more.append(counters(page, household, rules))
    return panel


def card(page: Page, found: Counted, rules: Rules, version: str) -> TermCard:
    term, period = found.term, found.period
    decree = rules.decree_at(term.parameter, period.start)
    clause = _(CLAUSES[term.clause])
    number, _colon, says = clause.replace(": ", "：").partition("：")
    state, tone = state_of(page, found)
    return TermCard(
        label=_(term.label),
        clause=number,
        clause_text=clause,
        begun=_("%(event)s%(on)s，当日不计入", event=_(term.event), on=period.start.isoformat()),
        length=_("%(n)d个工作日", n=period.days),
        basis=decree.basis if decree else _(term.parameter.reading) or says,
        due_on=found.due.isoformat(),
        state=state,
        tone=tone,
        provisional=period.provisional,
        calendar=version,
        strip=strip_of(period, page.calendar),
    )


def state_of(page: Page, found: Counted) -> tuple[str, str]:
    """How the term stands: over in time or late, or so many working days left."""
    if found.ended_on is not None:
        used = page.calendar.between(found.period.start, found.ended_on, provisional_ok=True)
        late = found.ended_on > found.due
        text = "%(on)s办结，用时%(n)d个工作日，逾期" if late else "%(on)s办结，用时%(n)d个工作日"
        return _(text, on=found.ended_on.isoformat(), n=used), "red" if late else "green"
    left = page.left(found.due)
    if not found.term.ended:
        return (_("已届满"), "green") if left < 0 else (_("剩余%(n)d个工作日", n=left), "yellow")
    if left < 0:
        return _("逾期%(n)d个工作日", n=-left), "red"
    return _("剩余%(n)d个工作日", n=left), tone_of(left, found.period.days)


def counters(page: Page, household: Household, rules: Rules) -> Extra:
    """Refusals by member and failed contacts that count today, with their days."""
    records = records_of(page.session, [household.id], FOR_EXITS)[household.id]
    names = {member.no: member for member in records.members}
    return counted_so_far(page, counters_of(exit_facts(household, records), page.on, rules), names)


def counted_so_far(page: Page, found: Iterable[Counter], names: dict[int, Member]) -> Extra:
    heads = ("事项", "成员", "次数", "计入日期", "有效期至")
    columns = [Column(str(n), _(h), "num" if n == 2 else "text") for n, h in enumerate(heads)]
    rows = [Row(n, counter_cells(page, counter, names)) for n, counter in enumerate(found)]
    return Extra(_("退出计数"), Table(columns, rows))


def counter_cells(page: Page, counter: Counter, names: dict[int, Member]) -> list[Cell]:
    member = names.get(counter.member or 0)
    return [
        Cell(_(KINDS[counter.kind])),
        Cell(shown(page.user, "name", member.name) if member else ""),
        Cell(f"{counter.count}/{counter.needed}", "num"),
        Cell(listed(day.isoformat() for day in counter.days)),
        Cell(counter.until.isoformat() if counter.until else ""),
    ]
