"""Both sides of a day, and finding a case by words."""

from __future__ import annotations

import pytest

from tongban.cases.rules import balance, searching
from tongban.cases.rules.balance import BalanceInvalid, Counts, Line

EVEN = Counts(carried=2, received=5, accepted=3, refused=1, withdrawn=1, correction=1, pending=1)


def test_a_sum_is_right_when_everything_that_came_is_somewhere() -> None:
    assert EVEN.gap == 0
    assert Counts(received=5, accepted=3).gap == 2
    assert Counts(carried=1, received=1, pending=3).gap == -1


def test_both_sides_stand_beside_one_another_and_differences_are_named() -> None:
    ours = {("b", "承诺件"): EVEN, ("a", "即办件"): Counts(received=1, accepted=1)}
    stated = {("b", "承诺件"): Counts(2, 6, 3, 1, 1, 1, 2), ("c", "即办件"): Counts()}

    found = balance.lines(ours, stated)

    assert [(line.unit, line.kind) for line in found] == [
        ("a", "即办件"), ("b", "承诺件"), ("c", "即办件"),
    ]  # fmt: skip
    assert found[1].differences == (("received", 1), ("pending", 1))
    assert [line.agrees for line in found] == [False, False, True]
    assert found[0].stated is None
    assert found[0].differences == ()
    assert found[2].ours == Counts()
    assert Line("b", "承诺件", EVEN, EVEN).agrees


def test_what_waits_goes_over_to_the_successor_and_what_ended_stays() -> None:
    """Of three that the old one carried one was refused; the new one accepted another that day."""
    kind = "承诺件"
    old = Counts(carried=3, refused=1, correction=1, pending=1)
    new = Counts(carried=2, received=1, accepted=1, correction=0, pending=2)

    found = balance.passed_on({("a", kind): old, ("b", kind): new}, {"a": "b"})

    assert found == {
        ("a", kind): Counts(carried=1, refused=1),
        ("b", kind): Counts(carried=4, received=1, accepted=1, correction=1, pending=3),
    }
    assert [each.gap for each in found.values()] == [0, 0]
    waiting = {("a", kind): Counts(carried=1, pending=1)}
    assert balance.passed_on(waiting, {"a": "c"}) == {("c", kind): Counts(carried=1, pending=1)}
    assert balance.passed_on(waiting, {}) == waiting


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([("承诺件", EVEN), ("承诺件", EVEN)], "“承诺件”没有，或者写了两次"),
        ([("加急件", EVEN)], "“加急件”没有，或者写了两次"),
        ([("承诺件", Counts(received=-1, accepted=-1))], "不能是负数"),
        ([("承诺件", Counts(received=5, accepted=3))], "多2件"),
        ([("即办件", EVEN), ("承诺件", Counts(pending=3))], "少3件"),
    ],
)
def test_numbers_that_cannot_be_true_are_refused(
    given: list[tuple[str, Counts]], words: str
) -> None:
    with pytest.raises(BalanceInvalid, match=words):
        balance.check_stated(given, ["承诺件", "即办件"])


def test_numbers_that_add_up_are_taken() -> None:
    balance.check_stated([("承诺件", EVEN), ("即办件", Counts())], iter(["承诺件", "即办件"]))


def test_a_case_is_found_by_its_number_from_the_region_the_day_or_the_serial_on() -> None:
    made = searching.vector("23010226112100004237", ["食品经营许可", "食品经营许可"])

    numbers = [part for part in made.split(" ") if part.strip("'")[:1].isdecimal()]
    assert set(numbers[:3]) == {
        "'00004237':1A", "'23010226112100004237':1A", "'26112100004237':1A",
    }  # fmt: skip
    assert made == searching.vector("23010226112100004237", ["食品经营许可"])
    assert "食品" in made


def test_an_odd_number_and_too_many_names_do_no_harm() -> None:
    names = [f"材料{number}号" for number in range(100)]

    assert "'1A" not in searching.vector("a'b", [])
    assert searching.vector("", []) == ""
    assert searching.vector("", names) == searching.vector("", names[: searching.MOST_NAMES])
    assert searching.vector("", names) != searching.vector("", names[:59])


def test_a_question_is_kept_within_the_lists_that_are_asked() -> None:
    alone = searching.question("食品")
    within = searching.question("食品", ["#u:d'1", "@p:x\\y"])

    assert alone is not None
    assert within == f"({alone}) & ('#u:d''1' | '@p:x\\\\y')"
    assert searching.question("", ["#u:d"]) is None
    assert searching.question(" ？") is None
