"""Jobs for a member and members for a job: the best first, with what fits and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.cells import rules_of_request
from admin.clock import today
from admin.words import ReasonLine, household_url, said
from models import Household, Member, Office, Vacancy, db
from policy.ages import full_years
from policy.matching import Match, Point, yuan
from policy.terms import ServiceKind, Status
from workflow.matching import Candidate, Job, jobs_for, members_for

LISTED: Final = 30


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One vacancy, or one member: who or what, the reasons, and the way to recommend it."""

    label: str
    sub: str
    url: str
    figure: str
    reasons: list[ReasonLine]
    summary: str
    barred: bool
    recommend: str


class Matching:
    """For the household view: jobs for one of its members."""

    @expose("/match/<int:row_id>")
    def match_view(self, row_id: int) -> ResponseReturnValue:
        """404 for a member outside the area, or who is not being helped to find work."""
        demand_service()
        member = member_or_404(row_id)
        book, view = rules_of_request(db.session()), self
        found = jobs_for(db.session(), member, today(), book)
        return page(
            view, _("为%(name)s找岗位", name=shown(current_user, "name", member.name)),
            [suggested_job(job, member) for job in found[:LISTED]], len(found),
            household_url(member.household_id, tab="services"),
            _("岗位库中没有还可推荐的在招岗位。"),
        )


class VacancyMatches:
    """For the view of vacancies: members whom one of them may suit."""

    @expose("/match/<int:row_id>")
    def match_view(self, row_id: int) -> ResponseReturnValue:
        demand_service()
        vacancy = db.session.scalars(
            select(Vacancy).where(Vacancy.id == min(row_id, 2**31 - 1), Vacancy.voided_at.is_(None))
            .options(joinedload(Vacancy.employer), joinedload(Vacancy.place))
        ).one_or_none()
        if vacancy is None:
            abort(404)
        found = members_for(db.session(), vacancy, today(), rules_of_request(db.session()))
        return page(
            self, _("适合“%(job)s”的成员", job=vacancy.title),
            [suggested_member(one, vacancy) for one in found[:LISTED]], len(found),
            url_for("vacancy.details_view", id=vacancy.id), _("辖区内没有可推荐的成员。"),
        )


def demand_service() -> None:
    if not may(current_user, P.SERVICE_WRITE):
        abort(403)


def member_or_404(number: int) -> Member:
    member = db.session.scalars(
        select(Member).join(Household, Household.id == Member.household_id)
        .where(
            Member.id == min(number, 2**31 - 1), Member.voided_at.is_(None),
            Member.registered_on.is_not(None), Household.status == Status.RECOGNISED,
        )
        .options(joinedload(Member.household), joinedload(Member.community).joinedload(Office.county))
    ).one_or_none()
    if member is None:
        abort(404)
    return member


def suggested_job(job: Job, member: Member) -> Suggestion:
    vacancy = job.vacancy
    return Suggestion(
        vacancy.title, f"{vacancy.employer.name} · {vacancy.place.name}",
        url_for("vacancy.details_view", id=vacancy.id), wage_of(vacancy),
        reasons_of(job.match), summary_of(job.match), job.match.barred,
        recommend_url(member, vacancy),
    )


def suggested_member(one: Candidate, vacancy: Vacancy) -> Suggestion:
    age = full_years(one.member.birth_on, today())
    return Suggestion(
        shown(current_user, "name", one.member.name),
        f"{one.household.family_no} · {one.member.community.name}",
        household_url(one.household.id, tab="services"), _("%(age)d周岁", age=age),
        reasons_of(one.match), summary_of(one.match), one.match.barred,
        recommend_url(one.member, vacancy),
    )


def wage_of(vacancy: Vacancy) -> str:
    low, high = yuan(vacancy.wage_from), yuan(vacancy.wage_to or vacancy.wage_from)
    return f"¥{low:,}–{high:,}" if high > low else f"¥{low:,}"


def recommend_url(member: Member, vacancy: Vacancy) -> str:
    return url_for(
        "service.create_view", household=member.household_id, member=member.id,
        vacancy=vacancy.id, kind=ServiceKind.REFERRAL.value,
    )


def reasons_of(match: Match) -> list[ReasonLine]:
    """What stands against it first, then what is not known, then what fits."""
    ordered: Sequence[Point] = (*match.against, *match.unknown, *match.fitting)
    return [ReasonLine(said(point.reason), point.fits, "", "") for point in ordered]


def summary_of(match: Match) -> str:
    return _("符合%(fits)d项，不符%(against)d项，待查%(unknown)d项", fits=len(match.fitting),
             against=len(match.against), unknown=len(match.unknown))


def page(
    view: Any, title: str, suggestions: list[Suggestion], total: int, back: str, nothing: str
) -> ResponseReturnValue:
    more = total - len(suggestions)
    answer: ResponseReturnValue = view.render(
        "admin/matching.html", title=title, suggestions=suggestions, return_url=back, nothing=nothing,
        more=_("另有%(n)d项匹配程度较低，未列出", n=more) if more else "",
    )
    return answer
