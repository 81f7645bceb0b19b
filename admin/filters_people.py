"""The lists behind 人群画像 and behind the details of exits; in no filter bar, a chip tells of them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select

from access.permissions import Permission, may
from admin.filters import Args, Filter, Narrowing, Shown, day_of, gettext
from admin.words import bracketed, is_chinese, labelled
from charts.outcome_rows import left_under
from charts.people import Population, Whom
from charts.traits import BY_KEY, Category, traits_on
from models import Household, Member

WHOM: Final = {Whom.REGISTER: "期末在册", Whom.RECOGNISED: "本期认定"}
NO_DETAIL: Final = "撤销认定或未登记细目"
NO_CODE: Final = "none"


def category_words(category: Category) -> str:
    """In the reader's language; an entry of a code list in what the list calls it."""
    if not category.english:
        return gettext(category.label)
    return category.label if is_chinese() else category.english


class TraitFilter(Filter):
    """`trait=education&is=junior&whom=register&whom_from=…&whom_to=…`: one category of a trait.

    Only for who may read the rows: to everybody else it would tell the numbers that are hidden.
    """

    hidden = True

    def __init__(self) -> None:
        super().__init__("", "人群画像", "trait")

    def bind(self, view: Any) -> None:
        self.model = view.model

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        trait = BY_KEY.get(asked.get(self.name, ""))
        whom = next((w for w in Whom if w.value == asked.get("whom")), None)
        since, until = day_of(asked.get("whom_from", "")), day_of(asked.get("whom_to", ""))
        if not (trait and whom and since and until) or trait.model is not self.model:
            return None
        if not may(to.user, Permission.PERSONAL_READ):
            return None
        population = Population(whom, since, until, to.on)
        found = {c.code: c for c in traits_on(to.session, population.on)[trait]}
        category = found.get(asked.get("is", ""))
        if category is None:
            return None
        to.conditions.append(category.condition)
        if self.model is Member:
            families = select(Household.id).where(population.condition())
            to.conditions += [Member.household_id.in_(families), Member.voided_at.is_(None)]
        else:
            to.conditions.append(population.condition())
        names = ("trait", "is", "whom", "whom_from", "whom_to")
        to.params |= {name: asked[name] for name in names}
        to.chips.append((
            labelled(gettext(trait.label), category_words(category))
            + bracketed(f"{gettext(WHOM[whom])} {since}—{until}"), names,
        ))
        return None


class ExitDetailFilter(Filter):
    """`exit_detail=E41`: families whose approved proposal has that detail; `none`: without one."""

    hidden = True

    def __init__(self) -> None:
        super().__init__("", "退出细目", "exit_detail")

    def bind(self, view: Any) -> None:
        """Nothing to learn: what is asked stands in charts.outcomes."""

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        code = asked.get(self.name, "")
        if code and code.isascii() and code.isalnum() and len(code) <= 4:
            to.conditions.append(left_under("" if code == NO_CODE else code))
            to.params[self.name] = code
            to.chips.append((labelled(gettext(self.label), gettext(NO_DETAIL) if code == NO_CODE else code), (self.name,)))
        return None
