"""Tokens, ours and those of others: read strictly, trusted only with a trusted authority."""

from __future__ import annotations

import hashlib
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.base.crypto import foreign, mutations, openssl
from tests.base.crypto.bits import flipped
from tests.base.crypto.foreign import DAY, NOON
from tongban.base.crypto import keys, pki, sm3, stamps
from tongban.base.crypto.errors import InvalidSeal
from tongban.base.crypto.stamps import digests

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = sm3.digest(b"signature")
with_openssl = pytest.mark.skipif(openssl.missing(), reason=openssl.REASON)


@pytest.fixture(scope="module")
def token() -> bytes:
    return stamps.LocalAuthority().stamp(DIGEST, at=NOON)


def test_a_stamp_says_when(token: bytes) -> None:
    found = stamps.read(token)

    assert (found.at, found.digest, found.algorithm) == (NOON, DIGEST, stamps.SM3)
    assert found.certificate == pki.own("stamps")[0]
    assert stamps.verify(token, DIGEST, pki.trust()) == NOON
    assert stamps.read(stamps.LocalAuthority().stamp(DIGEST, at=NOON)).serial != found.serial


def test_without_a_moment_the_clock_is_read() -> None:
    before = time.time()
    found = stamps.read(stamps.authority().stamp(DIGEST))

    assert before - 1 <= found.at.timestamp() <= time.time()


def test_a_stamp_is_for_one_digest_of_one_kind(token: bytes) -> None:
    other = stamps.LocalAuthority("pages_stamps").stamp(DIGEST, at=NOON)

    with pytest.raises(InvalidSeal, match="something else"):
        stamps.verify(token, sm3.digest(b"signaturf"), pki.trust())
    with pytest.raises(InvalidSeal, match="something else"):
        stamps.verify(token, DIGEST, pki.trust(), algorithm=stamps.SHA256)
    with pytest.raises(InvalidSeal, match="something else"):
        stamps.verify(other, DIGEST, pki.trust())
    for size in (0, 20, 31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            stamps.authority().stamp(b"x" * size)


def test_one_flipped_bit_is_noticed(token: bytes) -> None:
    """Bits around what is signed may change the spelling, never what is said."""
    said = stamps.read(token)

    for changed in list(flipped(token))[::3]:
        try:
            found = stamps.read(changed)
        except InvalidSeal:
            continue
        assert (found.at, found.digest, found.serial) == (said.at, said.digest, said.serial)
        assert found.certificate == said.certificate


def test_every_flipped_bit_of_the_statement_is_noticed(token: bytes) -> None:
    stated = bytes(cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"])
    start = token.index(stated)

    for changed in flipped(stated):
        with pytest.raises(InvalidSeal):
            stamps.read(token[:start] + changed + token[start + len(stated) :])


def test_every_beginning_is_refused(token: bytes) -> None:
    for part in mutations.truncated(token):
        with pytest.raises(InvalidSeal):
            stamps.read(part)
    with pytest.raises(InvalidSeal):
        stamps.read(token + b"\x00")


@pytest.mark.parametrize("content", mutations.WRONG)
def test_wrong_frames_are_refused_soon(content: bytes) -> None:
    started = time.process_time()

    with pytest.raises(InvalidSeal):
        stamps.read(content)
    assert time.process_time() - started < 1


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidSeal):
        stamps.read(content)


@hypothesis_settings(max_examples=150)
@given(st.data())
def test_a_mutated_token_says_the_same_or_nothing(data: Any) -> None:
    token = made()
    content = data.draw(mutations.mutated(token))
    try:
        found = stamps.read(content)
    except InvalidSeal:
        return
    assert (found.at, found.digest) == (NOON, DIGEST)


def made(kept: list[bytes] = []) -> bytes:  # noqa: B006 - made once for all examples
    if not kept:
        kept.append(stamps.LocalAuthority().stamp(DIGEST, at=NOON))
    return kept[0]


def test_nobody_is_trusted_by_default(token: bytes) -> None:
    with pytest.raises(InvalidSeal, match="not trusted"):
        stamps.verify(token, DIGEST, pki.Trust())


def certified_as(usage: str, settings: Any, tmp_path: Path) -> pki.Certificate:
    """Give the node other keys, and its stamping key a certificate for a usage."""
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"key_dir": tmp_path / usage})
    key_id = pki.active("stamps")
    made = pki.unsafe_authority().certify(
        keys.store().public_der(key_id), name=pki.Name(common_name="x"), usage=usage, now=NOON - DAY
    )
    pki.put(key_id, [made])
    return made


def test_a_certificate_for_signing_does_not_stamp(settings: Any, tmp_path: Path) -> None:
    certified_as("signing", settings, tmp_path)
    token = stamps.authority().stamp(DIGEST, at=NOON)

    with pytest.raises(InvalidSeal, match="用途"):
        stamps.verify(token, DIGEST, pki.trust())


def test_withdrawal_and_period_are_judged_at_the_stamped_moment(
    settings: Any, tmp_path: Path
) -> None:
    mine = certified_as("stamping", settings, tmp_path)
    early, late, never = (
        stamps.authority().stamp(DIGEST, at=at) for at in (NOON, NOON + 2 * DAY, NOON - 2 * DAY)
    )
    assert stamps.verify(late, DIGEST, pki.trust()) == NOON + 2 * DAY

    pki.unsafe_authority().revoke(mine.serial, at=NOON + DAY)

    assert stamps.verify(early, DIGEST, pki.trust()) == NOON
    with pytest.raises(InvalidSeal, match="吊销"):
        stamps.verify(late, DIGEST, pki.trust())
    with pytest.raises(InvalidSeal, match="没有生效"):
        stamps.verify(never, DIGEST, pki.trust())


def test_a_token_signed_by_another_key_is_refused(settings: Any, tmp_path: Path) -> None:
    first = certified_as("stamping", settings, tmp_path)
    token = stamps.authority().stamp(DIGEST, at=NOON)
    keys.store().rotate("stamps", now=NOON)
    other = pki.own("stamps")[0]

    swapped = token.replace(first.der, other.der)

    assert len(first.der) == len(other.der) or swapped != token
    with pytest.raises(InvalidSeal):
        stamps.read(swapped)


@with_openssl
def test_openssl_verifies_our_stamp_for_pages(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"content").digest()
    (tmp_path / "content").write_bytes(b"content")
    (tmp_path / "token").write_bytes(stamps.LocalAuthority("pages_stamps").stamp(digest, at=NOON))
    (tmp_path / "root.pem").write_text(pki.unsafe_authority().pages_root.to_pem())

    verify = (
        "ts", "-verify", "-token_in", "-in", tmp_path / "token", "-data", tmp_path / "content",
        "-CAfile", tmp_path / "root.pem",
    )  # fmt: skip
    assert b"OK" in openssl.run(*verify)
    (tmp_path / "content").write_bytes(b"contenu")
    with pytest.raises(subprocess.CalledProcessError):
        openssl.run(*verify)


@with_openssl
def test_openssl_reads_our_stamp_and_verifies_its_signature(token: bytes, tmp_path: Path) -> None:
    signer = cms.ContentInfo.load(token)["content"]["signer_infos"][0]
    (tmp_path / "token").write_bytes(token)
    (tmp_path / "signed").write_bytes(signer["signed_attrs"].untag().dump())
    (tmp_path / "signature").write_bytes(signer["signature"].native)
    (tmp_path / "stamper.pem").write_text(pki.own("stamps")[0].to_pem())

    shown = openssl.run("ts", "-reply", "-token_in", "-in", tmp_path / "token", "-text")
    openssl.run(
        "pkeyutl", "-verify", "-certin", "-inkey", tmp_path / "stamper.pem", *openssl.SM3_WITH_ID,
        "-in", tmp_path / "signed", "-sigfile", tmp_path / "signature",
    )  # fmt: skip

    assert b"Hash Algorithm: sm3" in shown
    assert b"Time stamp: Mar  6 12:00:00 2026 GMT" in shown


CONFIGURATION = """
[tsa]
default_tsa = mine
[mine]
serial = {folder}/serial
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512, sha1
signer_digest = {digest}
accuracy = secs:1
ess_cert_id_alg = {pointer}
"""


def openssl_token(
    folder: Path, stamper: foreign.Made, content: bytes, *, digest: str, pointer: str = "sha256"
) -> bytes:
    """What a time stamp authority run with OpenSSL answers."""
    settings = CONFIGURATION.format(folder=folder, digest=digest, pointer=pointer)
    (folder / "tsa.cnf").write_text(settings)
    (folder / "serial").write_text("01\n")
    (folder / "stamper.pem").write_bytes(stamper.pem)
    (folder / "content").write_bytes(content)
    (folder / "stamper.key").write_bytes(
        stamper.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    openssl.run(
        "ts", "-query", "-data", folder / "content", f"-{digest}", "-cert", "-out", folder / "query"
    )
    return openssl.run(
        "ts", "-reply", "-config", folder / "tsa.cnf", "-queryfile", folder / "query",
        "-signer", folder / "stamper.pem", "-inkey", folder / "stamper.key", "-token_out",
    )  # fmt: skip


@with_openssl
@pytest.mark.parametrize(
    ("key", "digest", "algorithm", "pointer"),
    [
        (ec.generate_private_key(ec.SECP256R1()), "sha256", stamps.SHA256, "sha256"),
        (rsa.generate_private_key(65537, 2048), "sha256", stamps.SHA256, "sha1"),
        (rsa.generate_private_key(65537, 3072), "sha512", digests.SHA512, "sha512"),
        (ec.generate_private_key(ec.SECP384R1()), "sha384", digests.SHA384, "sha256"),
    ],
    ids=["ECDSA", "RSA", "RSA-SHA-512", "P-384"],
)
def test_stamps_of_others_are_verified(
    tmp_path: Path, key: Any, digest: str, algorithm: str, pointer: str
) -> None:
    root = foreign.authority("root", last=NOON + 3000 * DAY)
    stamper = foreign.stamper("stamper", root, key=key, last=NOON + 3000 * DAY)
    lists = [foreign.revocation_list(root, last=NOON + 3000 * DAY)]
    trust = foreign.trusting(root, crls=lists)
    token = openssl_token(tmp_path, stamper, b"content", digest=digest, pointer=pointer)
    imprint = hashlib.new(digest, b"content").digest()

    at = stamps.verify(token, imprint, trust, algorithm=algorithm)

    assert abs(at.timestamp() - time.time()) < 60
    with pytest.raises(InvalidSeal):
        stamps.verify(
            token, imprint, foreign.trusting(foreign.authority("root")), algorithm=algorithm
        )
    with pytest.raises(InvalidSeal, match="吊销列表"):
        stamps.verify(token, imprint, foreign.trusting(root), algorithm=algorithm)


@with_openssl
def test_stamps_over_weak_digests_are_refused(tmp_path: Path) -> None:
    stamper = foreign.stamper("stamper", foreign.authority("root"), last=NOON + 3000 * DAY)

    with pytest.raises(InvalidSeal, match="not relied on"):
        stamps.read(openssl_token(tmp_path, stamper, b"content", digest="sha1"))
