"""What an entry of the watch list (重点监控) must be. Source: notice 四（一）; policy.watch."""

from __future__ import annotations

from datetime import date

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from models import Watch
from policy.watch import OneEarner, risk
from workflow.days import not_in_future
from workflow.refusals import refuse
from workflow.rule_book import rule_book


def one_earner(watch: Watch) -> OneEarner:
    return OneEarner(
        size=watch.size, form=watch.form, wage=watch.wage, monthly_income=watch.monthly_income,
        has_contract=watch.has_contract, contract_from=watch.contract_from,
        contract_until=watch.contract_until, insured_until=watch.insured_until,
        job_losses=watch.job_losses, lost_on=watch.lost_job_on,
    )


def watch_is_whole(session: Session, watch: Watch, on: date) -> None:
    """Days in order; listed for a reason the notice knows; ended with how."""
    not_in_future(watch.listed_on, on, "listed_on", "列入日期")
    not_in_future(watch.tracked_on, on, "tracked_on", "最近跟踪日期")
    not_in_future(watch.lost_job_on, on, "lost_job_on", "失去就业日期")
    not_in_future(watch.ended_on, on, "ended_on", "解除日期")
    if watch.contract_from and watch.contract_until and watch.contract_until < watch.contract_from:
        raise refuse("102-4-1", "合同止不能早于合同起", "contract_until")
    for name, label in (("tracked_on", "最近跟踪日期"), ("ended_on", "解除日期")):
        value = getattr(watch, name)
        if value is not None and value < watch.listed_on:
            raise refuse("102-4-1", "%(label)s不能早于列入日期", name, label=label)
    if watch.ended_on is not None and watch.ending is None:
        raise refuse("102-4-1", "请选择解除情形", "ending")
    if watch.ending is not None and watch.ended_on is None:
        raise refuse("102-4-1", "请填写解除日期", "ended_on")
    if inspect(watch).transient or inspect(watch).pending:
        office = watch.community.path if watch.community else ""
        if risk(one_earner(watch), on, rule_book(session).for_region(office)) is None:
            text = "收入不低于标准、就业稳定，不属于重点监控：请核对收入、合同、参保等内容"
            raise refuse("102-4-1", text, "wage")
