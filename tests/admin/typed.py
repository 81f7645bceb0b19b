"""What officers type, and what a browser sends back of a form it was given."""

from __future__ import annotations

import re
from datetime import date

from tests.cast import office
from tests.factories import identity

HERE, ACROSS = "220104001001", "222401001001"


def application(session, **values) -> dict[str, str]:
    """A whole new household as a clerk types it."""
    return {
        "applied_on": "2026-03-09", "kind": "ordinary", "origin": "desk",
        "community_id": str(office(session, HERE).id), "applicant_name": "赵例子",
        "applicant_id_no": identity(date(1985, 3, 2)), "phone": "15400000009",
        "register_address": "长春市朝阳区前进大街（试）2号", "applicant_urban": "y",
        "applicant_book": "A", "applicant_capacity": "1", "applicant_wants_work": "1",
        "applicant_state": "unemployed", "applicant_registered_on": "2026-01-05",
        "applicant_unemployment_cause": "12", "monthly_income": "０", **values,
    }


def present(page: str) -> dict[str, str]:
    """What a browser would send of an opened form, changed in nothing."""
    found: dict[str, str] = {}
    form = page[page.find('<form class="paper'):]
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or name[1] in ("csrf_token", "url") or ('type="checkbox"' in tag and "checked" not in tag):
            continue
        found[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        found[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = body.strip()
    return found
