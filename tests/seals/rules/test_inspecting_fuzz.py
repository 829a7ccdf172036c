"""Whatever is done to a sealed document: never `VALID`, never anything but a report, and soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.seals import making
from tests.seals.rules.test_ses_fuzz import spoilt
from tongban.base import ofd
from tongban.seals.rules import inspecting, ses
from tongban.seals.rules.inspecting import Report, Verdict

OFFICE = making.office()
CLOCK = making.Clock(OFFICE.authority)
TRUST = OFFICE.authority.trust()
SEALED = making.sealed(OFFICE)
STAMPED = making.stamped(SEALED, CLOCK, making.SIGNED_AT)
TOKEN = ses.read_impression(ofd.signatures(ofd.open_package(STAMPED))[0].value).time_stamp or b""
FILES = dict(ofd.open_package(STAMPED).files)
VALUE = "Doc_0/Signs/Sign_0/SignedValue.dat"
LIST = "Doc_0/Signs/Signatures.xml"
SIGNED = sorted(path for path in FILES if path != LIST)
LONGEST = 3.0


def inspect_soon(content: bytes) -> Report:
    began = time.monotonic()
    report = inspecting.inspect(content, trust=TRUST, at=making.NOW)
    assert time.monotonic() - began < LONGEST
    assert report.plain()
    return report


@pytest.mark.parametrize("content", [SEALED, STAMPED])
def test_untouched_it_is_valid(content: bytes) -> None:
    assert inspect_soon(content).verdict is Verdict.VALID


@given(st.data())
@settings(max_examples=600)
def test_no_flipped_bit_in_a_signed_file_is_valid(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(SIGNED))
    content = bytearray(FILES[path])
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    report = inspect_soon(ofd.pack({**FILES, path: bytes(content)}))

    assert report.verdict is not Verdict.VALID


@pytest.mark.parametrize("path", [VALUE, "Doc_0/Signs/Sign_0/Signature.xml", "OFD.xml"])
def test_no_byte_of_what_holds_it_together_can_be_changed(path: str) -> None:
    """Places all over the file, and each one in the frame of the time stamp."""
    content = FILES[path]
    frame = content.find(TOKEN) if path == VALUE else 0

    for place in {*range(0, len(content), 11), *range(frame, frame + 60)}:
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        report = inspect_soon(ofd.pack({**FILES, path: bytes(changed)}))
        assert report.verdict is not Verdict.VALID, (path, place)


@given(spoilt([FILES[VALUE]]))
@settings(max_examples=400)
def test_no_spoilt_value_is_valid(value: bytes) -> None:
    report = inspect_soon(ofd.pack({**FILES, VALUE: value}))

    assert (report.verdict is Verdict.VALID) is (value == FILES[VALUE])


@given(spoilt([FILES[LIST]]))
@settings(max_examples=300)
def test_a_spoilt_list_shows_the_same_seal_or_fails(listed: bytes) -> None:
    """Nothing protects the list; whatever it says, only what is truly sealed passes."""
    report = inspect_soon(ofd.pack({**FILES, LIST: listed}))

    if report.verdict is Verdict.VALID:
        (found,) = report.signatures
        assert found.sealed_by is not None
        assert found.sealed_by.seal_code == OFFICE.facts.identifier


@given(spoilt([STAMPED]))
@settings(max_examples=400)
def test_a_spoilt_archive_is_refused_or_holds_the_same_files(content: bytes) -> None:
    report = inspect_soon(content)

    if report.verdict is Verdict.VALID:
        files = ofd.open_package(content).files
        assert {path: files[path] for path in SIGNED} == {path: FILES[path] for path in SIGNED}


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_other_bytes_are_never_valid(content: bytes) -> None:
    assert inspect_soon(content).verdict is Verdict.UNKNOWN
    assert inspect_soon(ofd.pack({**FILES, VALUE: content})).verdict is Verdict.TAMPERED
