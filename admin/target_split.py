"""The page that splits an office's targets of a year among the offices beneath (目标分解).

One grid, office by measure: typed, proposed by population or register, or read from a workbook; in
each case looked at first and stored by one press. What is wrong is told all at once, nothing typed
is lost. What may be stored is workflow.target_splits' to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import Any, Final

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_login import current_user

from access.traces import leave_trace
from admin.borders import outside_the_queue
from admin.clock import now, today
from admin.forms import BureauForm, fill
from admin.period import office_asked
from admin.saving import WrittenView
from admin.takeaway import workbook
from admin.target_page import page_of
from admin.translation import gettext as _
from admin.words import said
from documents.marked_workbook import GRAVE, write_marked
from documents.target_sheet import MARKED, write_targets
from models import Office, User, db
from models.engine import writing
from policy.terms import Measure
from workflow import target_splits as splits
from workflow.bureau import target_is_whole
from workflow.refusals import Refused
from workflow.rule_book import rule_book
from workflow.target_sheets import Filled, households_in, read_targets
from workflow.target_splits import Grid, Place, Stale, Words

FIRST_YEAR: Final = 2020
LONGEST_TEXT: Final = 20


@dataclass(slots=True)
class Typed:
    """The form as it is shown: what each cell says, what is wrong with it, and the words beside."""

    texts: dict[Place, str]
    words: Words
    seen: str
    figures: dict[Place, int] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 422 if self.errors or self.problems or self.faults else 200


class TargetSplitting:
    """For the view of targets."""

    @expose("/split/")
    def split_view(self) -> ResponseReturnValue:
        user, grid = asked()
        return shown(self, grid, user, begun(grid))

    @expose("/split/", methods=("POST",))
    @outside_the_queue
    def split_act(self) -> ResponseReturnValue:
        """Propose, read a workbook, or store; the first two change nothing but the form."""
        user, grid = asked()
        if not splits.may_split(grid, user):
            abort(403)
        typed = read_form(grid)
        do = request.form.get("do", "")
        if do in ("population", "register"):
            propose(grid, typed, do)
        elif do in ("read", "marked"):
            answer = read_file(grid, typed, do == "marked")
            if answer is not None:
                return answer
        elif store(grid, user, typed):
            return redirect(url_for(".split_view", office=grid.office.id, year=grid.year))
        return shown(self, asked()[1], user, typed)

    @expose("/split/excel")
    def split_excel(self) -> ResponseReturnValue:
        """The figures that are stored, as the workbook the page reads back."""
        user, grid = asked()
        out = TemporaryFile()  # noqa: SIM115  (closed by whoever sends it)
        name = write_targets(out, grid, grid.stored(), user, now())
        leave_trace(db.session(), "export", "target", path=grid.office.path,
                    office=grid.office.name, year=grid.year)
        return workbook(out, name)


class Revising(WrittenView):
    """For the same view: one figure by its own form, once set not changed without a reason."""

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        return (_("年度分解"), f"{self.url}/split/")

    def filled(self, row: Any, form: BureauForm) -> None:
        fill(row, form, set(form.data) - ({"households", "reason"} if row.id else set()))

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        target_is_whole(db.session(), row, user)
        if row.id and row.households != form["households"].data:
            reason = splits.enough(form["reason"].data or "", "reason", "调整理由")
            splits.revise(db.session(), row, row.office, form["households"].data, reason)
        super().save(row, user, form)


def asked() -> tuple[User, Grid]:
    """Officer, and the grid of the office and year the address names; 404 outside the area."""
    user: User = current_user._get_current_object()
    office: Office = office_asked(db.session(), user, request.args.get("office"))
    on = today()
    text = request.args.get("year", "") or str(on.year)
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= on.year + 1):
        abort(404)
    return user, splits.grid_of(db.session(), office, int(text), rule_book(db.session()), on)


def begun(grid: Grid) -> Typed:
    """The form as it is opened: what is stored."""
    basis = next((t.basis for t in grid.targets.values() if t.basis), "") or ""
    texts = {place: str(n) for place, n in grid.stored().items()}
    return Typed(texts, Words(basis), grid.stamp(), grid.stored())


def read_form(grid: Grid) -> Typed:
    """The form as it was sent. A figure once set may be changed, not taken back."""
    form = request.form
    words = Words(*(form.get(n, "")[:500] for n in ("basis", "reason", "gap_reason")), "confirmed" in form)
    typed = Typed({}, words, form.get("seen", "")[:64], grid.stored())
    for office in grid.offices:
        for measure in Measure:
            place = (office.id, measure)
            text = form.get(f"c-{office.id}-{measure.value}", "").strip()[:LONGEST_TEXT]
            typed.texts[place] = text
            households, reason = households_in(text, measure)
            if reason is not None:
                typed.errors[place] = said(reason)
            elif households is not None:
                typed.figures[place] = households
            elif place in grid.targets:
                typed.errors[place] = _("已下达的目标不能清空，确需取消请填0")
    if not grid.is_top:
        typed.texts |= {p: str(n) for p, n in grid.stored().items() if p[0] == grid.office.id}
    return typed


def propose(grid: Grid, typed: Typed, way: str) -> None:
    """Fill the grid by a measure of size; whoever looks at it may still change each figure."""
    if typed.errors:
        return
    try:
        weights = (splits.by_population(grid) if way == "population"
                   else splits.by_register(db.session(), grid, today()))
        figures = splits.proposed(grid, typed.figures, weights)
    except Refused as refused:
        typed.problems += [("", said(reason)) for reason in refused.reasons]
        return
    filled_in(typed, figures)
    typed.notes.append(("info", _("已按城镇人口测算，尚未保存：请核对后保存。") if way == "population"
                        else _("已按上年末在册户数测算，尚未保存：请核对后保存。")))


def filled_in(typed: Typed, figures: dict[Place, int]) -> None:
    typed.figures |= figures
    typed.texts |= {place: str(n) for place, n in figures.items()}
    for place in figures:
        typed.errors.pop(place, None)


def read_file(grid: Grid, typed: Typed, marked: bool) -> ResponseReturnValue | None:
    """The workbook's figures into the grid, or its faults, all of them; or the workbook with its faults marked."""
    given = request.files.get("file")
    data = given.read() if given else b""
    if not data:
        typed.problems.append(("file", _("请选择文件")))
        return None
    try:
        filled = read_targets(data, grid)
    except Refused as refused:
        typed.problems += [("file", said(reason)) for reason in refused.reasons]
        return None
    if filled.faults and marked:
        return marked_copy(data, filled)
    if filled.faults:
        typed.faults = [(_("第%(row)d行", row=fault.row), said(fault.reason)) for fault in filled.faults]
        return None
    changed = sum(grid.stored().get(place) != n for place, n in filled.figures.items())
    filled_in(typed, filled.figures)
    words = _("文件中%(all)d个数，与已保存的不同的%(changed)d个已填入下表，尚未保存：请核对后保存。",
              all=len(filled.figures), changed=changed)
    typed.notes.append(("info", words))
    return None


def marked_copy(data: bytes, filled: Filled) -> ResponseReturnValue:
    marks: dict[int, list[Any]] = {}
    for fault in filled.faults:
        marks.setdefault(fault.row, []).append((fault.column, GRAVE, fault.reason))
    columns = next(iter(filled.mapping.values()))["columns"]
    out = TemporaryFile()  # noqa: SIM115  (closed by whoever sends it)
    write_marked(data, filled.mapping, list(columns), {filled.sheet: marks}, out)
    return workbook(out, MARKED)


def store(grid: Grid, user: User, typed: Typed) -> bool:
    """Store what was typed; False, with the reasons in the form, if it was refused."""
    if typed.errors:
        return False
    number, year = grid.office.id, grid.year
    session = db.session()
    session.rollback()
    try:
        with writing():
            book = rule_book(session)
            fresh = splits.grid_of(session, session.get_one(Office, number), year, book, today())
            wanted = {place: n for place, n in typed.figures.items()
                      if fresh.is_top or place[0] != number}
            new, revised = splits.split(session, fresh, user, wanted, typed.words, typed.seen)
    except Refused as refused:
        session.rollback()
        typed.problems += [(refused.field or ("stale" if isinstance(refused, Stale) else ""), said(r))
                           for r in refused.reasons]
        return False
    flash(_("已保存：新下达%(new)d个，调整%(revised)d个", new=new, revised=revised), "success")
    return True


def shown(view: Any, grid: Grid, user: User, typed: Typed) -> ResponseReturnValue:
    """The page; 409 where somebody stored first: what stands now is said beside each cell."""
    stale = any(where == "stale" for where, _words in typed.problems)
    if stale:
        typed.seen = grid.stamp()
    page = page_of(db.session(), grid, user, typed)
    return view.render("pages/target_split.html", page=page), 409 if stale else typed.status
