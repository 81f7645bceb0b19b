"""及时: how far applications come, how long each step takes, what was promised and who is past it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.cells import calendar_of_request, rules_of_request
from admin.cockpit_frame import (
    NOTHING,
    Answer,
    Behind,
    CockpitPage,
    Entry,
    Grid,
    Look,
    Question,
    Slot,
    percent,
    with_counts,
)
from admin.cockpit_overdue import by_age, by_holder, one_by_one
from admin.desk import Figure
from admin.filters_report import list_url
from charts.in_time import (
    Indicators,
    OfficeTimes,
    Ratio,
    StepTimes,
    came_so_far,
    indicators,
    step_times,
)
from charts.in_time_figures import (
    stages_alt,
    stages_figure,
    steps_alt,
    steps_figure,
)
from charts.in_time_rows import ASIDE, METRICS, STAGES, WHOLE, WORK
from charts.measures import KEPT_RATE, standing_behind
from charts.open_promises import holders, overdue_households, promise_ages
from charts.outcomes import METRICS as VISITED
from charts.queries import share
from charts.times import Times
from documents.layout import Kind
from documents.tables import Graph
from workflow.standing import Standing

CARD: Final = {metric.key: metric for metric in METRICS}


def in_time(session: Session, look: Look) -> Answer:
    office, today = look.office, look.today
    calendar, rules = calendar_of_request(session), rules_of_request(session).for_region(look.office.path)
    now = indicators(session, office, look.since, look.until, today=today, calendar=calendar)
    before = (indicators(session, office, *look.before, today=today, calendar=calendar)
              if look.before else None)
    came = came_so_far(session, office, look.since, look.until, today)
    steps = step_times(session, office, look.since, look.until, calendar, rules)
    earlier = step_times(session, office, *look.before, calendar, rules) if look.before else []
    ages = promise_ages(session, office, today, calendar)
    over = sum(age.count for age in ages if age.over)
    return Answer(
        sentence(look, now, over), figures(look, now, before, over),
        [
            how_far(look, came), where_now(look, came), how_long(look, steps, earlier),
            by_age(look, ages),
            one_by_one(look, overdue_households(session, office, today, calendar), over),
            by_holder(look, holders(session, office, today, calendar)),
            by_office(look, now.rows),
        ],
        [Behind("超期未就业明细", standing_behind(Standing.OVERDUE, office.id, today))],
    )


def opens(look: Look, key: str, office: int | None = None, own: bool = False) -> str | None:
    """The list with exactly the rows this number counts in the period, here or at another office."""
    return list_url(look.user, key, office or look.office.id, (look.since, look.until), own)


def sentence(look: Look, now: Indicators, over: int) -> str:
    where = {"period": look.period, "office": look.office.name}
    if now.recognition.count:
        said = _("%(period)s，%(office)s从受理到认定平均用%(days)s个工作日；", **where, days=days_words(now.recognition.mean))
    else:
        said = _("%(period)s，%(office)s没有认定的家庭；", **where)
    if now.placement.count:
        said += _("从认定到就业平均用%(days)s个工作日；", days=days_words(now.placement.mean))
    said += with_counts("承诺到期%(due)d户，按期兑现%(kept)d户；", due=now.kept.whole, kept=now.kept.part)
    if not over:
        return said + _("今天没有超过承诺期限仍无人就业的家庭。")
    return said + with_counts("今天有%(over)d户超过承诺期限仍无人就业。", over=over)


def days_words(days: float | None) -> str:
    return NOTHING if days is None else f"{days:.1f}"


def figures(look: Look, now: Indicators, before: Indicators | None, over: int) -> list[Figure]:
    """The indicators of time; a rate opens those who stand against it."""
    def rate(label: str, ratio: Ratio, was: Ratio | None, key: str, note: str) -> Figure:
        rest = ratio.whole - ratio.part
        return Figure(
            label, percent(ratio.rate), opens(look, key) if rest else None, "",
            "none" if ratio.rate is None else "moss" if not rest else "amber",
            note + compared(look, ratio.rate, was.rate if was else None, bool(before)),
        )

    def took(label: str, times: Times, was: Times | None, key: str) -> Figure:
        note = with_counts("%(count)d 户，一半不超过 %(half)s 个", count=times.count, half=times.median) if times.count else _("本期没有")
        return Figure(label, days_words(times.mean), opens(look, key) if times.count else None,
                      _("个工作日") if times.count else "", "blue" if times.count else "none",
                      note + was_days(look, was.mean if was else None, bool(before)))

    return [
        rate(_("援助率"), now.work, before and before.work, "lacks_work",
             with_counts("应援助 %(whole)d 户，至少一人就业 %(part)d 户", whole=now.work.whole, part=now.work.part)),
        rate(_("20个工作日兑现率"), now.kept, before and before.kept, "missed_promise",
             with_counts("到期 %(whole)d 户，按期兑现 %(part)d 户", whole=now.kept.whole, part=now.kept.part)),
        took(_("平均认定用时"), now.recognition, before and before.recognition, WHOLE.key),
        took(_("平均就业用时"), now.placement, before and before.placement, WORK.key),
        rate(_("服务达标率"), now.services, before and before.services, "short_of_services",
             with_counts("应服务 %(whole)d 人，已足 %(part)d 人，涉及未足 %(short)d 户", whole=now.services.whole,
               part=now.services.part, short=now.short)),
        rate(_("月回访率"), now.visits, before and before.visits, "missed_visit",
             with_counts("应回访 %(whole)d 户次，当月回访 %(part)d 户次", whole=now.visits.whole, part=now.visits.part)),
        Figure(_("今天超过承诺期限未就业"), f"{over:,}",
               list_url(look.user, "V", look.office.id, (look.today, look.today), False), _("户"),
               "red" if over else "moss"),
    ]


def compared(look: Look, rate: float | None, was: float | None, asked: bool) -> str:
    """· 上期 80.0%（+5.0个百分点）; nothing where nothing is compared."""
    if not asked:
        return ""
    told = f" · {_(look.against.label)} {percent(was)}"
    if rate is None or was is None:
        return told
    return told + _("（%(points)s个百分点）", points=f"{100 * (rate - was):+.1f}")


def was_days(look: Look, was: float | None, asked: bool) -> str:
    return f" · {_(look.against.label)} {days_words(was)}" if asked else ""


def how_far(look: Look, came: Mapping[str, int]) -> Question:
    slots = [Slot("stage", "环节", Kind.TEXT, width=20), Slot("households", "户数"),
             Slot("of_all", "占受理", Kind.SHARE), Slot("of_last", "占上一环节", Kind.SHARE, width=13)]
    rows, last = [], came[STAGES[0].key]
    for stage in STAGES:
        n = came[stage.key]
        rows.append([Entry(_(stage.label)), Entry(n, opens(look, stage.key)),
                     Entry(share(n, came[STAGES[0].key])), Entry(share(n, last))])
        last = n
    return Question(
        "stages", _("本期受理的家庭，走到了哪一步？"), Grid(slots, rows), (CARD["stages"],),
        stages_figure(came, lambda stage: opens(look, stage.key), _), stages_alt(came, _),
        _("截至今天；撤销认定的仍计入已走过的环节。"), "办理进度", Graph("本期受理家庭各环节户数", (1,)),
    )


def where_now(look: Look, came: Mapping[str, int]) -> Question:
    """Where all of them stand today: each household in one line, the lines add up."""
    slots = [Slot("place", "现在", Kind.TEXT, width=26), Slot("households", "户数"),
             Slot("of_all", "占受理", Kind.SHARE)]
    whole = came[STAGES[0].key]
    rows = [[Entry(_(p.label)), Entry(came[p.key], opens(look, p.key)), Entry(share(came[p.key], whole))]
            for p in ASIDE]
    closing = [Entry(_("合计（本期受理）")), Entry(whole, opens(look, STAGES[0].key)), Entry(share(whole, whole))]
    return Question("aside", _("他们现在在哪里？"), Grid(slots, rows, closing), (CARD["stages"],), sheet="现在状态")


def how_long(look: Look, steps: Sequence[StepTimes], earlier: Sequence[StepTimes]) -> Question:
    """The days of each step, beside them those of the period compared with."""
    slots = [
        Slot("step", "环节", Kind.TEXT, width=22), Slot("households", "办完户数"),
        Slot("half", "一半不超过", width=12), Slot("most", "九成不超过", width=12),
        Slot("mean", "平均", Kind.MONEY), Slot("term", "期限"),
        Slot("in_term", "期限内占比", Kind.SHARE, width=12),
    ]
    if earlier:
        slots += [Slot("half_before", "一半不超过", group=look.against.label, width=12),
                  Slot("most_before", "九成不超过", group=look.against.label, width=12)]
    rows = []
    for n, line in enumerate(steps):
        times = line.times
        row = [
            Entry(_(line.step.label)), Entry(times.count, opens(look, line.step.key)), Entry(times.median),
            Entry(times.most, tone="red" if line.term is not None and (times.most or 0) > line.term else ""),
            Entry(times.mean), Entry(line.term), Entry(share(times.in_term, times.with_term)),
        ]
        if earlier:
            row += [Entry(earlier[n].times.median), Entry(earlier[n].times.most)]
        rows.append(row)
    return Question(
        "steps", _("每一步用几个工作日？"), Grid(slots, rows), (CARD["steps"], CARD["recognition_days"], CARD["work_days"]),
        steps_figure(steps, lambda step: opens(look, step.key), _), steps_alt(steps, _),
        _("工作日按国务院办公厅放假安排计算；公示期不少于3个工作日，不是越短越好。"),
        "各环节用时", Graph("各环节工作日", (2, 3), (5,)),
    )


def by_office(look: Look, found: Sequence[OfficeTimes]) -> Question:
    """The same rates and days for each office beneath."""
    slots = [Slot("office", "机构", Kind.TEXT, width=20)]
    for group, key in (("援助", "work"), ("20日兑现", "kept"), ("月回访", "visits")):
        slots += [Slot(f"{key}_part", "做到", group=group), Slot(f"{key}_whole", "应做", group=group),
                  Slot(f"{key}_rate", "占比", Kind.SHARE, group)]
    slots += [Slot("seal", "平均认定用时", Kind.MONEY, width=13), Slot("job", "平均就业用时", Kind.MONEY, width=13),
              Slot("over", "今天超期户数", width=13)]
    rows = []
    for row in found:
        cells = [Entry(row.name, None if row.own or row.office_id == look.office.id
                       else look.page(PAGE.key, row.office_id))]
        for part, whole in (("has_work", "owed_work"), ("U2", "U1"), ("visits_done", "visits")):
            ratio = row.ratio(part, whole)
            cells += [Entry(ratio.part, opens(look, part, row.office_id, row.own)),
                      Entry(ratio.whole, opens(look, whole, row.office_id, row.own)), Entry(ratio.rate)]
        over = row.counts.get("V", 0)
        late = list_url(look.user, "V", row.office_id, (look.today, look.today), row.own)
        rows.append([*cells, Entry(row.recognition.mean), Entry(row.placement.mean),
                     Entry(over, late, "red" if over else "")])
    cards = (CARD["work_rate"], KEPT_RATE, VISITED["visit"], CARD["services_rate"],
             CARD["recognition_days"], CARD["work_days"])
    return Question("offices", _("哪里快，哪里慢？"), Grid(slots, rows), cards, sheet="按机构")


PAGE: Final = CockpitPage("intime", "及时", in_time)
