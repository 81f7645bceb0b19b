"""The tabs after the recognition: services and the promise, work and exit."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from access.permissions import Permission as P
from access.permissions import may
from admin.cells import Page
from admin.codes import read_codes
from admin.employments import may_be_told
from admin.panel import (
    Extra,
    Made,
    Panel,
    create_link,
    decide_link,
    edit_link,
    member_name,
    table_of,
)
from admin.panels_jobs import COUNTING, RECOMMENDED, SERVED, give_account, refusal_columns
from admin.words import Cell
from models import (
    Employment,
    Exit,
    Household,
    LifeChange,
    Service,
    StatusChange,
)
from workflow.record_rules import ASSISTED

Changes = Sequence[StatusChange]


def services_panel(page: Page, household: Household, changes: Changes) -> Panel:
    services = page.session.scalars(
        select(Service)
        .where(Service.household_id == household.id)
        .options(joinedload(Service.member))
        .order_by(Service.served_on.desc(), Service.id.desc())
    ).all()
    panel = Panel(
        table=table_of(page, Service, services, (
            "served_on", SERVED, Made("成员", member_name), RECOMMENDED, "way",
            "served_by", COUNTING, "feedback", *refusal_columns(page, services),
            *edit_link(page, Service, household, "services", services),
        )),
        create=create_link(page, Service, household, "services", "登记服务"),
    )
    if household.recognised_on and household.status in ASSISTED:
        give_account(page, household, services, panel)
        if may(page.user, P.NAME_READ):
            url = url_for("household.certificate_view", row_id=household.id)
            panel.links.append((_("承诺兑现证明"), url))
    return panel


def employment_panel(page: Page, household: Household, changes: Changes) -> Panel:
    """How members came to work, and the proposals to release the household."""
    """Jobs with their verification, and the exit proposals that follow from them."""
    jobs = page.session.scalars(
        select(Employment)
        .where(Employment.household_id == household.id)
        .options(joinedload(Employment.member))
        .order_by(Employment.started_on.desc(), Employment.id.desc())
    ).all()
    proposals = page.session.scalars(
        select(Exit)
        .where(Exit.household_id == household.id)
        .options(joinedload(Exit.member), joinedload(Exit.proposed_by))
        .order_by(Exit.id.desc())
    ).all()
    lives = page.session.scalars(
        select(LifeChange)
        .where(LifeChange.household_id == household.id)
        .options(joinedload(LifeChange.member))
        .order_by(LifeChange.id.desc())
    ).all()
    codes: tuple[str, ...] = ()
    if any(proposal.ground_code for proposal in proposals):
        codes = ("ground_code",)
        read_codes(page.session, "exit_detail")
    waiting = any(map(unanswered, proposals))
    propose = create_link(page, Exit, household, "employment", "提出退出建议")
    return Panel(
        title=_("实现就业"),
        table=table_of(page, Employment, jobs, (
            Made("就业日期", job_link), Made("成员", member_name), "form", "employer", "job", "wage", "evidence",
            "verified_on", "ended_on", "invited_on",
            *decide_link(page, "employment", "核验", P.EMPLOYMENT_VERIFY, jobs, unverified),
            *decide_link(page, "job_end", "登记终止", P.SERVICE_WRITE, jobs, runs),
            *decide_link(page, "invite", "告知可再次申请", P.SERVICE_WRITE, jobs, may_be_told),
            *edit_link(page, Employment, household, "employment", jobs),
        )),
        create=create_link(page, Employment, household, "employment", "登记就业"),
        more=[
            Extra(
                _("退出"),
                table_of(page, Exit, proposals, (
                    "proposed_on", Made("提出人", proposer), "ground", *codes,
                    Made("成员", member_name), "since", "evidence",
                    Made("审批", decision), "decided_on", "told_on", "told_way", "decision_note",
                    *decide_link(page, "exit", "不同意退出", P.HOUSEHOLD_EXIT, proposals, unanswered),
                )),
                None if waiting else propose,
                _("没有退出建议。登记失业成员的就业经核验、拒绝推荐或无法联系满3次、"
                  "或不再有劳动力时，由系统按规则提出。"),
            ),
            Extra(
                _("家庭变动"),
                table_of(page, LifeChange, lives, (
                    "happened_on", "what", Made("成员", member_name), "evidence", "remarks",
                    *edit_link(page, LifeChange, household, "employment", lives),
                )),
                create_link(page, LifeChange, household, "employment", "登记家庭变动"),
                _("没有家庭变动。"),
            ),
        ],
    )


def unverified(job: Employment) -> bool:
    return not job.verified and job.voided_at is None


def runs(job: Employment) -> bool:
    """Verified and not ended: its end is still to come."""
    return job.verified and job.ended_on is None and job.voided_at is None


def job_link(page: Page, job: Employment) -> Cell:
    return Cell(job.started_on.isoformat(), "date", url=url_for("employment.details_view", id=job.id))


def unanswered(proposal: Exit) -> bool:
    return proposal.approved is None


def proposer(page: Page, proposal: Exit) -> Cell:
    if proposal.by_rule:
        return Cell(_("系统（按规则）"))
    return Cell(proposal.proposed_by.name if proposal.proposed_by else "")


def decision(page: Page, proposal: Exit) -> Cell:
    if proposal.approved is None:
        return Cell(_("待审批"), "bool", tone="none")
    if proposal.by_rule and proposal.decided_by_id is None:
        return Cell(_("已撤回"), "bool", tone="none")
    return Cell(_("同意") if proposal.approved else _("不同意"), "bool",
                tone="yes" if proposal.approved else "no")
