from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from tongban.notices import rules
from tongban.notices.rules import DeliveryState, Template, Way

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
WORDS = Template(title="已受理：{item}", body="编号 {number}。\n", sms="编号{number}")


def test_facts_are_put_into_the_words() -> None:
    text = rules.render(WORDS, {"item": "食品经营许可", "number": "1", "more": "x"})

    assert text == rules.Text("已受理：食品经营许可", "编号 1。", "编号1")


def test_a_fact_is_never_taken_for_a_placeholder_or_a_second_line_of_the_title() -> None:
    text = rules.render(WORDS, {"item": "{number}\r\nBcc: x", "number": "{item.__class__}"})

    assert text.title == "已受理：{number} Bcc: x"
    assert text.sms == "编号{item.__class__}"


def test_a_sentence_with_a_gap_is_not_sent() -> None:
    with pytest.raises(rules.PlaceholderMissing, match="number"):
        rules.render(WORDS, {"item": "x"})


@pytest.mark.parametrize(
    ("phone", "email", "expected"),
    [
        ("", "", (Way.INAPP,)),
        ("1", "", (Way.INAPP, Way.SMS)),
        ("", "a@b.example", (Way.INAPP, Way.EMAIL)),
        ("1", "a@b.example", (Way.INAPP, Way.EMAIL, Way.SMS)),
    ],
)
def test_a_message_takes_every_way_the_person_can_be_reached(
    phone: str, email: str, expected: tuple[Way, ...]
) -> None:
    assert rules.ways(phone=phone, email=email) == expected


@pytest.mark.parametrize("link", ["", "/", "/cases/1/", "/cases/1/?a=b#c"])
def test_a_link_on_this_node_is_taken(link: str) -> None:
    assert rules.is_own_link(link)


@pytest.mark.parametrize(
    "link", ["//evil.example", "https://evil.example", "/\\evil", "cases", "/a b", "/a\nb", "/a\\b"]
)
def test_a_link_elsewhere_is_not(link: str) -> None:
    assert not rules.is_own_link(link)


def test_eight_tries_wait_longer_each_time_and_end_within_two_days() -> None:
    moments = [NOON]
    for tries in range(1, rules.TRIES):
        moments.append(rules.next_try(tries, moments[-1]))
    waits = [later - earlier for earlier, later in itertools.pairwise(moments)]

    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert moments[-1] - NOON < timedelta(days=2)


def test_a_way_is_given_up_after_the_eighth_try() -> None:
    states = [rules.after_trouble(tries) for tries in range(1, 9)]

    assert states == [DeliveryState.WAITING] * 7 + [DeliveryState.FAILED]
