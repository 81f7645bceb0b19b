"""A new key: every value readable at every instant, an interrupted rotation goes on, the last one stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, select, type_coerce

from models import Household, Installation, Member, db
from models.sealed import keys, make_keys, open_keys
from tests.factories import make_household
from tests.vacant import NOW
from workflow import rotation
from workflow.refusals import Refused
from workflow.rotation import claim, rotate, sealed_columns


@pytest.fixture
def sealed(app, session, tmp_path, monkeypatch):
    """Households under a key folder of their own, so that other tests keep theirs."""
    make_keys(tmp_path / "keys")
    open_keys(tmp_path / "keys")
    for _ in range(7):
        session.add(make_household())
    session.commit()
    monkeypatch.setattr(rotation, "BATCH", 2)
    return session


def key_names(session, column):
    raw = session.scalars(select(type_coerce(column, LargeBinary)).where(column.is_not(None)))
    return {keys().key_name(bytes(value)) for value in raw}


def numbers(session):
    session.expire_all()
    return session.scalars(select(Member.id_no).order_by(Member.id)).all()


def test_every_value_is_sealed_anew_and_says_what_it_said(sealed):
    before = numbers(sealed)

    done = rotate(sealed, NOW)

    assert (done.key, done.new) == ("0002", True)
    assert key_names(sealed, Member.id_no) == {"0002"}
    assert numbers(sealed) == before


def test_a_second_rotation_right_after_changes_nothing(sealed, monkeypatch):
    made = rotate(sealed, NOW)
    lately = (keys().folder / "field-0002.key").stat().st_mtime
    at = NOW.fromtimestamp(lately + 60, NOW.tzinfo)

    assert rotate(sealed, at).resealed == 0
    assert rotate(sealed, at).key == made.key
    assert rotate(sealed, at + timedelta(days=2)).key == "0003"
    assert rotate(sealed, at, again=True).key == "0004"


def test_an_interrupted_rotation_goes_on(sealed, monkeypatch):
    before, seen, real = numbers(sealed), [], sealed.commit

    def pull_the_plug():
        seen.append(1)
        if len(seen) == 3:
            raise KeyboardInterrupt
        real()

    monkeypatch.setattr(sealed, "commit", pull_the_plug)
    with pytest.raises(KeyboardInterrupt):
        rotate(sealed, NOW)
    monkeypatch.undo()
    sealed.rollback()
    open_keys(keys().folder)

    assert numbers(sealed) == before
    assert rotate(sealed, NOW).key == "0002"
    assert key_names(sealed, Member.id_no) == {"0002"}
    assert numbers(sealed) == before


def test_another_process_learns_of_the_new_key_by_itself(sealed):
    other = type(keys())(keys().folder)
    rotate(sealed, NOW)
    value = sealed.scalars(select(type_coerce(Member.id_no, LargeBinary)).limit(1)).one()

    assert other.open(bytes(value), "member.id_no").startswith("2299")
    assert other.current == "0002"


def test_all_sealed_columns_take_part():
    assert {f"{c.class_.__tablename__}.{c.key}" for c in sealed_columns()} == {
        "attachment.file_key", "household.phone", "household.bank_account", "member.id_no", "member.phone",
        "watch.phone", "comparison_batch.pending", "pairing.phone", "visit.called",
        "import_batch.content", "import_batch.findings", "imported_record.old_values", "suspected_family.phone",
        "ledger_export.key", "objection.reply_to", "paper.pdf", "second_factor.secret"}


def test_a_database_is_opened_with_its_own_keys_alone(sealed, tmp_path):
    claim(sealed)
    claim(sealed)
    assert sealed.get(Installation, "keys").value == keys().fingerprint()

    make_keys(tmp_path / "other")
    open_keys(tmp_path / "other")
    with pytest.raises(Refused, match="密钥"):
        claim(sealed)


def test_a_field_key_that_was_exchanged_is_found_at_the_start(sealed):
    claim(sealed)
    folder = keys().folder
    (folder / "field-0001.key").unlink()
    make_keys(folder)
    open_keys(folder)

    with pytest.raises(Refused, match="密钥"):
        claim(sealed)
    assert db.session.scalar(select(Household.id).limit(1))
