"""Periods, revocation and time stamps: the moment of signing decides, not the moment of asking."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.seals import byhand, making
from tests.seals.rules.test_inspecting import failed_at, only, resealed, unknown_at
from tongban.base import ofd
from tongban.base.crypto import pki, sm3
from tongban.seals.rules import inspecting, stamping
from tongban.seals.rules.inspecting import Report, StepName, Verdict

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def inspect(
    content: bytes, office: making.Office, *, at: datetime = making.NOW, lists: bool = True
) -> Report:
    return inspecting.inspect(content, trust=office.authority.trust(lists=lists), at=at)


def sentence(report: Report, name: StepName) -> str:
    (found,) = [step.words for step in only(report).steps if step.name is name]
    return found


def test_a_certificate_that_had_expired_at_signing_is_refused() -> None:
    office = making.office(signer_last=making.SIGNED_AT - DAY)

    report = inspect(making.sealed(office), office)

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.TIME


def test_a_certificate_that_was_not_yet_valid_at_signing_is_refused() -> None:
    office = making.office(signer_first=making.SIGNED_AT + DAY)

    report = inspect(making.sealed(office), office)

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.TIME


def test_a_certificate_that_expired_since_does_not_spoil_what_it_signed() -> None:
    office = making.office(signer_last=making.SIGNED_AT + DAY)
    content = making.sealed(office)
    trust = pki.Trust.from_pem(
        office.authority.pem(lists=False), crls=[office.authority.crl(making.SIGNED_AT)]
    )

    report = inspecting.inspect(content, trust=trust, at=making.NOW + 3650 * DAY)

    assert report.verdict is Verdict.VALID


def test_a_certificate_revoked_before_signing_is_refused() -> None:
    office = making.office()
    office.authority.revoke(office.signer, making.SIGNED_AT - HOUR)

    report = inspect(making.sealed(office), office)

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.TIME
    assert "签章之前已被吊销" in sentence(report, StepName.TIME)


def test_a_certificate_revoked_after_signing_does_not_spoil_what_it_signed() -> None:
    office = making.office()
    office.authority.revoke(office.signer, making.SIGNED_AT + HOUR)

    report = inspect(making.sealed(office), office)

    assert report.verdict is Verdict.VALID
    assert "后来才被吊销" in sentence(report, StepName.TIME)


def test_without_a_list_nobody_knows_whether_it_was_revoked() -> None:
    office = making.office()

    report = inspect(making.sealed(office), office, lists=False)

    assert report.verdict is Verdict.UNKNOWN
    assert unknown_at(report) == [StepName.TIME, StepName.MAKER]


def test_a_list_that_had_run_out_before_signing_says_nothing() -> None:
    office = making.office()
    stale = office.authority.crl(making.SIGNED_AT - 10 * DAY, days=5)
    trust = pki.Trust.from_pem(office.authority.pem(lists=False), crls=[stale])

    report = inspecting.inspect(making.sealed(office), trust=trust, at=making.NOW)

    assert report.verdict is Verdict.UNKNOWN
    assert StepName.TIME in unknown_at(report)


def test_a_list_by_somebody_else_says_nothing() -> None:
    office, stranger = making.office(), making.Authority()
    trust = pki.Trust.from_pem(office.authority.pem(lists=False), crls=[stranger.crl()])

    report = inspecting.inspect(making.sealed(office), trust=trust, at=making.NOW)

    assert report.verdict is Verdict.UNKNOWN


def test_a_certificate_for_another_use_does_not_sign() -> None:
    office = making.office(signer_usage="authority")

    report = inspect(making.sealed(office), office)

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.CERTIFICATE


@pytest.mark.parametrize("lead", [HOUR, 365 * DAY])
def test_a_signature_from_the_future_is_refused(lead: timedelta) -> None:
    office = making.office()

    report = inspect(making.sealed(office), office, at=making.SIGNED_AT - lead)

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.TIME
    assert (
        inspect(making.sealed(office), office, at=making.SIGNED_AT - timedelta(minutes=2)).verdict
        is Verdict.VALID
    )


def test_a_version_one_signature_without_a_time_is_not_judged() -> None:
    office = making.office()
    facts = replace(office.facts, version=1)
    seal = byhand.seal(facts, office.maker, making.signer(office.maker_key))
    content = resealed(office, seal)
    (entry,) = ofd.signatures(ofd.open_package(content))
    timeless = byhand.impression(
        facts,
        seal,
        office.sign,
        certificate=office.signer,
        digest=sm3.digest(entry.description),
        time_info=b"a time stamp, perhaps",
    )

    files = {**ofd.open_package(content).files, entry.value_path: timeless}
    report = inspect(ofd.pack(files), office)

    assert report.verdict is Verdict.UNKNOWN
    assert unknown_at(report) == [StepName.TIME]


@pytest.mark.parametrize(
    "facts",
    [
        {"valid_until": making.SIGNED_AT - HOUR},
        {"valid_from": making.SIGNED_AT + HOUR},
    ],
    ids=["over", "not begun"],
)
def test_a_seal_out_of_its_period_at_signing_is_refused(facts: dict[str, Any]) -> None:
    office = making.office(**facts)

    report = inspect(resealed(office, office.seal), office)

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.SEAL_PERIOD


def test_a_seal_that_ran_out_since_does_not_spoil_what_it_sealed() -> None:
    office = making.office(valid_until=making.SIGNED_AT + HOUR)

    assert inspect(making.sealed(office), office).verdict is Verdict.VALID


def test_a_maker_whom_nobody_trusts_makes_no_seal() -> None:
    office = making.office(maker_authority=making.Authority("别处的根证书"))

    report = inspect(making.sealed(office), office)

    assert report.verdict is Verdict.UNKNOWN
    assert unknown_at(report) == [StepName.MAKER]


@pytest.mark.parametrize(
    ("revoked_at", "verdict"),
    [
        (making.MADE_AT - HOUR, Verdict.INVALID),
        (making.SIGNED_AT - HOUR, Verdict.INVALID),
        (making.SIGNED_AT + HOUR, Verdict.VALID),
    ],
)
def test_a_revoked_maker_spoils_what_is_sealed_from_then_on(
    revoked_at: datetime, verdict: Verdict
) -> None:
    office = making.office()
    office.authority.revoke(office.maker, revoked_at)

    assert inspect(making.sealed(office), office).verdict is verdict


def test_a_maker_may_expire_while_its_seals_live_on() -> None:
    alive = making.office(maker_last=making.SIGNED_AT - HOUR)
    dead = making.office(maker_last=making.MADE_AT - HOUR)

    assert inspect_with_old_list(alive).verdict is Verdict.VALID
    report = inspect_with_old_list(dead)
    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.MAKER


def inspect_with_old_list(office: making.Office) -> Report:
    """A newer list may leave out what has expired, so the old one has to be kept."""
    old = office.authority.crl(making.MADE_AT - 2 * HOUR)
    trust = pki.Trust.from_pem(office.authority.pem(lists=False), crls=[old])
    return inspecting.inspect(making.sealed(office), trust=trust, at=making.NOW)


def test_a_time_stamp_proves_when_it_was_sealed() -> None:
    office = making.office()
    clock = making.Clock(office.authority)
    at = making.SIGNED_AT + timedelta(minutes=1)

    report = inspect(making.stamped(making.sealed(office), clock, at), office)

    found = only(report)
    assert report.verdict is Verdict.VALID
    assert found.steps[-1].name is StepName.TIME_STAMP
    assert found.sealed_by is not None
    assert (found.sealed_by.stamped_at, found.sealed_by.at) == (at, at)
    assert "时间戳证明" in report.plain()


def test_the_stamp_fixes_the_time_by_which_revocation_counts() -> None:
    office = making.office()
    clock = making.Clock(office.authority)
    content = making.sealed(office)
    office.authority.revoke(office.signer, making.SIGNED_AT + HOUR)

    before = making.stamped(content, clock, making.SIGNED_AT + HOUR / 2)
    after = making.stamped(content, clock, making.SIGNED_AT + 2 * HOUR)

    assert inspect(content, office).verdict is Verdict.VALID
    assert inspect(before, office).verdict is Verdict.VALID
    report = inspect(after, office)
    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.TIME_STAMP


def test_a_stamp_when_the_certificate_had_run_out_is_refused() -> None:
    office = making.office(signer_last=making.SIGNED_AT + HOUR)
    clock = making.Clock(office.authority)

    report = inspect(making.stamped(making.sealed(office), clock, making.SIGNED_AT + DAY), office)

    assert failed_at(report) is StepName.TIME_STAMP


def test_a_stamp_older_than_the_stated_time_shows_that_it_is_false() -> None:
    office = making.office()
    clock = making.Clock(office.authority)

    report = inspect(making.stamped(making.sealed(office), clock, making.SIGNED_AT - HOUR), office)

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.TIME_STAMP


def test_a_stamp_for_something_else_is_refused() -> None:
    office = making.office()
    clock = making.Clock(office.authority)
    content = making.sealed(office)
    foreign = clock.token(bytes(32), making.SIGNED_AT)

    report = inspect(stamping.with_time_stamp(content, "s001", foreign), office)
    nonsense = inspect(stamping.with_time_stamp(content, "s001", b"token"), office)

    assert report.verdict is nonsense.verdict is Verdict.TAMPERED
    assert failed_at(report) is failed_at(nonsense) is StepName.TIME_STAMP


def test_a_stamp_by_a_stranger_is_not_judged() -> None:
    office = making.office()
    clock = making.Clock(making.Authority("别处的根证书"))

    report = inspect(making.stamped(making.sealed(office), clock, making.SIGNED_AT), office)

    assert report.verdict is Verdict.UNKNOWN
    assert unknown_at(report) == [StepName.TIME_STAMP]


def test_a_stamp_by_a_revoked_authority_is_refused() -> None:
    office = making.office()
    clock = making.Clock(office.authority)
    office.authority.revoke(clock.certificate, making.SIGNED_AT - DAY)

    report = inspect(making.stamped(making.sealed(office), clock, making.SIGNED_AT), office)

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.TIME_STAMP


def test_a_signer_does_not_stamp() -> None:
    office = making.office()
    clock = making.Clock(office.authority, key=office.signer_key, certificate=office.signer)

    report = inspect(making.stamped(making.sealed(office), clock, making.SIGNED_AT), office)

    assert report.verdict is Verdict.INVALID
    assert failed_at(report) is StepName.TIME_STAMP


def test_moments_are_shown_in_the_time_of_beijing() -> None:
    office = making.office()

    report = inspect(making.sealed(office, at=datetime(2026, 3, 12, 17, 5, tzinfo=UTC)), office)

    assert "2026年3月13日 01:05:00" in report.plain()
