"""What may be brought in as a file: one line a kind. Who prepares a batch, who stores it, what is needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from access.permissions import Permission as P
from models import Employment, Service, Visit
from policy.import_terms import ImportKind as K
from workflow import import_households, import_records
from workflow.import_layout import Fields
from workflow.import_records import RecordKind
from workflow.import_units import Bringing, Content
from workflow.sheets import Workbook


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. `needed`: of each of these fields one at least must have a column."""

    prepare: P
    store: P
    storer: str
    fields: Fields
    needed: tuple[tuple[str, ...], ...]
    read: Callable[[Session, Workbook, Bringing], Content]
    records: RecordKind | None = None


def of_records(permission: P, records: RecordKind) -> Kind:
    """A kind whose rows are records of households on file, written by whoever may write them one by one."""
    return Kind(
        permission, permission, "有登记权限的人员", records.fields, records.needed,
        partial(import_records.read_records, records), records,
    )


KINDS: Final[dict[K, Kind]] = {
    K.HOUSEHOLDS: Kind(
        P.HOUSEHOLD_WRITE, P.HOUSEHOLD_RECOGNISE, "复核认定机构", import_households.FIELDS,
        (("name",), ("id_no",)), import_households.read_households,
    ),
    K.SERVICES: of_records(P.SERVICE_WRITE, RecordKind(
        Service, about_member=True, same=("kind", "served_on", "content"),
        columns=("kind", "served_on", "content", "employer", "job", "wage", "way", "served_by",
                 "feedback", "refusal_reason"),
        words={"kind": re.compile("服务(类型|类别|项目)?"), "served_on": re.compile("服务(日期|时间)|日期|时间"),
               "content": re.compile("服务?内容|服务情况"), "employer": re.compile("(推荐|用人)?(单位|企业)(名称)?"),
               "job": re.compile("推荐?岗位(名称)?|工种"), "wage": re.compile("月?(薪酬?|工资)(待遇)?"), "way": re.compile("服务?方式"),
               "served_by": re.compile("服务人(员)?|经办人|工作人员"), "feedback": re.compile("(本人)?反馈(情况)?|推荐结果"),
               "refusal_reason": re.compile("拒绝(理由|原因)")},
    )),
    K.EMPLOYMENTS: of_records(P.SERVICE_WRITE, RecordKind(
        Employment, about_member=True, same=("form", "started_on"),
        columns=("form", "employer", "employer_code", "job", "started_on", "contract_from",
                 "contract_until", "wage", "insured", "insured_until", "evidence"),
        words={"form": re.compile("就业(形式|方式|类型)"), "employer": re.compile("(就业|用人|工作)?单位(名称)?"),
               "employer_code": re.compile("(统一)?社会?信用代码"), "job": re.compile("岗位(名称)?|工种|职务"),
               "started_on": re.compile("(实现)?就业(日期|时间)|上岗(日期|时间)|入职(日期|时间)"),
               "contract_from": re.compile("合同(起|开始)(日期)?"), "contract_until": re.compile("合同(止|终止|到期)(日期)?"),
               "wage": re.compile("月?(薪酬?|工资)"), "insured": re.compile("参保(险种|情况)"), "insured_until": re.compile("(参保)?缴费至"),
               "evidence": re.compile("就业(凭证|依据|材料)|凭证|依据")},
    )),
    K.VISITS: of_records(P.CHECK_WRITE, RecordKind(
        Visit, about_member=False, same=("visited_on", "purpose", "way"),
        columns=("visited_on", "purpose", "way", "reached", "visitor_1", "visitor_2",
                 "interviewee", "findings", "difficulties", "handling", "handled_on"),
        words={"visited_on": re.compile("(走访|回访|入户|联系)(日期|时间)|日期"), "purpose": re.compile("(走访|回访)?目的"),
               "way": re.compile("(走访|回访|联系)?方式"), "reached": re.compile("(是否)?联系上"), "visitor_1": re.compile("走访人(员)?一?|走访人1|回访人"),
               "visitor_2": re.compile("(走访)?人(员)?二|走访人2|同行人"), "interviewee": re.compile("受访人|被访人"),
               "findings": re.compile("(走访|回访)?(情况|记录|内容)"), "difficulties": re.compile("困难(与|和)?(诉求)?|诉求"),
               "handling": re.compile("处理(情况|结果)?"), "handled_on": re.compile("办结(日期|时间)")},
    )),
}
"""Households are prepared by whoever receives applications and stored by whoever recognises: what a
ledger lays down counts as recognised."""
