"""What the list of households is narrowed by beside its columns: by desk, episode, officer, figure."""

from __future__ import annotations

from typing import Final

from admin.figure_filters import FIGURE_FILTERS
from admin.filters import DeskFilter
from admin.filters_aid import EpisodeFilter
from admin.filters_people import ExitDetailFilter, TraitFilter
from admin.filters_plans import InChargeFilter
from admin.filters_report import ReportFilter

OF_HOUSEHOLDS: Final = (
    DeskFilter(), EpisodeFilter(), InChargeFilter(), *FIGURE_FILTERS, ReportFilter(), TraitFilter(),
    ExitDetailFilter(),
)
