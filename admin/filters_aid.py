"""Filters on what came after an exit: out of work again, told, applied again (返零)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from admin.filters import Args, Filter, Narrowing, Shown
from admin.translation import gettext
from models import Employment, Household
from policy.terms import ExitGround, Status

RELAPSES: Final = (("open", "退出后再失业，尚未告知"), ("told", "已告知可再次申请"), ("again", "已再次申请（返零）"))


class RelapseFilter(Filter):
    """`relapse=open|told|again`: jobs for which a family left and that have ended since."""

    def __init__(self) -> None:
        super().__init__("household_id", "退出后", "relapse")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        value = asked.get(self.name, "")
        if value in dict(RELAPSES):
            to.conditions += conditions_of(value)
            to.params[self.name] = value
            to.chips.append((gettext(dict(RELAPSES)[value]), (self.name,)))
        options = tuple((code, gettext(label)) for code, label in RELAPSES)
        return Shown(self.name, gettext(self.label), "choice", to.params.get(self.name, ""), options=options)


def conditions_of(value: str) -> list[Any]:
    """On jobs: verified, ended, of a family that left because of work; nobody else of it works."""
    later, other = aliased(Household), aliased(Employment)
    returned = (
        select(later.id)
        .join(Household, (Household.family_no == later.family_no) & (later.episode > Household.episode))
        .where(Household.id == Employment.household_id)
        .correlate(Employment)
        .exists()
    )
    runs = (
        select(other.id)
        .where(
            other.household_id == Employment.household_id, other.verified,
            other.ended_on.is_(None), other.voided_at.is_(None),
        )
        .correlate(Employment)
        .exists()
    )
    left = Employment.household_id.in_(
        select(Household.id).where(
            Household.status == Status.EXITED, Household.exit_ground == ExitGround.EMPLOYED
        )
    )
    found = [Employment.verified, Employment.ended_on.is_not(None), Employment.voided_at.is_(None), left]
    if value == "again":
        return [*found, returned]
    told = Employment.invited_on.is_not(None) if value == "told" else Employment.invited_on.is_(None)
    return [*found, ~returned, ~runs, told]


class EpisodeFilter(Filter):
    """`again=1`: families that stand in a later episode (返零)."""

    def __init__(self) -> None:
        super().__init__("episode", "返零", "again", folded=True)

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        if asked.get(self.name) == "1":
            to.conditions.append(self.attribute > 1)
            to.params[self.name] = "1"
            to.chips.append((gettext(self.label), (self.name,)))
        return None
