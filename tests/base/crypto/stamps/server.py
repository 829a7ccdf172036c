"""A time stamp authority on this machine, which answers as it is told."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

from asn1crypto import cms, tsp

from tests.base.crypto.foreign import NOON
from tongban.base.crypto import stamps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Server:
    """Stamps what it is asked with keys of the node, unless told to answer something else."""

    purpose: str = "stamps"
    status: int = 200
    answer: Callable[[Any], bytes] | None = None
    seconds_between: float = 0
    asked: list[tuple[str, Any]] = field(default_factory=list)
    url: str = ""

    def body(self, request: Any) -> bytes:
        return self.answer(request) if self.answer else self.granted(request)

    def granted(
        self, request: Any, *, nonce: int | None = None, digest: bytes | None = None
    ) -> bytes:
        imprint = digest or request["message_imprint"]["hashed_message"].native
        authority = stamps.LocalAuthority(self.purpose)
        token = authority.token(imprint, at=NOON, nonce=nonce or request["nonce"].native)
        return response(token)


def response(token: bytes, status: str = "granted") -> bytes:
    """What an authority sends around a token."""
    answer = {"status": {"status": status}, "time_stamp_token": cms.ContentInfo.load(token)}
    return bytes(tsp.TimeStampResp(answer).dump())


class _Handler(BaseHTTPRequestHandler):
    server: _Listener

    def do_POST(self) -> None:
        state = self.server.state
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        state.asked.append((str(self.headers["Content-Type"]), request))
        content = state.body(request)
        self.send_response(state.status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send(content, state.seconds_between)

    def send(self, content: bytes, seconds_between: float) -> None:
        if not seconds_between:
            self.wfile.write(content)
            return
        for octet in content:
            self.wfile.write(bytes([octet]))
            self.wfile.flush()
            time.sleep(seconds_between)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Say nothing."""


class _Listener(HTTPServer):
    state: Server

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when a client leaves early."""


@contextlib.contextmanager
def serving(**more: Any) -> Iterator[Server]:
    """Run an authority for as long as the block lasts."""
    listener = _Listener(("127.0.0.1", 0), _Handler)
    listener.state = Server(**more, url=f"http://127.0.0.1:{listener.server_address[1]}/")
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield listener.state
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
