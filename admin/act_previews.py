"""What an act page shows beforehand: the notice as it would be posted, the proposal to be agreed to."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from admin.words import household_url
from models import Household, Member, db
from policy.parameters import PUBLICITY_PERIOD
from workflow.demands import Order, open_proposal
from workflow.notice import NoticeLeaks, notice_text


def notice_preview(household: Household, order: Order) -> str:
    """The notice as it would be posted today; the telephone is what the officer fills in below."""
    applicant = db.session.scalars(
        select(Member).where(
            Member.household_id == household.id, Member.is_applicant, Member.voided_at.is_(None)
        )
    ).first()
    if applicant is None:
        return ""
    days = order.rules(household).at(PUBLICITY_PERIOD, order.on)
    period = order.calendar.count(order.on, days, provisional_ok=True)
    street = household.community.street or household.community
    try:
        return notice_text(
            household, applicant, household.community, street, period, order.on, "按下方填写"
        )
    except NoticeLeaks:
        return _("公示内容中疑有身份证号码、个人电话或门牌号，不能发布：请核对社区名称等内容")


def proposal_of(household: Household) -> tuple[str, list[tuple[str, str]]]:
    """The proposal the county is asked to agree to, with the way to refuse it or to make one."""
    proposal = open_proposal(db.session, household)
    here = household_url(household.id, tab="employment")
    if proposal is None:
        url = url_for("exit.create_view", household=household.id, url=here)
        return "", [(_("提出退出建议"), url)]
    told = _(
        "退出建议：%(ground)s（%(on)s提出）\n依据：%(evidence)s",
        ground=_(proposal.ground.label), on=proposal.proposed_on, evidence=proposal.evidence,
    )
    refuse = url_for("household.decide_view", kind="exit", row_id=proposal.id, url=here)
    return told, [(_("不同意退出"), refuse)]
