"""`ETag` and `If-Match`: whoever writes says which version he has read."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tongban.base.errors import Refusal, Stale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

HEADER = "If-Match"
_TAG = re.compile(r'"(\d{1,9})"')
PARAMETER: dict[str, Any] = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": 'The `ETag` of the version that was read, such as `"7"`.',
    "schema": {"type": "string", "pattern": r'^"\d{1,9}"$'},
}


class VersionNeeded(Refusal):
    """A write does not say which version it is meant for."""

    code = "base.version_needed"
    status = 428
    sentence = "请求缺少 If-Match。请先读取办件，把返回的 ETag 原样放进 If-Match 再提交。"


class VersionPassed(Refusal):
    """The thing was changed since it was read; nothing was overwritten."""

    code = "base.version_passed"
    status = 412
    sentence = "办件在您读取之后有了变化。请重新读取，确认仍然适用，再用新的 ETag 提交。"


def tag(answer: HttpResponse, version: int) -> None:
    """Say in an answer which version it shows."""
    answer["ETag"] = f'"{version}"'


def version_of(request: HttpRequest) -> int:
    """The version that a write is meant for, or `VersionNeeded`."""
    found = _TAG.fullmatch(request.headers.get(HEADER, "").strip())
    if found is None:
        raise VersionNeeded
    return int(found.group(1))


@contextmanager
def matched() -> Iterator[None]:
    """Turn a change that came too late into `VersionPassed`."""
    try:
        yield
    except Stale:
        raise VersionPassed from None
