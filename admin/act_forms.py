"""What the act pages ask and explain: the fields a step needs, in words an officer would use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from wtforms import DateField, Form, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from models import Household
from policy.terms import HouseholdKind, VisitWay
from workflow.effects import AGREES
from workflow.transitions import Transition

SHORTEST_REASON: Final = 4
OFFICE_LINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?|12333")

EXPLAINS: Final = {
    "submit": "提交后转街道初审。提交前请核对申请人、公民身份号码和失业登记。",
    "verify": "初审通过后由街道发布公示。初审人与提交人不能是同一人。",
    "publicize": "发布已脱敏的公示内容。公示自次日起满3个工作日，期满且无异议方可上报。",
    "report": "公示期满且没有待核查的异议，上报县级复核。",
    "recognise": "加盖电子印章并给出认定编号，自当日起20个工作日内兑现承诺。",
    "exit": "按退出建议批准退出，须已告知本户。",
    "return": "退回社区补正，初审和公示须重新办理。本户须收到退回理由。",
    "reject": "不予认定，本次申请即告结束。本户须收到理由；情况变化后可再次申请。",
    "withdraw": "按本户意愿撤回申请，本次申请即告结束，今后可再次申请。",
    "revoke": "撤销已作出的认定。本户须已听取陈述；已享受政策须清理。",
}


class ActForm(Form):
    """The base of every act page's form; the token stands in the page itself."""

    class Meta:
        locales = ("zh",)


class Day(DateField):
    """A date typed or picked; says in plain words what is wrong."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("日期不正确，请按“年-月-日”填写，例如2026-03-02")) from None


def stripped(value: str | None) -> str | None:
    return value.strip() if isinstance(value, str) else value


def text(label: str, must: str = "", longest: int = 500, area: bool = False, **kwargs: Any) -> Any:
    """A text field; `must` is what is said when it is left empty."""
    validators: list[Any] = [DataRequired(must) if must else Optional()]
    validators.append(Length(max=longest, message=_("最多%(n)d个字", n=longest)))
    validators.append(printable)
    kind = TextAreaField if area else StringField
    return kind(label, [*validators, *kwargs.pop("also", [])], filters=[stripped], **kwargs)


def printable(form: Form, field: Any) -> None:
    if field.data and re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", field.data):
        raise ValidationError(_("含有不能识别的字符，请删除后重填"))


def long_enough(form: Form, field: Any) -> None:
    if field.data is None or len(field.data.strip()) < SHORTEST_REASON:
        raise ValidationError(_("请填写理由（至少4个字）"))


def an_office_line(form: Form, field: Any) -> None:
    if field.data and not OFFICE_LINE.fullmatch(field.data):
        raise ValidationError(
            _("监督电话须为单位固定电话（如0431-12345678）或12333，不能用个人手机")
        )


def form_for(
    step: Transition, households: Sequence[Household], on: date, typed: Any = None
) -> ActForm:
    """The fields this step needs for these households, filled with what was typed, if anything."""
    fields = {name: FIELDS[name](step, households, on) for name in asked_by(step, households)}
    form: ActForm = type("FormOfAct", (ActForm,), fields)(typed)
    return form


def asked_by(step: Transition, households: Sequence[Household]) -> list[str]:
    """What the step needs and may take; an override only where the locality may decide (一(三))."""
    local = any(household.kind is HouseholdKind.LOCAL for household in households)
    return [*step.needs, *(name for name in step.takes if name != "override" or local)]


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


def place_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    communities = {household.community.name for household in households}
    usual = f"{communities.pop()}公示栏" if len(communities) == 1 else None
    return text(
        _("公示地点或网址"), _("请填写公示地点或网址"), 200, default=usual,
        description=_("张贴的公示栏，或公示网页的地址"),
    )


def phone_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    lines = {h.community.street.phone for h in households if h.community.street}
    usual = lines.pop() if len(lines) == 1 else None
    return text(
        _("监督电话"), _("请填写监督电话"), 30, default=usual, also=[an_office_line],
        description=_("单位固定电话或12333，不用个人手机"),
    )


def told_on_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    def not_after_today(form: Form, field: Any) -> None:
        if field.data and field.data > on:
            raise ValidationError(_("告知日期不能晚于今天"))

    return Day(_("告知本户的日期"), [InputRequired(_("请填写告知本户的日期")), not_after_today])


def told_way_field(step: Transition, households: Sequence[Household], on: date) -> Any:
    return choice(_("告知方式"), VisitWay, _("请选择告知方式"))


def choice(label: str, terms: Any, must: str, leave_out: tuple[Any, ...] = ()) -> SelectField:
    """A closed list; nothing is chosen beforehand."""

    def known(form: Form, field: Any) -> None:
        if field.data not in {term.value for term in terms if term not in leave_out}:
            raise ValidationError(must)

    options = [("", _("请选择"))]
    options += [(term.value, _(term.label)) for term in terms if term not in leave_out]
    return SelectField(
        label, [InputRequired(must), known], choices=options, validate_choice=False
    )


FIELDS: Final = {
    "reason": reason_field,
    "words": words_field,
    "override": override_field,
    "place": place_field,
    "complaint_phone": phone_field,
    "told_on": told_on_field,
    "told_way": told_way_field,
}
