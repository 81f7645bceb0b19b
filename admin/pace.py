"""How often one address may ask for what needs no sign-in. Counted in this process alone.

Each worker of the server counts for itself: with n workers up to n times as many come through.
"""

from __future__ import annotations

from collections import deque
from threading import Lock


class Pace:
    """So many requests of one address in so many seconds, and no more."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self.asked: dict[str, deque[float]] = {}
        self.lock = Lock()

    def admits(self, who: str, at: float) -> bool:
        """Whether this request still fits; one that does not is not counted."""
        with self.lock:
            if len(self.asked) > 10_000:
                self.forget(at)
            times = self.asked.setdefault(who, deque())
            while times and times[0] <= at - self.seconds:
                times.popleft()
            if len(times) >= self.most:
                return False
            times.append(at)
            return True

    def forget(self, at: float) -> None:
        """Let go of whoever has not asked for a while."""
        self.asked = {w: t for w, t in self.asked.items() if t and t[-1] > at - self.seconds}
