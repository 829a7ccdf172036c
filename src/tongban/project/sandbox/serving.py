"""Where the simulated department is called: webhooks, and the control surface of the kit."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from tongban.project.listening import listening
from tongban.project.sandbox import acting
from tongban.project.sandbox.platform import Declined
from tongban.project.sandbox.signatures import Checker, NotGenuine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.project.sandbox.department import Department

LARGEST = 1_000_000


@contextmanager
def serving(system: Department, listen: str) -> Iterator[str]:
    """Serve in threads; gives the address, and ends what it began."""
    facts = {"system": system, "checker": Checker(system.platform.keys)}
    with listening(listen, type("Door", (_Door,), facts)) as address:
        try:
            yield address
        finally:
            system.stopped.set()
            system.woken.set()


class _Door(BaseHTTPRequestHandler):
    """`/hook` for the platform; `/control/…` for the kit."""

    system: Department
    checker: Checker

    def do_POST(self) -> None:
        """A webhook, or the kit that wants us to act."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))
        if self.path == "/hook":
            self._hook(body)
        elif self.path == "/control/poll":
            self._told(200, {"seen": self.system.poll()})
        elif self.path == "/control/push":
            self._push(json.loads(body))
        else:
            self._told(404, {})

    def do_GET(self) -> None:
        """What we have handled so far."""
        if self.path == "/control/handled":
            self._told(200, {"ids": self.system.handled, "failed": self.system.failed})
        else:
            self._told(404, {})

    def _push(self, wanted: dict[str, Any]) -> None:
        """One push; 501 for what this department does not do, 422 if the platform said no."""
        what = str(wanted.get("act", "steps"))
        if what not in acting.ACTS:
            self._told(501, {})
            return
        try:
            acting.act(self.system, what, str(wanted["number"]))
        except Declined as refused:
            self._told(422, {"error": str(refused)})
            return
        self._told(200, {})

    def _hook(self, body: bytes) -> None:
        """Answer at once; what the call is about is read from the feed, in order."""
        try:
            self.checker.check(dict(self.headers.items()), body)
        except NotGenuine as wrong:
            self._told(401, {"error": str(wrong)})
            return
        self.system.woken.set()
        self._told(200, {})

    def _told(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: Any) -> None:
        """Nothing: calls are not printed."""
