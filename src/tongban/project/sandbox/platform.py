"""The platform as an integrator's program calls it: tokens, ETags, keys, patience."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

PURPOSE = "办理本部门办件"
_TRIES = 6
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_WAITS = (0.2, 0.5, 1.0, 2.0, 4.0)


class Declined(Exception):
    """The platform said no; `status` and `code` say why."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        self.status, self.code = status, code
        super().__init__(f"{status} {code}: {detail}")


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(slots=True)
class Platform:
    """One address with the name and the secret by which we are known there."""

    address: str
    client: str
    secret: str
    unit: str
    token: str = ""
    retry_after: float = 0.0

    def events(self, after: str) -> dict[str, Any]:
        """A page of the feed after a cursor."""
        query = urllib.parse.urlencode({"after": after, "limit": 500} if after else {"limit": 500})
        page: dict[str, Any] = self.call("GET", f"/departments/{self.unit}/events?{query}").body
        return page

    def case(self, number: str) -> tuple[dict[str, Any], str]:
        """A case, and the ETag that a write has to name."""
        query = urllib.parse.urlencode({"purpose": PURPOSE})
        answer = self.call("GET", f"/departments/{self.unit}/cases/{number}?{query}")
        return answer.body, answer.headers["etag"]

    def push(self, number: str, rest: str, body: dict[str, Any], etag: str, key: str) -> Answer:
        """Write something for the version that we have read; the same key whenever we repeat."""
        return self.call(
            "POST",
            f"/departments/{self.unit}/cases/{number}/{rest}",
            body,
            {"If-Match": etag, "Idempotency-Key": key},
        )

    def set_up_webhook(self, url: str) -> None:
        """Ask to be called for every event that is new, unless we are called there already."""
        known = self.call("GET", "/webhooks?limit=100").body["items"]
        if any(one["url"] == url and not one["closed_at"] for one in known):
            return
        self.call(
            "POST",
            f"/departments/{self.unit}/webhooks",
            {"url": url},
            {"Idempotency-Key": str(uuid.uuid4())},
        )

    def keys(self) -> dict[str, str]:
        """The keys that sign calls, by their ids."""
        found = self._once("GET", "/webhook-keys", None, {})
        return {one["key_id"]: one["public_key"] for one in found.body["items"]}

    def call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Call, again with a new token after 401, and again later after 429, 503 or silence."""
        for attempt in range(_TRIES):
            if not self.token:
                self._get_token()
            known = {**(headers or {}), "Authorization": f"Bearer {self.token}"}
            try:
                return self._once(method, path, body, known)
            except Declined as refused:
                if not self._may_heal(refused, attempt):
                    raise
            except urllib.error.URLError:
                if attempt == _TRIES - 1:
                    raise
                time.sleep(_WAITS[attempt])
        raise AssertionError

    def _may_heal(self, refused: Declined, attempt: int) -> bool:
        """Wait as long as makes sense before the same call is made again."""
        if attempt == _TRIES - 1:
            return False
        if refused.status == HTTPStatus.UNAUTHORIZED:
            self.token = ""
            return True
        if refused.status in _LATER:
            time.sleep(max(self.retry_after, _WAITS[attempt]))
            return True
        return False

    def _get_token(self) -> None:
        body = {"client": self.client, "secret": self.secret}
        self.token = str(self._once("POST", "/clients/token", body, {}).body["token"])

    def _once(
        self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]
    ) -> Answer:
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's own
            f"{self.address.rstrip('/')}/api/v1{path}", sent,
            {"Content-Type": "application/json", **headers}, method=method,
        )  # fmt: skip
        try:
            with _opener.open(request, timeout=30) as answer:
                told = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(answer.status, told, json.loads(answer.read() or b"null"))
        except urllib.error.HTTPError as refused:
            self.retry_after = float(refused.headers.get("Retry-After") or 0)
            raise _declined(refused) from None


def _declined(refused: urllib.error.HTTPError) -> Declined:
    try:
        problem = json.loads(refused.read())
    except ValueError:
        problem = {}
    words = f"{problem.get('detail', '')} {problem.get('fields', '')}"
    return Declined(refused.code, str(problem.get("code", "")), words)


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
