"""A time stamp authority reached over HTTP (RFC 3161, 3.4).  Never called in a transaction."""

from __future__ import annotations

import secrets
import time
import urllib.request
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final

from asn1crypto import tsp

from tongban.base.crypto import der, pki
from tongban.base.crypto.errors import InvalidSeal
from tongban.base.crypto.pki.certificates import BROKEN
from tongban.base.crypto.stamps import digests, tokens

if TYPE_CHECKING:
    from datetime import datetime
    from http.client import HTTPResponse

TIMEOUT: Final = 10
_PIECE: Final = 8192
_GRANTED: Final = frozenset({"granted", "granted_with_mods"})
_SERVER_TROUBLE: Final = 500


class StampTrouble(Exception):
    """No time stamp was had; the message is one line for the operator."""


class StampUnavailable(StampTrouble):
    """No answer, or one that may be better later."""


class StampRefused(StampTrouble):
    """The authority said no, or what it sent cannot be relied on."""


class RemoteAuthority:
    """Asks an authority, and takes only a trusted stamp for exactly what was asked."""

    def __init__(self, url: str, *, algorithm: str = digests.SM3) -> None:
        if not url.startswith(("https://", "http://")):
            raise ValueError("a time stamp authority is reached by https:// or http://")
        self.url, self.algorithm = url, algorithm

    def stamp(self, digest: bytes, *, at: datetime | None = None) -> bytes:  # noqa: ARG002
        """Return a token (DER) by the authority's own clock; `at` is for local ones only."""
        nonce = 1 + secrets.randbits(63)
        request = tsp.TimeStampReq(
            {
                "version": "v1",
                "message_imprint": {
                    "hash_algorithm": {"algorithm": self.algorithm},
                    "hashed_message": digest,
                },
                "nonce": nonce,
                "cert_req": True,
            }
        )
        token = _token(self._answer(request.dump()))
        self._require_good(token, digest, nonce)
        return token

    def _require_good(self, token: bytes, digest: bytes, nonce: int) -> None:
        try:
            stamp = tokens.read(token)
            tokens.check(stamp, digest, algorithm=self.algorithm)
            standing = tokens.judge(stamp, pki.trust())
        except InvalidSeal as wrong:
            raise StampRefused(f"time stamp authority: {wrong}") from wrong
        if stamp.nonce != nonce:
            raise StampRefused("time stamp authority: the answer belongs to another question")
        if not standing.good(stamp.at):
            raise StampRefused(f"time stamp authority: not trusted, {standing.reason}")

    def _answer(self, body: bytes) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
            self.url,
            data=body,
            method="POST",
            headers={"Content-Type": "application/timestamp-query"},
        )
        opener = urllib.request.OpenerDirector()  # neither proxies nor redirects
        opener.add_handler(urllib.request.HTTPHandler())
        opener.add_handler(urllib.request.HTTPSHandler())
        try:
            with opener.open(request, timeout=TIMEOUT) as response:
                _require_ok(response.status)
                return _limited(response)
        except (OSError, HTTPException) as silent:
            raise StampUnavailable(f"time stamp authority: {type(silent).__name__}") from silent


def _require_ok(status: int) -> None:
    if status == HTTPStatus.OK:
        return
    words = f"time stamp authority answered {status}"
    if status >= _SERVER_TROUBLE or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise StampUnavailable(words)
    raise StampRefused(words)


def _limited(response: HTTPResponse) -> bytes:
    """The body, if it is short and comes soon; a drop each second does not count as soon."""
    until, body = time.monotonic() + TIMEOUT, b""
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > tokens.LONGEST:
            raise StampRefused("time stamp authority: the answer is too long")
        if time.monotonic() > until:
            raise StampUnavailable("time stamp authority: the answer takes too long")
    return body


def _token(body: bytes) -> bytes:
    try:
        der.require(body, longest=tokens.LONGEST)
        answer: Any = tsp.TimeStampResp.load(body, strict=True)
        status = answer["status"]["status"].native
        if status not in _GRANTED:
            raise StampRefused(f"time stamp authority: {status}")
        return bytes(answer["time_stamp_token"].dump())
    except BROKEN as broken:
        raise StampRefused("time stamp authority: the answer cannot be read") from broken
