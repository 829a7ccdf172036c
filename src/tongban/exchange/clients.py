"""Calling the addresses that departments' systems gave us.  Never inside a transaction.

The name is resolved once, every address is judged, and the call goes to the judged address itself,
so that a name which changes in between leads nowhere.  No redirect is followed, no proxy is used.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_GOOD = range(200, 300)
# The first that fits, from the narrow to the wide.
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (ConnectionRefusedError, "对方拒绝连接，服务没有启动或者端口不对"),
    (ConnectionError, "连接被对方中断"),
    (ssl.SSLCertVerificationError, "对方的证书不可信、过期或者和主机名不符"),
    (ssl.SSLError, "和对方建立加密连接失败"),
    (http.client.HTTPException, "对方的答复不是 HTTP"),
)


class Unreachable(Exception):
    """No answer in time, or one that is no 2xx; `status` is what was answered, if anything."""

    def __init__(self, words: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(words)


class AddressRefused(Unreachable):
    """The name leads to an address that may not be called."""


@dataclass(frozen=True, slots=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str
    address: str


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed: Callable[[str], bool],
    seconds: float,
) -> int:
    """POST, and return the status of a good answer; the whole call lasts `seconds` at most.

    Raises `Unreachable`, or `AddressRefused` without sending anything.
    """
    until = time.monotonic() + seconds
    connection = _connection(_target(url, allowed), until)
    # A socket's own time-out begins anew with each byte; this one ends a trickle, too.
    cut = threading.Event()
    watch = threading.Timer(max(0.1, until - time.monotonic()), _cut, [connection, cut])
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", _path(url), body=body, headers=dict(headers))
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as silent:
        if cut.is_set() or isinstance(silent, TimeoutError):
            raise _late(seconds) from None
        raise Unreachable(_in_words(silent)) from None
    finally:
        watch.cancel()
        connection.close()
    if cut.is_set():  # what came before the cut was no whole answer
        raise _late(seconds)
    if status not in _GOOD:
        raise Unreachable(f"对方答复 {status}", status)
    return status


def _target(url: str, allowed: Callable[[str], bool]) -> _Target:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = str(parts.hostname)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Unreachable("域名无法解析") from None
    addresses = [str(one[4][0]) for one in found]
    if not all(map(allowed, addresses)):
        raise AddressRefused("这个地址在内部网络，平台不允许推送")
    return _Target(parts.scheme, host, port, _path(url), addresses[0])


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _connection(target: _Target, until: float) -> http.client.HTTPConnection:
    """A connection by name whose socket goes to the judged address."""
    left = max(0.1, until - time.monotonic())
    if target.scheme == "http":
        plain = http.client.HTTPConnection(target.host, target.port, timeout=left)
        _pin(plain, target, left, lambda raw: raw)
        return plain
    context = ssl.create_default_context()
    secure = http.client.HTTPSConnection(target.host, target.port, timeout=left, context=context)
    _pin(secure, target, left, lambda raw: context.wrap_socket(raw, server_hostname=target.host))
    return secure


def _pin(
    connection: http.client.HTTPConnection,
    target: _Target,
    left: float,
    dress: Callable[[socket.socket], socket.socket],
) -> None:
    def connect() -> None:
        raw = socket.create_connection((target.address, target.port), timeout=left)
        raw.settimeout(left)
        connection.sock = dress(raw)

    connection.connect = connect  # type: ignore[method-assign]


def _late(seconds: float) -> Unreachable:
    return Unreachable(f"{seconds:g} 秒内没有答复")


def _cut(connection: http.client.HTTPConnection, cut: threading.Event) -> None:
    cut.set()
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _in_words(trouble: Exception) -> str:
    """What went wrong, for the operator who has to tell the department."""
    return next((words for kind, words in _WORDS if isinstance(trouble, kind)), "连接失败")
