"""Facts have one spelling, the same before they are stored and after they were read again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis.strategies import (
    booleans,
    dictionaries,
    floats,
    integers,
    lists,
    none,
    recursive,
    text,
)

from tongban.base.ledger import canonical

SALT = bytes(16)


class Word(StrEnum):
    A = "a"


def test_the_spelling_is_sorted_and_bare() -> None:
    facts = {"办件": "甲", "b": [1, 2.0, None, True], "a": Word.A}

    assert canonical.text(facts) == '{"a":"a","b":[1,2,null,true],"办件":"甲"}'.encode()


def test_moments_days_numbers_and_bytes_have_one_spelling() -> None:
    beijing = datetime(2026, 3, 3, 9, 30, tzinfo=timezone(timedelta(hours=8)))

    assert canonical.plain(beijing) == "2026-03-03T01:30:00.000000+00:00"
    assert canonical.plain(beijing) == canonical.plain(beijing.astimezone(UTC))
    assert canonical.plain(date(2026, 3, 3)) == "2026-03-03"
    assert canonical.plain(Decimal("1200.50")) == "1200.5"
    assert canonical.plain(Decimal(1200)) == "1200"
    assert canonical.plain(UUID(int=1)) == "00000000-0000-0000-0000-000000000001"
    assert canonical.plain(memoryview(b"\x01\xff")) == canonical.plain(b"\x01\xff") == "01ff"


@pytest.mark.parametrize("value", [datetime(2026, 3, 3), {1, 2}, object(), {"a": {"b": object()}}])  # noqa: DTZ001
def test_what_has_no_agreed_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no agreed spelling"):
        canonical.digest(SALT, {"fact": value})


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own
        canonical.digest(SALT, {"fact": float("nan")})


def test_what_is_empty_does_not_count_but_false_and_zero_do() -> None:
    bare = canonical.digest(SALT, {"a": "x"})

    assert bare == canonical.digest(SALT, {"a": "x", "b": "", "c": None, "d": [], "e": (), "f": {}})
    assert bare != canonical.digest(SALT, {"a": "x", "b": False})
    assert bare != canonical.digest(SALT, {"a": "x", "b": 0})


def test_salt_and_facts_both_decide_the_digest() -> None:
    one = canonical.digest(SALT, {"a": "x"})

    assert one != canonical.digest(bytes(15) + b"\x01", {"a": "x"})
    assert one != canonical.digest(SALT, {"a": "y"})
    with pytest.raises(ValueError, match="16 bytes"):
        canonical.digest(b"", {"a": "x"})


json_values = recursive(
    none()
    | booleans()
    | integers(-(10**30), 10**30)
    | floats(allow_nan=False, allow_infinity=False)
    | text(max_size=8).filter(storable := lambda s: "\0" not in s and s.isprintable()),
    lambda inner: (
        lists(inner, max_size=3)
        | dictionaries(text(max_size=5).filter(storable), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.django_db
@given(facts=dictionaries(text(max_size=5).filter(storable), json_values, max_size=4))
def test_facts_read_from_the_database_have_the_digest_of_those_written(
    facts: dict[str, Any],
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps({"facts": facts})])
        loaded = json.loads(cursor.fetchone()[0])

    assert canonical.digest(SALT, {"facts": facts}) == canonical.digest(SALT, loaded)
