"""What may not hang in public is found however it is written, and named by its kind alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.leaks import DOOR, IDENTITY, NAME, PHONE, counted, may_be_posted
from policy.posting import Posting, read_posting

NAMES = ["赵样甲", "欧阳例子", "阿卜杜·买买提", "Anna Li"]
DOORS = ["长春市朝阳区前进街道甲社区红旗街12号3单元401"]
PLACES = ["吉林省", "长春市", "朝阳区", "前进街道", "六号楼社区", "二〇五栋社区"]


def found(text: str) -> set[str]:
    return {str(o) for o in may_be_posted(text, NAMES, DOORS, PLACES).objections}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("身份证229901198503020015", IDENTITY),
        ("２２９９０１１９８５０３０２００１Ｘ", IDENTITY),
        ("229901 19850302 001x", IDENTITY),
        ("2299-0119-8503-0200-15", IDENTITY),
        ("22990119\u200b850302\u200b0015", IDENTITY),
        ("229901850302001", IDENTITY),
        ("二二九九〇一一九八五〇三〇二〇〇一五", IDENTITY),
        ("229901XXXXXXXX0015", IDENTITY),
        ("二二九九零一 一九八五零三零二 零零一五", IDENTITY),
        ("贰贰玖玖零壹壹玖捌伍零叁零贰零零壹伍", IDENTITY),
        ("229901：19850302：0015", IDENTITY),
        ("229901～19850302；0015", IDENTITY),
        ("https://example.gov.cn/a?id=229901198503020015", IDENTITY),
        ("联系15400000001", PHONE),
        ("１５４ ０００ ００００１", PHONE),
        ("+86 154-0000-0001", PHONE),
        ("幺五四零零零零零零零幺", PHONE),
        ("一五四 零零零零 零零零一", PHONE),
        ("一五四，零零零零，零零零一", PHONE),
        ("壹伍肆零零零零零零零壹", PHONE),
        ("154：0000：0001", PHONE),
        ("0431-81234567", PHONE),
        ("电话 8123-4567", PHONE),
        ("8123456", PHONE),
        ("https://example.gov.cn/15400000001.html", PHONE),
        ("幸福小区3号楼2单元401室门口", DOOR),
        ("３号楼门口", DOOR),
        ("十二栋门前", DOOR),
        ("5栋2门", DOOR),
        ("二单元楼道", DOOR),
        ("八委三组", DOOR),
        ("3#楼", DOOR),
        ("3-2-401", DOOR),
        ("红旗街12号门前", DOOR),
        ("红旗街十二号门前", DOOR),
        ("红旗街一二号", DOOR),
        ("红旗街壹拾贰号", DOOR),
        ("五〇二室门口", DOOR),
        ("五零二室", DOOR),
        ("五百零二室", DOOR),
        ("叁单元楼道", DOOR),
        ("502号房", DOOR),
        ("5楼502", DOOR),
        ("A座1502", DOOR),
        ("三门五〇二", DOOR),
        ("6楼2号", DOOR),
        ("平房十二排3号", DOOR),
        ("赵样甲家门前", NAME),
        ("赵 样 甲", NAME),
        ("欧阳·例子", NAME),
        ("阿卜杜•买买提", NAME),
        ("ANNA  LI", NAME),
        ("https://example.gov.cn/%E8%B5%B5%E6%A0%B7%E7%94%B2", NAME),
    ],
)
def test_what_is_personal_is_found_however_it_is_written(text, kind):
    assert kind in found(text)
    assert not any(text in said for said in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "", "前进街道公示栏", "六号楼社区公示栏", "二〇五栋社区政务公开栏", "便民服务中心一楼大厅，工作日8:30至16:30",
        "2026-11-27至2026-12-01", "2026-11-27—2026-12-01", "2026.11.27～2026.12.01", "20261127",
        "一楼3号窗口", "一楼101会议室", "二楼2026年公告栏", "百货大楼门前", "十二马路公告栏", "五一房产公司门前", "第3会议室", "公示3户", "赵样乙", "前进大街100号街道办事处",
        "https://www.example.gov.cn/xxgk/202611/t20261126_3412345.html", "吉人社函〔2021〕102号",
    ],
)
def test_a_place_a_day_and_an_office_are_nothing_personal(text):
    assert found(text) == set()


@pytest.mark.parametrize(("told", "digits"), [
    ("十二号", "12号"), ("一二号", "12号"), ("二十号", "20号"), ("一百零五号", "105号"), ("一百一十三号", "113号"),
    ("二百号", "200号"), ("三百百十", "110"),
])
def test_a_number_in_chinese_is_the_same_number(told, digits):
    assert counted(told) == digits


@given(st.text(max_size=400) | st.text("〇零一二十百号街12", max_size=40))
def test_any_text_is_answered(text):
    may_be_posted(text, NAMES, DOORS, PLACES)


LINE = st.text("张欧阳阿买*·，：（）甲社区1", min_size=1, max_size=12)


@given(
    name=LINE, community=LINE, office=LINE, remark=st.just("") | LINE, age=st.integers(0, 120),
    size=st.integers(1, 20), days=st.lists(st.dates(date(2022, 1, 1), date(2030, 1, 1)), max_size=5),
)
def test_a_posting_is_read_back_as_it_was_posted(name, community, office, remark, age, size, days):
    posting = Posting(
        name, "女", age, "零就业家庭（一般家庭）", size, community, date(2026, 11, 27), date(2026, 12, 1),
        3, tuple(days), office, "0431-81234567", remark,
    )

    assert read_posting(posting.text()) == posting


def test_a_text_from_before_the_days_were_named_is_read_too_and_another_is_none():
    old = (
        "零就业家庭认定公示\n申请人：张*，女，41岁\n申请认定类别：零就业家庭（一般家庭）\n家庭人口：3人\n所属社区：甲社区\n"
        "公示期限：2026年11月27日至2026年12月01日（3个工作日）\n受理异议机构：前进街道\n监督电话：12333"
    )
    shown = read_posting(old)

    assert (shown.days, shown.phone, shown.phone_kind) == ((), "12333", "服务热线")
    assert read_posting("公示") is None
    assert read_posting(old + "\n身份证号：229901198503020015") == shown
