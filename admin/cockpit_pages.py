"""The pages of the cockpit, in their order."""

from __future__ import annotations

from typing import Final

from admin import (
    cockpit_districts,
    cockpit_in_time,
    cockpit_outcomes,
    cockpit_overview,
    cockpit_people,
    cockpit_zero,
)
from admin.cockpit_frame import CockpitPage

PAGES: Final[dict[str, CockpitPage]] = {
    page.key: page for page in (
        cockpit_overview.PAGE, cockpit_districts.PAGE, cockpit_in_time.PAGE, cockpit_zero.PAGE,
        cockpit_outcomes.PAGE, cockpit_people.PAGE,
    )
}
"""By the key in the address. A new page is made in a module of its own and named here."""
