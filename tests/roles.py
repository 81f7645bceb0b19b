"""docs/roles.md, written from the tables of the code. `python -m tests.roles` writes it anew."""

from __future__ import annotations

from pathlib import Path

from access.permissions import LEVELS, ROLES, Permission
from policy.terms import Role, Status
from workflow.transitions import HOLDER, TRANSITIONS

PAGE = Path(__file__).parent.parent / "docs" / "roles.md"
HEAD = """# Roles (角色): who may do what, and when

Written from `access/permissions.py` and `workflow/transitions.py` by `python -m tests.roles`; a test
compares this page with the code. Change the code, write the page anew, and read the difference.

Every act asks in this order: has the role the permission, does the file stand at the right place, are
the fields filled in, does the policy object. A row outside the officer's own office and what lies
beneath it does not exist for the officer (404).
"""
ACTS = """
## Acts (办理) by status (状态)

What becomes of the episode; an empty cell refuses the act. ¹ only by the desk that holds the file: """
BY_ROLE = """
## Acts by role

Beside the permission: whose officer may not be the same, and what must be filled in.
"""
PERMISSIONS = """
## Permissions by role
"""
OFFICES = """
## At which offices a role may be held

`county` is held at a reporting unit only where that unit seals itself (`Office.seals`).
"""


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *[":-:"] * (len(head) - 1)], *rows]
    return "\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def acts_by_status() -> str:
    rows = [
        [f"{step.label} `{act}`" + ("¹" if step.at_holder else "")]
        + [f"`{step.target}`" if status in step.sources else "" for status in Status]
        for act, step in TRANSITIONS.items()
    ]
    holders = ", ".join(f"{s.label} {level.label}" for s, level in HOLDER.items())
    return ACTS + holders + ".\n" + table(["", *[f"{s.label} `{s}`" for s in Status]], rows)


def acts_by_role() -> str:
    rows = [
        [f"{step.label} `{act}`"]
        + ["●" if step.permission in ROLES[role] else "" for role in Role]
        + [" ".join(f"`{c}`" for c in step.not_by), " ".join(f"`{n}`" for n in step.needs)]
        for act, step in TRANSITIONS.items()
    ]
    return BY_ROLE + table(["", *[f"{r.label} `{r}`" for r in Role], "not by", "needs"], rows)


def permissions_by_role() -> str:
    rows = [[f"`{p}`"] + ["●" if p in ROLES[role] else "" for role in Role] for p in Permission]
    return PERMISSIONS + table(["", *[f"{r.label} `{r}`" for r in Role]], rows)


def offices() -> str:
    rows = [
        [f"{r.label} `{r}`", " ".join(sorted(f"`{level}`" for level in LEVELS[r]))] for r in Role
    ]
    return OFFICES + table(["", "levels"], rows)


def page() -> str:
    return HEAD + acts_by_status() + acts_by_role() + permissions_by_role() + offices()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
