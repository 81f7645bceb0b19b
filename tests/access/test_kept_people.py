"""What is kept of who the families are, where a row is laid down without all of its columns."""

from __future__ import annotations

from dataclasses import MISSING, fields

import pytest

from models import Household, Member
from policy.people import FamilyKind, PersonKind


@pytest.mark.parametrize(("model", "kind"), [(Household, FamilyKind), (Member, PersonKind)])
def test_what_a_row_does_not_say_counts_as_its_column_says_by_itself(model, kind):
    columns = model.__table__.c
    said = {part.name: part.default for part in fields(kind) if part.default is not MISSING}
    by_itself = {name: columns[name].default.arg if columns[name].default else None for name in said}

    assert said == by_itself
    assert all(not columns[part.name].nullable for part in fields(kind) if part.default is MISSING)
