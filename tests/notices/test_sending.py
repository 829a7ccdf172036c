"""Sending by e-mail and SMS."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import connection

from tests.notices.conftest import EMAIL, NOON, PHONE, person, staff
from tongban.base import clock
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry
from tongban.notices import jobs, queries, rules, services
from tongban.notices.models import Delivery, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.notices.servers import Gateway

pytestmark = pytest.mark.django_db


def tell(*, email: str = "") -> Message:
    return services.tell(
        subject_id=person(email=email),
        template_key="case.granted",
        context={"item": "食品经营许可", "number": "1"},
        link="/cases/1/",
        now=NOON,
        dedupe="granted:1",
    )


def only() -> Delivery:
    return Delivery.objects.get(channel="sms")


def try_until_done(limit: int = 20) -> int:
    """Try the SMS each time it is due; how often it was tried."""
    for tries in range(limit):
        delivery = only()
        if delivery.next_try_at is None:
            return tries
        services.deliver(delivery_id=delivery.pk, now=delivery.next_try_at)
    raise AssertionError("never done")


def test_a_new_message_goes_out_by_mail_and_sms(
    sms: Gateway, run_jobs: Callable[[], list[str]]
) -> None:
    tell(email=EMAIL)

    run_jobs()

    (letter,) = mail.outbox
    ((_headers, posted),) = sms.posts
    assert (letter.to, letter.subject) == ([EMAIL], "准予：食品经营许可")
    assert "http://127.0.0.1:8000/cases/1/" in letter.body
    assert json.loads(posted)["phone"] == PHONE
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_job_that_runs_twice_sends_once(sms: Gateway, run_jobs: Callable[[], list[str]]) -> None:
    message = tell()
    run_jobs()

    jobs.send(message=str(message.pk))
    jobs.send_due(timestamp=0)

    assert len(sms.posts) == 1


def test_trouble_is_tried_again_later_until_it_heals(sms: Gateway) -> None:
    sms.answers = [500, 503, 500]
    tell()

    tries = try_until_done()

    delivery = only()
    assert (tries, delivery.state, delivery.attempts) == (4, "sent", 4)
    assert len({json.loads(body)["reference"] for _headers, body in sms.posts}) == 1


def test_nothing_is_tried_before_its_time(sms: Gateway) -> None:
    sms.answers = [500]
    tell()
    services.deliver(delivery_id=only().pk, now=NOON)

    services.deliver(delivery_id=only().pk, now=NOON + timedelta(seconds=59))

    assert len(sms.posts) == 1
    assert queries.due(NOON + timedelta(seconds=59)) == ()
    assert queries.due(NOON + timedelta(seconds=60)) == (only().pk,)


def test_eight_failures_are_given_up_and_shown_to_those_in_charge(sms: Gateway) -> None:
    sms.answers = [500] * 20
    message = tell()

    tries = try_until_done()

    (failure,) = queries.failures(staff("operator")).items
    assert (tries, len(sms.posts), failure.attempts) == (8, 8, 8)
    assert (failure.message, failure.channel) == (message.pk, "sms")
    assert failure.last_error == "SMS gateway answered 500"
    assert PHONE not in str(failure)
    assert len(queries.failures(staff("supervisor")).items) == 1
    with pytest.raises(Forbidden):
        queries.failures(staff("handler"))


def test_a_refusal_is_given_up_at_once(sms: Gateway) -> None:
    sms.answers = [422]
    tell()

    tries = try_until_done()

    assert (tries, only().state, only().last_error) == (1, "failed", "SMS gateway answered 422")


def test_a_missing_gateway_is_a_failure_that_people_see_in_production(settings: Any) -> None:
    tell()
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"mode": "production"})

    try_until_done()

    (failure,) = queries.failures(staff("operator")).items
    assert failure.last_error == "TONGBAN_SMS_URL is not set"


def test_in_a_demo_sms_become_lines_in_a_file(settings: Any, tmp_path: Any) -> None:
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"data_dir": tmp_path})
    tell()

    try_until_done()

    (line,) = (tmp_path / "outgoing" / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["phone"] == PHONE
    assert only().state == "sent"


def test_what_a_dead_worker_left_is_taken_up_by_the_sweep(sms: Gateway) -> None:
    tell()
    left = only()
    left.attempts, left.next_try_at = 1, clock.now() - timedelta(seconds=1)
    left.save()

    jobs.send_due(timestamp=0)

    assert (only().state, only().attempts) == ("sent", 2)


def test_a_worker_that_died_in_the_last_try_leaves_a_visible_failure(sms: Gateway) -> None:
    tell()
    left = only()
    left.attempts = rules.TRIES
    left.save()

    services.deliver(delivery_id=left.pk, now=NOON)

    assert sms.posts == []
    assert (only().state, only().last_error) == ("failed", "no result of the last try")


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_only_one_sends(sms: Gateway) -> None:
    tell()
    pk = only().pk
    ready = threading.Barrier(2, timeout=10)

    def work() -> None:
        try:
            ready.wait()
            services.deliver(delivery_id=pk, now=NOON)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert len(sms.posts) == 1
    assert (only().state, only().attempts) == ("sent", 1)


@pytest.mark.django_db(transaction=True)
def test_the_network_is_never_used_within_a_transaction(sms: Gateway) -> None:
    from django.db import transaction

    tell()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        services.deliver(delivery_id=only().pk, now=NOON)

    assert sms.posts == []


def test_an_operator_has_a_failure_tried_again(sms: Gateway) -> None:
    sms.answers = [422]
    tell()
    try_until_done()
    failed = only()

    with pytest.raises(Forbidden):
        services.renew(actor=staff("supervisor"), delivery_id=failed.pk, now=NOON)
    services.renew(actor=staff("operator"), delivery_id=failed.pk, now=NOON)
    try_until_done()

    assert only().state == "sent"
    assert AuditEntry.objects.filter(event="notices.delivery_renewed").count() == 1
    with pytest.raises(services.FailureMissing):
        services.renew(actor=staff("operator"), delivery_id=failed.pk, now=NOON)
