"""The authority over HTTP: what it says is taken only if it answers what was asked."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.base.crypto import mutations
from tests.base.crypto.foreign import NOON
from tests.base.crypto.stamps.server import response, serving
from tongban.base.crypto import pki, sm3, stamps
from tongban.base.crypto.pki.authority import UnsafeTestAuthority
from tongban.base.crypto.stamps import client, configured

DIGEST = sm3.digest(b"signature")


def test_a_stamp_is_asked_for_and_taken() -> None:
    with serving() as server:
        token = stamps.RemoteAuthority(server.url).stamp(DIGEST)

    ((content_type, request),) = server.asked
    assert stamps.verify(token, DIGEST, pki.trust()) == NOON
    assert content_type == "application/timestamp-query"
    assert request["message_imprint"]["hash_algorithm"]["algorithm"].dotted == stamps.SM3
    assert request["cert_req"].native is True
    assert request["nonce"].native == stamps.read(token).nonce


def test_pages_ask_for_another_digest() -> None:
    with serving(purpose="pages_stamps") as server:
        asked = stamps.RemoteAuthority(server.url, algorithm=stamps.SHA256)
        token = asked.stamp(DIGEST)

    assert stamps.verify(token, DIGEST, pki.trust(), algorithm=stamps.SHA256) == NOON


def test_two_questions_have_two_nonces() -> None:
    with serving() as server:
        for _ in range(2):
            stamps.RemoteAuthority(server.url).stamp(DIGEST)

    assert len({request["nonce"].native for _, request in server.asked}) == 2


def test_a_stamp_for_something_else_is_refused() -> None:
    with serving() as server:
        server.answer = lambda request: server.granted(request, digest=sm3.digest(b"other"))

        with pytest.raises(stamps.StampRefused, match="something else"):
            stamps.RemoteAuthority(server.url).stamp(DIGEST)


def test_a_stamp_over_another_digest_is_refused() -> None:
    with serving(purpose="pages_stamps") as server, pytest.raises(stamps.StampRefused):
        stamps.RemoteAuthority(server.url).stamp(DIGEST)


def test_an_old_answer_is_refused() -> None:
    with serving() as server:
        server.answer = lambda request: server.granted(request, nonce=4711)

        with pytest.raises(stamps.StampRefused, match="another question"):
            stamps.RemoteAuthority(server.url).stamp(DIGEST)


@pytest.mark.parametrize("status", ["rejection", "waiting", "revocation_notification"])
def test_a_refusal_is_a_refusal_even_with_a_token(status: str) -> None:
    token = stamps.LocalAuthority().stamp(DIGEST, at=NOON)
    answering = serving(answer=lambda _: response(token, status))
    with answering as server, pytest.raises(stamps.StampRefused, match=status):
        stamps.RemoteAuthority(server.url).stamp(DIGEST)


@pytest.mark.parametrize("content", [*mutations.WRONG, b"<html>", b"\x30\x00"])
def test_an_answer_that_is_none_is_refused(content: bytes) -> None:
    with serving(answer=lambda _: content) as server, pytest.raises(stamps.StampRefused):
        stamps.RemoteAuthority(server.url).stamp(DIGEST)


def test_an_endless_answer_is_refused() -> None:
    answering = serving(answer=lambda _: b"\x30" * 10_000_000)
    with answering as server, pytest.raises(stamps.StampRefused, match="too long"):
        stamps.RemoteAuthority(server.url).stamp(DIGEST)


def test_an_answer_in_drops_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TIMEOUT", 0.5)
    started = time.perf_counter()

    with serving(seconds_between=0.1) as server, pytest.raises(stamps.StampUnavailable):
        stamps.RemoteAuthority(server.url).stamp(DIGEST)
    assert 0.4 < time.perf_counter() - started < 50


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (500, stamps.StampUnavailable),
        (503, stamps.StampUnavailable),
        (429, stamps.StampUnavailable),
        (404, stamps.StampRefused),
        (302, stamps.StampRefused),
        (204, stamps.StampRefused),
    ],
)
def test_what_may_heal_is_told_apart(status: int, raised: type[Exception]) -> None:
    with serving(status=status) as server, pytest.raises(raised, match=str(status)):
        stamps.RemoteAuthority(server.url).stamp(DIGEST)


def test_nobody_there_may_heal() -> None:
    with serving() as server:
        pass

    with pytest.raises(stamps.StampUnavailable):
        stamps.RemoteAuthority(server.url).stamp(DIGEST)


def test_an_authority_that_is_not_trusted_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    other = UnsafeTestAuthority(tmp_path, mode="demo")
    monkeypatch.setattr(pki, "trust", lambda: pki.Trust.from_pem(other.pages_root.to_pem()))

    with serving() as server, pytest.raises(stamps.StampRefused, match="not trusted"):
        stamps.RemoteAuthority(server.url).stamp(DIGEST)


@pytest.mark.parametrize("url", ["ftp://a.example/", "file:///etc/hosts", "tsa.example"])
def test_other_schemes_are_not_opened(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        stamps.RemoteAuthority(url)


def test_the_settings_choose_the_authority(settings: Any) -> None:
    assert stamps.authority() == stamps.LocalAuthority("stamps")
    assert stamps.pages_authority() == stamps.LocalAuthority("pages_stamps")
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"timestamp_url": "https://t.example/"})

    for chosen, algorithm in (
        (configured.authority(), stamps.SM3),
        (configured.pages_authority(), stamps.SHA256),
    ):
        assert isinstance(chosen, stamps.RemoteAuthority)
        assert (chosen.url, chosen.algorithm) == ("https://t.example/", algorithm)
