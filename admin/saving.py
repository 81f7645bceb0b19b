"""Writing a record down: the pages of a new and of an edited row, and of voiding one.

Nothing typed is ever lost: a refusal (422), a stale page (409) and a full form come back with all
that was typed, and the reason at its place. The checks themselves are workflow.records'.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from access.permissions import Permission
from access.scope import OutsideScope
from admin.base import TableView
from admin.cells import Page, calendar_of_request, look_of
from admin.clock import today
from admin.details import household_link, row_key
from admin.fields import Required
from admin.fields_personal import Reference, Sealed
from admin.forms import BureauForm, Context, Section, fill, form_class, values_of
from admin.lookups import find_household, household_or_404
from admin.parts import Part
from admin.translation import gettext as _
from admin.voiding import Voiding
from admin.words import back_to, household_url, moment, said
from models import AuditEntry, Household, User, Voidable, db
from models.base import Versioned
from workflow.record_rules import household_of, may_write
from workflow.records import save
from workflow.refusals import Refused


class WrittenView(Voiding, TableView):
    """A table that officers write: form in lettered sections, version checked, reasons in place."""

    sections: ClassVar[tuple[Section, ...]] = ()
    special: ClassVar[dict[str, Any]] = {}
    rights: ClassVar[dict[str, Permission]] = {}
    """Inputs that need a permission beyond `to_write`."""
    only_new: ClassVar[frozenset[str]] = frozenset()
    only_edit: ClassVar[frozenset[str]] = frozenset()
    tab = ""
    """The tab of the household page to which the officer returns."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.sections and "form_columns" not in cls.__dict__:
            cls.form_columns = tuple(name for s in cls.sections for name in s.fields)

    def _refresh_cache(self) -> None:
        super()._refresh_cache()
        if not self.sections:
            self.__class__.sections = (Section("", "", tuple(self.form_columns)),)
        names = set(self.form_columns)
        self.new_form = self.make_form(names - self.only_edit)
        self.edit_form_class = self.make_form(names - self.only_new)

    def make_form(self, names: set[str]) -> type[BureauForm]:
        ordered = [name for name in self.form_columns if name in names]
        return form_class(self.of, ordered, self.special)

    @property
    def is_of_household(self) -> bool:
        return hasattr(self.of, "household_id")

    # ---- new -----------------------------------------------------------------------------------

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        if not self.can_create:
            abort(403)
        household = None
        if self.is_of_household:
            wanted = request.args.get("household", "")
            if not wanted:
                return self.choose_household()
            household = household_or_404(wanted)
        user: User = current_user._get_current_object()
        row = self.new_row(household)
        context = Context(db.session(), user, today(), household)
        posted = request.method == "POST"
        form = self.opened(self.new_form, context, self.beginning(household, user), posted)
        if not posted and household is not None and not may_write(row, user):
            self.why_not(row, user)
            return redirect(self.back(household))
        if posted and form.validate() and self.stored(row, form, user):
            flash(_("已保存"), "success")
            return redirect(self.after(row, household))
        return self.form_page("create", form, household, None, 422 if posted else 200)

    def new_row(self, household: Household | None) -> Any:
        """An empty row; one of a household is laid into it."""
        row = self.of()
        if household is not None:
            row.household, row.household_id = household, household.id
        return row

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        """What a new form already says."""
        return {}

    def choose_household(self) -> ResponseReturnValue:
        """The first step where no household is named: find it, then its form."""
        posted = request.method == "POST"
        user: User = current_user._get_current_object()
        form = HouseholdForm(request.form if posted else None)
        form.prepare(Context(db.session(), user, today()), {}, self.home)
        if posted and form.validate():
            return redirect(f"{self.url}/new/?household={form.household.data}", 303)
        sections = [Section("", _("家庭"), ("household",), _("先选择家庭，再填写记录。"))]
        return self.render(
            "admin/model/create.html", form=form, sections=sections, version=None, household=None,
            heading=self.words_for_new(), return_url=back_to(f"{self.url}/"),
            save_label=_("下一步"),
        ), (422 if posted else 200)

    # ---- edit ----------------------------------------------------------------------------------

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> ResponseReturnValue:
        return self.edited(None)

    def edited(self, part: Part | None) -> ResponseReturnValue:
        """The page of an existing row: its whole form, or one part of it (admin.parts)."""
        if not self.can_edit:
            abort(403)
        row = self.get_one(request.args.get("id", ""))
        user: User = current_user._get_current_object()
        household = household_of(row) if self.is_of_household else None
        if not self.may_edit(row, user):
            self.why_not(row, user)
            return redirect(self.after(row, household))
        context = Context(db.session(), user, today(), household, row)
        posted = request.method == "POST"
        kind = self.edit_form_class if part is None else part.form
        present = self.present(row) if part is None else part.present(row)
        form = self.opened(kind, context, present, posted)
        if not posted:
            return self.form_page("edit", form, household, row, 200, part)
        if issubclass(self.of, Versioned) and request.form.get("version") != str(row.version):
            return self.stale_page(form, household, row, part)
        if form.validate():
            try:
                if self.stored(row, form, user):
                    flash(_("已保存"), "success")
                    return redirect(self.after(row, household))
            except StaleDataError:
                db.session.rollback()
                return self.stale_page(form, household, self.get_one(request.args["id"]), part)
        return self.form_page("edit", form, household, row, 422, part)

    def present(self, row: Any) -> dict[str, Any]:
        """What an edit form shows of the row."""
        return values_of(row, [n for n in self.form_columns if hasattr(row, n)])

    def may_edit(self, row: Any, user: User) -> bool:
        """Whether this row may still be changed by this officer."""
        if isinstance(row, Voidable) and row.voided_at is not None:
            return False
        return may_write(row, user)

    def why_not(self, row: Any, user: User) -> None:
        """Tell why the form does not open."""
        if isinstance(row, Voidable) and row.voided_at is not None:
            flash(_("这条记录已经作废，不能修改"), "warning")
            return
        household = household_of(row)
        text = _("本户当前为“%(status)s”，不能登记或修改%(what)s",
                 status=_(household.status.label), what=_(self.of.__label__))
        flash(text, "warning")

    def stale_page(
        self, form: BureauForm, household: Any, row: Any, part: Part | None = None
    ) -> ResponseReturnValue:
        """Somebody saved first: who and when, what stands there now, and all that was typed."""
        form.validate()
        last = db.session.execute(
            select(AuditEntry.actor, AuditEntry.at)
            .where(AuditEntry.record == f"{self.of.__tablename__}:{row_key(self, row)}")
            .order_by(AuditEntry.id.desc()).limit(1)
        ).one_or_none()
        who = db.session.scalar(select(User.name).where(User.username == last.actor)) if last else None
        words = _("保存前%(who)s已修改过这条记录（%(at)s）。您填写的内容仍在下面，请核对后再次保存。",
                  who=who or _("他人"), at=moment(last.at) if last else "")
        form.refuse(None, [words])
        page = Page(db.session(), current_user, today())
        for name, field in form._fields.items():
            if isinstance(field, Sealed) or not hasattr(row, name) or getattr(row, name) == field.data:
                continue
            try:
                kept = look_of(self.of, name)[1](page, getattr(row, name)).text
            except (TypeError, AttributeError):
                continue
            form.refuse(name, [_("目前保存的是：%(value)s", value=kept or _("未填"))])
        return self.form_page("edit", form, household, row, 409, part)

    # ---- both ----------------------------------------------------------------------------------

    def opened(
        self, kind: type[BureauForm], context: Context, data: dict[str, Any], posted: bool
    ) -> BureauForm:
        form = kind(request.form if posted else None, data=data)
        form.prepare(context, self.rights, self.home)
        return form

    def stored(self, row: Any, form: BureauForm, user: User) -> bool:
        """Fill and save; False, with the reasons in the form, if it was refused."""
        try:
            with db.session.no_autoflush:
                self.filled(row, form)
            self.save(row, user, form)
        except Refused as refusal:
            self.refused(form, refusal)
            return False
        except OutsideScope:
            db.session.rollback()
            form.refuse("community_id", [_("所选机构不在您的管辖范围内，未保存")])
            return False
        return True

    def refused(self, form: BureauForm, refusal: Refused) -> None:
        """Give up what was begun, and put the reasons at their place."""
        db.session.rollback()
        form.refuse(refusal.field, [said(reason) for reason in refusal.reasons])

    def filled(self, row: Any, form: BureauForm) -> None:
        fill(row, form)

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        session = db.session()
        with session.no_autoflush:  # nothing is written before it has been checked
            calendar = calendar_of_request(session)
        save(session, row, user, today(), calendar)

    def form_page(
        self, kind: str, form: BureauForm, household: Household | None, row: Any, status: int,
        part: Part | None = None,
    ) -> ResponseReturnValue:
        user: User = current_user._get_current_object()
        edits = _("修改%(what)s", what=_(self.of.__label__))
        sections = [
            Section(s.letter, _(s.title), tuple(n for n in s.fields if n in form), _(s.help) if s.help else "")
            for s in (self.sections_shown() if part is None else (part.section,))
        ]
        text = self.render(
            f"admin/model/{kind}.html", form=form, sections=[s for s in sections if s.fields],
            heading=self.words_for_new() if kind == "create" else _(part.label) if part else edits,
            save_label=_("保存"),
            household=household_link(household, user) if household is not None else None,
            return_url=self.back(household), version=getattr(row, "version", None),
            hints=self.hints(household),
            void_url=self.void_url(row, user, self.back(household)) if kind == "edit" and part is None else None,
        )
        return text, status

    def hints(self, household: Household | None) -> list[tuple[str, str]]:
        """What an officer should know before writing: (tone, sentence)."""
        return []

    def sections_shown(self) -> tuple[Section, ...]:
        return self.sections

    def back(self, household: Household | None) -> str:
        if household is None:
            return back_to(f"{self.url}/")
        tab = self.tab_of(household)
        return back_to(household_url(household.id, **({"tab": tab} if tab else {})))

    def tab_of(self, household: Household) -> str:
        return self.tab

    def after(self, row: Any, household: Household | None) -> str:
        """Where a save leads."""
        return self.back(household)


class HouseholdForm(BureauForm):
    """Which household a new record is for."""

    household = Reference(
        _l("家庭"), [Required()], find=find_household, lookup="household"
    )
