"""Decisions on jobs and policies: verify, end, invite again; grant, refuse, stop, resume, pay."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import gettext as _

from access.permissions import Permission as P
from admin.act_forms import Must, choice, text
from admin.cells import calendar_of_request
from admin.clock import today
from admin.decision import Decision, lines, note
from admin.fields import Amount, Day, Month, Tick, Whole
from admin.words import said
from models import Benefit, Employment, db
from policy.ages import add_months
from policy.aid_terms import StopReason
from policy.benefit_limits import ONCE, last_day
from policy.employment import job_is_proven
from policy.terms import VisitWay
from workflow.benefit_facts import paid_to
from workflow.benefits import (
    Terms,
    decline,
    grant,
    pay_months,
    proposed_terms,
    reason_not,
    resume,
    stop,
)
from workflow.decisions import verify_employment
from workflow.employment_records import papers_of, wage_remark
from workflow.relapses import end_job, invite

BY_HAND: Final = [reason for reason in StopReason if reason is not StopReason.REVOKED]


def span(first: Any, last: Any) -> str:
    return f"{first or ''} — {last or ''}" if first or last else ""


def yes(value: bool | None) -> str:
    return "" if value is None else _("是") if value else _("否")


def employment_facts(row: Employment) -> str:
    """The job as it was entered, then what is missing of its papers and what to ask of the wage."""
    told = lines(
        ("就业日期", row.started_on), ("就业形式", _(row.form.label)),
        ("就业单位", row.employer), ("统一社会信用代码", row.employer_code), ("岗位", row.job),
        ("签订劳动合同", yes(row.has_contract)), ("合同起止", span(row.contract_from, row.contract_until)),
        ("用工备案日期", row.filed_on), ("月薪（元）", row.wage), ("参保险种", row.insured),
        ("参保起止", span(row.insured_from, row.insured_until)),
        ("灵活就业说明日期", row.stated_on), ("就业凭证", row.evidence),
        ("终止日期", row.ended_on), ("终止原因", row.ended_reason),
    )
    asked = [] if row.verified else [said(r) for r in job_is_proven(papers_of(db.session, row)).objections]
    remark = wage_remark(db.session, row)
    if remark is not None:
        asked.append(said(remark))
    return "\n".join([told, *(_("请注意：%(what)s", what=words) for words in asked)])


def benefit_facts(row: Benefit) -> str:
    """The policy, whose job it is about, and what was granted and paid so far."""
    job = row.employment
    mine = [p for p in paid_to(db.session, row.member) if p.policy is row.policy]
    return lines(
        ("政策类型", _(row.policy.label)), ("享受状态", _(row.state.label)), ("申报日期", row.applied_on),
        ("就业形式", _(job.form.label) if job else ""), ("就业单位", job.employer if job else ""),
        ("就业日期", job.started_on if job else ""), ("就业终止日期", job.ended_on if job else ""),
        ("享受起止", span(row.from_on, row.until_on)), ("补贴标准（元）", row.standard),
        ("此前已发月数", len({p.month for p in mine})), ("此前已发金额", sum(p.amount for p in mine)),
    )


def grant_facts_of(row: Benefit) -> str:
    """The same, and what the limits allow."""
    found = proposed_terms(db.session, row, begins(row))
    why_not = reason_not(db.session, row, today())
    words = [benefit_facts(row), lines(
        ("最多可核定月数", found.months), ("达到法定退休年龄", found.retires_on),
        ("可延长至退休", yes(True) if found.extended else ""),
        ("按最多月数享受至", last_day(begins(row), found.months) if found.months else ""),
    )]
    if why_not is not None:
        words.append(_("请注意：%(what)s", what=said(why_not)))
    return "\n".join(word for word in words if word)


def begins(row: Benefit) -> Any:
    return row.employment.started_on if row.employment else row.applied_on


def grant_fields(row: Benefit) -> dict[str, Any]:
    """Standard, beginning and months; no months where it is one sum."""
    found = proposed_terms(db.session, row, begins(row))
    once = row.policy in ONCE
    fields: dict[str, Any] = {
        "from_on": Day(_("享受起"), [Must(_("请填写享受起"))], past=False, default=begins(row)),
        "standard": Amount(
            _("补贴标准（元）"), [Must(_("请填写补贴标准"))], render_kw={"inputmode": "decimal"},
            description=_("一次性发放的总额") if once else _("每月金额"),
        ),
    }
    if not once:
        fields["months"] = Whole(
            _("核定月数"), [Must(_("请填写核定月数"))], least=1, most=600, default=found.months,
            description=_("享受止由享受起和月数推算，不超过达到法定退休年龄的前一日"),
        )
    if found.extended:
        fields["extended"] = Tick(
            _("延长至退休"), default=True, description=_("首次核定时距法定退休年龄不足规定年数，可延长至退休")
        )
    return fields | {
        "payer": text(_("发放单位"), longest=60), "basis": text(_("批准文号"), longest=60),
    }


def granted(row: Benefit, form: Any, user: Any, on: Any) -> None:
    """The months of an extension follow from the retirement, whatever was typed."""
    months = form["months"].data if "months" in form else None
    extended = bool(form["extended"].data) if "extended" in form else False
    grant(db.session, row, Terms(
        form["from_on"].data, months, form["standard"].data, form["payer"].data or "",
        form["basis"].data or "", extended,
    ), user, on)


def pay_fields(row: Benefit) -> dict[str, Any]:
    """From the first month not yet paid, at the standard."""
    had = [p.month for p in paid_to(db.session, row.member) if p.policy is row.policy]
    now = today().replace(day=1)
    begun = row.from_on.replace(day=1) if row.from_on else now
    following = max([begun, *(add_months(month, 1) for month in had)])
    return {
        "month_from": Month(_("发放自（月）"), [Must(_("请填写月份"))], default=following),
        "month_to": Month(_("发放至（月）"), [Must(_("请填写月份"))], default=max(following, add_months(now, -1)),
                          description=_("每月一条；其中任一月不符合规定的，全部不登记")),
        "amount": Amount(_("每月金额（元）"), [Must(_("请填写发放金额"))], default=row.standard,
                         render_kw={"inputmode": "decimal"}),
        "paid_on": Day(_("发放日期"), [Must(_("请填写发放日期"))], default=today()),
        "batch": text(_("发放批次"), longest=40),
    }


def paid(row: Benefit, form: Any, user: Any, on: Any) -> None:
    pay_months(
        db.session, row, form["month_from"].data, form["month_to"].data,
        (form["amount"].data, form["paid_on"].data, form["batch"].data or ""), user, on,
    )


AID_KINDS: Final[dict[str, Decision]] = {
    "employment": Decision(
        Employment, P.EMPLOYMENT_VERIFY, "就业核验", "核验属实", "102-3-1",
        "核对就业凭证属实后，自就业首日起计为实现就业。录入人不能核验自己录入的记录。", "employment",
        lambda: {
            "verified_way": text(
                _("核验方式"), _("请填写核验方式"), 60,
                description=_("例如：社保参保查询、电话向单位核实、入户核实"),
            )
        },
        employment_facts,
        lambda row, form, user, on: verify_employment(
            db.session, row, form["verified_way"].data or "", user, on
        ),
    ),
    "job_end": Decision(
        Employment, P.SERVICE_WRITE, "就业终止", "登记终止", "102-4-4",
        "登记后，以该就业享受的政策随之停止；已退出的家庭无人就业的，应告知可再次申请认定。", "employment",
        lambda: {
            "ended_on": Day(_("终止日期"), [Must(_("请填写终止日期"))]),
            "ended_reason": text(_("终止原因"), _("请填写终止原因"), 100),
        },
        employment_facts,
        lambda row, form, user, on: end_job(
            db.session, row, form["ended_on"].data, form["ended_reason"].data, user, on,
            calendar_of_request(db.session),
        ),
        "warn",
    ),
    "invite": Decision(
        Employment, P.SERVICE_WRITE, "告知可再次申请", "登记已告知", "102-3",
        "退出后再失业的家庭可以再次申请认定，没有等待期。告知后预警解除，家庭页面可直接“再次申请”。", "employment",
        lambda: {
            "invited_on": Day(_("告知日期"), [Must(_("请填写告知日期"))], default=today()),
            "invited_way": choice(_("告知方式"), list(VisitWay), _("请选择告知方式")),
        },
        employment_facts,
        lambda row, form, user, on: invite(
            db.session, row, form["invited_on"].data, form["invited_way"].data, user, on
        ),
    ),
    "benefit": Decision(
        Benefit, P.BENEFIT_DECIDE, "核定政策享受", "批准享受", "102-4-2",
        "核定享受起、月数和补贴标准。超过规定月数、不得同时享受或已终止的，系统不予通过并说明理由。", "benefits",
        dict, grant_facts_of, granted, fields_for=grant_fields,
    ),
    "benefit_refuse": Decision(
        Benefit, P.BENEFIT_DECIDE, "不予批准政策享受", "不予批准", "102-4-2",
        "不符合享受条件的写明理由；该政策不再列为应享未享。", "benefits",
        lambda: {"declined_reason": note("不予批准的理由", must=_("请填写不予批准的理由（至少4个字）"))},
        benefit_facts,
        lambda row, form, user, on: decline(
            db.session, row, form["declined_reason"].data or "", user, on
        ),
        "warn",
    ),
    "benefit_stop": Decision(
        Benefit, P.BENEFIT_DECIDE, "停止政策享受", "停止享受", "102-4-2",
        "停止日期是享受的最后一日，其后月份不能再发放。就业终止、死亡、退休、退出和撤销登记后由系统自动停止。", "benefits",
        lambda: {
            "stopped_on": Day(_("停止日期"), [Must(_("请填写停止日期"))]),
            "stop_reason": choice(_("停止原因"), BY_HAND, _("请选择停止原因")),
        },
        benefit_facts,
        lambda row, form, user, on: stop(
            db.session, row, form["stopped_on"].data, form["stop_reason"].data, user, on
        ),
        "warn",
    ),
    "benefit_resume": Decision(
        Benefit, P.BENEFIT_DECIDE, "恢复政策享受", "恢复享受", "102-4-2",
        "停止所依据的记录已作废的，可以恢复；依据仍在的，系统不予通过。", "benefits",
        dict, benefit_facts, lambda row, form, user, on: resume(db.session, row, user, on),
    ),
    "pay": Decision(
        Benefit, P.BENEFIT_DECIDE, "登记补贴发放", "登记发放", "102-4-2",
        "按月登记已发放的补贴。不在享受期内、超过月数或标准、与其他政策不得同月享受的，不予登记。", "benefits",
        dict, benefit_facts,
        paid, fields_for=pay_fields,
    ),
}
