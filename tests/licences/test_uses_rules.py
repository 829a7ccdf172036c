"""The words on a copy and the limits of a use, without a database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.licences.rules import uses
from tongban.licences.rules.face_values import Field, FieldKind
from tongban.licences.rules.states import Standing

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FIELDS = tuple(Field(f"KZ_{key}", key, FieldKind.TEXT, mandatory=False) for key in "ABC")


def note(**other: Any) -> uses.Note:
    facts: dict[str, Any] = {
        "purpose": "办理贷款", "user": "样例银行", "made_at": NOON,
        "expires_at": NOON + timedelta(days=1), **other,
    }  # fmt: skip
    return uses.Note(**facts)


def test_a_copy_carries_the_four_items_of_the_standard() -> None:
    assert note().metadata() == {
        "JZJZZSJ": "2026-01-05T12:00:00+0800",
        "JZJZZZ": "样例银行",
        "JZJZZSY": "办理贷款",
        "JZJYXQJZSJ": "20260106120000",
    }


def test_the_watermark_says_for_what_by_whom_and_until_when() -> None:
    whole, part = note().watermark(), note(fields=("KZ_A",)).watermark()

    assert whole == "仅供样例银行用于办理贷款\n2026-01-05 12:00制作　有效期至2026-01-06 12:00"
    assert part == f"{whole}　只含选定的内容"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "用" * 201}, "purpose"),
        ({"expires_at": NOON - timedelta(seconds=1)}, "expires_at"),
    ],
)
def test_a_note_without_purpose_or_time_is_declined(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(uses.UseInvalid) as refused:
        uses.check_note(note(**wrong), NOON)

    assert list(refused.value.fields) == [field]


def test_a_note_that_expires_now_and_200_characters_are_taken() -> None:
    assert uses.check_note(note(expires_at=NOON, purpose="用" * 200), NOON)


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.VALID])
def test_nothing_but_a_licence_in_force_is_used(standing: Standing) -> None:
    uses.require_usable(Standing.VALID)

    with pytest.raises(uses.LicenceUnusable):
        uses.require_usable(standing)


def test_chosen_items_keep_the_order_of_the_face_and_all_means_all() -> None:
    assert uses.chosen(FIELDS, ["KZ_C", "KZ_A", "KZ_A"]) == ("KZ_A", "KZ_C")
    assert uses.chosen(FIELDS, ["KZ_C", "KZ_A", "KZ_B"]) == ()
    with pytest.raises(uses.UseInvalid):
        uses.chosen(FIELDS, ["KZ_A", "ZZBH"])


def test_a_copy_never_counts_longer_than_its_consent() -> None:
    last = uses.last_moment(date(2026, 1, 6), NOON)

    assert uses.expires_at("consent", NOON, last_day=last) == last
    assert uses.expires_at("consent", NOON) == NOON + timedelta(days=30)
    assert uses.expires_at("presented", NOON) == NOON + timedelta(days=1)


def test_a_code_is_over_at_its_last_second_and_after_its_use() -> None:
    end = NOON + timedelta(seconds=60)

    uses.require_fresh(end, end - timedelta(microseconds=1), redeemed=False)
    with pytest.raises(uses.CodeLate):
        uses.require_fresh(end, end, redeemed=False)
    with pytest.raises(uses.CodeUsed):
        uses.require_fresh(end, NOON, redeemed=True)


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=32, max_size=32))
def test_a_token_is_read_however_it_is_written(token: str) -> None:
    groups = [token[at : at + 4] for at in range(0, 32, 4)]

    spellings = (token, token.lower(), " ".join(groups), "-".join(groups),
                 f"https://node.example/redeem/?code={token}")  # fmt: skip

    assert {uses.tidy_token(each) for each in spellings} == {token}


@given(st.text(max_size=2000))
def test_whatever_is_typed_is_short_and_bare(typed: str) -> None:
    tidy = uses.tidy_token(typed)

    assert not any(character.isspace() for character in tidy)
    assert len(tidy) <= 3 * uses.LONGEST_SCAN
