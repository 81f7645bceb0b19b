"""Recommended jobs on the household page: which count, how far the 1-1-3 is, who looks for a job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.cells import Page
from admin.codes import codes_of
from admin.panel import Extra, Made, Meter, Panel, may_add
from admin.words import Cell, Column, Row, Table, in_turn
from models import Household, Member, Service
from policy.terms import ServiceKind, Status
from workflow.decisions import is_refused_job
from workflow.facts import members_of
from workflow.promise import account, given_to

SHORT: Final = {
    ServiceKind.GUIDANCE: "职业指导",
    ServiceKind.TRAINING_INFO: "培训信息",
    ServiceKind.REFERRAL: "岗位推荐",
}


def shortfall_words(text: str | None) -> str:
    """Why a recommendation does not count, each ground in the officer's language."""
    return in_turn(_(ground) for ground in (text or "").split("；") if ground)


def counting_cell(kind: ServiceKind, counts: bool | None) -> Cell:
    """Whether a recommended job counts; nothing for another service."""
    if kind is not ServiceKind.REFERRAL or counts is None:
        return Cell("")
    return Cell(_("计入") if counts else _("不计入"), "bool", "", None, "yes" if counts else "no")


def counting(page: Page, service: Any) -> Cell:
    cell = counting_cell(service.kind, service.counts)
    return cell if not service.shortfall else Cell(cell.text, "text", shortfall_words(service.shortfall))


def served(page: Page, service: Any) -> Cell:
    """The kind of service with what was done beneath."""
    return Cell(_(service.kind.label), "text", service.content)


def recommended(page: Page, service: Any) -> Cell:
    """The job with its employer beneath, leading to the vacancy."""
    url = url_for("vacancy.details_view", id=service.vacancy_id) if service.vacancy_id else None
    return Cell(service.job or "", "text", service.employer or "", url)


SERVED: Final = Made("服务类型", served)
RECOMMENDED: Final = Made("推荐岗位", recommended)
COUNTING: Final = Made("计入推荐次数", counting)


def unjudged(service: Service) -> bool:
    return (
        is_refused_job(service) and service.refusal_justified is None
        and service.voided_at is None
    )


def judged(page: Page, service: Any) -> Cell:
    """What the street made of the reason; where it has not said yet, the way to say it."""
    if not is_refused_job(service):
        return Cell("")
    if service.refusal_justified is None:
        if service.voided_at is None and may(page.user, P.REFUSAL_JUDGE):
            url = url_for("household.decide_view", kind="refusal", row_id=service.id)
            return Cell(_("复核理由"), url=url)
        return Cell(_("理由待复核"), "bool", "", None, "none")
    if service.refusal_justified:
        return Cell(_("理由正当"), "bool", "", None, "yes")
    return Cell(_("无正当理由"), "bool", "", None, "no")


def refused(page: Page, service: Any) -> Cell:
    """The kind of reason, with the member's own words beneath."""
    kind = codes_of(page.session, "refusal_reason").get(service.refusal_code or "", "")
    words = service.refusal_reason or ""
    return Cell(kind, "text", words) if kind else Cell(words)


def refusal_columns(page: Page, services: Sequence[Service]) -> tuple[Made, ...]:
    """What was refused and why, and the street's word on it; none if nothing was."""
    if not any(service.refusal_reason for service in services):
        return ()
    return Made("拒绝理由", refused), Made("复核", judged)


def give_account(
    page: Page, household: Household, services: Sequence[Service], panel: Panel
) -> None:
    """The 1-1-3 of 四(三): for the household as a meter, for each registered member as a row."""
    members = [m for m in members_of(page.session, household) if m.registered_on]
    assert household.recognised_on is not None
    given = given_to(household, members, services, page.on)
    parts = account(given, household.recognised_on)
    running = household.placed_on is None and household.promise_due_on is not None
    left = page.left(household.promise_due_on) if running else None  # type: ignore[arg-type]
    panel.meter = Meter([(_(SHORT[kind]), had, owed) for kind, had, owed in parts], left)
    if not members:
        return
    looks = household.status is Status.RECOGNISED and may_add(Service, household, page.user)
    heads = [_("成员"), *(_(SHORT[kind]) for kind, _had, _owed in parts), *([""] if looks else [])]
    panel.more.append(
        Extra(
            _("按成员"),
            Table(
                [Column(str(n), head, "num" if 0 < n < 4 else "text") for n, head in enumerate(heads)],
                [
                    Row(member.id, [
                        Cell(shown(page.user, "name", member.name)),
                        *(Cell(f"{given[member.id][kind]}/{owed // len(members)}", "num")
                          for kind, _had, owed in parts),
                        *([search_link(member)] if looks else []),
                    ])
                    for member in members
                ],
            ),
        )
    )


def search_link(member: Member) -> Cell:
    return Cell(_("为他找岗位"), url=url_for("household.match_view", row_id=member.id))
