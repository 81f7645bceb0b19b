"""What the act pages ask and explain: the fields a step needs, in words an officer would use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import select
from wtforms import Form
from wtforms.validators import StopValidation, ValidationError

from admin.fields import Choice, Day, Length, Paragraph, Text
from admin.words import in_turn, said
from models import Household, Publicity, db
from policy.posting import read_posting
from policy.terms import HouseholdKind, Term, VisitWay
from workflow.effects import AGREES
from workflow.postings import complaint_line, known_of, typed_for_public
from workflow.refusals import Refused
from workflow.transitions import Transition

SHORTEST_REASON: Final = 4

EXPLAINS: Final = {
    "submit": "提交后转街道初审。提交前请核对申请人、公民身份号码和失业登记。",
    "verify": "初审通过后由街道发布公示。初审人与提交人不能是同一人。",
    "publicize": "发布已脱敏的公示内容。公示自次日起满3个工作日，期满且无异议方可上报。",
    "repost": "公示内容或地点有变更的，撤下原公示、重新发布，公示期从次日起重新计满3个工作日；原公示留存。",
    "report": "公示期满且没有待核查的异议，上报县级复核。",
    "recognise": "给出认定编号，自当日起20个工作日内兑现承诺；申请表和认定通知书随即由另一名人员在用印台用印。",
    "exit": "按退出建议批准退出，须已告知本户。",
    "return": "退回社区补正，初审和公示须重新办理。本户须收到退回理由。",
    "reject": "不予认定，本次申请即告结束。本户须收到理由；情况变化后可再次申请。",
    "withdraw": "按本户意愿撤回申请，本次申请即告结束，今后可再次申请。",
    "revoke": "撤销已作出的认定。本户须已听取陈述；已享受政策须清理。",
}


class ActForm(Form):
    """The base of every act page's form; the token stands in the page itself."""


class Must:
    """Something must be there; says what to do."""

    field_flags: dict[str, Any] = {"required": True}

    def __init__(self, words: str) -> None:
        self.words = words

    def __call__(self, form: Form, field: Any) -> None:
        if field.data is None or field.data == "":
            raise StopValidation("" if field.errors else self.words)


class OneOf(Choice):
    """A closed list of terms; nothing is chosen beforehand."""

    def __init__(self, label: str, validators: Any, terms: Sequence[Term], **kwargs: Any) -> None:
        options = [(term.value, term.label) for term in terms]
        coerce = type(terms[0])
        super().__init__(label, validators, options=options, coerce=coerce, blank="请选择", **kwargs)
        self.offer(None)


Validator = Callable[[Form, Any], None]


def text(
    label: str, must: str = "", longest: int = 500, *, area: bool = False,
    also: Sequence[Validator] = (), **kwargs: Any,
) -> Any:
    """A text field; `must` is what is said when it is left empty."""
    needed: list[Any] = [Must(must)] if must else []
    kind = Paragraph if area else Text
    return kind(label, [*needed, Length(longest), *also], **kwargs)


def choice(label: str, terms: Sequence[Term], must: str) -> OneOf:
    return OneOf(label, [Must(must)], terms)


def long_enough(form: Form, field: Any) -> None:
    if len((field.data or "").strip()) < SHORTEST_REASON:
        raise ValidationError(_("请填写理由（至少4个字）"))


def form_for(
    step: Transition, households: Sequence[Household], on: date, typed: Any = None
) -> ActForm:
    """The fields this step needs for these households, filled with what was typed, if anything."""
    fields = {name: FIELDS[name](step, households, on) for name in asked_by(step, households)}
    form: ActForm = type("FormOfAct", (ActForm,), fields)(typed)
    return form


def asked_by(step: Transition, households: Sequence[Household]) -> list[str]:
    """What the step needs and may take; an override only where the locality may decide (一(三)),
    a reason for members without registration only where there are such members.
    """
    local = any(household.kind is HouseholdKind.LOCAL for household in households)
    unregistered = any(h.labour_members > h.registered_members for h in households)
    shown = {"override": local, "unregistered": unregistered}
    return [*step.needs, *(name for name in step.takes if shown.get(name, True))]


def reason_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    return text(
        _("理由"), _("请填写理由（至少4个字）"), area=True, also=[long_enough],
        description=_("写明事实和依据，本户和上级都会看到"),
    )


def words_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    usual = _(AGREES[step.act][1]) if step.act in AGREES else ""
    return text(_("办理意见"), area=True, description=_("不填则为：%(words)s", words=usual))


def override_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    return text(
        _("按地方特殊情形认定的理由"), area=True,
        description=_("仅用于“地方特殊情形”家庭（通知一（三）），须写明当地文件依据"),
    )


def unregistered_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    return text(
        _("其他成员未登记失业仍予认定的理由"), area=True,
        description=_("劳动力成员均应登记失业；确有原因的由县级写明，随认定判断一并留存"),
    )


class FitForPublic:
    """Nothing personal in what will hang in public: says what kind of thing was found, and not what."""

    def __init__(self, households: Sequence[Household]) -> None:
        self.known = known_of(db.session(), households)

    def __call__(self, form: Form, field: Any) -> None:
        found = typed_for_public(field.data or "", self.known)
        if not found.met:
            raise ValidationError(in_turn(said(reason) for reason in found.objections))


class OfficeLine(FitForPublic):
    """The complaint telephone: an office's line, and nobody's of the household."""

    def __call__(self, form: Form, field: Any) -> None:
        try:
            complaint_line(field.data or "", self.known)
        except Refused as refused:
            raise ValidationError(in_turn(said(reason) for reason in refused.reasons)) from None


def last_posted(households: Sequence[Household]) -> Publicity | None:
    """What hangs of a single household, to begin the form of another posting with."""
    if len(households) != 1:
        return None
    return db.session.scalars(
        select(Publicity)
        .where(Publicity.household_id == households[0].id, Publicity.taken_down_on.is_(None))
        .order_by(Publicity.id.desc())
    ).first()


def place_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    communities = {household.community.name for household in households}
    usual = f"{communities.pop()}公示栏" if len(communities) == 1 else None
    posted = last_posted(households)
    return text(
        _("公示地点或网址"), _("请填写公示地点或网址"), 200,
        default=posted.place if posted else usual, also=[FitForPublic(households)],
        description=_("张贴的公示栏，或公示网页的地址"),
    )


def phone_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    lines = {h.community.street.phone for h in households if h.community.street}
    usual = lines.pop() if len(lines) == 1 else None
    posted = last_posted(households)
    return text(
        _("监督电话"), _("请填写监督电话"), 30, default=posted.complaint_phone if posted else usual, also=[OfficeLine(households)],
        description=_("单位固定电话或12333，不用个人手机；公示上注明是单位电话"),
    )


def remark_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    posted = last_posted(households)
    shown = read_posting(posted.text) if posted else None
    return text(
        _("补充说明"), longest=100, default=shown.remark if shown else None,
        also=[FitForPublic(households)],
        description=_("随公示一并张贴，例如来访地点和时间；不写姓名、证件号码、电话和门牌号"),
    )


def told_on_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    return Day(_("告知本户的日期"), [Must(_("请填写告知本户的日期"))])


def told_way_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    return choice(_("告知方式"), list(VisitWay), _("请选择告知方式"))


FIELDS: Final = {
    "reason": reason_field,
    "words": words_field,
    "override": override_field,
    "unregistered": unregistered_field,
    "place": place_field,
    "complaint_phone": phone_field,
    "remark": remark_field,
    "told_on": told_on_field,
    "told_way": told_way_field,
}
