"""Every sentence of a verdict, word for word, as the officer reads it (sentences.txt beside this file)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from policy.assessment import assess
from policy.exit import Contact, Employment, ExitFacts, LifeChange, Refusal, exit_ground_is_complete
from policy.exit_grounds import grounds_of
from policy.terms import ExitGround, LifeEvent, RetirementGroup
from tests.policy.families import ON, S, applicant, family, other
from tests.policy.test_assessment import MARRIED, decreed

HOLDS = {True: "✓", False: "✗", None: "?"}


def paragraphs(path: Path) -> dict[str, list[str]]:
    """The paragraphs of a file of sentences by their heads."""
    found = {}
    for paragraph in path.read_text(encoding="utf-8").strip().split("\n\n"):
        head, *lines = paragraph.splitlines()
        found[head] = lines
    return found


EXPECTED = paragraphs(Path(__file__).with_name("sentences.txt"))


def said(household, *, at_county=False, **rules) -> list[str]:
    """The lines of the verdict: clause, member, whether it holds, the sentence → what would change it."""
    lines = []
    for f in assess(household, ON, decreed(**rules), at_county=at_county).findings:
        remedy = f" → {f.remedy.clause} {f.remedy}" if f.remedy else ""
        lines.append(f"{f.reason.clause} {f.member or '-'} {HOLDS[f.holds]} {f.reason}{remedy}")
    return lines


def ended(household=None, on=ON, rules=None, **facts) -> list[str]:
    """The complete grounds: which, detail, clause, member, since, the sentence, the records."""
    told = ExitFacts(**{"registered": frozenset({1, 2}), **facts})
    given = {"rules": decreed(**rules)} if rules else {}
    return [
        f"{g.ground} {g.code or '-'} {g.clause} {g.member or '-'} {g.since or '-'} {g.reason.clause} {g.reason}"
        f" {' '.join(g.events) or '-'}"
        for g in grounds_of(household or COUPLE, told, on, **given)
    ]


def against(ground, **facts) -> list[str]:
    """What stands against releasing the household on this ground."""
    told = ExitFacts(**{"registered": frozenset({1}), **facts})
    return [f"{r.clause} {r}" for r in exit_ground_is_complete(ground, told, ON).objections]


def no(day, member=1, justified=False, job="岗位"):
    return Refusal(member, date(2026, 6, day), f"{job}{day}", True, justified, f"service:{day}")


def missed(day, reached=False):
    return Contact(date(2026, 6, day), reached, None, f"visit:{day}")


def work(day, member=1, verified=True):
    return Employment(member, date(2026, 6, day), None, verified, f"employment:{day}")


def change(what, member=None, day=9):
    return LifeChange(member, date(2026, 6, day), what, f"life_change:{day}")


COUPLE = family(MARRIED, other("12"))
L, G = LifeEvent, ExitGround
TOLD = {
    "alone": lambda: said(family(applicant())),
    "student": lambda: said(family(applicant(), other("21", 2, state=S.STUDENT, registered_on=None))),
    "no birthday": lambda: said(family(applicant(birth_on=None))),
    "group unknown": lambda: said(family(applicant(sex=2, retirement_group=None, birth_on=date(1973, 1, 1)))),
    "fifteen": lambda: said(family(applicant(), other("21", 2, birth_on=date(2010, 7, 1), state=S.MINOR))),
    "sixteen today": lambda: said(family(applicant(), other("21", 2, birth_on=date(2010, 6, 30), state=S.MINOR))),
    "retired by age": lambda: said(family(applicant(), other("51", 2, birth_on=date(1950, 1, 1), sex=1, retirement_group=RetirementGroup.MALE))),
    "works": lambda: said(family(MARRIED, other("12", state=S.EMPLOYED))),
    "incapable": lambda: said(family(MARRIED, other("12", capacity=False))),
    "unwilling": lambda: said(family(MARRIED, other("12", wants_work=False))),
    "state unknown": lambda: said(family(MARRIED, other("12", state=None))),
    "capacity unknown": lambda: said(family(MARRIED, other("12", capacity=None))),
    "will unknown": lambda: said(family(MARRIED, other("12", wants_work=None))),
    "spouse apart": lambda: said(family(MARRIED, other("12", book="B"))),
    "in-law": lambda: said(family(applicant(), other("38"))),
    "parent, same register": lambda: said(family(applicant(), other("51", state=S.PENSIONER))),
    "parent, register unknown": lambda: said(family(applicant(), other("51", book=None, state=S.PENSIONER))),
    "parent, not alone": lambda: said(family(applicant(marital="40"), other("21"), other("51", 3, book="B", state=S.EMPLOYED))),
    "parent, marriage unknown": lambda: said(family(applicant(marital=None), other("51", book="B", state=S.PENSIONER))),
    "parent, married": lambda: said(family(MARRIED, other("51", 2, book="B", state=S.PENSIONER))),
    "parent added": lambda: said(family(applicant(), other("51", book="B", state=S.PENSIONER))),
    "brother": lambda: said(family(applicant(), other("73"))),
    "brother elsewhere": lambda: said(family(applicant(), other("73", co_living=False))),
    "brother unknown": lambda: said(family(applicant(), other("73", co_living=None))),
    "not urban": lambda: said(family(applicant(urban=False))),
    "urban unknown": lambda: said(family(applicant(urban=None))),
    "nobody could work": lambda: said(family(applicant(state=S.PENSIONER))),
    "other state": lambda: said(family(applicant(state=S.OTHER))),
    "not registered": lambda: said(family(applicant(registered_on=None, registered=False))),
    "registration unknown": lambda: said(family(applicant(registered_on=None, registered=None))),
    "other not registered": lambda: said(family(MARRIED, other("12", registered_on=None, registered=False))),
    "other not registered, county": lambda: said(family(MARRIED, other("12", registered_on=None, registered=False)), at_county=True),
    "no applicant": lambda: said(family(other("12", 1))),
    "too few": lambda: said(family(applicant()), LEAST_MEMBERS=2),
    "pensioner bars": lambda: said(family(applicant(), other("51", state=S.PENSIONER)), PENSIONER_BARS=1),
    "pension begins today": lambda: said(family(applicant(), other("12", pension_from=ON)), PENSIONER_BARS=1),
    "single bars": lambda: said(family(applicant()), SINGLE_BARS=1),
    "single with a child of 17": lambda: said(family(applicant(), other("21", birth_on=date(2008, 7, 1), state=S.STUDENT)), SINGLE_BARS=1),
    "single with a child of 18": lambda: said(family(applicant(), other("21", birth_on=date(2008, 6, 30), state=S.STUDENT)), SINGLE_BARS=1),
    "business unknown": lambda: said(family(applicant()), INCOME_TEST=1),
    "business": lambda: said(family(applicant(), business_income=True), INCOME_TEST=1),
    "no business": lambda: said(family(applicant(), business_income=False), INCOME_TEST=1),
    "income unknown": lambda: said(family(applicant()), INCOME_TEST=2),
    "income at the wage": lambda: said(family(applicant(), other("12"), monthly_income=Decimal(1540)), INCOME_TEST=2),
    "income below": lambda: said(family(applicant(), other("12"), monthly_income=Decimal("1539.99")), INCOME_TEST=2),
    "a head": lambda: said(family(applicant(), other("12"), monthly_income=Decimal("1100")), INCOME_TEST=3),
    "a head at": lambda: said(family(applicant(), other("12"), monthly_income=Decimal("1200")), INCOME_TEST=3),
    "special case": lambda: said(family(applicant(urban=False), special_case="农垦家庭")),
    "exit: work": lambda: ended(employments=(work(9), work(3, 2))),
    "exit: work of one never registered": lambda: ended(registered=frozenset({1}), employments=(work(9, 2),)),
    "exit: work not verified": lambda: ended(employments=(work(9, verified=False),)),
    "exit: three refusals": lambda: ended(refusals=(no(1), no(5), no(9))),
    "exit: three failed contacts": lambda: ended(contacts=(missed(1), missed(5), missed(9))),
    "exit: own wish": lambda: ended(changes=(change(L.OWN_WISH),)),
    "exit: moved out": lambda: ended(changes=(change(L.MOVED_OUT),)),
    "exit: the family changed": lambda: ended(changes=(change(L.FAMILY_CHANGED, day=3), change(L.OWN_WISH))),
    "exit: moved out, one member only": lambda: ended(changes=(change(L.MOVED_OUT, 2),)),
    "exit: both died": lambda: ended(changes=(change(L.DEAD, 1, 3), change(L.IMPRISONED, 2))),
    "exit: one died": lambda: ended(changes=(change(L.DEAD, 1, 3),)),
    "exit: retired, on the day": lambda: ended(family(applicant(birth_on=date(1966, 2, 28))), on=date(2026, 6, 28)),
    "exit: retired, the day before": lambda: ended(family(applicant(birth_on=date(1966, 2, 28))), on=date(2026, 6, 27)),
    "exit: pension from today": lambda: ended(family(applicant(pension_from=ON))),
    "exit: pension from tomorrow": lambda: ended(family(applicant(pension_from=date(2026, 7, 1)))),
    "exit: in prison since": lambda: ended(family(applicant(state=S.PRISONER, state_since=date(2026, 6, 2)))),
    "exit: in prison, since when not known": lambda: ended(family(applicant(state=S.PRISONER))),
    "exit: in prison, but pensioned before": lambda: ended(family(applicant(state=S.PRISONER, pension_from=date(2026, 6, 1)))),
    "exit: one by a known day, one by none": lambda: ended(family(applicant(state=S.STUDENT, state_since=date(2026, 6, 2)),
                                                         other("12", state=S.MISSING, pension_from=date(2026, 6, 4)))),
    "exit: up to the pension where decreed": lambda: ended(family(applicant(birth_on=date(1950, 1, 1))), rules={"UNTIL_PENSION": 1}),
    "exit: before the recognition": lambda: ended(recognised_on=date(2026, 6, 10), employments=(work(9),)),
    "against: no work": lambda: against(G.EMPLOYED),
    "against: work not verified": lambda: against(G.EMPLOYED, employments=(work(9, verified=False),)),
    "against: work of one never registered": lambda: against(G.EMPLOYED, employments=(work(9, 2),)),
    "against: two refusals": lambda: against(G.REFUSED, refusals=(no(1), no(5))),
    "against: a refusal with good reason": lambda: against(G.REFUSED, refusals=(no(1), no(5), no(9, justified=True))),
    "against: two failed contacts": lambda: against(G.UNREACHABLE, contacts=(missed(1), missed(5))),
    "against: reached since": lambda: against(G.UNREACHABLE, contacts=(missed(1), missed(5), missed(9), missed(10, True))),
    "against: no paper": lambda: against(G.OTHER, reason="死亡"),
    "against: no reason": lambda: against(G.OTHER, source_document="证明"),
    "against: nothing": lambda: against(G.OTHER),
    "for: all there": lambda: against(G.OTHER, source_document="证明", reason="死亡"),
}


@pytest.mark.parametrize("name", TOLD)
def test_every_sentence_stands_as_it_was_read(name):
    assert TOLD[name]() == EXPECTED[name]


def test_no_paragraph_is_left_over():
    assert list(EXPECTED) == list(TOLD)
