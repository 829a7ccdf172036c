"""Making a seal with certificates of an outside authority: each is checked against its key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.identity.factories import NOON
from tests.seals import making
from tests.seals.factories import active as in_use
from tests.seals.factories import approver, examined, keeper, sealed, sealer
from tongban.base.crypto import keys, pki
from tongban.base.errors import Forbidden
from tongban.seals import queries, services
from tongban.seals.models import SealVersion
from tongban.seals.rules.states import State
from tongban.seals.services import CertificateUnfit, KeysNotPrepared

if TYPE_CHECKING:
    from tongban.base.crypto.pki import Certificate

pytestmark = pytest.mark.django_db
OFFICE = pki.Name(common_name="道里区市场监督管理局", organisation="道里区市场监督管理局")


def prepared() -> tuple[str, SealVersion]:
    """A seal whose keys wait for their certificates."""
    code = examined().code
    return code, services.prepare(actor=keeper(), seal_code=code, now=NOON)


def certified(public: bytes, **options: Any) -> Certificate:
    """What the authority gives for a key; the test authority plays the outside one."""
    span = {"first": NOON - timedelta(days=1), "last": NOON + timedelta(days=365)} | options
    usage = span.pop("usage", pki.Usage.SIGNING)
    return pki.unsafe_authority().certify_between(public, name=OFFICE, usage=usage, **span)


def for_keys(version: SealVersion, **options: Any) -> dict[str, bytes]:
    """Both certificates as they are uploaded."""
    store = keys.store()
    seal = certified(store.public_der(version.key_id), **options)
    pages = certified(store.public_der(version.pages_key_id), **options)
    return {"certificate": seal.to_pem().encode(), "pages_certificate": pages.der}


def make(code: str, **given: Any) -> Any:
    return services.make(actor=keeper(), seal_code=code, now=NOON, **given)


def test_requests_prove_possession_of_the_keys() -> None:
    code, version = prepared()

    requests = services.requests(actor=keeper(), seal_code=code)

    assert pki.requested_key(requests.seal) == keys.store().public_der(version.key_id)
    assert pki.requested_key(requests.pages) == keys.store().public_der(version.pages_key_id)


def test_a_seal_is_made_with_the_certificates_that_came_back() -> None:
    code, version = prepared()

    make(code, **for_keys(version))

    found = queries.seal(keeper(), code)
    assert found.state == State.MADE
    made = SealVersion.objects.get(pk=version.pk)
    assert made.valid_until == NOON + timedelta(days=365)
    assert not queries.keys_waiting(found)


def test_keys_that_wait_are_kept_when_asked_for_again() -> None:
    code, version = prepared()

    assert services.prepare(actor=sealer(), seal_code=code, now=NOON).pk == version.pk
    assert SealVersion.objects.count() == 1


def test_a_renewed_seal_takes_certificates_too() -> None:
    seal = in_use()
    version = services.prepare(actor=keeper(), seal_code=seal.code, now=NOON)
    assert sealed(seal).number == 1

    given = for_keys(version)
    services.renew(
        actor=keeper(), seal_code=seal.code, ground="证书到期", now=NOON,
        certificate=given["certificate"], pages_certificate=given["pages_certificate"],
    )  # fmt: skip

    after = queries.seal(keeper(), seal.code).version
    assert after is not None
    assert (after.pk, after.number) == (version.pk, 2)
    assert sealed(seal).number == 2


def unfit(code: str, given: dict[str, bytes]) -> CertificateUnfit:
    with pytest.raises(CertificateUnfit) as refused:
        make(code, **given)
    assert queries.seal(keeper(), code).state == State.EXAMINED
    return refused.value


def test_certificates_for_other_keys_are_refused() -> None:
    code, version = prepared()
    given = for_keys(version)
    swapped = {
        "certificate": given["pages_certificate"], "pages_certificate": given["certificate"],
    }  # fmt: skip

    assert list(unfit(code, swapped).fields) == ["certificate"]
    only_one = {**given, "pages_certificate": given["certificate"]}
    assert list(unfit(code, only_one).fields) == ["pages_certificate"]


@pytest.mark.parametrize("content", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAA"])
def test_what_is_no_certificate_is_refused(content: bytes) -> None:
    code, version = prepared()

    refused = unfit(code, {**for_keys(version), "certificate": content})

    assert "PEM 或 DER" in str(refused)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"last": NOON - timedelta(hours=1)}, "已经过期"),
        ({"first": NOON + timedelta(hours=1)}, "还没有生效"),
        ({"usage": pki.Usage.AUTHORITY}, "没有这项用途"),
    ],
)
def test_certificates_out_of_their_period_or_use_are_refused(
    options: dict[str, Any], sentence: str
) -> None:
    code, version = prepared()

    assert sentence in str(unfit(code, for_keys(version, **options)))


def test_a_revoked_certificate_is_refused() -> None:
    code, version = prepared()
    given = for_keys(version)
    serial = pki.read(given["certificate"]).serial
    pki.unsafe_authority().revoke(serial, at=NOON - timedelta(hours=1))

    assert "吊销" in str(unfit(code, given))


def test_a_certificate_of_an_authority_nobody_trusts_is_refused() -> None:
    code, version = prepared()
    key = keys.store().public(version.key_id)
    stranger = making.Authority().certify(key, "道里区市场监督管理局")

    assert "受信任" in str(unfit(code, {**for_keys(version), "certificate": stranger}))


def test_production_makes_no_seal_without_certificates(settings: Any) -> None:
    code, other = examined().code, prepared()[0]
    node = settings.TONGBAN
    settings.TONGBAN = node.model_copy(update={"mode": "production"})

    with pytest.raises(KeysNotPrepared):
        make(code)
    with pytest.raises(CertificateUnfit):
        make(other)


def test_certificates_without_keys_are_refused() -> None:
    code = examined().code

    with pytest.raises(KeysNotPrepared):
        make(code, certificate=b"x", pages_certificate=b"y")
    with pytest.raises(KeysNotPrepared):
        services.requests(actor=keeper(), seal_code=code)


def test_who_approves_gets_no_requests() -> None:
    code, _ = prepared()

    with pytest.raises(Forbidden):
        services.requests(actor=approver(), seal_code=code)
