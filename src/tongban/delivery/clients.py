"""The carriers.  Never called in a transaction."""

from __future__ import annotations

import json
import os
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings

from tongban.base.crypto import sm3
from tongban.delivery.rules import Trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TIMEOUT: Final = 10.0
_LONGEST_ANSWER: Final = 256 * 1024
_MOST_TRACES: Final = 200
_MAY_HEAL: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_SERVER_TROUBLE: Final = 500


class Unreachable(Exception):
    """No answer, or one that may be better later."""


class Rejected(Exception):
    """An answer that will stay the same: trying again would not help."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a carrier has to know of a parcel; `reference` stays the same when asked again."""

    reference: str
    carrier: str
    business: str
    sender: str
    sender_address: str
    sender_phone: str
    recipient: str
    address: str
    phone: str


class Carrier(Protocol):
    """Whoever carries parcels for us."""

    def book(self, order: Order, *, at: datetime) -> str:
        """Book a parcel and return its number; the same reference gives the same number."""

    def track(self, carrier: str, number: str, *, at: datetime) -> tuple[Trace, ...]:
        """Everything that is known of a parcel, in the words of the carrier."""


class HttpCarrier:
    """Posts JSON to an address, signed with HMAC-SM3 over time and body as short messages are."""

    def __init__(self, url: str, secret: str) -> None:
        if not url.startswith(("https://", "http://")):
            raise ValueError("a carrier is reached by https:// or http://")
        if not secret:
            raise Rejected("没有设置 TONGBAN_CARRIER_SECRET")
        self.url, self.secret = url.rstrip("/"), secret

    def book(self, order: Order, *, at: datetime) -> str:
        """Post the order; the answer names the number of the parcel."""
        answer = self._ask("book", asdict(order), at)
        number = answer.get("number")
        if not isinstance(number, str) or not number:
            raise Unreachable("寄递企业没有给运单号")
        return number

    def track(self, carrier: str, number: str, *, at: datetime) -> tuple[Trace, ...]:
        """Ask for the lines of a parcel; one that cannot be read is trouble of the carrier."""
        answer = self._ask("track", {"carrier": carrier, "number": number}, at)
        try:
            return tuple(_trace(line) for line in answer["traces"][:_MOST_TRACES])
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Unreachable("寄递企业的记录无法读取") from None

    def _ask(self, what: str, facts: dict[str, Any], at: datetime) -> dict[str, Any]:
        body = json.dumps(facts, ensure_ascii=False).encode()
        stamp = str(int(at.timestamp()))
        signed = sm3.hmac(self.secret.encode(), stamp.encode() + b"\n" + body).hex()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Tongban-Timestamp": stamp,
            "X-Tongban-Signature": signed,
        }
        try:
            answer = json.loads(_answer(f"{self.url}/{what}", body, headers))
        except ValueError:
            raise Unreachable("寄递企业的答复不是 JSON") from None
        if not isinstance(answer, dict):
            raise Unreachable("寄递企业的答复不是 JSON")
        return answer


class SimulatedCarrier:
    """For development: parcels move by the clock, one state an hour, and nothing is carried.

    What is kept is a reference, a number, the time and how it ends; no name and no address.  A
    recipient whose address ends in 【拒收】 refuses his parcel.
    """

    STEP = timedelta(hours=1)
    _WAY = ("待揽收", "已揽收", "运输", "投递", "签收")
    _BACK = ("待揽收", "已揽收", "运输", "投递", "拒收", "退回")

    def __init__(self, path: Path) -> None:
        self.path = path

    def book(self, order: Order, *, at: datetime) -> str:
        """Note the parcel once; asked again, the same number is answered."""
        for entry in self._entries():
            if entry["reference"] == order.reference:
                return str(entry["number"])
        number = f"YL{int.from_bytes(sm3.digest(order.reference.encode())[:5]):013d}"
        entry = {
            "reference": order.reference, "number": number, "at": at.isoformat(),
            "refused": order.address.endswith("【拒收】"),
        }  # fmt: skip
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as lines:
            lines.write(json.dumps(entry, ensure_ascii=False) + "\n")
        return number

    def track(self, carrier: str, number: str, *, at: datetime) -> tuple[Trace, ...]:  # noqa: ARG002
        """The lines that the clock has reached by now."""
        for entry in self._entries():
            if entry["number"] == number:
                begun = datetime.fromisoformat(entry["at"])
                words = self._BACK if entry["refused"] else self._WAY
                moments = (begun + self.STEP * step for step in range(len(words)))
                return tuple(
                    Trace(moment, word, signed_by="本人" if word == "签收" else "")
                    for moment, word in zip(moments, words, strict=True)
                    if moment <= at
                )
        raise Rejected("没有这个运单号")

    def _entries(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]


def carrier() -> Carrier:
    """The carrier of this node; in production a missing one is a fault that operators see."""
    config = settings.TONGBAN
    if config.carrier_url:
        return HttpCarrier(config.carrier_url, config.carrier_secret)
    if config.mode == "production":
        raise Rejected("没有设置 TONGBAN_CARRIER_URL")
    return SimulatedCarrier(config.data_dir.resolve() / "outgoing" / "parcels.jsonl")


def _trace(line: dict[str, Any]) -> Trace:
    at = datetime.fromisoformat(line["at"])
    if at.tzinfo is None:
        raise ValueError("a time without zone")
    word, place = _plain(line["word"], 64), _plain(line.get("place"), 100)
    if not word:
        raise ValueError("a line without a word")
    return Trace(at, word, place, _plain(line.get("signed_by"), 50))


def _plain(written: object, longest: int) -> str:
    """What a carrier wrote without anything that no page and no table can hold."""
    kept = (each if each.isprintable() else " " for each in str(written or ""))
    return " ".join("".join(kept).split())[:longest]


def _answer(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """The body of a good answer within `TIMEOUT`; redirects and proxies are not followed."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(str(parts.hostname), parts.port, timeout=TIMEOUT)
    try:
        connection.connect()
        with _ending(connection.sock):
            connection.request("POST", parts.path, body=body, headers=dict(headers))
            response = connection.getresponse()
            status, content = response.status, response.read(_LONGEST_ANSWER)
    except (OSError, HTTPException) as silent:
        raise Unreachable(f"寄递企业没有答复（{type(silent).__name__}）") from None
    finally:
        connection.close()
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return content
    words = f"寄递企业答复 {status}"
    if status in _MAY_HEAL or status >= _SERVER_TROUBLE:
        raise Unreachable(words)
    raise Rejected(words)


@contextmanager
def _ending(open_socket: socket.socket) -> Iterator[None]:
    """End a trickle, too: the time-out of a socket begins anew with each byte.

    The connection lets go of its socket when an answer begins, so that it is held here.
    """

    def cut() -> None:
        with suppress(OSError):
            open_socket.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(TIMEOUT, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
