"""One part of a record with a page of its own: reviewing a plan, finishing a measure, ending a pairing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from flask import abort
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin.clock import today
from admin.details import ActLink
from admin.forms import BureauForm, Section, form_class, values_of
from admin.translation import gettext as _
from models import User
from workflow.record_rules import may_write


@dataclass
class Part:
    """The columns one page changes, and what it begins with: `day` names the column that is today."""

    label: str
    fields: tuple[str, ...]
    day: str = ""
    help: str = ""
    special: Mapping[str, Any] = field(default_factory=dict)
    form: type[BureauForm] = BureauForm

    @property
    def section(self) -> Section:
        return Section("", self.label, self.fields, self.help)

    def bind(self, model: type[Any], special: Mapping[str, Any]) -> None:
        """Make the form; once, when the application starts."""
        self.form = form_class(model, self.fields, {**special, **self.special})

    def present(self, row: Any) -> dict[str, Any]:
        values = values_of(row, self.fields)
        if self.day and values[self.day] is None:
            values[self.day] = today()
        return values


class InParts:
    """For a written view: `parts` by the name in their address, and when each may be done."""

    parts: ClassVar[dict[str, Part]] = {}

    def _refresh_cache(self) -> None:
        super()._refresh_cache()  # type: ignore[misc]
        for part in self.parts.values():
            part.bind(self.of, self.special)  # type: ignore[attr-defined]

    @expose("/part/<part>/", methods=("GET", "POST"))
    def part_view(self, part: str) -> ResponseReturnValue:
        view: Any = self
        if not view.can_edit:
            abort(403)
        if part not in self.parts:
            abort(404)
        answer: ResponseReturnValue = view.edited(self.parts[part])
        return answer

    def part_open(self, name: str, row: Any) -> bool:
        """Whether there is something to be done in that part of the row."""
        return True

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        """The parts that stand open to this officer."""
        view: Any = self
        if not view.may_edit(row, user) or not may_write(row, user):
            return []
        here = f"{view.url}/details/?id={row.id}"
        return [
            ActLink(name, _(part.label), True, "", f"{view.url}/part/{name}/?id={row.id}&url={here}")
            for name, part in self.parts.items() if self.part_open(name, row)
        ]
