"""The papers that bear the seal, set and signed: what workflow.seals asks of its press.

A paper is a notice to the household itself and names it in full; the check page names it masked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import object_session

from documents.application_form import TEMPLATE as FORM
from documents.application_form import sealed_values
from documents.signing import Place, Signatory
from documents.square_code import square_code
from documents.typeset import Unprintable, destinations, typeset
from models import Household
from models.sealed import KeysUnusable
from policy.seal_terms import SealKind
from workflow.papers import CLAUSE, issuer
from workflow.refusals import refuse
from workflow.seal_checks import MARK
from workflow.seals import Commission, Impression, Press

TEMPLATE: Final = "notice-paper"
NOTICE: Final = "《关于进一步做好零就业家庭认定和援助工作的通知》（吉人社函〔2021〕102号）"
FOOT: Final = "印章为系统内部电子印章，附PAdES数字签名，不是GB/T 38540规定的电子印章，也不等同于实物印章。"
PLACES: Final = {TEMPLATE: "seal-office", FORM: "seal-county"}
TITLES: Final = {
    SealKind.RECOGNITION: "零就业家庭认定通知书", SealKind.EXIT: "零就业家庭退出通知书",
}


def press_of(signatory: Signatory, address: Callable[[str], str]) -> Press:
    """The press that signs by the signatory; `address` says where a code is checked."""

    def press(order: Commission) -> Impression:
        try:
            template, values = layout_of(order, address(order.code))
            pdf, place = unsealed(values, order.at.date(), template)
            sealed = signatory.seal(pdf, order.office, place, order.seal_no, order.at)
            return Impression(sealed, signatory.certificate_of(order.office))
        except Unprintable as lacking:
            raise refuse(CLAUSE, "字库中没有这些字，不能出具：%(characters)s。请先核对姓名等内容",
                         characters=lacking.characters) from None
        except KeysUnusable as fault:
            raise refuse(CLAUSE, "本机构的电子印章不能使用，请系统管理员检查：%(fault)s", fault=str(fault)) from None

    return press


def layout_of(order: Commission, address: str) -> tuple[str, dict[str, Any]]:
    """The template of the paper and what it reads: the application form itself, or a notice."""
    if order.paper.kind is not SealKind.FORM:
        return TEMPLATE, values_of(order, address)
    session = object_session(order.household)
    assert session is not None
    return FORM, sealed_values(
        session, order.household, check_url=address, seal_no=order.seal_no, mark=MARK + order.code, foot=FOOT
    )


def unsealed(values: dict[str, Any], on: date, template: str = TEMPLATE) -> tuple[bytes, Place]:
    """The paper, and the place it keeps for the seal: the form's is that of the county's review (section I)."""
    pdf = typeset(template, values, on, tagged=template == TEMPLATE)
    return pdf, Place(*destinations(pdf)[PLACES[template]])


def values_of(order: Commission, address: str) -> dict[str, Any]:
    """What the template prints."""
    household, on = order.household, order.at.date()
    kind = order.paper.kind
    return {
        "title": TITLES[kind], "no": order.seal_no, "to": household.head_name, "office": issuer(order.office),
        "on": parts_of(on), "mark": MARK + order.code, "code": order.code, "qr": square_code(address), "foot": FOOT,
        "paragraphs": (recognition if kind is SealKind.RECOGNITION else exit_)(household),
        "facts": facts_of(household, kind),
    }


def recognition(household: Household) -> list[str]:
    return [
        f"经社区受理、街道（乡镇）初审、公示和复核，你户符合{NOTICE}规定的条件，自"
        f"{chinese(household.recognised_on)}起认定为零就业家庭。",
        f"公共就业服务机构承诺：自认定之日起20个工作日内（至{chinese(household.promise_due_on)}），使你户至少1名"
        "有就业能力和就业愿望的成员实现就业；期间免费提供至少1次职业指导、1次职业培训信息、3次岗位推荐。",
        "家庭成员就业、失业、收入等情况有变化的，请及时告知所在社区。",
    ]


def exit_(household: Household) -> list[str]:
    ground = household.exit_ground.label if household.exit_ground else ""
    return [
        f"你户于{chinese(household.recognised_on)}认定为零就业家庭。经核实，现属于“{ground}”的情形，按照"
        f"{NOTICE}的规定，自{chinese(household.exited_on)}起退出零就业家庭动态管理。",
        "退出后家庭成员再次失业、符合条件的，可以重新申请认定。对本通知有异议的，可以向出具机构提出。",
    ]


def facts_of(household: Household, kind: SealKind) -> list[tuple[str, str]]:
    last = ("承诺期限", day(household.promise_due_on)) if kind is SealKind.RECOGNITION else (
        "退出日期", day(household.exited_on))
    return [
        ("申请人", household.head_name), ("家庭人口", f"{household.size}人"),
        ("认定编号", household.recognition_no or "—"), ("家庭编号", household.family_no),
        ("认定日期", day(household.recognised_on)), last,
        ("所属社区", household.community.name), ("家庭类型", household.kind.label),
    ]


def parts_of(on: date) -> list[int]:
    return [on.year, on.month, on.day]


def day(on: date | None) -> str:
    return on.isoformat() if on else "—"


def chinese(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else "—"
