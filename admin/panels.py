"""The tabs of the household page: what is on file, and what the notice makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from access.permissions import Permission as P
from access.permissions import may
from admin.cells import Page
from admin.codes import read_codes
from admin.notice_papers import paper_url
from admin.panel import (
    Extra,
    Made,
    Pairs,
    Panel,
    create_link,
    decide_link,
    edit_link,
    member_name,
    pairs_of,
    sealed,
    table_of,
    visits_of,
)
from admin.panels_assistance import employment_panel, services_panel
from admin.panels_benefits import benefits_panel
from admin.panels_files import attachments_panel
from admin.panels_follow_up import follow_up_panel
from admin.panels_plans import plans_panel
from admin.panels_terms import terms_panel
from admin.panels_verdict import verdict_panel
from admin.trail import trail_panel
from admin.words import Cell
from models import (
    Comparison,
    Household,
    Member,
    Objection,
    Publicity,
    StatusChange,
    Visit,
)
from policy.ages import full_years
from policy.terms import ComparisonDecision, ObjectionFinding

Changes = Sequence[StatusChange]


def file_panel(page: Page, household: Household, changes: Changes) -> Panel:
    """The file in the order of the paper form; sealed values by their last characters."""
    return Panel(
        sections=[
            (_("基本情况"), pairs_of(page, household, (
                "family_no", "episode", "kind",
                *((Made("特殊情形", lambda p, h: Cell(h.special_case.name)),) if household.special_case_id else ()),
                "origin", "applied_on", "size",
                "labour_members", "registered_members",
                Made("帮扶责任人", lambda p, h: Cell(h.assigned_to.name if h.assigned_to else "")),
            ))),
            (_("户籍与联系"), pairs_of(page, household, (
                "head_name", "register_no", "register_address", "home_address",
                *personal(page, sealed("联系电话", "phone_last4", "household")),
            ))),
            (_("收入与困难"), pairs_of(page, household, (
                "monthly_income", "business_income", "income_source", "low_income_no", "housing", "hardship",
                "bank_name", *personal(page, sealed("银行账号", "bank_account_last4", "household")),
            ))),
            (_("办理"), filled(pairs_of(page, household, (
                "submitted_on", "verified_on", "publicized_on", "publicized_until", "reported_on",
                "recognised_on", "recognition_no", "promise_due_on", "assisted_on", "placed_on",
                "picky_on", "exited_on", "exit_ground", "returned_on", "rejected_on", "withdrawn_on",
                "revoked_on", "remarks",
            )))),
        ]
    )


def filled(pairs: Pairs) -> Pairs:
    """What has come about; the rest is not missing, only not there yet."""
    return [(label, cell) for label, cell in pairs if cell.text not in (None, "")]


def personal(page: Page, *columns: Made) -> tuple[Made, ...]:
    """Nothing at all for whoever may neither read personal data nor ask to see them."""
    return columns if page.reads_personal or may(page.user, P.UNMASK) else ()


def members_panel(page: Page, household: Household, changes: Changes) -> Panel:
    read_codes(page.session, "kinship")
    rows = page.session.scalars(
        select(Member).where(Member.household_id == household.id).order_by(Member.no)
    ).all()
    keys: list[Any] = [
        "no", "name", "relation",
        *personal(page, sealed("公民身份号码", "id_no_last4", "member"), Made("年龄", age, "num")),
        "sex", "state", "capacity", "wants_work", "registered_on",
        *edit_link(page, Member, household, "members", rows),
    ]
    return Panel(
        table=table_of(page, Member, rows, keys),
        create=create_link(page, Member, household, "members", "添加成员"),
    )


def age(page: Page, member: Member) -> Cell:
    return Cell(full_years(member.birth_on, page.on), "num")


def checks_panel(page: Page, household: Household, changes: Changes) -> Panel:
    """Verification visits and comparisons: what the first review rests on."""
    read_codes(page.session, "comparison_source")
    visits = visits_of(page, household, verification=True)
    comparisons = page.session.scalars(
        select(Comparison)
        .where(Comparison.household_id == household.id)
        .options(joinedload(Comparison.member))
        .order_by(Comparison.compared_on.desc(), Comparison.id.desc())
    ).all()
    keys: list[Any] = [
        "source", Made("成员", member_name), "compared_on", "result", "details", "decision",
        "decided_on", "decision_note",
        *decide_link(page, "comparison", "判定", P.COMPARISON_DECIDE, comparisons, undecided),
        *edit_link(page, Comparison, household, "checks", comparisons),
    ]
    return Panel(
        title=_("走访核实"),
        table=table_of(page, Visit, visits, (
            "visited_on", "way", "visitor_1", "visitor_2", "reached", "interviewee", "findings",
            *edit_link(page, Visit, household, "checks", visits),
        )),
        create=create_link(page, Visit, household, "checks", "登记走访") if before(household) else None,
        empty=_("还没有走访核实。初审前须由两人走访一次。"),
        more=[
            Extra(
                _("线上比对"),
                table_of(page, Comparison, comparisons, keys),
                create_link(page, Comparison, household, "checks", "登记比对结果"),
                _("还没有比对结果。初审和复核前须有30日内的比对结果。"),
            )
        ],
    )


def before(household: Household) -> bool:
    return household.recognised_on is None


def undecided(row: Comparison) -> bool:
    open_ = row.decision in (ComparisonDecision.OPEN, ComparisonDecision.CHECK)
    return open_ and row.voided_at is None


def publicity_panel(page: Page, household: Household, changes: Changes) -> Panel:
    """The postings with the text of the last one, and what was objected."""
    posted = page.session.scalars(
        select(Publicity)
        .where(Publicity.household_id == household.id)
        .order_by(Publicity.id.desc())
    ).all()
    objections = page.session.scalars(
        select(Objection)
        .where(Objection.household_id == household.id)
        .order_by(Objection.id.desc())
    ).all()
    keys: list[Any] = [
        "raised_on", Made("来源", source_cell), "raised_by", "content", "finding", "decided_on",
        "decision_note", "told",
        *decide_link(page, "objection", "核查", P.OBJECTION_DECIDE, objections,
                     lambda row: row.finding is ObjectionFinding.OPEN),
    ]
    return Panel(
        title=_("公示"),
        table=table_of(page, Publicity, posted, (
            "round", "posted_on", "until", "provisional", "place", "complaint_phone",
            "taken_down_on", "ended", Made("公示单", paper_cell),
        )),
        create=(_("本街道同期公示单（PDF）"), paper_url(posted[0], together=1)) if posted else None,
        more=[
            Extra(
                _("公示异议"),
                table_of(page, Objection, objections, keys),
                create_link(page, Objection, household, "publicity", "登记异议"),
                _("没有异议。"),
            )
        ],
        sections=[
            (_("第%(n)d次公示内容", n=posting.round), notice_pairs(posting.text))
            for posting in posted[:1]
        ],
    )


def source_cell(page: Page, row: Objection) -> Cell:
    """From where it came, and whether it came too late for the period (it counts all the same)."""
    late = row.publicity is not None and row.raised_on > row.publicity.until
    return Cell(_("公示网页") if row.received_at else _("现场登记"), sub=_("公示期满后提出") if late else "")


def paper_cell(page: Page, posting: Publicity) -> Cell:
    return Cell("PDF", url=paper_url(posting))


def notice_pairs(text: str) -> list[tuple[str, Cell]]:
    """The posted notice line by line; it is masked as it was posted."""
    lines = (line.partition("：") for line in text.splitlines())
    return [(label, Cell(value)) if value else (_("标题"), Cell(label)) for label, _c, value in lines]


@dataclass(frozen=True, slots=True)
class TabKind:
    """One tab: its name and the function that fills it."""

    label: str
    make: Callable[[Page, Household, Changes], Panel]


TABS: Final[dict[str, TabKind]] = {
    "file": TabKind("档案", file_panel),
    "members": TabKind("成员", members_panel),
    "verdict": TabKind("认定判断", verdict_panel),
    "terms": TabKind("期限", terms_panel),
    "checks": TabKind("走访与比对", checks_panel),
    "publicity": TabKind("公示与异议", publicity_panel),
    "plans": TabKind("方案与责任人", plans_panel),
    "services": TabKind("援助与承诺", services_panel),
    "employment": TabKind("就业与退出", employment_panel),
    "benefits": TabKind("政策与稳岗", benefits_panel),
    "followup": TabKind("回访", follow_up_panel),
    "attachments": TabKind("附件材料", attachments_panel),
    "trail": TabKind("留痕", trail_panel),
}

