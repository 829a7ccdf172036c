"""Other systems at once: one code, one file, the last use of a consent, a quota, a new secret."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tests.licences.factories import ENTERPRISE, NOON, make_licence, make_subject, person
from tests.licences.parties import authorise
from tests.licences.sharers import WHY, ask, bank_token, post, token
from tongban.access import services as access
from tongban.access.models import ClientToken, Consent
from tongban.base.actors import SYSTEM
from tongban.base.errors import Refusal
from tongban.licences import services
from tongban.licences.models import LicenceUse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def at_once(*tasks: Callable[[], str]) -> list[str]:
    """What each answered; all begin together."""
    gate = threading.Barrier(len(tasks))
    answers: list[str] = []

    def run(task: Callable[[], str]) -> None:
        gate.wait(timeout=20)
        try:
            answers.append(task())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(answers)


def test_of_many_systems_with_one_code_one_is_answered() -> None:
    holder = make_subject()
    licence = make_licence(holder, "resident_id")
    shown = services.show(actor=person(holder), identifier=licence.identifier, now=NOON)
    bearers = [bank_token(), token(), token("office-2"), token("office-3")]

    def query(bearer: str) -> Callable[[], str]:
        data = {"qrcode": shown.token, **WHY}
        return lambda: str(post("query-by-qr", data, bearer).json()["head"]["code"])

    answers = at_once(*map(query, bearers))

    assert answers == ["0", "6", "6", "6"]
    assert LicenceUse.objects.count() == 1


def test_of_many_who_fetch_one_file_one_gets_it() -> None:
    licence = make_licence(make_subject(**ENTERPRISE))
    bearer = token()
    data = {"certificateIdentifier": licence.identifier, **WHY}
    path = f"/api/v1/sharing/files/{ask('download-url', data, bearer)['data']['fileId']}"

    def fetch() -> str:
        return str(Client().get(path, headers={"Authorization": f"Bearer {bearer}"}).status_code)

    assert at_once(*[fetch] * 4) == ["200", "404", "404", "404"]
    assert LicenceUse.objects.count() == 1


def test_of_many_queries_by_the_last_use_of_a_consent_one_is_answered() -> None:
    holder = make_subject()
    licence = make_licence(holder, "resident_id")
    authorise(person(holder), licence, uses=1)
    bearer = bank_token()
    data = {"certificateIdentifier": licence.identifier, **WHY}

    answers = at_once(*[lambda: str(post("query-info", data, bearer).json()["head"]["code"])] * 4)

    assert answers == ["0", "1", "1", "1"]
    assert (Consent.objects.get().uses_made, LicenceUse.objects.count()) == (1, 1)


@pytest.mark.parametrize("agreed", [{"per_minute": 2}, {"per_day": 2}])
def test_of_many_calls_no_more_than_agreed_are_answered(agreed: dict[str, Any]) -> None:
    bearer = token(**agreed)
    data = {"certTypeCode": "none"}

    answers = at_once(*[lambda: str(post("remark-info", data, bearer).status_code)] * 5)

    assert answers == ["200", "200", "429", "429", "429"]


def test_a_token_by_the_old_secret_ends_with_it() -> None:
    token("system-1")
    for _ in range(4):
        secret = access.renew_secret(actor=SYSTEM, key="system-1", now=NOON)

        def issue(old: str = secret) -> str:
            try:
                return "issued" if access.issue_token(key="system-1", secret=old, now=NOON) else ""
            except Refusal as refusal:
                return refusal.code

        def renew() -> str:
            return "renewed" if access.renew_secret(actor=SYSTEM, key="system-1", now=NOON) else ""

        ended = at_once(issue, renew, issue)

        assert set(ended) <= {"access.client_refused", "issued", "renewed"}
        assert not ClientToken.objects.exists()
