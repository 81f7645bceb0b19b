"""What a mask shows, and that it never shows all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.masking import (
    mask_account,
    mask_address,
    mask_identity,
    mask_name,
    mask_phone,
)

MASKS = [mask_identity, mask_phone, mask_name, mask_account, mask_address]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("司马", "司*"),
        ("王", "*"),
        ("阿卜杜热西提·买买提", "阿***·买**"),
        ("阿卜杜热西提•买买提", "阿***·买**"),
        ("阿·买", "*·*"),
        ("·", "*"),
        ("𠮷㛃", "𠮷*"),
        ("김철수", "김**"),
        ("John Smith", "J*** S***"),
        ("Anna", "A***"),
        ("J Smith", "* S***"),
        ("A", "*"),
        ("张 三", "张*"),
        ("葛\U000e0100", "*"),
        ("", ""),
        ("  ", ""),
        (None, ""),
    ],
)
def test_a_name_keeps_its_surname(name, shown):
    assert mask_name(name) == shown


def test_the_length_of_a_long_name_is_not_told():
    assert mask_name("古丽米热阿依夏木") == mask_name("古丽米热阿依") == "古***"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("220104198501011234", "2201**********1234"),
        ("220104850101123", "2201*******1123"),
        ("E12345678", "****78"),
        ("12345", "****"),
        ("1", "****"),
        ("", ""),
        (None, ""),
    ],
)
def test_an_identity_number_keeps_four_and_four(number, shown):
    assert mask_identity(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("15400005678", "154****5678"),
        ("+86 154-0000-5678", "154****5678"),
        ("0431-85651234", "0431-****1234"),
        ("0433-2651234", "0433-***1234"),
        ("010-85651234-801", "010-****1234"),
        ("85651234", "****34"),
        ("12333", "****"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_telephone_number_keeps_its_ends(number, shown):
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("6222 0000 0000 1234", "****1234"),
        ("123456789", "****"),
        ("", ""),
        (None, ""),
    ],
)
def test_an_account_keeps_its_last_four(number, shown):
    assert mask_account(number) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("吉林省长春市朝阳区前进大街1234号3单元502室", "吉林省长春市朝阳区前进大街****"),
        ("长春市朝阳区南湖街道某某社区阳光小区3栋", "长春市朝阳区南湖街道某某社区****"),
        ("朝阳区桂林路十二号", "朝阳区桂林路****"),
        ("长春市二道区三道街五组", "长春市二道区三道街****"),
        ("朝阳区桂林路市场旁平房", "朝阳区桂林路****"),
        ("虚构路２号１单元", "虚构路****"),
        ("虚构路B座", "虚构路****"),
        ("延吉市河南街白山委二组", "延吉市河南街****"),
        ("阳光小区3栋502", "****"),
        ("长春市朝阳区", "长春市朝阳区****"),
        ("", ""),
        (None, ""),
    ],
)
def test_an_address_stops_at_the_community_or_road(address, shown):
    assert mask_address(address) == shown


@pytest.mark.parametrize("mask", MASKS, ids=lambda mask: mask.__name__)
@given(value=st.text(min_size=1))
def test_a_mask_never_answers_the_full_value(mask, value):
    shown = mask(value)

    assert shown != value or "*" in value
    assert shown == "" or "*" in shown


@given(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=20))
def test_a_name_hides_at_least_its_last_character(name):
    shown = mask_name(name)

    assert shown.endswith("*")
    assert len(shown.rstrip("*")) < len(name)


@given(st.from_regex(r"1[0-9]{10}", fullmatch=True))
def test_a_mobile_hides_four_digits(number):
    shown = mask_phone(number)

    assert number not in shown
    assert len(shown.replace("*", "")) == 7


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_an_identity_number_hides_birth_and_six_more(number):
    shown = mask_identity(number)

    assert number[4:14] not in shown
    assert len(shown) == 18
    assert shown.count("*") == 10


@given(st.text("长春市朝阳区南湖路号栋室0123456789十二", min_size=1))
def test_no_digit_of_an_address_is_shown(address):
    assert not any(character.isdigit() for character in mask_address(address))


@pytest.mark.parametrize(
    ("mask", "least", "kept"), [(mask_identity, 7, 2), (mask_phone, 7, 2), (mask_account, 10, 4)]
)
def test_only_so_long_a_number_shows_its_tail(mask, least, kept):
    number = "98765432109876"[:least]
    assert mask(number).endswith(number[-kept:])
    assert not any(c.isdigit() for c in mask(number[:-1]))
