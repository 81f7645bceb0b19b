"""How passwords are kept, and which are refused."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from access import passwords
from access.passwords import complaints, fits, hash_password
from models import User
from tests.cast import PASSWORD


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher())

    one, other = hash_password(PASSWORD), hash_password(PASSWORD)

    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != other
    assert fits(one, PASSWORD)


def test_no_account_is_made_with_a_reversible_password(session):
    for stored in session.scalars(select(User.password_hash)):
        assert stored.startswith("$argon2id$")
        assert PASSWORD not in stored


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("Ab1 ef ghij", id="spaces"),
        pytest.param("正确的口令-9a🙂好的", id="Chinese and an emoji"),
        pytest.param("aB3" * 42 + "xy", id="128 characters"),
        pytest.param("demo-2026-Jilin!", id="the demo password"),
    ],
)
def test_a_good_password_is_accepted_whole(password):
    stored = hash_password(password)

    assert complaints(password, ("wang", "王试甲", "甲社区")) == ()
    assert fits(stored, password)
    assert not fits(stored, password[:-1])


def test_a_password_is_not_cut_at_72_bytes():
    password = "Ab1-" * 25

    assert not fits(hash_password(password), password[:72])


@pytest.mark.parametrize(
    ("password", "because"),
    [
        pytest.param("Ab1-efghi", "至少10位", id="nine characters"),
        pytest.param("aB3-" * 33, "最多128位", id="132 characters"),
        pytest.param("Ab1-efghi\x00j", "控制字符", id="NUL"),
        pytest.param("abcdefghijk1", "三种", id="two kinds"),
        pytest.param("aaaaaaaAA1!", "不同的字符太少", id="one letter over and over"),
        pytest.param("Wang-2026-xx12", "登录名", id="the user name"),
        pytest.param("Ab1-王试甲-xyz9", "登录名", id="the name"),
        pytest.param("Ab1-甲社区-xyz9", "单位名称", id="the office"),
        pytest.param("P@ssw0rd2026", "常见密码", id="password, dressed"),
        pytest.param("Admin@123456", "常见密码", id="admin, dressed"),
        pytest.param("1qaz@WSX3edc", "常见密码", id="a walk over the keys"),
        pytest.param("Aa1234567890", "常见密码", id="a run of digits"),
        pytest.param("Jilin@2026!!", "常见密码", id="the province"),
        pytest.param("Iloveyou1314", "常见密码", id="love"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password, because):
    assert because in "；".join(map(str, complaints(password, ("wang", "王试甲", "甲社区"))))


def test_a_password_too_long_never_fits():
    long = "Ab1-" * 40

    assert not fits(hash_password(long[: passwords.LONGEST]), long)
