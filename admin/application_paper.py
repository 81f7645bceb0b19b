"""The application form to print: empty, masked, or in full for a reason that goes into the trail."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_login import current_user

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.base import page
from admin.clock import today
from admin.guarded import Guarded
from admin.lookups import household_or_404
from admin.takeaway import pdf
from admin.translation import gettext as _
from admin.unmask import entered, reason_form
from admin.words import household_url
from documents.application_form import TITLE, application_form, blank_form
from documents.case_bundle import may_bundle
from documents.typeset import Unprintable
from models import Household, User, db


@page
class ApplicationPaper(Guarded, BaseView):
    """《吉林省零就业家庭认定及援助申请表》 as PDF."""

    to_read = P.HOUSEHOLD_READ

    def __init__(self) -> None:
        super().__init__(name="申请表", endpoint="application_form", url="/admin/form")

    def is_visible(self) -> bool:
        return False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The empty form, to be filled in by hand."""
        return pdf(blank_form(today()), _("%(title)s（空表）.pdf", title=TITLE))

    @expose("/<int:number>")
    def masked(self, number: int) -> ResponseReturnValue:
        """The tails of numbers stand in it: for whoever may read them or ask for them."""
        household = household_or_404(str(number))
        if not reads_tails(current_user):
            abort(403)
        return printed(household, full=False)

    @expose("/<int:number>/full", methods=("GET", "POST"))
    def in_full(self, number: int) -> ResponseReturnValue:
        """GET asks why; POST notes it, commits it, and only then hands the paper out. 429 beyond the day's number."""
        household = household_or_404(str(number))
        user: User = current_user._get_current_object()
        if not may(user, P.UNMASK):
            abort(403)
        form = reason_form(request.form if request.method == "POST" else None)
        told = {"subject": shown(user, "name", household.head_name), "form": form, "values": None,
                "title": _("打印完整的申请表"), "back_url": household_url(household.id)}
        if request.method == "GET" or not form.validate():
            return self.render("pages/unmask.html", **told), 200 if request.method == "GET" else 422
        if not entered(form, f"household:{household.id}", household.lies_under, [TITLE]):
            return self.render("pages/unmask.html", **told), 429
        return printed(household, full=True)


def reads_tails(user: User) -> bool:
    """As on the household's page: the rest see nothing at all of personal numbers."""
    return may(user, P.PERSONAL_READ) or may(user, P.UNMASK)


def printed(household: Household, *, full: bool) -> ResponseReturnValue:
    """The PDF, or the household's page again with the characters that no paper can show."""
    try:
        made = application_form(db.session(), household, full=full, on=today())
    except Unprintable as lacking:
        flash(_("字体中没有“%(characters)s”，不能出具申请表：请打印空表后按原字手写",
                characters=lacking.characters), "error")
        return redirect(household_url(household.id), 303)
    kind = _("完整") if full else _("脱敏")
    return pdf(made, f"{TITLE}-{household.family_no}-{kind}.pdf")


def form_links(household: Household, user: User) -> list[tuple[str, str]]:
    """What the household's page offers to print."""
    links = []
    if reads_tails(user):
        links.append((_("申请表（脱敏）"), url_for("application_form.masked", number=household.id)))
    if may(user, P.UNMASK):
        links.append((_("申请表（完整）"), url_for("application_form.in_full", number=household.id)))
    if may_bundle(user):
        links.append((_("卷宗"), url_for("household.bundle_view", rowid=household.id)))
    return [*links, (_("空白申请表"), url_for("application_form.index"))]
