"""Status lists as they are published: who signed them, what they say, how they are handed out."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    issue_licence,
    make_licence,
    make_subject,
    official,
)
from tests.licences.test_api import answer, ask
from tongban.base import ofd
from tongban.base.actors import ANONYMOUS
from tongban.base.crypto import keys, sm2
from tongban.base.models import AuditEntry
from tongban.licences import jobs, services
from tongban.licences.models import StatusList
from tongban.licences.rules import acts, qr, status_lists
from tongban.licences.rules.status_lists import Status

if TYPE_CHECKING:
    from tongban.licences.models import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
DECISION = acts.Decision("违法经营", "《行政处罚法》第九条", "样市监罚〔2026〕1号")


def act(licence: Licence, step: str) -> None:
    services.act(
        actor=official("licensing"), identifier=licence.identifier, step=acts.Step(step),
        decision=DECISION, now=NOON,
    )  # fmt: skip


@pytest.fixture
def three() -> list[Licence]:
    """One in force, one suspended, one ended."""
    firm = make_subject(**ENTERPRISE)
    made = [
        issue_licence(firm, "food_business_licence"),
        issue_licence(firm, "business_licence"),
        make_licence(make_subject(), "resident_id"),
    ]
    act(made[1], "暂扣")
    act(made[2], "注销")
    return made


def published(number: int = 0) -> status_lists.StatusList:
    return status_lists.read(StatusList.objects.get(number=number).content)


def test_a_list_says_of_each_licence_how_it_stands(three: list[Licence]) -> None:
    assert services.publish_lists(now=NOON) == 1

    listed = published()
    stands = [listed.status(each.status_place) for each in three]
    assert stands == [Status.VALID, Status.SUSPENDED, Status.ENDED]
    assert listed.issued_at == NOON
    assert listed.expires_at == NOON + timedelta(hours=2)
    assert AuditEntry.objects.filter(event="licences.status_published").count() == 1


def test_a_list_is_signed_by_the_key_for_lists(three: list[Licence]) -> None:
    services.publish_lists(now=NOON)

    token = published().token
    (key,) = keys.published(("status",))
    assert token.header["kid"] == key[0].key_id
    sm2.verify(sm2.PublicKey.from_der(key[1]), token.signed, token.signature)
    with pytest.raises(sm2.InvalidSignature):
        sm2.verify(sm2.generate().public, token.signed, token.signature)


def test_the_hour_brings_what_changed_meanwhile(three: list[Licence]) -> None:
    services.publish_lists(now=NOON)
    before = StatusList.objects.get().digest
    services.act(
        actor=official("licensing"), identifier=three[1].identifier, step=acts.Step("恢复"),
        decision=DECISION, now=NOON,
    )  # fmt: skip

    jobs.publish_lists(0)

    assert published().status(three[1].status_place) is Status.VALID
    assert StatusList.objects.get().digest != before


def test_a_licence_says_where_its_status_stands(three: list[Licence]) -> None:
    content, _name = services.download(
        actor=official("licensing"), identifier=three[1].identifier, now=NOON
    )
    stated = ofd.info(ofd.open_package(content)).custom
    services.publish_lists(now=NOON)

    number, index = status_lists.place_of(int(stated["ZTLBWZ"]))
    assert stated["ZZZTQD"] == published(number).address
    assert published(number).status(index) is Status.SUSPENDED
    assert qr.read(three[1].qr_text).place == three[1].status_place


def test_anybody_fetches_the_list_and_keeps_it_for_an_hour(three: list[Licence]) -> None:
    missing = answer(ANONYMOUS, "/status-lists/0")
    services.publish_lists(now=NOON)

    given = ask(ANONYMOUS, "/status-lists/0")
    unchanged = ask(ANONYMOUS, "/status-lists/0", HTTP_IF_NONE_MATCH=given["ETag"])
    jobs.publish_lists(0)
    changed = ask(ANONYMOUS, "/status-lists/0", HTTP_IF_NONE_MATCH=given["ETag"])

    assert (missing[0], missing[1]["code"]) == (404, "licences.status_list_unknown")
    assert given["Content-Type"] == "application/statuslist+jwt"
    assert given["Cache-Control"] == "public, max-age=3600"
    assert status_lists.read(given.content.decode()).status(three[2].status_place) is Status.ENDED
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["ETag"] == given["ETag"]
    assert changed.status_code == 200


@pytest.mark.parametrize(
    ("number", "status"), [("1", 404), ("-1", 422), ("x", 422), ("9" * 30, 422)]
)
def test_a_list_that_is_none_is_not_found(three: list[Licence], number: str, status: int) -> None:
    services.publish_lists(now=NOON)

    assert answer(ANONYMOUS, f"/status-lists/{number}")[0] == status


def test_anybody_fetches_the_keys_that_check_licences(three: list[Licence]) -> None:
    status, listed = answer(ANONYMOUS, "/verification-keys")

    assert status == 200
    by_purpose = {one["purpose"]: one for one in listed["items"]}
    assert sorted(by_purpose) == ["credentials", "licences", "status"]
    code_key = sm2.PublicKey.from_pem(by_purpose["licences"]["public_key"])
    assert str(qr.check_qr(three[0].qr_text, [code_key]).identifier) == three[0].identifier
    credentials = by_purpose["credentials"]
    assert credentials["algorithm"] == "ES256"
    assert load_pem_public_key(credentials["public_key"].encode()).key_size == 256  # type: ignore[union-attr]
    assert "PRIVATE" not in json.dumps(listed)


def test_no_list_has_a_name_or_number_in_it(three: list[Licence]) -> None:
    services.publish_lists(now=NOON)

    content = StatusList.objects.get().content
    payload = json.dumps(published().token.payload)
    for licence in three:
        for word in (licence.identifier, licence.number, licence.serial):
            assert word not in content
            assert word not in payload
