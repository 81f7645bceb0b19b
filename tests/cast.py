"""The offices and officers all tests know.

Wang and Wu sit in one community of one street, Li in another county. Chen and Cheng review in
Wang's street, Liu in Li's; Zhao and Zhou seal in Wang's county, Lin in Li's. Mei's city lies
above Wang's county; Hai works where a reporting unit seals itself. Sun only looks.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from models import CalendarDay, CalendarYear, CodeEntry, Office, User
from policy.terms import DayKind, Level, Role
from seeds.load import lines

PASSWORD = "Ceshi-2026-zhang"
P, U, C, S, K = Level.PROVINCE, Level.UNIT, Level.COUNTY, Level.STREET, Level.COMMUNITY

OFFICES = [
    (1, None, "220000", "吉林省", P, False),
    (2, 1, "220100", "长春市", U, False),
    (3, 2, "220104", "朝阳区", C, True),
    (4, 3, "220104001", "前进街道", S, False),
    (5, 4, "220104001001", "甲社区", K, False),
    (6, 4, "220104001002", "乙社区", K, False),
    (7, 3, "220104002", "桂林街道", S, False),
    (8, 7, "220104002001", "丙社区", K, False),
    (9, 2, "220102", "南关区", C, True),
    (10, 9, "220102001", "自强街道", S, False),
    (11, 10, "220102001001", "丁社区", K, False),
    (12, 1, "222400", "延边朝鲜族自治州", U, False),
    (13, 12, "222401", "延吉市", C, True),
    (14, 13, "222401001", "进学街道", S, False),
    (15, 14, "222401001001", "戊社区", K, False),
    (16, 1, "220581", "梅河口市", U, True),
    (17, 16, "220581001", "新华街道", S, False),
    (18, 17, "220581001001", "己社区", K, False),
]
OFFICERS = {
    "wang": ("王试甲", Role.COMMUNITY, 5),
    "wu": ("吴例乙", Role.COMMUNITY, 5),
    "yu": ("于样丙", Role.COMMUNITY, 6),
    "li": ("李试丁", Role.COMMUNITY, 15),
    "chen": ("陈例戊", Role.STREET, 4),
    "cheng": ("程样己", Role.STREET, 4),
    "liu": ("刘试庚", Role.STREET, 14),
    "zhao": ("赵例辛", Role.COUNTY, 3),
    "zhou": ("周样壬", Role.COUNTY, 3),
    "lin": ("林试癸", Role.COUNTY, 13),
    "hai": ("海例子", Role.COUNTY, 16),
    "he": ("何样丑", Role.STREET, 17),
    "mei": ("梅试寅", Role.CITY, 2),
    "gao": ("高例卯", Role.PROVINCE, 1),
    "sun": ("孙样辰", Role.LEADER, 1),
    "song": ("宋试巳", Role.LEADER, 3),
    "jin": ("金例午", Role.AUDITOR, 1),
    "guan": ("管样未", Role.SYSADMIN, 1),
}
HOLIDAYS = [
    (date(2025, 1, 1), "元旦"), (date(2025, 1, 28), "春节"), (date(2025, 1, 29), "春节"),
    (date(2025, 1, 30), "春节"), (date(2025, 1, 31), "春节"), (date(2025, 2, 3), "春节"),
    (date(2025, 2, 4), "春节"), (date(2026, 10, 1), "国庆节"), (date(2026, 10, 2), "国庆节"),
    (date(2026, 10, 5), "国庆节"), (date(2026, 10, 6), "国庆节"), (date(2026, 10, 7), "国庆节"),
]
MADE_UP = [(date(2026, 9, 20), "国庆节"), (date(2026, 10, 10), "国庆节")]
CODES = {
    "kinship": {"01": "本人", "02": "户主", "10": "配偶", "11": "夫", "12": "妻", "20": "子",
                "30": "女", "51": "父亲", "52": "母亲"},
    "education": {"61": "普通高中毕业", "71": "初中毕业"},
    "marital": {"10": "未婚", "20": "已婚", "40": "离婚"},
    "health": {"10": "健康或良好"},
    "ethnic": {"01": "汉族", "10": "朝鲜族"},
    "political": {"13": "群众"},
    "unemployment_cause": {"12": "从用人单位失业", "90": "其他"},
    "comparison_source": {"insurance": "社会保险缴费", "registry": "市场监管登记"},
    "exit_detail": {"E41": "退休或领取养老金", "E46": "本人申请退出"},
}


def hire(session) -> None:
    """Offices, calendar and codes first, then the officers, each with the one password."""
    from access.login import hash_password

    furnish(session)
    secret = hash_password(PASSWORD)
    session.add_all(
        User(username=username, name=name, role=role, office_id=office, password_hash=secret,
             password_set_on=date(2026, 1, 5))
        for username, (name, role, office) in OFFICERS.items()
    )
    session.commit()


def furnish(session) -> None:
    made: dict[int, Office] = {}
    for pk, parent, code, name, level, seals in OFFICES:
        above = made.get(parent)
        office = Office(
            id=pk, parent_id=parent, code=code, name=name, short_name=name, level=level,
            seals=seals, sort=pk, path=f"{above.path if above else ''}{pk}.", phone="0431-12345678",
        )
        office.unit_id = pk if level is U else above and above.unit_id
        office.county_id = pk if seals else above and above.county_id
        office.street_id = pk if level is S else above and above.street_id
        made[pk] = office
        session.add(office)
        session.flush()
    for year in (2024, 2025, 2026):
        session.add(CalendarYear(year=year, published=True, document="国务院办公厅通知"))
    session.add(CalendarYear(year=2027, published=False))
    session.add_all(CalendarDay(on=d, kind=DayKind.HOLIDAY, name=n) for d, n in HOLIDAYS)
    session.add_all(CalendarDay(on=d, kind=DayKind.MAKE_UP, name=n) for d, n in MADE_UP)
    session.add(CalendarDay(on=date(2027, 1, 1), kind=DayKind.STATUTORY, name="元旦"))
    known = {(line["list"], line["name"]): line["name_en"] for line in lines("codes.csv")}
    session.add_all(
        CodeEntry(list=table, code=code, name=name, name_en=known.get((table, name)), sort=n)
        for table, entries in CODES.items()
        for n, (code, name) in enumerate(entries.items())
    )
    session.commit()


def office(session, code: str) -> Office:
    return session.scalars(select(Office).where(Office.code == code)).one()


def officer(session, username: str) -> User:
    return session.scalars(select(User).where(User.username == username)).one()
