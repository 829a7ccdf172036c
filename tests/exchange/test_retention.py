"""How long a feed is kept, and what is said to whoever comes later."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import transaction

from tests.exchange.test_webhooks import NOON, OFFICE, UNIT, wanted
from tongban.base.actors import SYSTEM
from tongban.exchange import jobs, queries, rules, services
from tongban.exchange.services import feeding

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
OLD = NOON - timedelta(days=401)
LIMIT = NOON - timedelta(days=400)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def enter(*moments: datetime, unit: str = UNIT) -> None:
    for at in moments:
        with transaction.atomic():
            services.enter(units=[unit], number="1", kind="cases.accepted", facts={}, at=at)
        services.number_waiting()


def kept(after: int | None = None) -> list[int]:
    cursor = "" if after is None else rules.cursor(UNIT, after)
    return [one.seq for one in queries.feed(OFFICE, UNIT, after=cursor).items]


def test_what_is_old_goes_once_a_day_and_numbers_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "BATCH", 2)
    enter(OLD, OLD, OLD, NOON, NOON)
    enter(NOON, unit="mkt")

    jobs.forget_entries()
    enter(NOON)

    assert services.forget_entries(before=LIMIT) == 0
    assert kept() == kept(3) == [4, 5, 6]
    assert queries.reach(UNIT) == (6, 3)
    assert queries.reach("mkt") == (1, 0)


def test_nothing_goes_from_the_middle_and_everything_may_go() -> None:
    enter(NOON, OLD)
    assert services.forget_entries(before=LIMIT) == 0

    assert services.forget_entries(before=NOON + timedelta(days=1)) == 2
    assert kept() == []
    page = queries.feed(OFFICE, UNIT)
    enter(NOON)
    assert [one.seq for one in queries.feed(OFFICE, UNIT, after=page.next).items] == [3]


@pytest.mark.parametrize("place", [0, 2])
def test_a_cursor_from_before_is_told_what_to_do(place: int) -> None:
    enter(OLD, OLD, OLD, NOON)
    services.forget_entries(before=LIMIT)

    with pytest.raises(rules.CursorGone, match="全部在办办件") as told:
        kept(place)

    assert told.value.status == 410


def test_a_webhook_that_rested_too_long_goes_on_from_what_is_kept_only() -> None:
    hook = wanted("https://example.com/hook")
    services.pause(actor=SYSTEM, webhook_id=hook.pk, now=NOON)
    enter(OLD, OLD, NOON)
    services.forget_entries(before=LIMIT)

    for place in (None, 1):
        with pytest.raises(services.NothingBefore) as told:
            services.resume(actor=SYSTEM, webhook_id=hook.pk, after_seq=place, now=NOON)
        assert "前 2 条动态已超过保存期限" in told.value.fields["after_seq"]
    with pytest.raises(rules.CursorGone):
        wanted("https://example.com/hook", after=rules.cursor(UNIT, 1))
    with pytest.raises(queries.EntryUnknown):
        services.replay(actor=SYSTEM, webhook_id=hook.pk, seq=1, now=NOON)

    assert services.resume(actor=SYSTEM, webhook_id=hook.pk, after_seq=2, now=NOON).position == 2
