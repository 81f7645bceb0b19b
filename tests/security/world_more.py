"""Further rows of the small bureau: of the street, of a family that left long ago, of a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import (
    Attachment,
    Base,
    ComparisonBatch,
    Duty,
    ImportBatch,
    LedgerExport,
    LedgerSelection,
    Outreach,
    ReportPeriod,
    WallLink,
    Watch,
    db,
)
from policy.aid_terms import OutreachForm, PolicyKind
from policy.export_terms import ExportState
from policy.import_terms import ImportKind, ImportState
from policy.paper_terms import FileFormat, Held, PaperKind
from policy.report_terms import ReportKind, ReportState
from policy.terms import EmploymentForm
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import add_employment, first_member, make_household
from tests.factories_aid import add_benefit, add_check, add_payment
from tests.factories_sweeps import add_campaign, add_censure, add_finding, add_suspect, add_sweep
from tests.security.places import NAMES, PHONES

if TYPE_CHECKING:
    from tests.security.world import Place

OLD_DATES = dict(
    applied_on=date(2025, 6, 2), submitted_on=date(2025, 6, 3), verified_on=date(2025, 6, 9),
    publicized_on=date(2025, 6, 10), publicized_until=date(2025, 6, 13), reported_on=date(2025, 6, 16),
    recognised_on=date(2025, 6, 18), promise_due_on=date(2025, 7, 16), exited_on=date(2025, 8, 11),
)


def of_the_street(place: Place) -> dict[str, Base]:
    """Publicity work of the street, and who answers there: one line for both its communities."""
    street = place.households[S.DRAFT].community.parent
    outreach = Outreach(held_on=date(2026, 3, 2), medium=OutreachForm.TALK, venue="社区广场", content="政策宣讲到人", reach=40)
    outreach.lay_under(street)
    duty = db.session.scalars(select(Duty).where(Duty.office_id == street.id)).first()
    if duty is None:
        duty = Duty(leader="郑试辛", department="就业服务科", handler="冯试壬", valid_from=date(2026, 1, 5))
        duty.lay_under(street)
    return {"outreach": outreach, "duty": duty}


def on_the_wall(place: Place) -> dict[str, Base]:
    """A screen of the county, with a name of its own."""
    link = WallLink(name=f"{NAMES[place.code]}大厅", key_hash=place.code * 5, expires_on=date(2026, 6, 30))
    link.lay_under(place.households[S.DRAFT].community.county)
    return {"walllink": link}


def swept(place: Place) -> dict[str, Base]:
    """A campaign, a block of it and a family found; what the city found in the street, and a talk about it."""
    n, name, community = list(NAMES).index(place.code), NAMES[place.code], place.households[S.DRAFT].community
    ordered_by = place.code if n else community.parent.code  # the others lie where nobody beside may see them
    campaign = add_campaign(ordered_by, name=f"{name}排查")
    street, city = community.parent.code, community.unit.code
    finding = add_finding(street, by=city, problem=f"{name}户应认未认", due_on=date(2026, 3, 20 + n))
    return {
        "sweepcampaign": campaign, "sweepvisit": add_sweep(campaign, place.code),
        "suspectedfamily": add_suspect(campaign, place.code, head_name=name, phone=PHONES[place.code]),
        "supervisionfinding": finding, "mended": add_finding(street, by=city, reply="unfounded", answer="查无此事", replied_on=date(2026, 3, 6)),
        "censure": add_censure(street, by=city, finding=finding, reason=f"{name}户应认未认"),
    }


def rows_of_old(place: Place) -> dict[str, Base]:
    """A family that left for a job more than half a year ago: its policies, payments and check."""
    household = make_household(
        status=S.EXITED, community=place.code, name=NAMES[place.code], phone=PHONES[place.code],
        family_no=f"{place.code[:6]}-2025-{place.code[-4:]}9", **OLD_DATES,
    )
    place.ids["older"] = household.id
    place.marks.add(household.family_no)
    job = add_employment(
        first_member(household), started_on=date(2025, 8, 4), contract_from=date(2025, 8, 4), verified=True,
        verified_on=date(2025, 8, 6), verified_way="社保查询", insured="养老",
    )
    db.session.flush()
    place.ids["old_job"] = job.id
    granted = add_benefit(job, policy=PolicyKind.POST, from_on=date(2025, 8, 4), months=12,
                          until_on=date(2026, 8, 3))
    db.session.flush()
    place.ids["granted"] = granted.id
    return {"benefit": add_benefit(job), "payment": add_payment(granted, date(2025, 8, 1)),
            "job_check": add_check(job, 3)}


def watched(place: Place) -> Watch:
    """A family on the watch list, in the name and with the telephone of the place."""
    row = Watch(head_name=NAMES[place.code], phone=PHONES[place.code], earner_name=NAMES[place.code],
                size=2, form=EmploymentForm.FLEXIBLE, job_losses=0, listed_on=date(2026, 3, 2))
    row.place_in(place.households[S.DRAFT].community)
    return row


def batch_of(place: Place) -> ComparisonBatch:
    """A file that waits to be looked at, taken in at the community."""
    community = place.households[S.DRAFT].community
    return ComparisonBatch(source="S01", office_id=community.id, path=community.path, file_name="试.csv", digest="0" * 64,
                           data_on=date(2026, 3, 6), basis="授权书", mapping={"id_no": 0}, hits_only=True,
                           pending='[["身份证号码"], []]')


def returned_report(place: Place) -> ReportPeriod:
    """A report that was sent back, with the reason."""
    community = place.households[S.DRAFT].community
    return ReportPeriod(
        office_id=community.id, path=community.path, kind=ReportKind.MONTH, period="2026-01",
        since=date(2026, 1, 1), until=date(2026, 1, 31), state=ReportState.RETURNED,
        return_reason="试退回", explanations={},
    )


def import_of(place: Place) -> ImportBatch:
    """A ledger that was looked at and waits to be confirmed, taken in at the community."""
    community = place.households[S.DRAFT].community
    layout = {"heading": [0, 0], "columns": {"name": 0, "id_no": 1}}
    return ImportBatch(kind=ImportKind.HOUSEHOLDS, state=ImportState.CHECKED, office_id=community.id, target_id=community.id,
                       path=community.path, file_name=f"{NAMES[place.code]}.csv", digest="0" * 64, mapping={"0": layout},
                       findings=b'{"labels": {"0": ["a", "b"]}, "names": {"0": ""}}',
                       tally={"new": 0, "changed": 0, "rows_refused": 0, "rows_warned": 0})


def papers_of(place: Place) -> dict[str, Base]:
    """An original seen, and a scan whose file nobody will open here."""
    household = place.households[S.SUBMITTED]
    return {
        "attachment": Attachment(household=household, kind=PaperKind.REGISTER, held=Held.ORIGINAL, page_no=1,
                                 seen_on=date(2026, 3, 6)),
        "scan": Attachment(household=household, kind=PaperKind.IDENTITY, held=Held.SCAN, page_no=1, length=1,
                           format=FileFormat.JPEG, digest="0" * 64, source_digest="0" * 64,
                           file=f"{place.code:0>32}", file_key="00" * 32),
    }


def ledgers_of(place: Place) -> dict[str, Base]:
    """A ledger of the community's own, and one of an officer that was never written to its end."""
    household = place.households[S.RECOGNISED]
    choice = {"columns": ["认定编号"], "filters": {}, "order": "", "descending": False}
    return {
        "own_ledger": LedgerSelection(office_id=household.community_id, name=f"{place.code[-4:]}月报名单",
                                      ledger="recognition", choice=choice, shared=False),
        "ledger_export": LedgerExport(
            user=officer(db.session, "cheng"), office_id=household.community_id, ledger="member",
            since=date(2026, 1, 1), until=date(2026, 3, 1), full=False, rows=60_000,
            ordered_at=datetime(2026, 3, 9, 1, tzinfo=UTC), key="0" * 64, state=ExportState.FAILED),
    }
