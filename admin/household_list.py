"""The list of the households: the step onward of each, the tabs, and one person's episodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_login import current_user
from sqlalchemy import and_, select

from access.audit import note
from access.permissions import Permission as P
from access.permissions import may
from admin.acts import pressed
from admin.cells import Page
from admin.clock import today
from admin.list_bars import Tab
from admin.list_frame import list_page
from admin.listing import Listing
from admin.loads import may_look
from admin.rows import Acts
from admin.translation import gettext as _
from admin.waiting import desks_of, has_open_proposal
from admin.words import household_url
from models import Household, Member, User, db, identity_index
from policy.identity import check_identity
from policy.terms import Status
from workflow.acts import buttons_for


class HouseholdList:
    """For the view of the households: what its list shows beyond its columns, and the search by number."""

    def _refresh_cache(self) -> None:
        """One column more, that the list does not show: whether an exit is proposed (row_acts)."""
        super()._refresh_cache()
        self.at["proposed"] = len(self.at)
        self.statement = self.statement.add_columns(
            and_(Household.status == Status.RECOGNISED, has_open_proposal())
        )

    def row_acts(self, page: Page, rows: Sequence[Any]) -> Sequence[Acts]:
        """The step onward; out of the register only where somebody has proposed it."""
        status, proposed = self.at["status"], self.at["proposed"]
        known: dict[tuple[Any, Any], Acts] = {}
        found = []
        for row in rows:
            key = (row[status], row[proposed])
            if key not in known:
                known[key] = [
                    (step.button, pressed(step)) for step in buttons_for(key[0], page.user)
                    if step.tone in ("primary", "seal") and (step.act != "exit" or key[1])
                ]
            found.append(known[key])
        return found

    def tabs_for(self, user: User, on: date) -> Iterable[Tab]:
        month = {"from": on.replace(day=1).isoformat(), "to": on.isoformat()}
        desks = desks_of(user)
        yield Tab("全部", {})
        if may(user, P.DESK_READ):
            yield Tab(desks["mine"], {"desk": "mine"})
            yield Tab(desks["due"], {"desk": "due"})
        yield Tab("公示中", {"status": "publicized"})
        yield Tab("已认定", {"status": "recognised"})
        if may_look(user):
            yield Tab("无责任人", {"status": "recognised", "officer": "none"})
        yield Tab("本月认定", {f"recognised_on_{k}": v for k, v in month.items()})
        yield Tab("本月退出", {f"exited_on_{k}": v for k, v in month.items()})
        yield Tab("返零", {"again": "1"})

    @expose("/find", methods=("POST",))
    def by_identity(self) -> ResponseReturnValue:
        """The episodes of one person, by the exact identity number; the number is kept nowhere."""
        if not may(current_user, P.PERSONAL_READ):
            return self.inaccessible_callback("by_identity")
        found = check_identity(request.form.get("id_no", "")[:60], today())
        if not found.valid or found.normalised is None:
            flash(_(found.plain_words[0]), "error")
            return redirect(self.home)
        session = db.session()
        ids = session.scalars(
            select(Household.id)
            .join(Member, Member.household_id == Household.id)
            .where(Member.id_no_index == identity_index(found.normalised), Member.voided_at.is_(None))
            .order_by(Household.id.desc())
            .limit(50)
        ).all()
        area = session.info["area"]
        note(session, "find", f"household:{ids[0]}" if ids else "", path=area.path, found=len(ids))
        session.commit()
        if not ids:
            flash(_("未找到：辖区内没有该公民身份号码的家庭成员。"), "info")
            return redirect(self.home)
        if len(ids) == 1:
            return redirect(household_url(ids[0]))
        user: User = current_user._get_current_object()
        listing = Listing(self, session, user, today(), {})
        listing.narrowing.conditions.append(Household.id.in_(ids))
        shown = listing.context()
        shown["intro"] = _("该人在辖区内的各次申请")
        return list_page(user, shown)

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        """Beside the list: who has how many, for whoever gives out families or supervises."""
        return (_("责任人与负荷"), f"{self.url}/handover/") if may_look(current_user) else None
