"""Filters of the people and the plans: whose family, whose measure, what is still to be done or late."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists, or_

from admin.arguments import whole_number
from admin.filters import Args, Filter, Narrowing, Shown
from admin.translation import gettext as _
from admin.words import labelled
from models import AidPlan, Household, PlanMeasure, User
from workflow.loads import in_care, measure_is_open


class Hidden(Filter):
    """In no filter bar: those who come by a link or a tab see a chip that tells of it."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__("", label, name)

    def bind(self, view: Any) -> None:
        """Nothing to learn: the condition is the filter's own."""


class InChargeFilter(Hidden):
    """`officer=ID`: the families an officer has to care for; `officer=none`: those nobody has."""

    def __init__(self) -> None:
        super().__init__("officer", "帮扶责任人")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        wanted = asked.get(self.name, "")
        number = whole_number(wanted)
        officer = to.session.get(User, number) if number else None
        if wanted == "none":
            to.conditions += [Household.assigned_to_id.is_(None), in_care(to.on)]
            to.chips.append((_("无帮扶责任人"), (self.name,)))
        elif officer is not None:
            to.conditions += [Household.assigned_to_id == officer.id, in_care(to.on)]
            to.chips.append((labelled(_(self.label), officer.name), (self.name,)))
        else:
            return None
        to.params[self.name] = wanted
        return None


class OwnerFilter(Hidden):
    """`owner=ID`: the rows an officer has to see to."""

    def __init__(self, label: str) -> None:
        super().__init__("owner", label)

    def bind(self, view: Any) -> None:
        self.owner_id = view.of.owner_id

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        number = whole_number(asked.get(self.name, ""))
        officer = to.session.get(User, number) if number else None
        if officer is not None:
            to.conditions.append(self.owner_id == officer.id)
            to.params[self.name] = str(officer.id)
            to.chips.append((labelled(_(self.label), officer.name), (self.name,)))
        return None


TO_DO = {"open": "待完成", "late": "逾期未完成"}


class TodoFilter(Hidden):
    """`todo=open|late`: measures still to be done, and those past their day."""

    def __init__(self) -> None:
        super().__init__("todo", "办理")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        state = asked.get(self.name, "")
        if state in TO_DO:
            to.conditions.append(measure_is_open())
            if state == "late":
                to.conditions.append(PlanMeasure.due_on < to.on)
            to.params[self.name] = state
            to.chips.append((_(TO_DO[state]), (self.name,)))
        return None


class LatePlanFilter(Hidden):
    """`late=1`: running plans whose review or a measure is past its day (policy.aid_plan)."""

    def __init__(self) -> None:
        super().__init__("late", "逾期")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        if asked.get(self.name) == "1":
            measure_late = exists().where(
                PlanMeasure.plan_id == AidPlan.id, PlanMeasure.done_on.is_(None),
                PlanMeasure.voided_at.is_(None), PlanMeasure.due_on < to.on,
            )
            to.conditions.append(and_(
                AidPlan.closed_on.is_(None), AidPlan.voided_at.is_(None),
                or_(AidPlan.review_on < to.on, measure_late),
            ))
            to.params[self.name] = "1"
            to.chips.append((_("评估或措施逾期"), (self.name,)))
        return None
