"""The inputs of plans: whose plan, where one would work, who sees to a measure, by which service it is done."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import or_, select

from access.masking import shown
from admin.cells import SEXES, Path
from admin.fields import Choice, Day, Length, Paragraph, Required, Text
from admin.forms import Context, Section, term_choice
from admin.parts import Part
from models import AidPlan, CodeEntry, Household, Member, Office, PlanMeasure, User
from policy.ages import full_years
from policy.terms import Level, Role
from workflow.aid_plans import services_for

FIRST: Final = tuple(f"measure_{n}_" for n in (1, 2, 3))
"""The measures that are written together with a new plan."""
OF_MEASURE: Final = ("kind", "content", "owner_id", "due_on")


def registered(context: Context) -> list[tuple[str, str]]:
    """The members a plan may be for: those registered unemployed."""
    rows = context.session.scalars(
        select(Member)
        .where(Member.household_id == context.household.id, Member.voided_at.is_(None),
               Member.registered_on.is_not(None))
        .order_by(Member.no)
    )
    return [(str(m.id), f"{m.no} {shown(current_user, 'name', m.name)}") for m in rows]


def workplaces(context: Context) -> list[tuple[str, str]]:
    """Where work may be wished: the streets of the family's county, and the counties of its unit."""
    household: Household = context.household
    rows = context.session.execute(
        select(Office.id, Office.name)
        .where(Office.valid, or_(
            Office.id == household.county_id,
            (Office.level == Level.STREET) & (Office.county_id == household.county_id),
            (Office.level == Level.COUNTY) & (Office.unit_id == household.unit_id),
        ))
        .order_by((Office.id != household.county_id), Office.level.desc(), Office.sort, Office.id)
    )
    return [(str(pk), name) for pk, name in rows]


def owners(context: Context) -> list[tuple[str, str]]:
    """Who may see to a measure: the officers of the offices the family lies under."""
    household: Household = context.household
    rows = context.session.execute(
        select(User.id, User.name, Office.name)
        .join(Office, Office.id == User.office_id)
        .where(User.active, User.role.in_((Role.COMMUNITY, Role.STREET, Role.COUNTY)),
               User.office_id.in_((household.community_id, household.street_id, household.county_id)))
        .order_by(Office.path.desc(), User.id)
    )
    found = [(str(pk), f"{name}（{office}）") for pk, name, office in rows]
    kept = getattr(context.row, "owner", None)
    if kept is not None and str(kept.id) not in dict(found):
        found.append((str(kept.id), kept.name))
    return found


def running_plans(context: Context) -> list[tuple[str, str]]:
    """The plans of the household that a measure may be added to."""
    rows = context.session.execute(
        select(AidPlan.id, AidPlan.made_on, Member.name)
        .join(Member, Member.id == AidPlan.member_id)
        .where(AidPlan.household_id == context.household.id, AidPlan.voided_at.is_(None),
               AidPlan.closed_on.is_(None))
        .order_by(Member.no)
    )
    return [(str(pk), f"{shown(current_user, 'name', name)} · {on}") for pk, on, name in rows]


def services_done(context: Context) -> list[tuple[str, str]]:
    """The services of the member that are of the measure's kind."""
    measure: PlanMeasure = context.row
    return [
        (str(s.id), f"{s.served_on} {s.content[:30]}")
        for s in services_for(context.session, measure.plan) if s.kind is measure.kind
    ]


def measure_inputs(prefix: str) -> dict[str, Any]:
    """The four inputs of one of the first measures; a row without content is not a measure."""
    kind = PlanMeasure.kind.property.columns[0]
    return {
        f"{prefix}kind": term_choice(kind, {"label": _l("措施类型"), "validators": []}),
        f"{prefix}content": Text(_l("措施内容"), [Length(200)]),
        f"{prefix}owner_id": Choice(_l("措施责任人"), options=owners, coerce=int, blank="请选择"),
        f"{prefix}due_on": Day(_l("完成时限"), past=False),
    }


def told_traits(context: Context, member: Member) -> str:
    """What the file says of the member: sex, age, schooling, health, skills. In Chinese, as the record is kept."""
    names = {(entry.list, entry.code): entry.name for entry in context.session.scalars(
        select(CodeEntry).where(CodeEntry.list.in_(("education", "health"))))}
    words = [
        SEXES.get(member.sex, ""), f"{full_years(member.birth_on, context.on)}周岁",
        names.get(("education", member.education)), names.get(("health", member.health)),
        f"技能：{member.skills}" if member.skills else "",
    ]
    return "，".join(filter(None, words))


def told_will(member: Member) -> str:
    """What the file says of the work the member wants."""
    return f"希望从事{member.wished_job}" if member.wished_job else ""


PLACE: Final = Choice(_l("期望工作地点"), options=workplaces, coerce=int, blank="不限")
OWNER: Final = Choice(_l("措施责任人"), [Required()], options=owners, coerce=int, blank="请选择")
REVIEW_ON: Final = Day(_l("下次评估日期"), [Required()], past=False)
SECTIONS: Final = (
    Section("", "成员", ("member_id", "made_on", "agreed_on")),
    Section("", "特点与困难", ("traits", "skills", "difficulties"), "年龄、学历、健康等已从档案带入，请核对补充。"),
    Section("", "就业意愿", ("will", "wished_form", "wished_jobs", "place_id", "least_wage", "strain", "nights",
                         "limits", "training_wish", "startup_wish"), "推荐岗位时按这些条件匹配。"),
    Section("", "目标与评估", ("goal", "review_on")),
    *(Section("", title, tuple(p + k for k in OF_MEASURE))
      for title, p in zip(("帮扶措施一", "帮扶措施二", "帮扶措施三"), FIRST, strict=True)),
)
PLAN_INPUTS: Final = {
    "member_id": Choice(_l("成员"), [Required()], options=registered, coerce=int, blank="请选择"),
    "difficulties": Paragraph(_l("实际困难"), [Required(), Length(300)], description=_l("没有特别困难的，写明“无特殊困难”")),
    "place_id": PLACE, "review_on": REVIEW_ON, **{k: f for p in FIRST for k, f in measure_inputs(p).items()},
}
DETAILS: Final = (
    Path("member.name", "成员"), "made_on", "traits", "skills", "difficulties", "will", "wished_form",
    "wished_jobs", Path("place.name", "期望工作地点"), "least_wage", "strain", "nights", "limits",
    "training_wish", "startup_wish", "goal", "agreed_on", "review_on", "reviewed_on", "review_note",
    "closed_on", "closing_note",
)
PLAN_PARTS: Final = {
    "review": Part("评估方案", ("reviewed_on", "review_note", "difficulties", "will", "goal", "review_on"), "reviewed_on",
                   "写明评估情况；意愿、困难、目标有变化的一并修改。",
                   {"reviewed_on": Day(_l("最近评估日期"), [Required()]), "review_on": REVIEW_ON,
                    "review_note": Paragraph(_l("评估情况"), [Required(), Length(300)])}),
    "close": Part("结束方案", ("closed_on", "closing_note"), "closed_on", "结束后不再提醒；未完成的措施不再计入。",
                  {"closed_on": Day(_l("方案结束日期"), [Required()]),
                   "closing_note": Paragraph(_l("结束说明"), [Required(), Length(200)])}),
}
MEASURE_PARTS: Final = {
    "done": Part("登记完成情况", ("done_on", "outcome", "service_id"), "done_on", "由一次援助服务完成的，选对应的服务。",
                 {"done_on": Day(_l("完成日期"), [Required()]),
                  "outcome": Paragraph(_l("完成情况"), [Required(), Length(200)]),
                  "service_id": Choice(_l("对应服务"), options=services_done, coerce=int, blank="没有对应的服务")}),
}
