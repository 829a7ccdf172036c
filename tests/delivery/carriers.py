"""A carrier on this machine: books each reference once, answers what a test has told it."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.listening import listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler


class CarrierServer:
    """Keeps every call; `answers` are given first, `pause` comes before each byte of a body."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[tuple[str, dict[str, str], dict[str, Any], bytes]] = []
        self.booked: dict[str, str] = {}
        self.traces: list[dict[str, Any]] = []
        self.answers: list[tuple[int, bytes]] = []
        self.pause = 0.0
        self.over = threading.Event()
        self.at_each_call: Callable[[], None] = lambda: None

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers["Content-Length"]))
        asked, what = json.loads(raw), handler.path.rpartition("/")[2]
        self.calls.append((what, dict(handler.headers), asked, raw))
        self.at_each_call()
        status, body = self.answers.pop(0) if self.answers else (200, self._good(what, asked))
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Location", "http://127.0.0.1:1/")
        handler.end_headers()
        if not self.pause:
            handler.wfile.write(body)
            return
        for each in body:
            self.over.wait(self.pause)
            handler.wfile.write(bytes([each]))
            handler.wfile.flush()

    def _good(self, what: str, asked: dict[str, Any]) -> bytes:
        if what == "track":
            return json.dumps({"traces": self.traces}).encode()
        number = self.booked.setdefault(asked["reference"], f"SF{len(self.booked) + 1:05d}")
        return json.dumps({"number": number}).encode()


@contextmanager
def carrier_server() -> Iterator[CarrierServer]:
    """A carrier while the block lasts."""
    kept = CarrierServer()
    with listening(kept.answer) as port:
        kept.url = f"http://127.0.0.1:{port}/api"
        try:
            yield kept
        finally:
            kept.over.set()
