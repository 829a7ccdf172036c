"""The kit as the platform: what it serves, what it was asked, and what it does wrong on purpose."""

from __future__ import annotations

import json
import time
import urllib.parse
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from tongban.base.crypto import sm2
from tongban.base.crypto.errors import InvalidKey
from tongban.project.conform import scenes
from tongban.project.listening import listening
from tongban.project.startup import CannotStart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME, SECRET, UNIT = "conform", "conform-secret-0123456789", scenes.UNIT
PAGE, TOTAL = 2, 5
NUMBER = "23010226030300000170"
AT = "2026-03-03T10:00:00+08:00"
KINDS = ("cases.submitted", "cases.supplement_asked", "cases.supplemented", "cases.accepted")
_PROBLEM = 400
_SAID = {
    400: "没有 Idempotency-Key",
    412: "If-Match 不是刚读到的 ETag",
    428: "没有 If-Match",
}
_ROOM = f"/api/v1/departments/{UNIT}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the system under test."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    at: float
    status: int
    why: str = ""


@dataclass(slots=True)
class Kit:
    """A small platform with one department, five events and one case."""

    keys: dict[str, sm2.PrivateKey]
    address: str = ""
    version: int = 1
    total: int = TOTAL
    scene: str = ""
    tokens: set[str] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)
    faults: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    written: dict[str, bytes] = field(default_factory=dict)

    def fail_next(self, where: str, status: int, **headers: str) -> None:
        """Answer the next request whose path holds `where` with this status instead.

        A fault that nothing met before is forgotten: it belongs to a question that is over.
        """
        self.faults = [(where, status, {k.replace("_", "-"): v for k, v in headers.items()})]

    def requests(self, where: str) -> list[Asked]:
        """What was asked so far whose path holds `where`, in order."""
        return [one for one in self.asked if where in one.path]

    def answer(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], Any]:
        """Status, headers and body of the answer, as the platform would give them."""
        for index, (where, status, told) in enumerate(self.faults):
            if where in path:
                del self.faults[index]
                return status, told, _problem(status)
        if path == "/api/v1/clients/token":
            return self._token(body)
        if path == "/api/v1/webhook-keys":
            return 200, {}, {"items": self._keys()}
        return self._inside(method, path, query, headers, body)

    def _inside(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], Any]:
        """What only somebody with a token may ask."""
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return 401, {}, _problem(401)
        if path == f"{_ROOM}/events":
            return self._events(query)
        if path.startswith(f"{_ROOM}/cases/{NUMBER}"):
            return self._case(method, path, query, headers, body)
        return 404, {}, _problem(404)

    def _token(self, body: bytes) -> tuple[int, dict[str, str], Any]:
        given = _read(body)
        if not isinstance(given, dict) or (given.get("client"), given.get("secret")) != (
            NAME,
            SECRET,
        ):
            return 401, {}, _problem(401)
        token = f"token-{time.monotonic_ns()}"
        self.tokens.add(token)
        return 200, {}, {"token": token, "expires_at": "2099-01-01T00:00:00+08:00"}

    def _keys(self) -> list[dict[str, str]]:
        return [
            {"key_id": name, "state": "active", "public_key": key.public.to_pem()}
            for name, key in self.keys.items()
        ]

    def _events(self, query: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        after = query.get("after", "")
        place = after.removeprefix("after-") or "0"
        start = int(place) if place.isascii() and place.isdecimal() else -1
        if not 0 <= start <= self.total:
            return 422, {}, _problem(422)
        end = min(start + PAGE, self.total)
        items = [
            {"seq": seq, "number": NUMBER, "kind": KINDS[(seq - 1) % len(KINDS)], "at": AT,
             "facts": {}}
            for seq in range(start + 1, end + 1)
        ]  # fmt: skip
        return 200, {}, {"items": items, "next": f"after-{end}", "more": end < self.total}

    def _case(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], Any]:
        if method == "GET":
            if not query.get("purpose", "").strip():
                return 422, {}, _problem(422)
            told = {**scenes.CASES[self.scene], "number": NUMBER, "version": self.version}
            return 200, {"ETag": f'"{self.version}"'}, told
        rest = path.removeprefix(f"{_ROOM}/cases/{NUMBER}/")
        if rest not in scenes.SHAPES:
            return 404, {}, _problem(404)
        return self._write(rest, headers, body)

    def _write(
        self, rest: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], Any]:
        key = headers.get("idempotency-key", "")
        if not key:
            return 400, {}, _problem(400)
        if key in self.written:
            return (200, {}, {}) if self.written[key] == body else (422, {}, _problem(422))
        if "if-match" not in headers:
            return 428, {}, _problem(428)
        if headers["if-match"] != f'"{self.version}"':
            return 412, {}, _problem(412)
        wrong = scenes.fault(rest, _read(body), scenes.CASES[self.scene])
        if wrong:
            return 422, {}, _problem(422) | {"detail": wrong}
        self.version += 1
        self.written[key] = body
        return 200, {"ETag": f'"{self.version}"'}, {"number": NUMBER, "version": self.version}


def _problem(status: int) -> dict[str, Any]:
    said = _SAID.get(status, HTTPStatus(status).phrase)
    return {"type": "about:blank", "title": "conform", "status": status, "detail": said,
            "code": f"conform.{status}"}  # fmt: skip


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def signing_key(path: Path | None) -> sm2.PrivateKey:
    """The key of the file, made and kept there if it is missing; without a file a new one."""
    if path is None:
        return sm2.generate()
    try:
        if path.exists():
            return sm2.PrivateKey.from_pem(path.read_text("utf-8"))
        made = sm2.generate()
        path.touch(mode=0o600)
        path.write_text(made.to_pem(), encoding="utf-8")
    except (OSError, ValueError, InvalidKey) as wrong:
        raise CannotStart(f"cannot use the key {path}: {wrong}") from None
    return made


@contextmanager
def playing(listen: str, *, key: Path | None = None) -> Iterator[Kit]:
    """Play the platform at an address until the block ends."""
    kit = Kit({"conform-1": signing_key(key)})
    with listening(listen, _handler(kit)) as kit.address:
        yield kit


def _handler(kit: Kit) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Everything is answered by the kit and written down."""

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urllib.parse.urlsplit(self.path)
            query = dict(urllib.parse.parse_qsl(parts.query))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, told, answer = kit.answer(self.command, parts.path, query, headers, body)
            why = str(answer.get("detail", "")) if status >= _PROBLEM else ""
            kit.asked.append(
                Asked(
                    self.command, parts.path, query, headers, body, time.monotonic(), status, why
                )
            )  # fmt: skip
            content = json.dumps(answer, ensure_ascii=False).encode()
            self.send_response(status)
            kind = "application/json" if status < _PROBLEM else "application/problem+json"
            for name, value in {**told, "Content-Type": kind}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _serve  # noqa: N815 - the names of the base class

        def log_message(self, *_words: Any) -> None:
            """Nothing: requests are kept, not printed."""

    return Handler
