"""The application form, empty, masked, or in full for a reason that goes into the trail; `as=word` to go on writing in it."""

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
from admin.takeaway import pdf, word
from admin.translation import gettext as _
from admin.unmask import entered, reason_form
from admin.words import household_url
from documents.application_form import TITLE, application_form, blank_form
from documents.application_word import application_word, blank_word
from documents.typeset import Unprintable
from models import Household, User, db


@page
class ApplicationPaper(Guarded, BaseView):
    """《吉林省零就业家庭认定及援助申请表》 as PDF, or as a Word file."""

    to_read = P.HOUSEHOLD_READ

    def __init__(self) -> None:
        super().__init__(name="申请表", endpoint="application_form", url="/admin/form")

    def is_visible(self) -> bool:
        return False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The empty form, to be filled in by hand."""
        if wants_word():
            return word(blank_word(), _("%(title)s（空表）.docx", title=TITLE))
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
                "title": _("打印完整的申请表"), "verb": _("下载"), "back_url": household_url(household.id)}
        if request.method == "GET" or not form.validate():
            return self.render("pages/unmask.html", **told), 200 if request.method == "GET" else 422
        if not entered(form, f"household:{household.id}", household.lies_under, [TITLE]):
            return self.render("pages/unmask.html", **told), 429
        return printed(household, full=True)


def reads_tails(user: User) -> bool:
    """As on the household's page: the rest see nothing at all of personal numbers."""
    return may(user, P.PERSONAL_READ) or may(user, P.UNMASK)


def wants_word() -> bool:
    return request.args.get("as") == "word"


def printed(household: Household, *, full: bool) -> ResponseReturnValue:
    """The file, or the household's page again with the characters that no PDF of ours can show."""
    name = f"{TITLE}-{household.family_no}-{_('完整') if full else _('脱敏')}"
    if wants_word():
        return word(application_word(db.session(), household, full=full), f"{name}.docx")
    try:
        made = application_form(db.session(), household, full=full, on=today())
    except Unprintable as lacking:
        flash(_("字体中没有“%(characters)s”，不能出具申请表：请下载Word版，或打印空表后按原字手写",
                characters=lacking.characters), "error")
        return redirect(household_url(household.id), 303)
    return pdf(made, f"{name}.pdf")


def form_links(household: Household, user: User) -> list[tuple[str, str, str]]:
    """What the household's page offers: what it is, as PDF to print, as Word file to go on writing in."""
    of_it = {"number": household.id}
    offered: list[tuple[str, str, dict[str, int]]] = []
    if reads_tails(user):
        offered.append((_("申请表（脱敏）"), "application_form.masked", of_it))
    if may(user, P.UNMASK):
        offered.append((_("申请表（完整）"), "application_form.in_full", of_it))
    offered.append((_("空白申请表"), "application_form.index", {}))
    return [
        (words, url_for(endpoint, **values), url_for(endpoint, **values, **{"as": "word"}))
        for words, endpoint, values in offered
    ]
