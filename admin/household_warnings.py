"""What whoever opens a household's page should know first: warnings that stand, reasons, what waits."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.words import said
from models import Alert, Household, Member, StatusChange, User, db
from policy.terms import Status as S
from policy.terms import Tone
from policy.verdict import Reason


def warnings_of(
    household: Household, user: User, changes: Sequence[StatusChange], counts: dict[str, int]
) -> list[tuple[str, str]]:
    """What whoever opens the page should know first."""
    found: list[tuple[str, str]] = []
    if household.status in (S.RETURNED, S.REJECTED, S.REVOKED) and may(user, P.PERSONAL_READ):
        last = changes[-1] if changes else None
        if last and last.reason:
            found.append(
                ("warning", _("%(status)s理由：%(reason)s",
                              status=_(household.status.label), reason=last.reason))
            )
    if counts["objected"]:
        found.append(("error", _("有%(n)d件公示异议待核查，核查前不能上报", n=counts["objected"])))
    if household.is_open and counts["undecided"] and household.status is not S.RECOGNISED:
        found.append(("warning", _("有%(n)d条比对结果待判定", n=counts["undecided"])))
    if household.status is S.RECOGNISED and counts["proposed"]:
        found.append(("info", _("有退出建议待县级审批")))
    if household.picky_on:
        found.append(("info", _("挑拣：%(on)s无正当理由拒绝推荐岗位，承诺期限照常，但不计入“不挑不拣”的承诺统计",
                                on=household.picky_on)))
    if household.episode > 1:
        found.append(("info", _("本户第%(n)d次申请（返零）", n=household.episode)))
    return [*alerts_of(household), *found]


def alerts_of(household: Household) -> list[tuple[str, str]]:
    """The warnings that stand for the household, the red first."""
    rows = db.session.execute(
        select(Alert.tone, Alert.clause, Alert.words, Alert.values, Member.name)
        .outerjoin(Member, Member.id == Alert.member_id)
        .where(Alert.household_id == household.id, Alert.cleared_on.is_(None))
        .order_by(Alert.tone, Alert.raised_on, Alert.id)
    )
    told = []
    for tone, clause, words, values, name in rows:
        whose = f"{shown(current_user, 'name', name)}：" if name else ""
        told.append(("error" if tone is Tone.RED else "warning", whose + said(Reason(clause, words, values))))
    return told


