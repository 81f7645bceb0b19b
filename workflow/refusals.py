"""How an act says no: with reasons fit to print, never with the database's own words."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from policy.verdict import Reason, Verdict


class Refused(Exception):
    """Not open to this officer on this record today; `reasons` say why, `field` where, if anywhere."""

    def __init__(self, *reasons: Reason, field: str | None = None) -> None:
        super().__init__("；".join(map(str, reasons)))
        self.reasons = reasons
        self.field = field


def refuse(clause: str, text: str, field: str | None = None, **values: object) -> Refused:
    """A refusal with one reason."""
    return Refused(Reason(clause, text, values), field=field)


def demand(verdict: Verdict) -> None:
    """Raise Refused with every objection of the verdict, if it has any."""
    if not verdict.met:
        raise Refused(*verdict.objections)


CONFLICTS = {
    "one_open_episode": (
        "102-2-1", "id_no", "该公民身份号码已在一户在办的申请中，一人只能在一户：请核对，或先办结原申请"
    ),
    "member.id_no_index": (
        "102-2-1", "id_no", "该公民身份号码已在一户在办的申请中，一人只能在一户：请核对，或先办结原申请"
    ),
    "one_applicant": ("102-2-1", "relation", "本户已有申请人：只能有一名成员选为“本人”"),
    "member.household_id, member.no": ("102-2-1", "no", "序号与本户另一成员重复"),
    "uq_member_household_id_no": ("102-2-1", "no", "序号与本户另一成员重复"),
    "member.household_id": ("102-2-1", "relation", "本户已有申请人：只能有一名成员选为“本人”"),
    "two_visitors": ("102-2-2", "visitor_2", "两名走访人不能是同一人"),
    "office_id_year_measure": ("102-5-3", "measure", "该机构该年度的这项指标已下达，请修改原有一条"),
    "target.office_id": ("102-5-3", "measure", "该机构该年度的这项指标已下达，请修改原有一条"),
    "duty.office_id": ("102-5-1", "office_id", "该机构已登记责任分工，请修改原有一条"),
    "uq_duty_office_id": ("102-5-1", "office_id", "该机构已登记责任分工，请修改原有一条"),
    "uq_sweep_campaign_name": ("102-4-1", "name", "该机构已有同名的排查批次，请换一个名称"),
    "sweep_campaign.office_id": ("102-4-1", "name", "该机构已有同名的排查批次，请换一个名称"),
    "uq_sweep_visit_block": ("102-4-1", "block", "本批次中该社区的这一片区已登记：请修改原有一条"),
    "sweep_visit.campaign_id": ("102-4-1", "block", "本批次中该社区的这一片区已登记：请修改原有一条"),
    "uq_suspected_family_household": ("102-4-1", "household_id", "本批次中已有一户疑似户关联这件申请"),
    "suspected_family.campaign_id": ("102-4-1", "household_id", "本批次中已有一户疑似户关联这件申请"),
    "uq_aid_plan_runs": ("102-4-2", "member_id", "该成员已有一份执行中的方案：请修改原方案，或先结束原方案"),
    "aid_plan.member_id": (
        "102-4-2", "member_id", "该成员已有一份执行中的方案：请修改原方案，或先结束原方案"
    ),
    "contingency_plan_office_id_edition": ("102-4-3", None, "本机构刚有一版预案登记，请再保存一次"),
    "contingency_plan.office_id": ("102-4-3", None, "本机构刚有一版预案登记，请再保存一次"),
    "uq_employer_credit_code": ("102-4-3", "credit_code", "该统一社会信用代码已登记，请直接选用"),
    "employer.credit_code": ("102-4-3", "credit_code", "该统一社会信用代码已登记，请直接选用"),
    "user.username": ("102-5-1", "username", "登录名已被使用，请换一个"),
    "uq_user_username": ("102-5-1", "username", "登录名已被使用，请换一个"),
    "visit.client_key": ("102-4-4", "client_key", "这条离线登记的编号已被使用，未保存：请重新登记"),
    "uq_visit_client_key": ("102-4-4", "client_key", "这条离线登记的编号已被使用，未保存：请重新登记"),
    "dates_in_order": ("102-2-1", None, "日期先后不对：后一步的日期不能早于前一步"),
    "verified_by_another": ("102-2-2", None, "提交人与初审人不能是同一人"),
    "recognised_by_another": ("102-2-3", None, "初审人与复核认定人不能是同一人"),
    "recognised_by_a_third": ("102-2-3", None, "提交人与复核认定人不能是同一人"),
    "uq_attachment_source": ("102-2-1", "files", "本户已有这个文件，不必重复上传"),
    "attachment.household_id": ("102-2-1", "files", "本户已有这个文件，不必重复上传"),
    "contract_in_order": ("102-3", "contract_until", "合同止不能早于合同起"),
    "ends_after_start": ("102-3", "ended_on", "终止日期不能早于就业日期"),
    "payment_once": ("102-4-2", "month", "该月已经发放过这项政策"),
    "payment.benefit_id": ("102-4-2", "month", "该月已经发放过这项政策"),
    "job_check_once": ("102-4-4", "after_months", "这次核查已经登记，请修改原有一条"),
    "job_check.employment_id": ("102-4-4", "after_months", "这次核查已经登记，请修改原有一条"),
    "sealed_by_another": ("102-2-3", None, "申请用印人与用印人不能是同一人"),
    "uq_paper_waits": ("102-2-3", None, "这份文书已在等待用印"),
    "paper.household_id, paper.kind": ("102-2-3", None, "这份文书已在等待用印"),
    "uq_paper_replaces_id": ("102-2-3", None, "这份文书已被替换"),
    "paper.replaces_id": ("102-2-3", None, "这份文书已被替换"),
    "referral_names_employer": ("102-4-3", "employer", "岗位推荐须填写推荐单位"),
    "refusal_has_reason": ("102-3-2", "refusal_reason", "本人拒绝的，须填写拒绝理由"),
}
"""Part of a constraint's name (or of SQLite's words for it) → clause, field, sentence."""


def from_conflict(error: IntegrityError) -> Refused:
    """What a violated constraint says to an officer. Nothing of the row is told."""
    said = str(error.orig)
    for mark, (clause, field, text) in CONFLICTS.items():
        if mark in said:
            return refuse(clause, text, field)
    return refuse("102-3", "与已有记录重复或不合规定，未保存：请核对后再试")
