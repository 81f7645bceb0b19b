"""The seal: two pairs of eyes, a second factor, one transaction, a chain of replacements, nothing lost."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from access import second_factor
from access.audit import verify
from access.scope import in_charge_of
from access.second_factor import Answer
from models import AuditEntry, NumberSeries, OfficerSession, Paper
from policy.seal_terms import Finding, SealKind, SealState
from policy.terms import Status as S
from policy.terms import VisitWay
from tests.cast import officer
from tests.factories import add_employment, add_exit, first_member, make_household, order
from tests.sealing import AT, ON, enrolled, key_of, keys_in, press_in, seal, waiting
from workflow import papers
from workflow.acts import perform
from workflow.refusals import Refused
from workflow.seal_checks import check_code, check_file, faults
from workflow.seals import NotHere, Ticket, apply_seal, seal_each

FIVE = timedelta(minutes=5)


def words(outcome):
    return "；".join(map(str, outcome.reasons))


@pytest.fixture
def presence(session):
    return enrolled(session, "zhou")


def test_a_recognition_and_an_exit_ask_for_their_papers(session, calendar):
    household = make_household(status=S.REPORTED)
    session.flush()
    perform(session, "approve", household, officer(session, "zhao"), order(ON, calendar))
    session.flush()
    asked, form = papers.papers_of(session, household)
    assert (form.kind, form.state, form.prepared_by.username) == (SealKind.FORM, SealState.WAITING, "zhao")
    assert (asked.kind, asked.state, asked.prepared_by.username) == (SealKind.RECOGNITION, SealState.WAITING, "zhao")
    assert asked.county_id == officer(session, "zhao").office_id

    add_exit(household)
    add_employment(first_member(household), verified=True, verified_on=ON)
    session.flush()
    told = order(ON, calendar, told_on=ON, told_way=VisitWay.HOME)
    perform(session, "exit", household, officer(session, "zhou"), told)
    session.flush()
    assert [(p.kind, p.prepared_by.username) for p in papers.papers_of(session, household)] == [
        (SealKind.EXIT, "zhou"), (SealKind.RECOGNITION, "zhao"), (SealKind.FORM, "zhao"),
    ]


def test_a_sealed_paper_is_number_file_and_trail_at_once(session, app, presence):
    first, second = waiting(session), waiting(session, name="李试丑")

    done = seal(session, app, first, second, presence=presence)

    assert [(o.done, o.seal_no) for o in done] == [(True, "220104-Y-2026-0001"), (True, "220104-Y-2026-0002")]
    session.refresh(first)
    assert first.state is SealState.SEALED
    assert first.pdf.startswith(b"%PDF")
    assert len(first.code) >= 32
    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "seal").order_by(AuditEntry.id)).first()
    assert (line.changes["sha256"], line.changes["seal_no"]) == (first.digest, first.seal_no)
    assert line.changes["second_factor"]
    assert "张试子" not in str(line.changes)
    assert verify(session)[1] is None
    assert list(faults(session)) == []


@pytest.mark.parametrize(
    ("who", "shift", "says"),
    [("zhao", timedelta(0), "申请用印人与用印人不能是同一人"), ("zhou", FIVE + timedelta(seconds=1), "请先输入动态口令"),
     ("mei", timedelta(0), "您没有本机构的用印权限")],
    ids=["who asked for it", "six minutes after the code", "the city above"],
)
def test_the_seal_is_refused_and_no_number_used(session, app, who, shift, says):
    paper = waiting(session)
    given = enrolled(session, who)

    [outcome] = seal(session, app, paper, who=who, presence=given, at=AT + shift)

    assert not outcome.done
    assert says in words(outcome)
    session.refresh(paper)
    assert (paper.state, paper.seal_no, paper.pdf) == (SealState.WAITING, None, None)
    assert session.scalar(select(NumberSeries.last).where(NumberSeries.name.startswith("seal:"))) is None
    assert verify(session)[1] is None


def test_a_factor_that_runs_out_in_a_batch_stops_it_and_a_new_code_goes_on(session, app, presence):
    batch = [waiting(session, name=f"张试{n}", recognition_no=f"试-{n}") for n in "子丑寅卯辰巳"]
    tickets, zhou = [Ticket(paper.id, paper.version) for paper in batch], officer(session, "zhou")
    session.commit()
    moments = iter([AT, AT + FIVE, AT + FIVE + timedelta(seconds=1)])  # and no more is asked for

    outcomes = list(seal_each(session, tickets, zhou, presence, lambda: next(moments), press_in(app)))

    assert [(o.done, o.asks_code) for o in outcomes] == [(True, False)] * 2 + [(False, True)] * 4
    assert len({words(o) for o in outcomes[2:]}) == 1
    assert [o.label for o in outcomes] == [paper.household.family_no for paper in batch]

    later = AT + FIVE + timedelta(minutes=1)
    rest = tickets[2:]
    died = seal_each(session, rest, zhou, enrolled(session, "zhou", later), lambda: later, press_in(app, later))
    assert next(died).done
    died.close()  # the process dies; another begins when the factor has run out again
    session.rollback()
    much_later = later + FIVE + timedelta(seconds=1)
    left = rest[1:]
    assert not any(o.done for o in seal_each(session, left, zhou, presence, lambda: much_later, press_in(app)))
    given = enrolled(session, "zhou", much_later)
    done = list(seal_each(session, tickets, zhou, given, lambda: much_later, press_in(app)))

    assert [o.done for o in done] == [False] * 3 + [True] * 3
    assert [o.seal_no[-4:] for o in done[3:]] == ["0004", "0005", "0006"]
    assert session.scalar(select(NumberSeries.last).where(NumberSeries.name.startswith("seal:"))) == 6
    assert list(faults(session)) == []


def test_a_paper_elsewhere_is_not_there_and_one_that_changed_is_not_sealed(session, app, presence):
    paper, elsewhere = waiting(session), waiting(session, who="lin", community="222401001001", name="朴试寅")
    zhou = officer(session, "zhou")
    with in_charge_of(session, zhou.office.area), pytest.raises(NotHere):
        seal_each(session, [Ticket(paper.id), Ticket(elsewhere.id)], zhou, presence, lambda: AT, press_in(app))
    [stale] = seal_each(session, [Ticket(paper.id, 99)], zhou, presence, lambda: AT, press_in(app))
    assert not stale.done
    assert [seal(session, app, paper, presence=presence)[0].done for _ in range(2)] == [True, False]


def test_the_database_itself_wants_two_officers_and_the_file(session, app, presence):
    paper = waiting(session)
    number = paper.id
    how = {"traced": True, "synchronize_session": False}
    full = {"state": SealState.SEALED, "seal_no": "x", "code": "x", "digest": "x", "pdf": b"x", "sealed_at": AT,
            "confirmed_at": AT, "sealed_by_id": officer(session, "zhou").id}
    for wrong in ({"sealed_by_id": paper.prepared_by_id}, {"pdf": None}, {"seal_no": None}, {"digest": None}):
        with pytest.raises(IntegrityError):
            session.execute(update(Paper).where(Paper.id == number).values(**full | wrong), execution_options=how)
        session.rollback()


def test_a_code_is_good_once_and_not_for_long(session):
    user, presence = officer(session, "zhou"), enrolled(session, "zhou")
    totp = key_of(session, "zhou")

    def give(code, at):
        return second_factor.answer(session, user, code, at, presence)

    later = AT + timedelta(minutes=2)
    assert give(totp.at(AT), AT) is Answer.WRONG  # used for the enrolment
    assert give(totp.at(later - timedelta(seconds=90)), later) is Answer.WRONG
    assert give("１２３４５６", later) is Answer.WRONG
    assert give(totp.at(later), later) is Answer.RIGHT
    assert give(totp.at(later), later) is Answer.WRONG
    assert second_factor.confirmed_at(session, presence, later + FIVE) == later
    assert second_factor.confirmed_at(session, presence, later + FIVE + timedelta(seconds=1)) is None


def test_five_wrong_codes_close_it_a_while_and_a_reset_begins_anew(session):
    user, presence = officer(session, "zhou"), enrolled(session, "zhou")
    later = AT + timedelta(minutes=20)
    right = key_of(session, "zhou").at(later)
    for _ in range(5):
        assert second_factor.answer(session, user, "000000" if right != "000000" else "111111", later, presence) is Answer.WRONG
    assert second_factor.answer(session, user, right, later, presence) is Answer.CLOSED

    assert second_factor.reset(session, user)
    assert session.scalar(select(OfficerSession.confirmed_at).where(OfficerSession.id == presence)) is None
    much_later = later + timedelta(minutes=16)
    assert second_factor.answer(session, user, right, much_later, presence) is Answer.NOT_ENROLLED
    assert session.scalars(select(AuditEntry).where(AuditEntry.act == "second_factor_reset")).one()


def test_a_replacement_takes_the_place_and_the_check_page_says_so(session, app, presence):
    paper = waiting(session)
    seal(session, app, paper, presence=presence)
    session.refresh(paper)
    code, content = paper.code, paper.pdf
    zhao = officer(session, "zhao")
    with pytest.raises(Refused):
        papers.prepare_again(session, paper, zhao, "短", ON)
    again = papers.prepare_again(session, paper, zhao, "户主姓名有误，重新出具", ON)
    session.commit()
    assert check_code(session, code).finding is Finding.GENUINE  # until the other is sealed
    with pytest.raises(Refused):
        papers.revoke(session, paper, zhao, "替换期间不能作废", AT)

    [done] = seal(session, app, again, presence=presence)

    assert done.seal_no.endswith("-0002")
    found = check_code(session, code)
    assert (found.finding, found.successor) == (Finding.REPLACED, done.seal_no)
    assert check_file(session, content).finding is Finding.REPLACED

    papers.revoke(session, again, zhao, "认定有误，收回文书", AT)
    session.commit()
    assert check_code(session, again.code).finding is Finding.REVOKED
    papers.prepare_again(session, again, zhao, "核对无误，重新出具", ON)
    session.commit()
    assert list(faults(session)) == []


def test_a_revoked_recognition_voids_its_paper(session, app, calendar, presence):
    paper = waiting(session)
    seal(session, app, paper, presence=presence)
    session.refresh(paper)
    perform(session, "revoke", paper.household, officer(session, "zhao"), order(ON, calendar, reason="弄虚作假，撤销认定"))
    session.commit()
    assert (paper.state, check_code(session, paper.code).finding) == (SealState.REVOKED, Finding.REVOKED)


def test_whoever_checks_learns_nothing_but_the_masked(session, app, presence):
    paper = waiting(session)
    assert check_code(session, "x" * 32).finding is Finding.UNKNOWN
    seal(session, app, paper, presence=presence)
    session.refresh(paper)
    found = check_code(session, paper.code)
    assert (found.finding, found.name, found.office, found.seal_no) == (Finding.GENUINE, "张**", "长春市朝阳区公共就业服务机构", paper.seal_no)


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="needs poppler's pdfsig")
def test_a_changed_byte_is_seen_by_a_reader_and_by_the_check_page(session, app, presence, tmp_path):
    paper = waiting(session)
    seal(session, app, paper, presence=presence)
    session.refresh(paper)
    whole = paper.pdf
    place = whole.index(b"/CreationDate") + 20

    def read(content):
        (tmp_path / "x.pdf").write_bytes(content)
        return subprocess.run(["pdfsig", "-nocert", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid" in read(whole)
    assert check_file(session, whole).finding is Finding.GENUINE
    for altered in (whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :], whole + b"\n% more"):
        assert check_file(session, altered).finding is Finding.ALTERED
    assert "Signature is Valid" not in read(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    assert check_file(session, b"%PDF-1.7 of somebody else").finding is Finding.UNKNOWN


def test_a_name_without_a_glyph_and_an_unsafe_key_are_refused_whole(session, app, presence):
    rare, plain = waiting(session, name="张\U00020bb7"), waiting(session)
    [refused] = seal(session, app, rare, presence=presence)
    assert "\U00020bb7" in words(refused)
    with pytest.raises(Refused, match="用印"):
        apply_seal(session, plain, officer(session, "mei"), presence, AT, press_in(app))
    session.rollback()
    [done] = seal(session, app, plain, presence=presence)
    assert done.seal_no.endswith("-0001")  # the refused one used no number

    key = keys_in(app).file_of("220104")
    key.chmod(0o640)
    another = waiting(session, name="王试卯")
    [refused] = seal(session, app, another, presence=presence)
    assert "0600" in words(refused)
    assert keys_in(app).faults() == ["印章密钥文件权限过宽，应为0600：220104.p12"]
    key.unlink()


def test_the_application_form_itself_bears_the_seal_and_says_so_after_a_change(session, app, presence, tmp_path):
    """The notice, 2(3): the seal is put on the form."""
    household = waiting(session).household
    form = papers.prepare(session, household, SealKind.FORM, officer(session, "zhao"), ON)
    session.commit()

    [done] = seal(session, app, form, presence=presence)

    assert done.done, words(done)
    session.refresh(form)
    assert form.seal_no == done.seal_no
    altered = form.pdf.replace(b"/Type", b"/Tipe", 1)
    assert check_file(session, form.pdf).finding is Finding.GENUINE
    assert check_file(session, altered).finding is Finding.ALTERED
    if shutil.which("pdfsig"):
        (tmp_path / "x.pdf").write_bytes(form.pdf)
        told = subprocess.run(["pdfsig", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid" in told
