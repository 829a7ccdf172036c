"""Keyset paging: a page begins after a place, never after a count."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Q

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Model, QuerySet

T = TypeVar("T")
U = TypeVar("U")
M = TypeVar("M", bound="Model")

MOST = 100


class BadCursor(Invalid):
    """The place after which the page should begin cannot be read."""

    code = "base.bad_cursor"
    sentence = "翻页位置无效，请回到第一页。"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items and the place after which the next page begins ("" at the end)."""

    items: Sequence[T]
    next: str = ""

    def map(self, change: Callable[[T], U]) -> Page[U]:
        """The same page with each item changed."""
        return Page([change(item) for item in self.items], self.next)


def keyset(rows: QuerySet[M], *, by: Sequence[str], after: str = "", limit: int = 50) -> Page[M]:
    """One page of `rows` ordered by `by`; a leading "-" counts downwards.

    The last name in `by` must be unique and none may be null.  `after` is the `next` of the page
    before; anything else is declined with `BadCursor`.
    """
    limit = max(1, min(limit, MOST))
    if after:
        rows = rows.filter(_beyond(rows, by, _decode(after, len(by))))
    found = list(rows.order_by(*by)[: limit + 1])
    if len(found) <= limit:
        return Page(found)
    return Page(found[:limit], _encode([_value(found[limit - 1], name) for name in by]))


def _value(row: Model, name: str) -> Any:
    value: Any = row
    for part in name.removeprefix("-").split("__"):
        value = getattr(value, part)
    return value


def _beyond(rows: QuerySet[M], by: Sequence[str], values: Sequence[str]) -> Q:
    condition = Q()
    equal = Q()
    for name, value in zip(by, values, strict=True):
        field = name.removeprefix("-")
        _check(rows, field, value)
        step = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{field}__{step}": value})
        equal &= Q(**{field: value})
    return condition


def _check(rows: QuerySet[M], field: str, value: str) -> None:
    model: Any = rows.model
    computed = rows.query.annotations.get(field)
    target = computed.output_field if computed is not None else None
    try:
        for part in field.split("__") if target is None else ():
            target = model._meta.get_field(part)
            model = target.related_model
        if target is not None:
            target.to_python(value)
    except Exception as unreadable:
        raise BadCursor from unreadable


def decode(after: str, kinds: Sequence[Callable[[str], Any]]) -> list[Any]:
    """The values after which a page begins, for a query written by hand; else `BadCursor`."""
    values = _decode(after, len(kinds))
    try:
        return [kind(value) for kind, value in zip(kinds, values, strict=True)]
    except (TypeError, ValueError) as unreadable:
        raise BadCursor from unreadable


def _encode(values: Sequence[Any]) -> str:
    text = json.dumps([_plain(value) for value in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def _decode(token: str, length: int) -> list[str]:
    try:
        padded = token + "=" * (-len(token) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error, UnicodeError) as unreadable:
        raise BadCursor from unreadable
    if not isinstance(values, list) or len(values) != length:
        raise BadCursor
    if any(not isinstance(value, str | int | float) for value in values):
        raise BadCursor
    return values
