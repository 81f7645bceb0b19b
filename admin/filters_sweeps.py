"""Filters of sweeps and of supervision: one campaign, how far a family or a finding has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import abort
from sqlalchemy import ColumnElement, select

from admin.arguments import whole_number
from admin.cells import rules_of_request
from admin.filters import Args, Filter, Narrowing, Shown
from admin.lookups_sweeps import campaigns_here
from admin.translation import gettext
from admin.words import labelled
from models import SupervisionFinding, SuspectedFamily, SweepCampaign
from policy.sweep_terms import SuspectState
from workflow.campaigns import kept_waiting, state_of
from workflow.inspections import OWED, TO_RECHECK

OVERDUE: Final = "overdue"
SUSPECTS: Final = (*((s.value, s.label) for s in SuspectState), (OVERDUE, "逾期未引导"))
FINDINGS: Final = (
    ("owed", "待反馈、整改"), (OVERDUE, "逾期未整改"), ("recheck", "待复查"), ("closed", "已销号"),
)


class CampaignFilter(Filter):
    """`campaign=ID`: the rows of one campaign; 404 for one the officer does not see."""

    def __init__(self) -> None:
        super().__init__("campaign_id", "排查批次", "campaign")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        options = campaigns_here(to.session)
        if asked.get(self.name, ""):
            number = whole_number(asked[self.name])
            name = to.session.scalar(select(SweepCampaign.name).where(SweepCampaign.id == number))
            if name is None:
                abort(404)
            to.conditions.append(self.attribute == number)
            to.params[self.name] = str(number)
            to.chips.append((labelled(gettext(self.label), name), (self.name,)))
        return Shown(self.name, gettext(self.label), "choice", to.params.get(self.name, ""), options=tuple(options))


class WordFilter(Filter):
    """One word of a list, each with the condition it means on the day of the list."""

    def __init__(
        self, label: str, name: str, words: tuple[tuple[str, str], ...],
        condition: Callable[[str, Narrowing], ColumnElement[bool]],
    ) -> None:
        super().__init__("", label, name)
        self.words, self.condition = words, condition

    def bind(self, view: Any) -> None:
        pass

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        value, known = asked.get(self.name, ""), dict(self.words)
        if value in known:
            to.conditions.append(self.condition(value, to))
            to.params[self.name] = value
            to.chips.append((labelled(gettext(self.label), gettext(known[value])), (self.name,)))
        options = tuple((code, gettext(label)) for code, label in self.words)
        return Shown(self.name, gettext(self.label), "choice", to.params.get(self.name, ""), options=options)


def suspects(word: str, to: Narrowing) -> ColumnElement[bool]:
    """Families found, as far as they have come; entries voided are in none of these."""
    if word == OVERDUE:
        return kept_waiting(to.session, to.on, rules_of_request(to.session))
    return (state_of() == word) & SuspectedFamily.voided_at.is_(None)


def findings(word: str, to: Narrowing) -> ColumnElement[bool]:
    """Findings by what is owed of them and by whom."""
    match word:
        case "owed":
            return OWED
        case "recheck":
            return TO_RECHECK
        case "closed":
            return SupervisionFinding.closed_on.is_not(None) & SupervisionFinding.voided_at.is_(None)
    return OWED & (SupervisionFinding.due_on < to.on)


def suspect_filter() -> WordFilter:
    return WordFilter("进展", "stage", SUSPECTS, suspects)


def finding_filter() -> WordFilter:
    return WordFilter("进展", "stage", FINDINGS, findings)
