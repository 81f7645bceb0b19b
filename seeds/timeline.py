"""The days on which one application took its steps, by the real working calendar.

A timeline is drawn forward from the day of the application and cut off at the last day of the
story: what would come later has not happened, and that gives the status.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from policy.terms import ExitGround
from policy.terms import Status as S
from policy.workdays import WorkCalendar

PUBLICITY_DAYS, PROMISE_DAYS = 3, 20
STEPS = (S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED, S.RECOGNISED)


class Clock:
    """Working days of some years as a list: the n-th one after or before a day in microseconds.

    Years whose notice has not been entered count by weekday, as a provisional answer would.
    """

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        self.years = calendar.years
        known = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.days = [
            day for day in known
            if calendar.between(day - timedelta(days=1), day, provisional_ok=True)
        ]

    def after(self, day: date, workdays: int) -> date:
        return self.days[bisect_right(self.days, day) + workdays - 1] if workdays else day

    def before(self, day: date, workdays: int) -> date:
        """The n-th working day before `day`, which itself does not count."""
        return self.days[bisect_left(self.days, day) - workdays]

    def between(self, a: date, b: date) -> int:
        return bisect_right(self.days, b) - bisect_right(self.days, a)


@dataclass(slots=True)
class Course:
    """What is to become of an application, unless the story ends before.

    `lags` are working days: submit, verify, publicize, report after the publicity, recognise.
    `aside` is a side way taken once the file has stood in `aside_after`. Nobody finds work where
    `placed_after` is None.
    """

    lags: tuple[int, int, int, int, int] = (0, 3, 1, 1, 3)
    aside: S | None = None
    aside_after: S = S.SUBMITTED
    ground: ExitGround = ExitGround.EMPLOYED
    placed_after: int | None = 10
    verified_after: int = 2
    proposed_after: int = 1
    approved_after: int = 2
    comes_back: bool = False
    decides_exit: bool = True
    publicity_days: int = PUBLICITY_DAYS


@dataclass(slots=True)
class Timeline:
    """The days of one episode; None is what has not happened."""

    applied: date
    last: date
    submitted: date | None = None
    visited: date | None = None
    verified: date | None = None
    publicized: date | None = None
    until: date | None = None
    reported: date | None = None
    recognised: date | None = None
    promise: date | None = None
    placed: date | None = None
    job_verified: date | None = None
    proposed: date | None = None
    exited: date | None = None
    aside: date | None = None
    first_submitted: date | None = None
    sent_back: date | None = None
    status: S = S.DRAFT


def draw_course(random: Random) -> Course:
    """Most files run through; some are sent back, refused, withdrawn, and a few taken back."""
    r = random
    course = Course(
        lags=(r.choice((0, 0, 1, 2)), r.choice((2, 3, 3, 4, 5)), r.choice((0, 1, 1, 2)),
              r.choice((1, 1, 1, 2)), r.choice((1, 2, 3, 4, 5))),
        ground=r.choices(tuple(ExitGround), (92, 2, 2, 4))[0],
        placed_after=r.choices((r.randint(4, 19), r.randint(20, 45)), (93, 7))[0],
        verified_after=r.randint(1, 4), proposed_after=r.randint(0, 2),
        approved_after=r.randint(1, 4), comes_back=r.random() < 0.05,
    )
    side = r.random()
    if side < 0.035:
        course.aside, course.aside_after = S.REJECTED, r.choice((S.SUBMITTED, S.REPORTED))
    elif side < 0.055:
        course.aside, course.aside_after = S.WITHDRAWN, r.choice((S.DRAFT, S.SUBMITTED, S.VERIFIED))
    elif side < 0.059:
        course.aside, course.aside_after = S.REVOKED, S.RECOGNISED
    return course


def draw(clock: Clock, applied: date, last: date, course: Course, stop: S | None = None) -> Timeline:
    """The episode up to `last`; `stop` holds it in a status, however much time is left."""
    line = Timeline(applied, last)

    def happens(day: date, status: S) -> bool:
        """Whether the step is taken by then; if so the file stands in `status`."""
        if day > last or line.status is stop:
            return False
        if course.aside is not None and line.status is course.aside_after:
            return False
        line.status = status
        return True

    submit, verify, publicize, report, recognise = course.lags
    day = clock.after(applied, submit)
    if happens(day, S.SUBMITTED):
        line.submitted = day
        if course.comes_back:
            line.first_submitted, line.sent_back = day, clock.after(day, 2)
            if line.sent_back > last:
                line.first_submitted = line.sent_back = None
            else:
                day = clock.after(line.sent_back, 3)
                if day > last or stop is S.RETURNED:
                    line.status = S.RETURNED
                    return line
                line.submitted = day
        visited = clock.after(line.submitted, max(verify - 1, 1))
        line.visited = visited if visited <= last else None
        day = clock.after(line.submitted, verify)
    if line.status is S.SUBMITTED and happens(day, S.VERIFIED):
        line.verified, day = day, clock.after(day, publicize)
    if line.status is S.VERIFIED and happens(day, S.PUBLICIZED):
        line.publicized, line.until = day, clock.after(day, course.publicity_days)
        day = clock.after(line.until, report)
    if line.status is S.PUBLICIZED and happens(day, S.REPORTED):
        line.reported, day = day, clock.after(day, recognise)
    if line.status is S.REPORTED and happens(day, S.RECOGNISED):
        line.recognised, line.promise = day, clock.after(day, PROMISE_DAYS)
        draw_exit(clock, line, course, last)
    if course.aside is not None and line.status is course.aside_after:
        step_aside(clock, line, course)
    return line


def draw_exit(clock: Clock, line: Timeline, course: Course, last: date) -> None:
    """From the recognition to the exit; who is employed leaves, who refuses or is gone leaves too."""
    assert line.recognised is not None
    if course.aside is S.REVOKED or course.placed_after is None:
        return
    complete = clock.after(line.recognised, max(course.placed_after, 1))
    if course.ground is ExitGround.EMPLOYED:
        if complete > last:
            return
        line.placed = complete
        complete = clock.after(complete, course.verified_after)
        if complete > last:
            return
        line.job_verified = complete
    else:
        complete = clock.after(line.recognised, max(course.placed_after, 18))
    proposed = clock.after(complete, course.proposed_after)
    if proposed > last:
        return
    line.proposed = proposed
    exited = clock.after(proposed, course.approved_after)
    if exited <= last and course.decides_exit:
        line.exited, line.status = exited, S.EXITED


def step_aside(clock: Clock, line: Timeline, course: Course) -> None:
    """The side way is taken a few days after the last step, if there was time for it."""
    since = (line.recognised or line.reported or line.publicized or line.verified
             or line.submitted or line.applied)
    day = clock.after(since, 12 if course.aside is S.REVOKED else 2)
    if day <= line.last:
        line.aside, line.status = day, course.aside
