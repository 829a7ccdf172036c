"""Two at once: the last use of a consent, one code, a use while it is taken back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.licences.factories import NOON, make_licence, make_subject, person
from tests.licences.parties import authorise, bank_clerk, use, window
from tongban.access import services as granting
from tongban.access.models import Consent
from tongban.access.rules.consents import ConsentClosed
from tongban.base.errors import Refusal
from tongban.licences import services
from tongban.licences.models import LicenceUse

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*tasks: Callable[[], object]) -> list[str]:
    """What each came to: "done", or the code of its refusal; all begin together."""
    gate = threading.Barrier(len(tasks))
    ended: list[str] = []

    def run(task: Callable[[], object]) -> None:
        gate.wait(timeout=20)
        try:
            task()
            ended.append("done")
        except Refusal as refusal:
            ended.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(ended)


def test_of_two_uses_of_the_last_one_one_wins() -> None:
    holder = make_subject()
    consent = authorise(person(holder), make_licence(holder, "resident_id"), uses=1)
    clerk = bank_clerk()

    ended = at_once(*[lambda: use(consent, clerk)] * 4)

    assert ended == ["access.consent_closed"] * 3 + ["done"]
    assert (Consent.objects.get().uses_made, LicenceUse.objects.count()) == (1, 1)


def test_every_use_of_many_at_once_is_counted() -> None:
    holder = make_subject()
    consent = authorise(person(holder), make_licence(holder, "resident_id"), uses=10)
    clerk = bank_clerk()

    assert at_once(*[lambda: use(consent, clerk)] * 4) == ["done"] * 4
    assert (Consent.objects.get().uses_made, LicenceUse.objects.count()) == (4, 4)


def test_the_same_form_sent_twice_at_once_is_one_use() -> None:
    holder = make_subject()
    consent = authorise(person(holder), make_licence(holder, "resident_id"), uses=10)
    clerk = bank_clerk()

    assert at_once(*[lambda: use(consent, clerk, dedupe="form")] * 2) == ["done", "done"]
    assert (Consent.objects.get().uses_made, LicenceUse.objects.count()) == (1, 1)


def test_a_use_is_over_before_it_is_taken_back_or_it_is_not() -> None:
    holder = make_subject()
    consent = authorise(person(holder), make_licence(holder, "resident_id"), uses=10)
    clerk, owner = bank_clerk(), person(holder)

    ended = at_once(
        lambda: use(consent, clerk),
        lambda: granting.revoke_consent(actor=owner, consent_id=consent.pk, now=NOON),
    )

    assert ended in (["done", "done"], ["access.consent_closed", "done"])
    assert LicenceUse.objects.count() == ended.count("done") - 1
    with pytest.raises(ConsentClosed):
        use(consent, clerk)


def test_of_two_who_scan_one_code_one_wins() -> None:
    holder = make_subject()
    licence = make_licence(holder, "resident_id")
    code = services.show(actor=person(holder), identifier=licence.identifier, now=NOON)
    clerk = bank_clerk()

    def scan(actor: object) -> Callable[[], object]:
        return lambda: services.redeem(
            actor=actor,  # type: ignore[arg-type]
            token=code.token,
            purpose="核验来人身份",
            now=NOON,
        )

    assert at_once(scan(window()), scan(clerk)) == ["done", "licences.code_used"]
    assert LicenceUse.objects.count() == 1
