"""The verdict tab: what the rules say of the household, clause by clause, and what would change it.

Once an act has relied on a verdict, that one is shown as it was kept; beneath it what the rules
would say today, where that differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import gettext as _

from access.masking import shown
from admin.cells import Page, calendar_of_request, rules_of_request
from admin.codes import read_codes
from admin.panel import MemberVerdict, Panel, Verdict
from admin.words import ReasonLine, moment, reason_line, said
from models import Assessment, Household, Member, StatusChange
from policy.ages import full_years
from policy.assessment import Assessment as Assessed
from policy.recognition import may_be_submitted
from policy.rulebook import NOTICE
from policy.terms import HouseholdKind
from policy.verdict import Finding, Reason
from workflow.assessments import Judged, findings_of, judge, latest
from workflow.facts import household_facts, members_of

HEADLINES = {
    True: ("yes", "符合零就业家庭条件"),
    False: ("no", "不符合零就业家庭条件"),
    None: ("unknown", "尚不能判断：有事实待补"),
}


def verdict_panel(page: Page, household: Household, changes: Sequence[StatusChange]) -> Panel:
    """The verdict kept with the last act that relied on one, else today's."""
    read_codes(page.session, "kinship")
    session, members = page.session, members_of(page.session, household)
    rules = rules_of_request(session).for_region(household.lies_under)
    calendar = calendar_of_request(session)
    today = judge(session, household, page.on, rules, calendar, members)
    kept = latest(session, household)
    findings = findings_of(kept) if kept else today.verdict.findings
    eligible = kept.eligible if kept else today.verdict.eligible
    labour = kept.labour_members if kept else today.verdict.labour_members
    tone, words = HEADLINES[eligible]
    if kept and kept.override:
        local = household.kind is HouseholdKind.LOCAL
        words = "按地方特殊情形认定（通知一（三））" if local else "县级已写明理由，予以认定"
    on = kept.judged_on if kept else page.on
    return Panel(
        verdict=Verdict(tone, _(words), told_when(kept, page.on, changes)),
        members=[member_verdict(page, m, findings, labour, on) for m in members],
        reasons=[
            *(reason_line(r) for r in household_objections(members, household, page.on, kept)),
            *lines(findings, None), *overridden(page, kept), *decrees(page, today),
        ],
        would_change=would_change(findings, today.verdict, kept),
    )


def told_when(kept: Assessment | None, on: date, changes: Sequence[StatusChange]) -> str:
    if kept is None:
        return _("按今天（%(on)s）的情况判断；办理时将连同判断一并留存", on=on.isoformat())
    by = next((c for c in changes if c.id == kept.status_change_id), None)
    return _(
        "%(name)s于%(at)s办理时所见，留存备查（校验码%(hash)s）",
        name=by.by_name if by else "—", at=moment(kept.at), hash=kept.hash[:12],
    )


def household_objections(
    members: Iterable[Member], household: Household, on: date, kept: Assessment | None
) -> tuple[Reason, ...]:
    """What the application itself still lacks; once judged, that has been asked for."""
    if kept is not None:
        return ()
    return may_be_submitted(household_facts(members, household), on).objections


def member_verdict(
    page: Page, member: Member, findings: Iterable[Finding], labour: Sequence[int], on: date
) -> MemberVerdict:
    """Whether one member counts to the workforce, and each line the rules have about it."""
    mine = [finding for finding in findings if finding.member == member.no]
    holds: bool | None = True
    if any(finding.holds is False for finding in mine):
        holds = False
    elif any(finding.holds is None for finding in mine):
        holds = None
    word = _("计入劳动力") if member.no in labour else _("不计入劳动力")
    if holds is None:
        word = _("待查")
    sub = f"{_(member.state.label)} · {_('%(n)d岁', n=full_years(member.birth_on, on))}"
    name = shown(page.user, "name", member.name)
    return MemberVerdict(
        name, sub if page.reads_personal else "", holds, word, lines(mine, member.no)
    )


def lines(findings: Iterable[Finding], member: int | None) -> list[ReasonLine]:
    return [reason_line(f.reason, f.holds) for f in findings if f.member == member]


def overridden(page: Page, kept: Assessment | None) -> list[ReasonLine]:
    """The officer's reason, for whoever may read about persons."""
    if kept is None or not kept.override or not page.reads_personal:
        return []
    return [ReasonLine(_("办理人写明的理由：%(words)s", words=kept.override), True)]


def decrees(page: Page, today: Judged) -> list[ReasonLine]:
    """Numbers this region holds otherwise than the notice."""
    usual = NOTICE.version(today.on)
    return [
        ReasonLine(_("当地规定的参数：%(name)s为%(value)d", name=name, value=value), True)
        for name, value in today.rules.items() if usual.get(name) != value
    ]


def would_change(
    findings: Sequence[Finding], today: Assessed, kept: Assessment | None
) -> list[str]:
    """What would change the verdict; of a kept one, what the rules would say otherwise today."""
    if kept is None:
        return [said(reason) for reason in today.would_change]
    before = {(f.reason.clause, str(f.reason), f.holds) for f in findings}
    return [
        _("按今天的情况：%(words)s", words=said(f.reason)) for f in today.findings
        if f.holds is not True and (f.reason.clause, str(f.reason), f.holds) not in before
    ]
