"""SM2 and SM3 against the `openssl` command, both ways."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.base.crypto import openssl
from tongban.base.crypto import sm2, sm3

if TYPE_CHECKING:
    from pathlib import Path

MESSAGE = "一网通办".encode()
pytestmark = pytest.mark.skipif(openssl.missing(), reason=openssl.REASON)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "message").write_bytes(MESSAGE)
    (tmp_path / "key.pem").write_bytes(openssl.run("genpkey", "-algorithm", "SM2"))
    return tmp_path


def test_keys_are_exchanged(files: Path) -> None:
    ours = sm2.PrivateKey.from_pem((files / "key.pem").read_text())

    assert ours.to_pem() == (files / "key.pem").read_text()
    assert ours.public.to_pem().encode() == openssl.run("pkey", "-in", files / "key.pem", "-pubout")


def test_openssl_verifies_our_signature(files: Path) -> None:
    ours = sm2.generate()
    (files / "public.pem").write_text(ours.public.to_pem())
    (files / "signature").write_bytes(sm2.signature_to_der(sm2.sign(ours, MESSAGE)))

    verify = ("pkeyutl", "-verify", "-pubin", "-inkey", files / "public.pem", *openssl.SM3_WITH_ID)
    openssl.run(*verify, "-in", files / "message", "-sigfile", files / "signature")

    with pytest.raises(subprocess.CalledProcessError):
        openssl.run(*verify, "-in", files / "public.pem", "-sigfile", files / "signature")


def test_we_verify_the_signature_of_openssl(files: Path) -> None:
    public = sm2.PrivateKey.from_pem((files / "key.pem").read_text()).public
    sign = ("pkeyutl", "-sign", "-inkey", files / "key.pem", *openssl.SM3_WITH_ID)
    signature = sm2.signature_from_der(openssl.run(*sign, "-in", files / "message"))

    sm2.verify(public, MESSAGE, signature)
    with pytest.raises(sm2.InvalidSignature):
        sm2.verify(public, MESSAGE + b"!", signature)


def test_ciphertexts_are_exchanged(files: Path) -> None:
    ours = sm2.PrivateKey.from_pem((files / "key.pem").read_text())
    (files / "public.pem").write_text(ours.public.to_pem())
    (files / "sealed").write_bytes(sm2.ciphertext_to_der(sm2.encrypt(ours.public, MESSAGE)))

    encrypt = ("pkeyutl", "-encrypt", "-pubin", "-inkey", files / "public.pem")
    theirs = openssl.run(*encrypt, "-in", files / "message")
    decrypt = ("pkeyutl", "-decrypt", "-inkey", files / "key.pem")

    assert sm2.decrypt(ours, sm2.ciphertext_from_der(theirs)) == MESSAGE
    assert openssl.run(*decrypt, "-in", files / "sealed") == MESSAGE


def test_openssl_has_the_same_digest(files: Path) -> None:
    assert openssl.run("dgst", "-sm3", "-binary", files / "message") == sm3.digest(MESSAGE)
