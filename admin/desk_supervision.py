"""On the desk: families found that wait to be guided, findings to be mended, findings to look at again."""

from __future__ import annotations

from flask import url_for

from access.permissions import Permission as P
from access.permissions import may
from admin.desk import Wanted
from admin.translation import gettext as _
from admin.waiting import Heap
from models import SupervisionFinding, SuspectedFamily, User
from policy.sweep_terms import SuspectState
from workflow.campaigns import waiting
from workflow.inspections import OWED, TO_RECHECK


def supervision_wanted(user: User) -> list[Wanted]:
    """Each with the list it opens; what is overdue of it is a tab there."""
    found = []
    if may(user, P.CHECK_WRITE):
        heap = Heap(waiting(), SuspectedFamily.found_on, SuspectedFamily.id)
        url = url_for("suspectedfamily.index_view", stage=SuspectState.SUSPECTED.value)
        found.append(Wanted(_("疑似户待引导"), [heap], url, "amber", _("摸底排查发现")))
    finding, due = SupervisionFinding.id, SupervisionFinding.due_on
    if may(user, P.INSPECTION_ANSWER):
        url = url_for("supervisionfinding.index_view", stage="owed")
        found.append(Wanted(_("检查问题待整改"), [Heap(OWED, due, finding)], url, "red", _("反馈、整改"), "个"))
    if may(user, P.INSPECTION_WRITE):
        url = url_for("supervisionfinding.index_view", stage="recheck")
        found.append(Wanted(_("检查问题待复查"), [Heap(TO_RECHECK, due, finding)], url, "violet", "", "个"))
    return found
