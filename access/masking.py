"""What an officer sees of a personal datum: the value, its mask, or only that there is one.

One function for every door: list, page, form, ledger, paper. Identity numbers, telephones and
bank accounts are masked for everybody; the full value is shown by an unmasking alone, which
leaves a line in the trail. Source: domain list of masks; 个人信息保护法 art. 28.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from access.permissions import HasRole, Permission, may
from policy.masking import mask_account, mask_address, mask_identity, mask_name, mask_phone

MASKS = {
    "name": mask_name,
    "id_no": mask_identity,
    "phone": mask_phone,
    "account": mask_account,
    "address": mask_address,
}
OPEN_TO = {"name": Permission.NAME_READ, "address": Permission.PERSONAL_READ}
"""Kinds that an officer with the permission reads in full; the others nobody does."""


def shown(user: HasRole | None, kind: str, value: str | None) -> str:
    """The value as this officer may see it; an empty one stays empty."""
    return shower(user, kind)(value)


def shower(user: HasRole | None, kind: str) -> Callable[[str | None], str]:
    """How this officer is shown values of a kind; for many of them, the permission is asked once."""
    permission = OPEN_TO.get(kind)
    if permission is not None and may(user, permission):
        return in_full
    mask = MASKS[kind]
    return lambda value: mask(value) if value else ""


def in_full(value: str | None) -> str:
    return value or ""


def tail(kind: str, last4: str | None) -> str:
    """The mask of a sealed value of which only the last four characters are at hand."""
    return tails(kind, [last4])[0]


def tails(kind: str, many: Sequence[str | None]) -> list[str]:
    stars = "*" * (14 if kind == "id_no" else 7)
    return [f"{stars}{last4}" if last4 else "" for last4 in many]
