"""Certificates, lists and requests of every broken kind are refused, and in bounded time."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING

import pytest
from asn1crypto import pem, x509
from cryptography import x509 as theirs
from hypothesis import given
from hypothesis import strategies as st

from tests.base.crypto import foreign, mutations
from tests.base.crypto.bits import flipped
from tests.base.crypto.foreign import DAY, NOON
from tongban.base.crypto import keys, pki
from tongban.base.crypto.pki import certificates

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = foreign.authority("根")
LEAF = foreign.made("某局电子印章", ROOT)
LIST = foreign.revocation_list(ROOT, {LEAF: NOON})


def request_of_ours() -> bytes:
    key = keys.store().create("seals", now=NOON)
    return pki.request(key.key_id, pki.Name(common_name="某局电子印章", organisation="某局"))


READERS = [(pki.read, LEAF.der), (pki.read_list, LIST), (pki.requested_key, request_of_ours)]


@pytest.fixture(params=READERS, ids=["certificate", "list", "request"])
def reader(request: pytest.FixtureRequest) -> tuple[Callable[[bytes], object], bytes]:
    read, content = request.param
    return read, content() if callable(content) else content


def test_what_a_certificate_says_is_read() -> None:
    found = LEAF.ours

    assert (found.subject, found.issuer) == ("CN=某局电子印章", "CN=根")
    assert found.serial == LEAF.certificate.serial_number
    assert (found.not_before, found.not_after) == (foreign.FIRST, foreign.LAST)
    assert found.usages == {"digital_signature", "non_repudiation"}
    assert (found.is_authority, ROOT.ours.is_authority) == (False, True)
    assert found.sm2_key is None
    assert pki.read(LEAF.pem) == pki.read(LEAF.der) == pki.read(found.to_pem().encode())
    assert len(found.fingerprint) == 64


def test_what_a_list_says_is_read() -> None:
    found = pki.read_list(LIST)

    assert found.revoked == {LEAF.certificate.serial_number: pki.Revocation(NOON, "key_compromise")}
    assert (found.this_update, found.next_update) == (NOON - DAY, NOON + DAY)


def test_every_beginning_is_refused(reader: tuple[Callable[[bytes], object], bytes]) -> None:
    read, content = reader

    for part in mutations.truncated(content):
        with pytest.raises(pki.CertificateBroken):
            read(part)


def test_what_follows_the_end_is_refused(
    reader: tuple[Callable[[bytes], object], bytes],
) -> None:
    read, content = reader

    for tail in (b"\x00", b"\x05\x00", content):
        with pytest.raises(pki.CertificateBroken):
            read(content + tail)


@pytest.mark.parametrize("read", [pki.read, pki.read_list, pki.requested_key])
@pytest.mark.parametrize("content", mutations.WRONG)
def test_wrong_frames_are_refused_soon(read: Callable[[bytes], object], content: bytes) -> None:
    started = time.process_time()

    with pytest.raises(pki.CertificateBroken):
        read(content)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("read", [pki.read, pki.read_list, pki.requested_key])
def test_other_things_in_der_are_refused(read: Callable[[bytes], object]) -> None:
    public = LEAF.ours.public_key_der

    for other in (public, b"\x30\x00", b"\x05\x00", LEAF.der if read is not pki.read else LIST):
        with pytest.raises(pki.CertificateBroken):
            read(other)


@given(st.binary(max_size=400))
def test_random_bytes_are_refused(content: bytes) -> None:
    for read in (pki.read, pki.read_list, pki.requested_key):
        with pytest.raises(pki.CertificateBroken):
            read(content)


@given(mutations.mutated(LEAF.der))
def test_a_mutated_certificate_is_refused_or_not_trusted(content: bytes) -> None:
    trust = foreign.trusting(ROOT)
    try:
        found = pki.read(content)
    except pki.CertificateBroken:
        return
    assert trust.judge(found, at=NOON).trusted is (content == LEAF.der)


@given(mutations.mutated(LIST))
def test_a_mutated_list_is_refused_or_not_believed(content: bytes) -> None:
    try:
        trust = foreign.trusting(ROOT, crls=[content])
    except pki.CertificateBroken:
        return
    assert trust.judge(LEAF.ours, at=NOON).revocation_known is (content == LIST)


def test_one_flipped_bit_is_never_trusted() -> None:
    trust = foreign.trusting(ROOT)
    assert trust.judge(LEAF.ours, at=NOON).trusted

    for changed in flipped(LEAF.der):
        try:
            found = pki.read(changed)
        except pki.CertificateBroken:
            continue
        assert not trust.judge(found, at=NOON).trusted


def test_one_flipped_bit_in_a_request_is_noticed() -> None:
    content = request_of_ours()

    for changed in list(flipped(content))[::3]:
        with pytest.raises(pki.CertificateBroken):
            pki.requested_key(changed)


def rewritten(change: Callable[[x509.Certificate], None]) -> bytes:
    loaded = x509.Certificate.load(LEAF.der)
    change(loaded)
    return bytes(loaded.dump(force=True))


def first_version(loaded: x509.Certificate) -> None:
    loaded["tbs_certificate"]["version"] = "v1"


def no_number(loaded: x509.Certificate) -> None:
    loaded["tbs_certificate"]["serial_number"] = 0


def negative_number(loaded: x509.Certificate) -> None:
    loaded["tbs_certificate"]["serial_number"] = -5


def endless_number(loaded: x509.Certificate) -> None:
    loaded["tbs_certificate"]["serial_number"] = 1 << 300


def two_algorithms(loaded: x509.Certificate) -> None:
    loaded["signature_algorithm"] = {"algorithm": "sha384_ecdsa"}


def extension_twice(loaded: x509.Certificate) -> None:
    extensions = loaded["tbs_certificate"]["extensions"]
    extensions.append(extensions[0])


@pytest.mark.parametrize(
    "change",
    [first_version, no_number, negative_number, endless_number, two_algorithms, extension_twice],
)
def test_a_certificate_that_contradicts_itself_is_refused(
    change: Callable[[x509.Certificate], None],
) -> None:
    assert pki.read(rewritten(lambda _: None)).serial == LEAF.ours.serial
    with pytest.raises(pki.CertificateBroken):
        pki.read(rewritten(change))


def test_a_list_with_what_we_cannot_honour_is_refused() -> None:
    part = theirs.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=True,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )
    with pytest.raises(pki.CertificateBroken, match="critical"):
        pki.read_list(foreign.revocation_list(ROOT, extensions=[(part, True)]))


@pytest.mark.parametrize(
    "content",
    [
        LEAF.pem + ROOT.pem,
        LEAF.pem[:-10],
        LEAF.pem.replace(b"CERTIFICATE", b"X509 CRL"),
        pem.armor("CERTIFICATE", LIST),
        b"-----BEGIN CERTIFICATE-----\n"
        + base64.b64encode(LEAF.der)[:-3]
        + b"\n-----END CERTIFICATE-----",
        b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
    ],
    ids=["two", "cut off", "another name", "another thing", "cut base64", "no base64"],
)
def test_pem_holds_one_whole_certificate(content: bytes) -> None:
    with pytest.raises(pki.CertificateBroken):
        pki.read(content)


def test_a_large_list_is_read_in_time() -> None:
    builder = theirs.CertificateRevocationListBuilder()
    builder = builder.issuer_name(ROOT.certificate.subject)
    builder = builder.last_update(NOON).next_update(NOON + DAY)
    builder._revoked_certificates = [
        theirs.RevokedCertificateBuilder().serial_number(number).revocation_date(NOON).build()
        for number in range(1, 5001)
    ]
    from cryptography.hazmat.primitives import hashes, serialization

    content = builder.sign(ROOT.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    started = time.process_time()

    assert len(pki.read_list(content).revoked) == 5000
    assert time.process_time() - started < 10
    assert len(content) > certificates.LONGEST


@pytest.mark.parametrize(
    "wrong",
    [{"common_name": " "}, {"common_name": "长" * 65}, {"common_name": "a", "country": "CHN"}],
)
def test_a_name_that_no_certificate_may_hold_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"name|country"):
        pki.Name(**wrong)
