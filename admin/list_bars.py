"""What stands above and beneath a list for a whole role: its saved filters, and the acts on several rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from admin.shelf import drawn, kept
from admin.translation import gettext as _
from admin.translation import language


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved filter as a tab above the list; `params` is what it asks for."""

    label: str
    params: dict[str, str]
    url: str = ""
    current: bool = False


def saved_bar(
    home: str, tabs: Iterable[Tab], params: dict[str, str], address: Callable[[dict[str, str]], str]
) -> Markup:
    """The tabs of the list at `home`, drawn once for the same tabs and each that may be the current one."""
    tabs = list(tabs)
    now = {k: v for k, v in params.items() if k not in ("sort", "q", "count")}
    current = next((n for n, tab in enumerate(tabs) if tab.params == now), None)

    def draw() -> Markup:
        shown = [(_(tab.label), address(tab.params)) for tab in tabs]
        return drawn("admin/model/_tabs.html", tabs=shown, current=current)

    key = ("saved", home, language(), current, *[(t.label, *t.params.items()) for t in tabs])
    return kept(key, draw, for_ever=True)


def acts_bar(acts: Sequence[tuple[str, str]]) -> Markup:
    """The bar that appears on selection, drawn once for the same acts; nothing where there are none."""
    if not acts:
        return Markup()
    return kept(
        ("bar", language(), *acts), lambda: drawn("admin/model/_bulk.html", acts=acts), for_ever=True
    )
