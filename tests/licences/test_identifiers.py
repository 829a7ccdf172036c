"""Identifiers by GB/T 36904: published examples, and every one that can be built."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.licences.rules import identifiers
from tongban.licences.rules.identifiers import IdentifierInvalid

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PUBLISHED = (
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
    "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
    "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
)
WORKED = "1.2.156.3005.2.119900000000000275001.11990100000000019F.2025000001.001.D"
EDITED = (
    "1.2.156.3005.2.11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M"
)
parts = st.builds(
    identifiers.Identifier,
    type_code=st.text(ALPHABET, min_size=21, max_size=21),
    issuer_code=st.text(ALPHABET, min_size=18, max_size=18)
    | st.text("0123456789", min_size=6, max_size=6),
    serial=st.text(ALPHABET, min_size=1, max_size=64),
    version=st.integers(1, 999),
)


@pytest.mark.parametrize("text", [*PUBLISHED, WORKED])
def test_a_published_identifier_is_read_and_written_again(text: str) -> None:
    assert str(identifiers.parse(text)) == text


def test_the_worked_example_is_built_with_its_check_character() -> None:
    made = identifiers.build(
        type_code="119900000000000275001",
        issuer_code="11990100000000019F",
        serial="2025000001",
    )

    assert str(made) == WORKED


def test_an_identifier_with_a_wrong_check_is_taken_only_leniently() -> None:
    with pytest.raises(IdentifierInvalid):
        identifiers.parse(EDITED)

    read = identifiers.parse(EDITED, lenient=True)

    assert (read.check, read.stated_check, read.is_consistent) == ("D", "M", False)
    assert str(read) == EDITED


@pytest.mark.parametrize(
    "typed",
    [
        WORKED.lower(),
        f"  {WORKED}\n",
        WORKED.translate({ord("."): "．", ord("1"): "１", ord("D"): "Ｄ"}),
        WORKED.replace(".", "。"),
    ],
)
def test_lower_case_and_full_width_are_normalised(typed: str) -> None:
    assert str(identifiers.parse(typed)) == WORKED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.2.156.3005.2",
        WORKED[:-1],
        WORKED + "0",
        WORKED.replace("3005", "3006"),
        WORKED.replace(".001.", ".01."),
        WORKED.replace("2025000001", ""),
        WORKED.replace("2025000001", "2025-00001"),
        "9" * 100_000,
    ],
)
def test_what_is_no_identifier_is_declined(text: str) -> None:
    with pytest.raises(IdentifierInvalid):
        identifiers.parse(text)


@pytest.mark.parametrize(
    ("part", "value"),
    [("version", 0), ("version", 1000), ("serial", ""), ("issuer_code", "X"), ("type_code", "a")],
)
def test_parts_that_do_not_fit_are_declined(part: str, value: object) -> None:
    fitting: dict[str, object] = {
        "type_code": "119900000000000275001",
        "issuer_code": "11990100000000019F",
        "serial": "1",
        "version": 1,
    }
    with pytest.raises(IdentifierInvalid):
        identifiers.build(**{**fitting, part: value})  # type: ignore[arg-type]


@given(made=parts)
def test_whatever_is_built_is_read_back(made: identifiers.Identifier) -> None:
    read = identifiers.parse(str(made))

    assert (read.type_code, read.issuer_code, read.serial, read.version) == (
        made.type_code,
        made.issuer_code,
        made.serial,
        made.version,
    )


@given(made=parts, data=st.data())
def test_one_wrong_character_is_always_noticed(
    made: identifiers.Identifier, data: st.DataObject
) -> None:
    text = str(made)
    start = len(identifiers.ROOT) + 1
    places = [at for at in range(start, len(text)) if text[at] != "."]
    at = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from(ALPHABET).filter(lambda one: one != text[at]))

    with pytest.raises(IdentifierInvalid):
        identifiers.parse(text[:at] + wrong + text[at + 1 :])


@given(made=parts, data=st.data())
def test_two_neighbours_exchanged_are_noticed(
    made: identifiers.Identifier, data: st.DataObject
) -> None:
    """MOD 37,36 misses none but a few exchanges of two values that follow each other."""
    at = data.draw(st.integers(0, len(made.serial) - 1))
    first, second = made.serial[at : at + 1], made.serial[at + 1 : at + 2]
    exchanged = made.serial[:at] + second + first + made.serial[at + 2 :]
    other = identifiers.Identifier(made.type_code, made.issuer_code, exchanged, made.version)

    apart = (ALPHABET.index(first) - ALPHABET.index(second or first)) % len(ALPHABET)
    assert apart in {0, 1, 35} or other.check != made.check


def test_identifiers_are_found_in_the_bytes_of_a_file() -> None:
    content = f"%PDF <</Keywords({WORKED})>> {PUBLISHED[3]} {WORKED}".encode()

    assert identifiers.found_in(content) == (WORKED, PUBLISHED[3])
