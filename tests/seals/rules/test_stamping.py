"""Seals put on documents: one after the other, over page edges, with a time stamp afterwards."""

from __future__ import annotations

import sys
import types
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.seals import making
from tongban.base import ofd
from tongban.base.crypto import sm2, sm3
from tongban.seals.rules import ses, stamping

if TYPE_CHECKING:
    from pathlib import Path

OFFICE = making.office()
OTHER = making.office("样例区税务局", "99010100000077", authority=OFFICE.authority)
ELSEWHERE = replace(making.SPOT, x=20)
LOCKED = "base.package_locked"


def entries(files: dict[str, bytes]) -> tuple[ofd.SignatureEntry, ...]:
    return ofd.signatures(ofd.open_package(ofd.pack(files)))


def test_what_is_signed_names_the_description_and_holds_its_digest() -> None:
    prepared = stamping.prepare(
        making.document(), seal=OFFICE.seal, spots=[making.SPOT], at=making.SIGNED_AT
    )

    files = prepared.finish(OFFICE.sign(prepared.to_sign), OFFICE.signer)

    (entry,) = entries(files)
    impression = ses.read_impression(entry.value)
    assert impression.to_sign == prepared.to_sign
    assert impression.digest == prepared.digest == sm3.digest(entry.description)
    assert impression.property_info == f"/{entry.description_path}"
    assert (impression.at, impression.certificate) == (making.SIGNED_AT, OFFICE.signer)
    assert entry.seal == impression.seal.der == OFFICE.seal
    assert entry.identifier == prepared.identifier
    assert entry.spots == (making.SPOT,)


def test_a_second_seal_leaves_the_first_whole() -> None:
    once = OFFICE.stamp(making.document())

    twice = OTHER.stamp(once, spots=[ELSEWHERE])

    package = ofd.Package(twice)
    first, second = ofd.signatures(package)
    assert first.changed(package) == second.changed(package) == ()
    assert second.covers(first.value_path)
    assert {path: twice[path] for path in once if path != stamped_list(once)} == {
        path: content for path, content in once.items() if path != stamped_list(once)
    }


def stamped_list(files: dict[str, bytes]) -> str:
    return next(path for path in files if path.endswith("Signatures.xml"))


def test_a_locked_document_takes_no_further_seal() -> None:
    locked = OFFICE.stamp(making.document(), lock=True)

    with pytest.raises(ofd.PackageLocked) as refused:
        OTHER.stamp(locked, spots=[ELSEWHERE])

    assert refused.value.code == LOCKED
    (entry,) = entries(locked)
    assert entry.covers(stamped_list(locked))


@pytest.mark.parametrize(
    "spot",
    [
        ofd.Spot(2, 130, 220, 42, 42),
        ofd.Spot(0, 130, 220, 42, 42),
        ofd.Spot(1, 170, 220, 42, 42),
        ofd.Spot(1, 130, 260, 42, 42),
        ofd.Spot(1, -1, 220, 42, 42),
        ofd.Spot(1, 130, -1, 42, 42),
        ofd.Spot(1, 130, 220, 0, 42),
        ofd.Spot(1, 130, 220, float("nan"), 42),
        ofd.Spot(1, float("inf"), 220, 42, 42),
        ofd.Spot(1, 200, 100, 42, 42, clip=(0, 0, 21, 42)),
        ofd.Spot(1, 200, 100, 42, 42, clip=(0, 0, 0, 42)),
        ofd.Spot(1, 20, 20, 42, 42, clip=(30, 0, 30, 42)),
    ],
)
def test_a_place_outside_the_page_is_refused(spot: ofd.Spot) -> None:
    with pytest.raises(stamping.SpotOutside):
        OFFICE.stamp(making.document(), spots=[spot])


def test_no_place_is_refused() -> None:
    with pytest.raises(stamping.SpotOutside, match="选择"):
        OFFICE.stamp(making.document(), spots=[])


def test_the_same_seal_stands_at_a_place_once() -> None:
    once = OFFICE.stamp(making.document())
    near = replace(making.SPOT, x=making.SPOT.x + 0.5)

    with pytest.raises(stamping.SealedAlready):
        OFFICE.stamp(once, spots=[near])
    with pytest.raises(stamping.SealedAlready):
        OFFICE.stamp(making.document(), spots=[making.SPOT, near])
    assert len(entries(OFFICE.stamp(once, spots=[ELSEWHERE]))) == 2
    assert len(entries(OTHER.stamp(once, spots=[near]))) == 2


@pytest.mark.parametrize("days", [-400, 1200])
def test_a_seal_is_used_in_its_period_only(days: int) -> None:
    with pytest.raises(stamping.SealOutOfPeriod):
        OFFICE.stamp(making.document(), at=making.MADE_AT + timedelta(days=days))


def test_only_a_signer_in_the_list_finishes() -> None:
    prepared = stamping.prepare(
        making.document(), seal=OFFICE.seal, spots=[making.SPOT], at=making.SIGNED_AT
    )
    value = sm2.sign(OTHER.signer_key, prepared.to_sign)

    with pytest.raises(stamping.SignerNotListed):
        prepared.finish(value, OTHER.signer)
    with pytest.raises(sm2.InvalidSignature):
        prepared.finish(value, OFFICE.signer)
    with pytest.raises(sm2.InvalidSignature):
        prepared.finish(OFFICE.sign(b"something else"), OFFICE.signer)


def test_a_seal_of_an_old_version_is_not_used() -> None:
    from tests.seals import byhand

    facts = replace(OFFICE.facts, version=1)
    old = byhand.seal(facts, OFFICE.maker, making.signer(OFFICE.maker_key))

    with pytest.raises(ses.StructureBroken, match="旧版"):
        stamping.prepare(making.document(), seal=old, spots=[making.SPOT], at=making.SIGNED_AT)


def test_a_time_stamp_comes_in_later_and_changes_nothing_that_was_signed() -> None:
    content = making.sealed(OFFICE)

    stamped = stamping.with_time_stamp(content, "s001", b"token")

    before, after = (ofd.signatures(ofd.open_package(each))[0] for each in (content, stamped))
    assert ses.read_impression(after.value).time_stamp == b"token"
    assert ses.read_impression(after.value).to_sign == ses.read_impression(before.value).to_sign
    assert after.description == before.description
    assert after.changed(ofd.open_package(stamped)) == ()


def test_a_time_stamp_may_come_with_the_signature() -> None:
    prepared = stamping.prepare(
        making.document(), seal=OFFICE.seal, spots=[making.SPOT], at=making.SIGNED_AT
    )
    value = OFFICE.sign(prepared.to_sign)

    (entry,) = entries(prepared.finish(value, OFFICE.signer, b"token"))

    assert ses.read_impression(entry.value).time_stamp == b"token"
    assert stamping.digest_to_stamp(value) == sm3.digest(ses.read_impression(entry.value).signature)


def test_a_time_stamp_is_refused_where_it_would_break_something() -> None:
    once = OFFICE.stamp(making.document())
    twice = ofd.pack(OTHER.stamp(once, spots=[ELSEWHERE]))

    with pytest.raises(stamping.StampTooLate):
        stamping.with_time_stamp(twice, "s001", b"token")
    stamped = stamping.with_time_stamp(twice, "s002", b"token")
    with pytest.raises(ses.StructureBroken):
        stamping.with_time_stamp(stamped, "s002", b"another")
    with pytest.raises(ofd.PackageRefused):
        stamping.with_time_stamp(twice, "s009", b"token")


def test_a_straddle_seal_shows_one_strip_at_each_edge() -> None:
    sizes = [(210.0, 297.0), (297.0, 210.0), (210.0, 297.0)]

    spots = stamping.straddle(sizes, width=42, height=42)

    assert [spot.page for spot in spots] == [1, 2, 3]
    assert [spot.clip for spot in spots] == [(0, 0, 14, 42), (14, 0, 14, 42), (28, 0, 14, 42)]
    for spot, (width, height) in zip(spots, sizes, strict=True):
        assert spot.clip is not None
        assert spot.x + spot.clip[0] + spot.clip[2] == pytest.approx(width)
        assert spot.y == pytest.approx((height - 42) / 2)


@pytest.mark.parametrize("pages", [2, 10, 11, 12, 25, 101])
def test_many_pages_are_straddled_in_equal_groups(pages: int) -> None:
    spots = stamping.straddle([(210.0, 297.0)] * pages, width=42, height=42, top=30)

    widths = [spot.clip[2] for spot in spots if spot.clip]
    assert [spot.page for spot in spots] == list(range(1, pages + 1))
    assert sum(widths) == pytest.approx(42 * -(-pages // 10))
    assert min(widths) >= 4.2
    assert {spot.y for spot in spots} == {30}


def test_a_single_page_is_not_straddled() -> None:
    with pytest.raises(stamping.SpotOutside, match="两页"):
        stamping.straddle([(210.0, 297.0)], width=42, height=42)


def test_a_straddle_seal_is_one_signature_over_all_pages() -> None:
    document = making.document(3)
    sizes = ofd.sizes(ofd.Package(document))

    files = OFFICE.stamp(document, spots=stamping.straddle(sizes, width=42, height=42))

    (entry,) = entries(files)
    assert sizes == ((210.0, 297.0),) * 3
    assert [(spot.page, spot.clip) for spot in entry.spots] == [
        (1, (0, 0, 14, 42)),
        (2, (14, 0, 14, 42)),
        (3, (28, 0, 14, 42)),
    ]


@pytest.mark.filterwarnings("ignore")
def test_the_independent_reader_shows_the_picture_at_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)  # it unpacks into the folder it runs in
    monkeypatch.setitem(sys.modules, "fitz", types.ModuleType("fitz"))
    from easyofd.draw.find_seal_img import SealExtract
    from easyofd.ofd import OFD

    opened = OFD()

    opened.read(making.sealed(OFFICE), fmt="binary")

    ((shown,),) = opened.data[0]["signatures_page_id"].values()
    (picture, *_others) = SealExtract()(b64=shown["SignedValue"])
    assert shown["Boundary"] == "130 220 42 42"
    assert picture.size == (160, 160)
    assert opened.to_pdf().startswith(b"%PDF")
