"""OpenSSL and gmssl accept what we make, and we what they make."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from asn1crypto import crl
from gmssl import sm2 as gm

from tests.base.crypto import openssl, vectors
from tests.base.crypto.foreign import NOON
from tongban.base.crypto import keys, pki, sm2
from tongban.base.crypto.pki.authority import UnsafeTestAuthority

if TYPE_CHECKING:
    from pathlib import Path

with_openssl = pytest.mark.skipif(openssl.missing(), reason=openssl.REASON)
ID = "distid:1234567812345678"


@pytest.fixture
def authority(tmp_path: Path) -> UnsafeTestAuthority:
    return UnsafeTestAuthority(tmp_path / "pki", mode="demo")


@pytest.fixture
def files(tmp_path: Path, authority: UnsafeTestAuthority) -> Path:
    """A seal's certificate, the roots and their lists, as files."""
    key = keys.store().create("seals", now=NOON)
    public = keys.store().public_der(key.key_id)
    name = pki.Name(common_name="某局电子印章", organisation="某局", province="黑龙江省")
    leaf = authority.certify(public, name=name, now=NOON)
    authority.revoke(12345, at=NOON, reason="key_compromise")
    (tmp_path / "leaf.pem").write_text(leaf.to_pem())
    (tmp_path / "leaf.key-id").write_text(key.key_id)
    (tmp_path / "root.pem").write_text(authority.root.to_pem())
    (tmp_path / "pages.pem").write_text(authority.pages_root.to_pem())
    (tmp_path / "list.der").write_bytes(authority.crl(NOON))
    (tmp_path / "pages-list.der").write_bytes(authority.pages_crl(NOON))
    return tmp_path


def verify(files: Path, leaf: str, root: str = "root.pem", *more: str) -> bytes:
    at = ("-attime", str(int(NOON.timestamp())), "-x509_strict")
    return openssl.run("verify", *at, *more, "-CAfile", files / root, files / leaf)


@with_openssl
def test_openssl_verifies_our_chain(files: Path) -> None:
    assert b"OK" in verify(files, "leaf.pem", "root.pem", "-vfyopt", ID)
    with pytest.raises(subprocess.CalledProcessError):
        verify(files, "leaf.pem", "root.pem", "-vfyopt", "distid:other")
    with pytest.raises(subprocess.CalledProcessError):
        verify(files, "leaf.pem", "pages.pem", "-vfyopt", ID)


@with_openssl
def test_openssl_verifies_our_p256_chain_and_list(
    files: Path, authority: UnsafeTestAuthority
) -> None:
    key = keys.store().create("pages", now=NOON)
    public = keys.store().public_der(key.key_id)
    leaf = authority.certify(public, name=pki.Name(common_name="版式签章"), now=NOON)
    (files / "page.pem").write_text(leaf.to_pem())
    trusted = files / "trusted.pem"
    pem_list = openssl.run("crl", "-inform", "DER", "-in", files / "pages-list.der")
    trusted.write_bytes((files / "pages.pem").read_bytes() + pem_list)

    assert b"OK" in verify(files, "page.pem", "trusted.pem", "-crl_check")

    authority.revoke(leaf.serial, at=NOON)
    (files / "pages-list.der").write_bytes(authority.pages_crl(NOON))
    pem_list = openssl.run("crl", "-inform", "DER", "-in", files / "pages-list.der")
    trusted.write_bytes((files / "pages.pem").read_bytes() + pem_list)
    with pytest.raises(subprocess.CalledProcessError, match="status 2"):
        verify(files, "page.pem", "trusted.pem", "-crl_check")


@with_openssl
def test_openssl_verifies_the_signature_of_our_list(files: Path) -> None:
    """`openssl crl` cannot be told the signer's id, so its parts are verified."""
    loaded = crl.CertificateList.load((files / "list.der").read_bytes())
    (files / "signed").write_bytes(loaded["tbs_cert_list"].dump())
    (files / "signature").write_bytes(loaded["signature"].native)
    openssl.run("x509", "-in", files / "root.pem", "-pubkey", "-noout", "-out", files / "root.pub")
    shown = openssl.run("crl", "-inform", "DER", "-in", files / "list.der", "-noout", "-text")

    arguments = ("pkeyutl", "-verify", "-pubin", "-inkey", files / "root.pub", *openssl.SM3_WITH_ID)
    openssl.run(*arguments, "-in", files / "signed", "-sigfile", files / "signature")

    assert b"Key Compromise" in shown
    assert b"3039" in shown
    (files / "signed").write_bytes(loaded["tbs_cert_list"].dump()[:-1] + b"x")
    with pytest.raises(subprocess.CalledProcessError):
        openssl.run(*arguments, "-in", files / "signed", "-sigfile", files / "signature")


@with_openssl
def test_openssl_verifies_a_signature_by_our_certificate(files: Path) -> None:
    key_id = (files / "leaf.key-id").read_text()
    signed = keys.store().sign_by(key_id, "一网通办".encode())
    (files / "message").write_bytes("一网通办".encode())
    (files / "signature").write_bytes(sm2.signature_to_der(signed.value))

    arguments = (
        "pkeyutl",
        "-verify",
        "-certin",
        "-inkey",
        files / "leaf.pem",
        *openssl.SM3_WITH_ID,
    )
    openssl.run(*arguments, "-in", files / "message", "-sigfile", files / "signature")
    openssl.run("x509", "-in", files / "leaf.pem", "-pubkey", "-noout", "-out", files / "leaf.pub")
    openssl.run(
        "dgst", "-sm3", "-verify", files / "leaf.pub", "-sigopt", ID,
        "-signature", files / "signature", files / "message",
    )  # fmt: skip
    (files / "message").write_bytes(b"something else")
    with pytest.raises(subprocess.CalledProcessError):
        openssl.run(*arguments, "-in", files / "message", "-sigfile", files / "signature")


@with_openssl
def test_openssl_verifies_our_request(files: Path) -> None:
    key_id = (files / "leaf.key-id").read_text()
    (files / "request").write_bytes(pki.request(key_id, pki.Name(common_name="某局电子印章")))

    openssl.run(
        "req", "-inform", "DER", "-in", files / "request", "-verify", "-noout", "-vfyopt", ID
    )


CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
[name]
C = CN
O = 某认证机构
CN = {name}
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
authorityKeyIdentifier = keyid
certificatePolicies = 1.2.156.1.1
1.2.156.10260.4.1.3 = ASN1:PRINTABLESTRING:123456789
[ca]
database = {folder}/index
crlnumber = {folder}/number
default_md = sm3
default_crl_days = 30
"""


def foreign_authority(folder: Path) -> tuple[bytes, bytes, bytes]:
    """A root, a leaf and a request for another one, as an SM2 authority with OpenSSL makes them."""
    for name in ("root", "leaf"):
        settings = CONFIGURATION.format(name=name, folder=folder)
        (folder / f"{name}.cnf").write_text(settings, encoding="utf-8")
        (folder / f"{name}.key").write_bytes(openssl.run("genpkey", "-algorithm", "SM2"))
    with_id = ("-sigopt", ID, "-sm3")
    openssl.run(
        "req", "-x509", "-utf8", "-config", folder / "root.cnf", "-extensions", "root",
        "-key", folder / "root.key", "-days", "3650", *with_id, "-out", folder / "root.pem",
    )  # fmt: skip
    openssl.run(
        "req", "-new", "-utf8", "-config", folder / "leaf.cnf", "-key", folder / "leaf.key",
        *with_id, "-out", folder / "leaf.req",
    )  # fmt: skip
    openssl.run(
        "x509", "-req", "-in", folder / "leaf.req", "-vfyopt", ID, "-CA", folder / "root.pem",
        "-CAkey", folder / "root.key", "-days", "365", *with_id, "-extfile", folder / "leaf.cnf",
        "-extensions", "leaf", "-CAcreateserial", "-out", folder / "leaf.pem",
    )  # fmt: skip
    return tuple((folder / name).read_bytes() for name in ("root.pem", "leaf.pem", "leaf.req"))  # type: ignore[return-value]


@with_openssl
def test_certificates_made_by_openssl_are_accepted(tmp_path: Path) -> None:
    root, leaf, asked = foreign_authority(tmp_path)
    found = pki.read(leaf)

    standing = pki.Trust.from_pem(root).judge(found, at=found.not_before, usage="signing")

    assert standing.trusted
    assert standing.in_period
    assert found.subject == "C=CN, O=某认证机构, CN=leaf"
    assert pki.requested_key(asked) == found.public_key_der
    assert found.sm2_key is not None


@with_openssl
def test_lists_signed_by_openssl_are_believed(tmp_path: Path) -> None:
    root, leaf, _ = foreign_authority(tmp_path)
    found = pki.read(leaf)
    serial = found.serial.to_bytes(20).hex().removeprefix("00")  # whole bytes, or it is refused
    (tmp_path / "index").write_text(
        f"R\t360101000000Z\t260306120000Z,keyCompromise\t{serial.upper()}\tunknown\t/CN=leaf\n"
    )
    (tmp_path / "number").write_text("01\n")
    content = openssl.run(
        "ca", "-gencrl", "-config", tmp_path / "root.cnf", "-name", "ca", "-sigopt", ID,
        "-keyfile", tmp_path / "root.key", "-cert", tmp_path / "root.pem",
    )  # fmt: skip

    standing = pki.Trust.from_pem(root, crls=[content]).judge(found, at=found.not_before)

    assert standing.revocation_known
    assert standing.revoked_at == NOON


@with_openssl
def test_a_certificate_signed_with_another_id_is_not_trusted(tmp_path: Path) -> None:
    foreign_authority(tmp_path)
    other = openssl.run(
        "x509", "-req", "-in", tmp_path / "leaf.req", "-vfyopt", ID, "-CA", tmp_path / "root.pem",
        "-CAkey", tmp_path / "root.key", "-sigopt", "distid:someone", "-sm3",
        "-extfile", tmp_path / "leaf.cnf", "-extensions", "leaf", "-CAcreateserial",
    )  # fmt: skip
    found = pki.read(other)

    trust = pki.Trust.from_pem((tmp_path / "root.pem").read_bytes())

    assert not trust.judge(found, at=found.not_before).trusted


def hexed(public: sm2.PublicKey) -> str:
    return public.point[1:].hex()


def test_gmssl_verifies_our_signature() -> None:
    ours = sm2.generate()
    theirs: Any = gm.CryptSM2(private_key="", public_key=hexed(ours.public))
    signature = sm2.sign(ours, b"message")

    assert theirs.verify_with_sm3(signature.hex(), b"message")
    assert not theirs.verify_with_sm3(signature.hex(), b"messagf")


def test_gmssl_verifies_our_certificate(authority: UnsafeTestAuthority) -> None:
    root = authority.root
    assert root.sm2_key is not None
    theirs: Any = gm.CryptSM2(private_key="", public_key=hexed(root.sm2_key))
    raw = sm2.signature_from_der(root.signature)

    assert theirs.verify_with_sm3(raw.hex(), root.signed)
    assert not theirs.verify_with_sm3(raw.hex(), root.signed[:-1] + b"x")


def test_we_verify_the_signature_of_gmssl() -> None:
    ours = sm2.generate()
    theirs: Any = gm.CryptSM2(private_key=ours.secret.hex(), public_key=hexed(ours.public))
    signature = bytes.fromhex(theirs.sign_with_sm3(b"message"))

    sm2.verify(ours.public, b"message", signature)
    with pytest.raises(sm2.InvalidSignature):
        sm2.verify(ours.public, b"messagf", signature)


def test_the_published_digest_with_the_id_is_met() -> None:
    public = sm2.PublicKey(b"\x04" + vectors.PX.to_bytes(32) + vectors.PY.to_bytes(32))

    assert sm2.digest(public, vectors.MESSAGE) == vectors.E.to_bytes(32)
    assert sm2.digest(public, vectors.MESSAGE, b"another id") != vectors.E.to_bytes(32)
