"""Retention, lists that two people decide, and what is left of what was destroyed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.archives.filed import archived
from tests.cases.circumstances import FOOD, TUESDAY, day
from tongban.archives import queries, rules, services
from tongban.archives.models import Archive, ArchiveList
from tongban.archives.rules import ListKind, Period
from tongban.archives.services import keeping
from tongban.base import audit
from tongban.base.actors import Actor, ActorKind, Post
from tongban.base.errors import Forbidden
from tongban.demo.services import stories

if TYPE_CHECKING:
    from datetime import datetime

RULES = queries.settings().rules
LATER = TUESDAY + timedelta(days=366 * 31)


def keeper(archive: Archive, account: int = 9001, role: str = "approver") -> Actor:
    """Somebody who looks after the archives of that department."""
    post = Post(id=1, role=role, unit=archive.unit)
    return Actor(kind=ActorKind.STAFF, account=account, name=f"样例{account}", posts=(post,))


def proposed(archive: Archive, kind: ListKind, *, now: datetime = TUESDAY) -> ArchiveList:
    return services.propose(
        actor=keeper(archive), kind=kind, archives=[archive.number], reason="例行", now=now
    )


@pytest.mark.parametrize(
    ("facts", "period"),
    [
        ({"type": "行政许可", "granted": True}, Period.THIRTY),
        ({"type": "行政许可", "granted": False}, Period.TEN),
        ({"type": "行政确认", "granted": True}, Period.PERMANENT),
        ({"type": "公共服务", "granted": True}, Period.TEN),
        ({"type": "行政许可", "granted": None}, Period.TEN),
    ],
)
def test_the_first_rule_that_fits_decides(facts: dict[str, object], period: Period) -> None:
    assert rules.period_of(RULES, "10年", facts) is period


def test_an_item_may_have_a_period_of_its_own() -> None:
    own = ({"item": "marriage", "period": "永久"}, *RULES)

    assert rules.period_of(own, "10年", {"item": "marriage"}) is Period.PERMANENT


def test_a_period_ends_with_a_year() -> None:
    assert rules.keep_until(date(2024, 2, 29), Period.TEN) == date(2034, 12, 31)
    assert rules.keep_until(date(2024, 2, 29), Period.PERMANENT) is None


def test_what_is_still_kept_cannot_be_listed_for_destruction() -> None:
    archive = archived()

    with pytest.raises(rules.StillKept):
        proposed(archive, ListKind.DESTROY)

    assert keeping.read(archive.digest)


def test_destroyed_by_a_second_approver_only_it_leaves_its_list_and_digest() -> None:
    archive = archived(FOOD)
    listed = proposed(archive, ListKind.DESTROY, now=LATER)
    own, helper, second = keeper(archive), keeper(archive, 9002, "licensing"), keeper(archive, 9002)

    for actor, refusal in ((own, rules.SecondPersonNeeded), (helper, Forbidden)):
        with pytest.raises(refusal):
            services.decide(actor=actor, number=listed.number, approve=True, now=LATER)
        assert keeping.read(archive.digest)
    services.decide(actor=second, number=listed.number, approve=True, now=LATER)

    archive.refresh_from_db()
    assert archive.kept == "destroyed"
    with pytest.raises(services.PackageGone):
        keeping.read(archive.digest)
    entry = audit.trail(listed.number)[-1]
    assert entry.facts["digests"] == [archive.digest]


def test_handed_over_with_the_receipt_of_the_archive_after_another_check() -> None:
    archive = archived()
    listed = proposed(archive, ListKind.TRANSFER)
    second = keeper(archive, 9002)
    with pytest.raises(services.ListInvalid):
        services.decide(actor=second, number=listed.number, approve=True, now=TUESDAY)

    services.decide(
        actor=second, number=listed.number, approve=True, receipt="JS-2026-1", now=TUESDAY
    )

    archive.refresh_from_db()
    assert (archive.kept, archive.receipt) == ("transferred", "JS-2026-1")
    assert [check.stage for check in archive.checks.order_by("id")] == ["归档", "移交接收"]


def test_what_was_damaged_is_not_handed_over() -> None:
    archive = archived()
    listed = proposed(archive, ListKind.TRANSFER)
    keeping.remove(archive.digest)

    with pytest.raises(services.CheckFailed):
        services.decide(
            actor=keeper(archive, 9002), number=listed.number, approve=True, receipt="JS",
            now=TUESDAY,
        )  # fmt: skip

    archive.refresh_from_db()
    assert archive.kept == "held"


def test_declined_a_list_changes_nothing_and_is_decided_once() -> None:
    archive = archived()
    listed = proposed(archive, ListKind.TRANSFER)
    second = keeper(archive, 9002)

    services.decide(actor=second, number=listed.number, approve=False, words="再等等", now=TUESDAY)
    with pytest.raises(rules.AlreadyDecided):
        services.decide(actor=second, number=listed.number, approve=True, receipt="JS", now=TUESDAY)

    archive.refresh_from_db()
    assert archive.kept == "held"


def test_another_department_sees_no_archive() -> None:
    archive = archived()
    stranger = Actor(
        kind=ActorKind.STAFF, account=9003, name="外", posts=(Post(2, "approver", "elsewhere"),)
    )

    with pytest.raises(queries.ArchiveUnknown):
        queries.archive(stranger, archive.number)
    with pytest.raises(queries.ArchiveUnknown):
        services.propose(
            actor=stranger, kind=ListKind.TRANSFER, archives=[archive.number], reason="x",
            now=TUESDAY,
        )  # fmt: skip
    assert queries.archives(stories.person("damin")).items == []


def test_the_package_is_handed_out_on_record() -> None:
    from tongban.access import queries as access

    archive = archived()

    content, name = services.download(
        actor=stories.staff("approver"), number=archive.number, purpose="档案利用", now=day(1)
    )

    assert content.startswith(b"PK")
    assert name == f"{archive.case_number}.zip"
    looks = access.footprint(stories.person("damin")).items
    assert "档案利用" in [look.purpose for look in looks]


def test_a_list_needs_a_reason_and_something_on_it() -> None:
    archive = archived()

    for reason, numbers in (("", [archive.number]), ("r" * 501, [archive.number]), ("r", [])):
        with pytest.raises(services.ListInvalid):
            services.propose(
                actor=keeper(archive), kind=ListKind.TRANSFER, now=TUESDAY, reason=reason,
                archives=numbers,
            )  # fmt: skip
    assert not ArchiveList.objects.exists()
