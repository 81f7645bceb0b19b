"""What the table of jobs asks and offers: the form by kind of work, the acts, what to ask of a wage."""

from __future__ import annotations

from typing import Any, Final

from flask import flash, url_for
from flask_babel import lazy_gettext as _l

from access.permissions import Permission as P
from access.permissions import may
from admin.details import ActLink
from admin.fields_personal import Reference
from admin.forms import Section
from admin.lookups_jobs import find_employer
from admin.translation import gettext as _
from admin.words import said
from models import Employment, Household, User, db
from policy.employment import job_is_proven
from policy.terms import ExitGround, Status
from workflow.employment_records import papers_of, recommended_work, wage_remark
from workflow.record_rules import ASSISTED
from workflow.relapses import may_end

EMPLOYER: Final = Reference(
    _l("岗位库中的用人单位"), find=find_employer, lookup="employer",
    description=_l("在岗位库中的，选定后单位名称和统一社会信用代码自动填入；不在的，直接填写下面两项"),
)

EMPLOYMENT_SECTIONS: Final = (
    Section("K", "实现就业情况", (
        "member_id", "form", "started_on", "employer_id", "employer", "employer_code", "job", "wage",
    ), "录入后须由另一人核验方可计入。个体经营、自主创业在统一社会信用代码处填营业执照上的代码。"),
    Section("", "合同与参保", (
        "has_contract", "contract_from", "contract_until", "filed_on", "insured", "insured_from",
        "insured_until",
    ), "单位就业须有合同、用工备案、参保三者之一；公益性岗位填岗位协议。"),
    Section("", "凭证", ("stated_on", "evidence"), "灵活就业须有本人签字的说明，并入户走访一次。"),
    Section("", "终止", ("ended_on", "ended_reason")),
)


def ask_about(job: Employment) -> None:
    """After a job is saved: what is still missing for its verification, what to ask of the wage."""
    if not job.verified:
        for reason in job_is_proven(papers_of(db.session, job)).objections:
            flash(_("核验前请补充：%(what)s", what=said(reason)), "warning")
    remark = wage_remark(db.session, job)
    if remark is not None:
        flash(said(remark), "warning")


def work_found(household: Household | None) -> dict[str, Any]:
    """What a recommendation that led to work already says of the job."""
    assert household is not None
    hired = recommended_work(db.session(), household)
    if hired is None:
        return {}
    vacancy = hired.vacancy
    return {
        "member_id": hired.member_id, "employer": hired.employer, "job": hired.job, "wage": hired.wage,
        "employer_id": vacancy.employer_id if vacancy else None,
        "form": vacancy.form if vacancy else None,
    }


def may_be_told(job: Employment) -> bool:
    """Whether the family left for this job, lost it, and has not been told that it may come again."""
    household = job.household
    return (
        household.status is Status.EXITED and household.exit_ground is ExitGround.EMPLOYED
        and job.verified and job.ended_on is not None and job.invited_on is None
        and job.voided_at is None
    )


def job_acts(job: Employment, user: User) -> list[ActLink]:
    """What this officer may decide of a job: verify it, end it, tell the family, apply again."""
    found = []
    stands = job.voided_at is None and job.household.status in ASSISTED
    if stands and not job.verified and may(user, P.EMPLOYMENT_VERIFY):
        found.append(_link("employment", "核验", job))
    if may_end(job, user):
        found.append(_link("job_end", "登记就业终止", job))
    if may_be_told(job) and may(user, P.SERVICE_WRITE):
        found.append(_link("invite", "告知可再次申请", job))
    return found


def _link(kind: str, label: str, job: Employment) -> ActLink:
    url = url_for("household.decide_view", kind=kind, row_id=job.id)
    return ActLink(kind, _(label), True, "", url)
