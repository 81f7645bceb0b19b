"""Papers of a household that was recognised or let go before papers were sealed here: asked for by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import Session

from access.permissions import Permission as P
from access.permissions import may
from admin.clock import today
from admin.details import household_link
from admin.fields import Choice, Length, Paragraph, Required
from admin.forms import BureauForm, Section
from admin.lookups import household_or_404
from admin.translation import gettext as _
from admin.words import day, household_url, said
from models import Household, User, db
from policy.seal_terms import SealKind, SealState
from workflow import papers
from workflow.refusals import Refused

TONES: Final = {SealState.WAITING: "yellow", SealState.SEALED: "green", SealState.REPLACED: "none"}


class AskForm(BureauForm):
    """Which paper, and why only now."""

    kind = Choice(
        _l("文书"), [Required()], coerce=SealKind, options=lambda kinds: [(k.value, k.label) for k in kinds],
    )
    reason = Paragraph(_l("理由"), [Required(), Length(200)])


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """One paper as the household's page lists it."""

    label: str
    number: str
    state: str
    tone: str
    told: str
    url: str


@dataclass(frozen=True, slots=True)
class SealedSheet:
    """What templates/admin/household/_sealed.html lays out."""

    rows: list[SealedPaper]
    ask_url: str | None


def sealed_sheet(session: Session, household: Household, user: User) -> SealedSheet:
    """The papers of the household that bear the seal or wait for it; and the way to those never asked for."""
    rows = [
        SealedPaper(
            _(paper.kind.label), paper.seal_no or "", _(paper.state.label), TONES.get(paper.state, paper.state.value),
            day(paper.sealed_on or paper.prepared_on), url_for("paper.details_view", id=paper.id),
        )
        for paper in papers.papers_of(session, household)
    ]
    asks = sits_at(household, user) and papers.never_asked(session, household)
    return SealedSheet(rows, url_for("paper.ask_view", household=household.id) if asks else None)


def sits_at(household: Household, user: User) -> bool:
    return may(user, P.PAPER_SEAL) and user.office_id == household.county_id


class PaperAsks:
    """For the view of the papers."""

    @expose("/ask/", methods=("GET", "POST"))
    def ask_view(self) -> ResponseReturnValue:
        """Ask for the seal on a paper that nobody has asked for."""
        household = household_or_404(request.args.get("household", ""))
        user: User = current_user._get_current_object()
        if not sits_at(household, user):
            abort(403)
        kinds = papers.never_asked(db.session(), household)
        back = household_url(household.id, tab="attachments")
        if not kinds:
            flash(_("本户的文书都已申请过用印"), "info")
            return redirect(back)
        form = AskForm(request.form if request.method == "POST" else None)
        form.kind.offer(kinds)
        if request.method == "POST" and form.validate() and asked(household, form, user):
            flash(_("已申请用印：由本机构另一名人员在用印台用印"), "success")
            return redirect(back)
        view: Any = self
        return view.render(
            "admin/model/edit.html", form=form, save_label=_("申请用印"), heading=_("申请用印"), return_url=back,
            sections=[Section("", _("申请用印"), ("kind", "reason"), _("认定、退出时没有出具过的文书，可以在这里补办。"))],
            household=household_link(household, user),
        ), 200 if request.method == "GET" else 422


def asked(household: Household, form: AskForm, user: User) -> bool:
    """Ask and commit; a refusal goes to its field, or to the head of the form."""
    session = db.session()
    try:
        papers.prepare_late(session, household, form.kind.data, user, form.reason.data or "", today())
        session.commit()
    except Refused as refusal:
        session.rollback()
        form.refuse(refusal.field, [said(reason) for reason in refusal.reasons])
        return False
    return True
