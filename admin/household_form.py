"""The form of a household's file, and of its first members' form when an application is taken in."""

from __future__ import annotations

from typing import Any, Final

from flask import request
from flask_babel import lazy_gettext as _l

from admin.cells import calendar_of_request
from admin.clock import today
from admin.fields import Choice, Required
from admin.forms import BureauForm, Context, Section, fill, input_for, mark
from admin.lookups import communities, officers
from admin.lookups_sweeps import suspect_asked
from admin.translation import gettext as _
from admin.words import household_url
from models import Household, Member, Office, User, db
from policy.terms import Origin
from workflow.records import new_household
from workflow.special_cases import cases_for

APPLICANT: Final = "applicant_"
WHO: Final = ("name", "id_no")
STANDING: Final = (
    "ethnic", "political", "education", "marital", "health", "urban", "book",
    "relation_to_head", "capacity", "wants_work", "state", "registered_on", "registration_no",
    "unemployed_since", "unemployment_cause", "retirement_group", "retirement_source", "workplace",
)
WISHES: Final = ("skills", "wished_job", "wished_training")
OF_APPLICANT: Final = (*WHO, *STANDING, *WISHES)
ORIGINS: Final = tuple((o.value, o.label) for o in Origin if o is not Origin.LEDGER)
FILED = ("applied_on", "kind", "special_case_id", "origin", "community_id")
CIRCUMSTANCES = ("monthly_income", "business_income", "income_source", "low_income_no", "housing", "hardship", "remarks")
HOME = ("phone", "register_no", "register_address", "home_address", "bank_name", "bank_account")


def special_cases(context: Context) -> list[tuple[str, str]]:
    """The cases in force where the officer, or the household, is."""
    path = context.row.lies_under if context.row is not None else context.user.office.path
    found = cases_for(context.session, path, context.on)
    kept = context.row.special_case if context.row is not None else None
    if kept is not None and kept not in found:
        found.append(kept)
    return [(str(case.id), f"{case.name}（{case.office.short_name}）") for case in found]


SECTIONS: Final = (
    Section("", "申请", FILED),
    Section("A", "申请人与住址", HOME),
    Section("C", "家庭情况", CIRCUMSTANCES),
    Section("J", "帮扶", ("assigned_to_id",)),
)
SECTIONS_OF_NEW: Final = (
    Section("", "申请", FILED),
    Section("A", "申请人基本情况", (
        *(APPLICANT + n for n in WHO), "phone",
        *(APPLICANT + n for n in STANDING),
        *HOME[1:],
    ), "公民身份号码决定性别和出生日期，不必另填。"),
    Section("C", "家庭情况", CIRCUMSTANCES),
    Section("D", "求职与援助需求", tuple(APPLICANT + n for n in WISHES)),
    Section("J", "帮扶", ("assigned_to_id",)),
)
FIELDS: Final = {
    "community_id": Choice(
        _l("社区"), [Required()], options=lambda c: communities(c.session, c.user),
        coerce=int, blank="请选择",
    ),
    "special_case_id": Choice(
        _l("特殊情形"), options=special_cases, coerce=int, blank="不属于",
        description=_l("家庭类型为“地方特殊情形”的须选择"),
    ),
    "origin": Choice(_l("申请渠道"), [Required()], options=ORIGINS, coerce=Origin,
                     default=Origin.DESK),
    "assigned_to_id": Choice(
        _l("帮扶责任人"), options=lambda c: officers(c.session, c.user), coerce=int, blank="暂未确定"
    ),
}


class Applying:
    """For the view of the households: the file as it is edited, and the application as it is taken in."""

    def make_form(self, names: set[str]) -> type[BureauForm]:
        form = super().make_form(names)
        if "community_id" not in names:
            return form
        fields = {APPLICANT + n: input_for(Member, n) for n in OF_APPLICANT}
        return type("NewHouseholdForm", (form,), {**fields, "prefixes": ("", APPLICANT)})

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        family = suspect_asked()
        if family is not None:
            return {"applied_on": today(), "origin": Origin.FOUND, "community_id": family.community_id,
                    "home_address": family.home_address, APPLICANT + "name": family.head_name}
        places = communities(db.session(), user)
        return {"applied_on": today(), "origin": Origin.DESK,
                "community_id": int(places[0][0]) if len(places) == 1 else None}

    def opened(self, kind: Any, context: Context, data: dict[str, Any], posted: bool) -> BureauForm:
        form = super().opened(kind, context, data, posted)
        family = suspect_asked() if context.row is None else None
        if family is not None and family.phone_last4:
            mark(form["phone"], "phone", family)
            form["phone"].description = _l("留空则用排查时登记的号码")
        return form

    def hints(self, household: Household | None) -> list[tuple[str, str]]:
        found = super().hints(household)
        if request.path.endswith("/new/") and suspect_asked() is not None:
            found.append(("none", _("已带入摸底排查登记的户主、住址和电话，请对照户口簿和身份证核对。")))
        return found

    def sections_shown(self) -> tuple[Section, ...]:
        return SECTIONS_OF_NEW if request.path.endswith("/new/") else SECTIONS

    def new_row(self, household: Household | None) -> Any:
        return Household(register_address="")

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        if row.id is not None:
            return super().save(row, user, form)
        session = db.session()
        applicant = Member(relation="01")
        fill(applicant, form, [APPLICANT + n for n in OF_APPLICANT], APPLICANT)
        community = session.get_one(Office, row.community_id)
        calendar, family = calendar_of_request(session), suspect_asked()
        if family is not None and form["phone"].unchanged:
            row.phone = family.phone
        new_household(session, row, applicant, community, user, today(), calendar, suspect=family)
        return None

    def filled(self, row: Any, form: BureauForm) -> None:
        fill(row, form, [n for n in form._fields if not n.startswith(APPLICANT)])

    def after(self, row: Any, household: Household | None) -> str:
        return household_url(row.id, tab="file")
