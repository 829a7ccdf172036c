"""A tree head is a text with one spelling, signed with SM2."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis.strategies import integers, text

from tongban.base.crypto import sm2
from tongban.base.crypto.errors import InvalidKey, InvalidSignature
from tongban.base.ledger import notes

KEY = sm2.generate()
HEAD = notes.Head(
    "tongban.ledger/230102", 42, bytes(range(32)), datetime(2026, 3, 3, 4, tzinfo=UTC)
)
SIGNED = notes.SignedHead(
    HEAD, notes.hint(HEAD.origin, KEY.public), sm2.sign(KEY, HEAD.text.encode())
)


def test_the_text_is_a_checkpoint() -> None:
    assert HEAD.text.splitlines() == [
        "tongban.ledger/230102",
        "42",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "time 2026-03-03T04:00:00Z",
    ]
    assert SIGNED.note.startswith(f"{HEAD.text}\n— tongban.ledger/230102 ")


def test_what_was_signed_is_read_and_accepted_with_the_key() -> None:
    other = sm2.generate().public

    assert notes.read(SIGNED.note) == SIGNED
    notes.verify(SIGNED, [other, KEY.public])
    for keys in ([], [other]):
        with pytest.raises(InvalidSignature):
            notes.verify(SIGNED, keys)


@given(at=integers(0, len(SIGNED.note) - 1), put=text(min_size=1, max_size=1))
def test_one_changed_letter_is_refused(at: int, put: str) -> None:
    changed = SIGNED.note[:at] + put + SIGNED.note[at + 1 :]
    if changed == SIGNED.note:
        return

    with pytest.raises((notes.NoteBroken, InvalidSignature)):
        notes.verify(notes.read(changed), [KEY.public])


@pytest.mark.parametrize(
    "spoilt",
    [
        "", "x", "\n", SIGNED.note[:-1], SIGNED.note + "\n", SIGNED.note * 2, "x" * 5000,
        SIGNED.note.replace("\n42\n", "\n042\n"), SIGNED.note.replace("\n42\n", "\n-1\n"),
        SIGNED.note.replace("\n42\n", "\n４２\n"), SIGNED.note.replace("\n", "\r\n"),
        SIGNED.note.replace("2026-03-03", "2026-13-03"), SIGNED.note.replace("— tong", "— t0ng"),
        SIGNED.note.replace("Hh8=", "Hh9="),
    ],
)  # fmt: skip
def test_another_spelling_is_no_head(spoilt: str) -> None:
    with pytest.raises(notes.NoteBroken):
        notes.read(spoilt)


def test_a_key_file_holds_one_key_or_several() -> None:
    second = sm2.generate().public

    assert notes.public_keys(KEY.public.to_pem()) == (KEY.public,)
    assert notes.public_keys(KEY.public.to_pem() + "\n" + second.to_pem()) == (KEY.public, second)
    for wrong in ("", "no key", KEY.to_pem(), KEY.public.to_pem().replace("MFkw", "MFkx")):
        with pytest.raises(InvalidKey):
            notes.public_keys(wrong)
