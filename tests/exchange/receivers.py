"""Receivers of webhooks, good and bad, each in a thread of its own."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.listening import listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler


class Receiver:
    """Keeps what came; answers `status` after `delay` seconds, or byte by byte."""

    def __init__(self) -> None:
        self.status, self.delay, self.trickle = 200, 0.0, False
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.url = ""
        self.over = threading.Event()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length", 0))
        self.calls.append((dict(handler.headers), handler.rfile.read(length)))
        if self.trickle:
            self._trickle(handler)
            return
        if self.delay:
            self.over.wait(self.delay)
        handler.send_response(self.status)
        if 300 <= self.status < 400:
            handler.send_header("Location", "http://127.0.0.1:1/")
        handler.end_headers()

    def _trickle(self, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        until = time.monotonic() + self.delay
        while time.monotonic() < until and not self.over.is_set():
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.05)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver on this machine."""
    kept = Receiver()
    with listening(kept.answer) as port:
        kept.url = f"http://127.0.0.1:{port}/hook"
        try:
            yield kept
        finally:
            kept.over.set()
