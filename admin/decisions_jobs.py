"""What the street decides of a refused job (三（二）): whether the reason was good."""

from __future__ import annotations

from typing import Final

from flask_babel import gettext as _
from flask_login import current_user

from access.permissions import Permission as P
from access.permissions import may
from admin.act_forms import choice
from admin.cells import rules_of_request
from admin.codes import codes_of
from admin.decision import Decision, lines, note
from admin.panels_jobs import shortfall_words
from admin.words import said
from models import Service, db
from policy.recommendation import hint
from policy.terms import Term
from workflow.decisions import judge_refusal
from workflow.recommendations import recommendations


class Justified(Term):
    """The street's answer on a refused job."""

    YES = "yes", "理由正当"
    NO = "no", "无正当理由"


def refusal_facts(row: Service) -> str:
    """The job, what the member said, and what the records say of the reason claimed."""
    book = rules_of_request(db.session())
    recommended = recommendations(db.session(), [row], book)[row.id]
    told = hint(row.refusal_code or "", recommended, book.for_region(row.lies_under))
    codes = codes_of(db.session(), "refusal_reason")
    return lines(
        ("推荐岗位", f"{row.job} · {row.employer}"), ("月薪（元）", row.wage),
        ("服务日期", row.served_on), ("送达日期", row.delivered_on), ("送达回执", row.receipt),
        ("计入推荐次数", _("计入") if row.counts else shortfall_words(row.shortfall)),
        ("答复日期", row.answered_on), ("拒绝理由类别", codes.get(row.refusal_code or "", "")),
        ("拒绝理由", row.refusal_reason if may(current_user, P.PERSONAL_READ) else ""),
        ("系统核对", said(told) if told else ""),
    )


JOB_KINDS: Final[dict[str, Decision]] = {
    "refusal": Decision(
        Service, P.REFUSAL_JUDGE, "拒绝理由复核", "作出复核结论", "102-3-2",
        "理由是否正当由街道复核：无正当理由的计入1个月内拒绝次数，并标为挑拣。登记人不能复核自己登记的记录。",
        "services",
        lambda: {
            "justified": choice(_("复核结论"), list(Justified), _("请选择复核结论")),
            "judgement_note": note("复核说明", must=_("请填写复核说明（至少4个字）")),
        },
        refusal_facts,
        lambda row, form, user, on: judge_refusal(
            db.session(), row, form["justified"].data is Justified.YES,
            form["judgement_note"].data or "", user, on,
        ),
    ),
}
