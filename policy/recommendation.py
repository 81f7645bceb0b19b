"""Whether a recommended job counts (点对点推荐, 四（三）), and what a refusal of it claims.

It counts only if the vacancy is real, open on that day with a head free, within the limits of law and
member, handed over with a receipt, and not recommended to the same member before. What does not count
is no refused job either (三（二）). Judged as of the day of the recommendation, so that what happens to
the vacancy afterwards changes nothing. Source: docs/notice.md 四（三）; docs/decisions/0031.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.aid_terms import DeliveryWay
from policy.matching import Offer, Seeker, limits_of
from policy.parameters import COMMUTE_MINUTES
from policy.rulebook import NOTICE, Rules
from policy.terms import Feedback
from policy.verdict import MET, Reason, Verdict, rule

CLAUSE: Final = "102-4-3"
LIMITS: Final = {
    "age": "年龄不在岗位要求的范围内",
    "strain": "体力强度超过本人可承受的范围",
    "minimum": "月薪低于当地最低工资",
    "place": "工作地点不在本县，也不在期望工作地点",
}
JUSTIFIED: Final = "J"
"""Reason codes of refusals that begin so claim a good reason (list 5.16)."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommended job of one member, and the member as known on that day.

    `ref` orders those of one day ("service:7" comes as 7).
    """

    ref: int
    on: date
    seeker: Seeker
    offer: Offer | None
    delivered_on: date | None = None
    delivered_way: DeliveryWay | None = None
    receipt: str = ""
    feedback: Feedback = Feedback.PENDING


@rule("102-4-3")
def passes(recommendation: Recommendation) -> Verdict:
    """Whether the recommendation stands by itself; that it is not a second one is asked of all together."""
    return (
        _real(recommendation.offer)
        & _open(recommendation)
        & _within_limits(recommendation)
        & _delivered(recommendation)
    )


def gate(recommendations: Iterable[Recommendation]) -> dict[int, Verdict]:
    """The verdict on every recommendation of one member, by ref, in whatever order they come.

    Of several of the same post the first that passes counts, the others do not.
    """
    found: dict[int, Verdict] = {}
    given: set[str] = set()
    for each in sorted(recommendations, key=lambda r: (r.on, r.ref)):
        verdict = passes(each)
        if verdict.met and each.offer is not None:
            if each.offer.key in given:
                verdict = _no("同一岗位已向本人推荐过")
            given.add(each.offer.key)
        found[each.ref] = verdict
    return found


def free_heads(offer: Offer, on: date) -> int:
    """How many heads were still wanted when that day began."""
    return offer.heads - sum(day < on for day in offer.hired)


def is_open(offer: Offer, on: date) -> bool:
    """Whether one could apply on that day; whether a head was free is another question."""
    closed = offer.closed_on is not None and offer.closed_on <= on
    return offer.open_from <= on <= offer.open_until and not closed


def _no(text: str) -> Verdict:
    return Verdict((Reason(CLAUSE, text),))


def _real(offer: Offer | None) -> Verdict:
    if offer is None:
        return _no("未从岗位库选择岗位")
    return _no("岗位或用人单位已作废") if offer.void else MET


def _open(recommendation: Recommendation) -> Verdict:
    """On the day of the recommendation, and when it was handed over."""
    offer, days = recommendation.offer, [recommendation.on]
    if offer is None:
        return MET
    if recommendation.delivered_on is not None:
        days.append(recommendation.delivered_on)
    if not all(is_open(offer, day) for day in days):
        return _no("岗位当日不在招聘期内")
    return MET if free_heads(offer, recommendation.on) > 0 else _no("岗位当日已招满")


def _within_limits(recommendation: Recommendation) -> Verdict:
    if recommendation.offer is None:
        return MET
    points = limits_of(recommendation.seeker, recommendation.offer, recommendation.on)
    return Verdict(
        tuple(Reason(CLAUSE, LIMITS[point.about]) for point in points if point.fits is False)
    )


def _delivered(recommendation: Recommendation) -> Verdict:
    if recommendation.feedback is Feedback.UNREACHED:
        return _no("未联系上本人")
    if recommendation.delivered_on is None or recommendation.delivered_way is None:
        return _no("没有送达记录")
    return MET if recommendation.receipt.strip() else _no("没有送达回执")


@rule("102-3-2")
def hint(code: str, recommendation: Recommendation, rules: Rules = NOTICE) -> Reason | None:
    """What is on file about a claimed reason that can be checked: J4 wage, J5 strain and age, J6 way, J8.

    None where the records say nothing of it. It is told to the reviewer and decides nothing.
    """
    offer, on = recommendation.offer, recommendation.on
    if offer is None:
        return Reason("102-3-2", "没有对应岗位，无从核对") if code in ("J4", "J5", "J6", "J8") else None
    points = {point.about: point for point in limits_of(recommendation.seeker, offer, on)}
    match code:
        case "J4":
            return points["minimum"].reason
        case "J5":
            worse = [points[about] for about in ("strain", "age") if not points[about].fits]
            return (worse or [points["strain"]])[0].reason
        case "J6":
            text = "%(where)s；通勤单程上限%(minutes)d分钟，请核实实际路程"
            where = points["place"].reason.text
            minutes = rules.since_issue(COMMUTE_MINUTES, on)
            return Reason("102-3-2", text, {"where": where, "minutes": minutes})
        case "J8":
            if offer.void or not is_open(offer, on):
                return Reason("102-3-2", "推荐当日岗位不在招聘期内或已作废")
            left = free_heads(offer, on)
            return Reason("102-3-2", "推荐当日在招，尚余%(left)d人" if left > 0 else "推荐当日已招满",
                          {"left": left})
    return None
