"""Canonical metadata, the signed QR sentence, and the proof behind a document."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.crypto import sm2
from tongban.licences.rules import metadata, qr

IDENTIFIER = "1.2.156.3005.2.119900000000000275001.11990100000000019F.2025000001.001.D"
DAY = date(2026, 1, 5)
KEY = sm2.generate()
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


def code() -> str:
    return qr.payload(IDENTIFIER, DAY, sm2.sign(KEY, qr.message(IDENTIFIER, DAY)))


def test_the_canonical_form_is_sorted_dense_utf8() -> None:
    made = metadata.canonical({"ZZMC": "营业执照", "CZZT": ["样大民"], "ZZBBH": 1})

    assert made.decode() == '{"CZZT":["样大民"],"ZZBBH":1,"ZZMC":"营业执照"}'


@given(whole=st.dictionaries(st.text(max_size=5), values, max_size=6), data=st.data())
def test_the_order_of_keys_never_matters(whole: dict[str, Any], data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(whole.items()))))

    try:
        first = metadata.canonical(whole)
    except UnicodeEncodeError:
        return
    assert first == metadata.canonical(shuffled)


@pytest.mark.parametrize("value", [1.0, float("nan"), {1: "x"}, [b"x"], {"a": {"b": 0.5}}])
def test_values_that_print_in_two_ways_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        metadata.canonical({"x": value})


def test_metadata_split_into_public_and_personal_are_still_the_whole() -> None:
    whole: metadata.Metadata = {"ZZMC": "证", "ZZBH": "1", "CZZT": ["样大民"], "KZ_XM": "样大民"}
    public, personal = metadata.split(whole)

    assert public == {"ZZMC": "证"}
    assert {**public, **personal} == whole


def test_a_code_is_checked_with_nothing_but_the_key() -> None:
    for scanned in (code(), f" {code()}\n", qr.address("https://sample.example/", code())):
        said = qr.check_qr(scanned, [sm2.generate().public, KEY.public])
        assert (str(said.identifier), said.issued_on) == (IDENTIFIER, DAY)


def test_a_code_says_where_the_status_lists_speak_of_it() -> None:
    signed = sm2.sign(KEY, qr.message(IDENTIFIER, DAY, 12_345_678))
    text = qr.payload(IDENTIFIER, DAY, signed, 12_345_678)

    assert qr.check_qr(text, [KEY.public]).place == 12_345_678
    assert qr.check_qr(code(), [KEY.public]).place is None


@pytest.mark.parametrize("place", ["-1", "+1", "01", "1.0", "", "٣", "9" * 19, "1|2"])
def test_a_place_is_a_plain_number(place: str) -> None:
    text = f"ZZ2|{IDENTIFIER}|{DAY.isoformat()}|{place}"
    signature = code().rpartition("|")[2]

    with pytest.raises(qr.QrForged):
        qr.check_qr(f"{text}|{signature}", [KEY.public])


def test_the_place_of_a_code_cannot_be_changed_or_taken_away() -> None:
    signed = sm2.sign(KEY, qr.message(IDENTIFIER, DAY, 7))
    for other in (qr.payload(IDENTIFIER, DAY, signed, 8), qr.payload(IDENTIFIER, DAY, signed)):
        with pytest.raises(qr.QrForged):
            qr.check_qr(other, [KEY.public])


def test_no_key_verifies_nothing() -> None:
    with pytest.raises(qr.QrForged):
        qr.check_qr(code(), [])


def test_a_code_signed_by_somebody_else_is_forged() -> None:
    with pytest.raises(qr.QrForged):
        qr.check_qr(code(), [sm2.generate().public])


def test_every_changed_character_of_a_code_is_noticed() -> None:
    text = code()
    for at in range(len(text)):
        wrong = text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]
        with pytest.raises((qr.QrForged, qr.QrUnknown)):
            qr.check_qr(wrong, [KEY.public])


def test_a_signature_has_one_spelling_only() -> None:
    """The last of 86 characters has spare bits: another spelling must not pass, nor padding."""
    text = code()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    sibling = alphabet[alphabet.index(text[-1]) ^ 1]
    for other in (text[:-1] + sibling, f"{text}==", text.replace("|", "| "), text.lower()):
        with pytest.raises((qr.QrForged, qr.QrUnknown)):
            qr.check_qr(other, [KEY.public])


@given(text=st.text())
def test_any_other_text_is_unknown_or_forged_and_nothing_breaks(text: str) -> None:
    for scanned in (
        text,
        f"ZZ1|{text}",
        f"ZZ2|{text}",
        f"https://sample.example/verify/?q={text}",
        "http://[",
    ):
        with pytest.raises((qr.QrForged, qr.QrUnknown)):
            qr.check_qr(scanned, [KEY.public])
