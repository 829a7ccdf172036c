"""Time stamps: fetched once after the impression, put into documents that are kept here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.identity.factories import NOON
from tests.seals.factories import active, keeper, ordered, sealed, sealer
from tongban.base import clock, ofd
from tongban.base.crypto import pki, stamps
from tongban.base.ledger import sources
from tongban.seals import services
from tongban.seals.models import Impression, ImpressionStamp
from tongban.seals.queries import statements
from tongban.seals.rules import inspecting, ses, stamping, uses_stated

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def test_a_job_fetches_the_stamp_over_the_signature(
    run_jobs: Callable[[], list[str]], outbox_names: Callable[[], list[str]]
) -> None:
    done = sealed(active())

    names = run_jobs()

    assert "seals.jobs.fetch_stamp" in names
    kept = ImpressionStamp.objects.get(impression_id=done.impression_id)
    entry = ofd.signatures(ofd.open_package(done.content))[0]
    value = ses.read_impression(entry.value)
    row = Impression.objects.get()
    at = stamps.verify(bytes(kept.token), bytes.fromhex(row.value_digest), pki.trust())
    assert at == kept.at
    assert row.value_digest == inspecting_digest(value.signature)
    assert outbox_names()[-1] == "seals.impression_stamped"


def inspecting_digest(signature: bytes) -> str:
    from tongban.base.crypto import sm3

    return sm3.digest(signature).hex()


def test_a_stamp_is_fetched_once_however_often_it_is_asked_for(
    outbox_names: Callable[[], list[str]],
) -> None:
    done = sealed(active())

    services.stamp(impression_id=done.impression_id, now=NOON)
    services.stamp(impression_id=done.impression_id, now=NOON)
    services.stamp(impression_id="0", now=NOON)

    assert ImpressionStamp.objects.count() == 1
    assert outbox_names().count("seals.impression_stamped") == 1


def test_a_document_that_is_kept_here_gets_its_stamp(run_jobs: Callable[[], list[str]]) -> None:
    order = ordered(active())
    done = services.impress(actor=sealer(), order_id=order.pk, now=NOON)

    run_jobs()

    kept = services.sealed_document(actor=keeper(), impression_id=done.impression_id)
    entry = ofd.signatures(ofd.open_package(kept))[0]
    assert ses.read_impression(entry.value).time_stamp
    report = inspecting.inspect(kept, trust=pki.trust(), at=clock.now())
    assert report.verdict == "valid", report.plain()


def test_who_keeps_a_document_puts_the_stamp_in_himself() -> None:
    done = sealed(active())
    assert services.token_of(done.impression_id) is None
    services.stamp(impression_id=done.impression_id, now=NOON)

    token = services.token_of(done.impression_id)

    assert token is not None
    stamped = stamping.with_time_stamp(done.content, done.signature_id, token)
    report = inspecting.inspect(stamped, trust=pki.trust(), at=clock.now())
    assert report.verdict == "valid", report.plain()


def test_the_ledger_can_read_every_use_again() -> None:
    seal = active()
    for _ in range(3):
        sealed(seal)

    source = sources.found(uses_stated.KIND)
    assert source is not None
    assert source.census is not None
    names = [uses_stated.reference(seal.code, n) for n in (1, 2, 3)]
    assert source.census("0", 10) == names
    assert source.census(names[0], 1) == [names[1]]
    rows = dict(source.rows([*names, "x", "2301020000009/1"]))
    assert rows.keys() == set(names)
    assert rows[names[1]] == statements.ledger_facts(Impression.objects.get(number=2), seal.code)
