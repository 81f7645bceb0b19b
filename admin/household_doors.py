"""Every page that hangs on a household, under one name for its view."""

from __future__ import annotations

from admin.acts import ActButtons
from admin.case_bundles import CaseFiles
from admin.certificate import Certificate
from admin.decisions import Decisions
from admin.handover import HandingOver
from admin.household import HouseholdPage
from admin.household_form import Applying
from admin.household_list import HouseholdList
from admin.matching import Matching
from admin.reapplying import Reapplying


class HouseholdDoors(
    HouseholdList, Applying, CaseFiles, ActButtons, HouseholdPage, Decisions, HandingOver, Reapplying,
    Certificate, Matching,
):
    """List, form, acts, the household page, decisions, hand-over, a second application, certificate, jobs,
    case files.
    """
