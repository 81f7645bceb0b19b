"""Fictitious persons and families. No real person can be meant.

Names are surname + 样/例/试/虚 + a cyclical sign; identity numbers start with 2299xx, which no
county ever had, with dates and check digits that hold; telephones start with 154, a prefix that
is not allocated; bank accounts start with 9999, which is no bank's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from policy.ages import add_months
from policy.identity import check_character
from policy.terms import MemberState, RetirementGroup

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严刘于徐高马郭林宋董"
KOREAN_SURNAMES = "金朴崔全南李"
SECOND = "样例试虚"
SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
EDUCATION = ("81", "71", "71", "71", "61", "61", "41", "44", "47", "31", "31", "21")
SKILLS = (None, None, "家政服务", "中式面点", "电工", "焊工", "缝纫", "收银", "驾驶C1", "护理",
          "美发", "仓储理货", "办公软件", "育婴", "保洁", "绿化养护")
WISHES = ("保洁", "保安", "家政服务", "超市收银", "餐饮后厨", "物业维修", "仓储分拣", "公益性岗位",
          "护理员", "社区服务", "配送", "包装工")
TRAININGS = (None, "家政服务员", "养老护理", "中式烹调", "电工", "育婴员", "电子商务", "保安员")


@dataclass(slots=True)
class Person:
    """One fictitious person, with what stays the same from one application to the next."""

    name: str
    sex: int
    birth_on: date
    id_no: str
    relation: str
    state: MemberState
    ethnic: str
    education: str
    marital: str
    health: str = "10"
    workplace: str | None = None
    pension_from: date | None = None
    group: RetirementGroup | None = None
    skills: str | None = None
    wished_job: str | None = None
    wished_training: str | None = None

    @property
    def seeks_work(self) -> bool:
        return self.state is MemberState.UNEMPLOYED


@dataclass(slots=True)
class Family:
    """The persons of one household, applicant first, and where they live."""

    persons: list[Person]
    address: str
    phone: str
    account: str | None
    low_income_no: str | None
    register_no: str
    housing: str
    hardship: str


class Population:
    """Makes persons, each identity number and telephone once, the same ones for the same seed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._born: Counter[date] = Counter()
        self._phones = 0

    def name(self, korean: bool = False, surname: str = "") -> str:
        r = self.random
        surname = surname or r.choice(KOREAN_SURNAMES if korean else SURNAMES)
        second_sign = r.choice(SIGNS) if r.random() < 0.35 else ""
        return surname + r.choice(SECOND) + r.choice(SIGNS) + second_sign

    def identity(self, birth: date, sex: int) -> str:
        """The next number of that day of birth, in a county that never was."""
        n = self._born[birth]
        self._born[birth] += 1
        serial = (n // 99 * 2 + (1 if sex == 1 else 2)) % 1000
        body = f"2299{n % 99 + 1:02d}{birth:%Y%m%d}{serial:03d}"
        return body + check_character(body)

    def phone(self) -> str:
        self._phones += 1
        return f"154{self._phones * 7919 % 100_000_000:08d}"

    def born(self, age: int, on: date) -> date:
        """A day of birth of somebody who is `age` full years old on that day."""
        return add_months(on, -12 * age) - timedelta(days=self.random.randrange(1, 364))

    def person(self, sex: int, age: int, on: date, relation: str, state: MemberState,
               surname: str = "", korean: bool = False) -> Person:
        r, birth = self.random, self.born(age, on)
        person = Person(
            name=self.name(korean, surname), sex=sex, birth_on=birth,
            id_no=self.identity(birth, sex), relation=relation, state=state,
            ethnic="10" if korean else r.choices(("01", "11", "05", "03"), (93, 4, 1, 2))[0],
            education=r.choice(EDUCATION), marital="20",
        )
        if state is MemberState.UNEMPLOYED:
            person.skills, person.wished_job = r.choice(SKILLS), r.choice(WISHES)
            person.wished_training = r.choice(TRAININGS)
            person.health = r.choices(("10", "20", "30"), (75, 15, 10))[0]
        if sex == 1:
            person.group = RetirementGroup.MALE
        else:
            plain = age < 45 and r.random() < 0.6
            person.group = RetirementGroup.FEMALE50 if plain else RetirementGroup.FEMALE55
        return person

    def family(self, on: date, place: str, korean: bool = False) -> Family:
        """A household of ordinary shape on the day of its application; everyone able is out of work."""
        r = self.random
        size = r.choices((1, 2, 3, 4), (25, 35, 32, 8))[0]
        persons = self.household(size, on, korean)
        phone = self.phone()
        hardship = r.choice(("下岗失业", "所在企业停产", "患病照料支出大", "年龄偏大、技能单一",
                             "个体经营停业", "灵活就业中断"))
        return Family(
            persons=persons,
            address=f"{place}虚构路{r.randrange(1, 300)}号{r.randrange(1, 30)}栋"
                    f"{r.randrange(1, 6)}单元{r.randrange(1, 7)}{r.randrange(1, 5):02d}室",
            phone=phone,
            account=f"9999{r.randrange(10**14, 10**15)}" if r.random() < 0.6 else None,
            low_income_no=f"DB{r.randrange(10**8, 10**9)}" if r.random() < 0.2 else None,
            register_no=f"{r.randrange(10**8, 10**9)}",
            housing=r.choice(("自有住房", "自有住房", "租住", "公租房", "借住")),
            hardship=hardship,
        )

    def household(self, size: int, on: date, korean: bool) -> list[Person]:
        r, state = self.random, MemberState
        sex = r.choice((1, 1, 2))
        older = (50, 58) if sex == 1 else (40, 53)
        younger = (24, 49) if sex == 1 else (24, 39)
        age = r.randint(*(older if r.random() < 0.6 else younger))
        head = self.person(sex, age, on, "01", state.UNEMPLOYED, korean=korean)
        persons = [head]
        if size == 1:
            head.marital = r.choice(("40", "40", "30", "10"))
            return persons
        couple = size > 2 or r.random() < 0.5
        if couple:
            spouse_sex = 3 - sex
            spouse_age = min(max(age + r.randint(-4, 4), 23), 58 if spouse_sex == 1 else 53)
            unable = r.random() < 0.06
            spouse = self.person(spouse_sex, spouse_age, on, "12" if sex == 1 else "11",
                                 state.INCAPABLE if unable else state.UNEMPLOYED, korean=korean)
            if unable:
                spouse.health = "60"
            persons.append(spouse)
        else:
            head.marital = r.choice(("40", "40", "30"))
        father = head.name[0] if sex == 1 or not couple else persons[1].name[0]
        if len(persons) < size and (age < 50 or size > 3 or r.random() < 0.7):
            persons.append(self.child(age, on, father, korean))
        while len(persons) < size:
            persons.append(self.elder(age, on, head, len(persons), korean))
        return persons

    def child(self, age: int, on: date, surname: str, korean: bool) -> Person:
        r, state = self.random, MemberState
        years = max(1, min(age - r.randint(22, 30), 27))
        now = (state.MINOR if years < 16 else state.STUDENT if years < 22 else state.UNEMPLOYED)
        sex = r.choice((1, 2))
        child = self.person(sex, years, on, "21" if sex == 1 else "31", now, surname, korean)
        child.marital, child.health = "10", "10"
        if now is not state.UNEMPLOYED:
            child.education = "90" if years < 12 else "71" if years < 18 else "61"
            child.workplace = "虚构市样例学校" if years > 6 else None
        return child

    def elder(self, age: int, on: date, head: Person, n: int, korean: bool) -> Person:
        sex = 1 + n % 2
        years = max(age + self.random.randint(22, 28), 66)
        surname = head.name[0] if sex == 1 else ""
        elder = self.person(sex, years, on, "51" if sex == 1 else "52", MemberState.PENSIONER,
                            surname, korean)
        elder.pension_from = add_months(elder.birth_on, 12 * (60 if sex == 1 else 55))
        elder.health = self.random.choice(("20", "30"))
        return elder
