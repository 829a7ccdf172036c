"""PDF signatures: valid to others' readers, every change noticed, several seals on one file."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
import typst
from PIL import Image, ImageDraw

from tests.base.crypto.foreign import DAY, NOON
from tests.base.crypto.stamps.server import serving
from tongban.base.crypto import keys, pades, pki
from tongban.base.crypto.pki.authority import UnsafeTestAuthority

if TYPE_CHECKING:
    from pathlib import Path

PDFSIG = shutil.which("pdfsig") or ""
PDFTOPPM = shutil.which("pdftoppm") or ""
SOURCE = """
#set document(title: [Licence])
#set page(width: 210mm, height: 297mm)
= Licence
#lorem(200)
#pagebreak()
Second page
"""
RIGHT_BELOW = pades.Spot(1, 120, 200, 40, 40)
SECOND_PAGE = pades.Spot(2, 10, 10, 30, 20)
MUCH_LATER = NOON + 2000 * DAY


@dataclass(frozen=True)
class Sealer:
    """A key for pages, its certificate, and who gave it."""

    key_id: str
    certificate: pki.Certificate
    authority: UnsafeTestAuthority

    def sign(self, pdf: bytes, *spots: pades.Spot, **more: Any) -> bytes:
        asked: dict[str, Any] = {
            "key_id": self.key_id,
            "certificates": (self.certificate, self.authority.pages_root),
            "picture": picture(),
            "spots": spots or (RIGHT_BELOW,),
            "reason": "核发证照",
            "at": NOON,
        }
        return pades.sign(pdf, **(asked | more))

    def inspect(self, pdf: bytes, **more: Any) -> tuple[pades.Finding, ...]:
        return pades.inspect(pdf, [self.authority.pages_root.der], NOON + DAY, **more)


def picture() -> bytes:
    drawn = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).ellipse((5, 5, 294, 294), outline=(220, 0, 0, 255), width=12)
    content = io.BytesIO()
    drawn.save(content, "PNG")
    return content.getvalue()


@pytest.fixture(scope="module")
def plain() -> bytes:
    made = typst.compile(SOURCE.encode(), format="pdf", pdf_standards=["a-2a"])
    assert isinstance(made, bytes)
    return made


def new_sealer(name: str = "哈尔滨市某局") -> Sealer:
    authority = pki.unsafe_authority()
    key_id = keys.store().create("pages", now=NOON).key_id
    certificate = authority.certify(
        keys.store().public_der(key_id), name=pki.Name(common_name=name), now=NOON - DAY
    )
    return Sealer(key_id, certificate, authority)


@pytest.fixture(scope="module")
def sealer() -> Sealer:
    return new_sealer()


@pytest.fixture(scope="module")
def signed(sealer: Sealer, plain: bytes) -> bytes:
    return sealer.sign(plain, RIGHT_BELOW, SECOND_PAGE)


def test_a_signed_file_is_good(sealer: Sealer, signed: bytes) -> None:
    (found,) = sealer.inspect(signed)

    assert found == pades.Finding(
        intact=True,
        whole_file=True,
        changed_later=False,
        trusted=True,
        signer="哈尔滨市某局",
        signed_at=NOON,
        stamped_at=None,
        reason="核发证照",
    )


def test_a_plain_file_has_no_signature(sealer: Sealer, plain: bytes) -> None:
    assert sealer.inspect(plain) == ()


def pdfsig(folder: Path, content: bytes) -> str:
    (folder / "file.pdf").write_bytes(content)
    done = subprocess.run(  # noqa: S603
        [PDFSIG, str(folder / "file.pdf")],
        capture_output=True,
        check=False,
        timeout=60,
        env={"HOME": str(folder)},
    )
    return done.stdout.decode()


needs_pdfsig = pytest.mark.skipif(not PDFSIG, reason="no `pdfsig` (poppler) on this machine")


@needs_pdfsig
def test_poppler_finds_the_signature_valid(sealer: Sealer, signed: bytes, tmp_path: Path) -> None:
    shown = pdfsig(tmp_path, signed)

    assert "Signature is Valid." in shown
    assert "Total document signed" in shown
    assert "哈尔滨市某局" in shown
    assert "ETSI.CAdES.detached" in shown
    place = signed.index(b"/Rect")
    assert "Signature is Valid." not in pdfsig(tmp_path, changed_at(signed, place + 8))


def changed_at(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def parts(signed: bytes) -> tuple[range, range, range]:
    """Where the file before the signature lies, the signature, and the rest of the file."""
    begins = signed.rindex(b"/Contents <") + len(b"/Contents <")
    ends = signed.index(b">", begins)
    return range(begins), range(begins, ends), range(ends, len(signed))


def found_after(sealer: Sealer, signed: bytes, place: int) -> tuple[pades.Finding, ...]:
    try:
        return sealer.inspect(changed_at(signed, place))
    except pades.PagesRefused:
        return ()


def test_one_flipped_bit_anywhere_in_the_file_is_noticed(sealer: Sealer, signed: bytes) -> None:
    before, _, after = parts(signed)

    for place in (*before[:: len(before) // 80], *before[-60::7], *after[::13]):
        found = found_after(sealer, signed, place)
        assert not any(each.intact and each.whole_file for each in found), place


def test_one_flipped_bit_in_the_signature_is_noticed_or_says_the_same(
    sealer: Sealer, signed: bytes
) -> None:
    """Copies of issuers' certificates and the padding are not signed; nothing rests on them."""
    said, (_, inside, _) = sealer.inspect(signed), parts(signed)

    outcomes = [found_after(sealer, signed, place) for place in inside[::61]]

    good = [found for found in outcomes if any(each.intact and each.trusted for each in found)]
    assert all(found == said for found in good)
    assert len(good) < len(outcomes) - 20


def test_what_is_added_later_is_noticed(sealer: Sealer, signed: bytes) -> None:
    opened = pikepdf.open(io.BytesIO(signed))
    rewritten = io.BytesIO()
    opened.save(rewritten)
    from pyhanko.pdf_utils.generic import NameObject, TextStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer: Any = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.find_page_for_modification(0)[0].get_object()
    page[NameObject("/Contents")] = page["/Contents"]
    page[NameObject("/Title")] = TextStringObject("other")
    writer.mark_update(page.get_container_ref())
    added = io.BytesIO()
    writer.write(added)

    (found,) = sealer.inspect(added.getvalue())
    assert (found.intact, found.whole_file, found.changed_later) == (True, False, True)
    assert not any(each.intact for each in sealer.inspect(rewritten.getvalue()))
    (tail,) = sealer.inspect(signed + b"\n% more")
    assert not tail.whole_file


def test_two_seals_stand_on_one_file(sealer: Sealer, signed: bytes, tmp_path: Path) -> None:
    other = new_sealer("哈尔滨市另一局")

    both = other.sign(signed, pades.Spot(1, 20, 100, 40, 40), pades.Spot(2, 60, 10, 40, 40))

    first, *others = sealer.inspect(both)
    assert (first.intact, first.trusted, first.whole_file) == (True, True, False)
    assert not first.changed_later
    assert [each.signer for each in others] == ["哈尔滨市另一局"] * 2
    assert all(each.intact and each.trusted and not each.changed_later for each in others)
    assert others[-1].whole_file
    if PDFSIG:
        assert pdfsig(tmp_path, both).count("Signature is Valid.") == 3


def test_a_stamped_signature_has_an_authority_s_word(sealer: Sealer, plain: bytes) -> None:
    later = NOON + timedelta(hours=1)

    (found,) = sealer.inspect(sealer.sign(plain, stamped=True, at=later))

    assert (found.signed_at, found.stamped_at) == (later, later)
    assert found.intact


def test_the_configured_authority_stamps(sealer: Sealer, plain: bytes, settings: Any) -> None:
    with serving(purpose="pages_stamps") as server:
        settings.TONGBAN = settings.TONGBAN.model_copy(update={"timestamp_url": server.url})
        (found,) = sealer.inspect(sealer.sign(plain, stamped=True))

    assert found.stamped_at == NOON
    assert server.asked


def test_nobody_is_trusted_by_default(sealer: Sealer, signed: bytes, tmp_path: Path) -> None:
    stranger = UnsafeTestAuthority(tmp_path, mode="demo").root

    for roots in ([], [stranger.der]):
        (found,) = pades.inspect(signed, roots, NOON + DAY)
        assert found.intact
        assert not found.trusted


def test_an_expired_or_withdrawn_certificate_is_not_trusted(signed: bytes, plain: bytes) -> None:
    other = new_sealer()
    mine = other.sign(plain)
    root = other.authority.pages_root.der
    (expired,) = pades.inspect(mine, [root], MUCH_LATER)
    assert other.inspect(mine, crls=[other.authority.pages_crl(NOON)])[0].trusted

    other.authority.revoke(other.certificate.serial, at=NOON - DAY / 2)
    (revoked,) = other.inspect(mine, crls=[other.authority.pages_crl(NOON)])

    assert (expired.intact, expired.trusted) == (True, False)
    assert (revoked.intact, revoked.trusted) == (True, False)


def test_the_file_stays_what_it_claims_to_be(plain: bytes, signed: bytes) -> None:
    before, after = (pikepdf.open(io.BytesIO(content)) for content in (plain, signed))

    assert signed.startswith(plain)
    assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
    with after.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "A")
    assert [len(page.obj.get("/Annots", ())) for page in after.pages] == [1, 1]
    for page in after.pages:
        for note in page.obj.Annots:
            assert int(note.F) & 4  # printed, as PDF/A wants it
            assert not int(note.F) & 2  # not hidden
            assert note.AP.N.Resources.XObject


def test_seals_stand_where_they_were_put(signed: bytes) -> None:
    opened = pikepdf.open(io.BytesIO(signed))
    first, second = (page.obj.Annots[0] for page in opened.pages)
    point = 72 / 25.4

    assert [float(corner) for corner in first.Rect] == pytest.approx(
        [120 * point, 57 * point, 160 * point, 97 * point], abs=0.01
    )
    assert [float(corner) for corner in second.Rect] == pytest.approx(
        [10 * point, 267 * point, 40 * point, 287 * point], abs=0.01
    )
    assert (str(first.Subtype), str(second.Subtype)) == ("/Widget", "/Stamp")


@pytest.mark.skipif(not PDFTOPPM, reason="no `pdftoppm` (poppler) on this machine")
def test_seals_are_seen_with_the_text_showing_through(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(signed)
    command = [PDFTOPPM, "-r", "50", "-png", str(tmp_path / "file.pdf"), str(tmp_path / "page")]
    subprocess.run(command, check=True, timeout=60)  # noqa: S603

    page: Any = Image.open(next(tmp_path.glob("page*1.png"))).convert("RGB")

    def at(x: float, y: float) -> tuple[int, int, int]:
        found: tuple[int, int, int] = page.getpixel((round(x / 25.4 * 50), round(y / 25.4 * 50)))
        return found

    red, green, blue = at(140, 201)
    assert red > 150 > green
    assert blue < 150
    assert at(140, 220) == (255, 255, 255)


@pytest.mark.parametrize(
    "spot",
    [
        pades.Spot(3, 10, 10, 40, 40),
        pades.Spot(0, 10, 10, 40, 40),
        pades.Spot(1, 190, 10, 40, 40),
        pades.Spot(1, 10, 280, 40, 40),
        pades.Spot(1, -30, 10, 40, 40),
        pades.Spot(1, 10, 10, 0, 40),
        pades.Spot(1, 10, 10, 40, -5),
    ],
)
def test_a_seal_stands_on_a_page(sealer: Sealer, plain: bytes, spot: pades.Spot) -> None:
    with pytest.raises(pades.PagesRefused):
        sealer.sign(plain, spot)
    with pytest.raises(pades.PagesRefused):
        sealer.sign(plain, RIGHT_BELOW, spot)


def test_turned_pages_are_refused(sealer: Sealer, plain: bytes) -> None:
    opened = pikepdf.open(io.BytesIO(plain))
    opened.pages[0].rotate(90, relative=True)
    turned = io.BytesIO()
    opened.save(turned)

    with pytest.raises(pades.PagesRefused, match="turned"):
        sealer.sign(turned.getvalue())


@pytest.mark.parametrize(
    "wrong",
    [
        {"picture": b"no picture"},
        {"picture": b""},
        {"spots": ()},
        {"certificates": ()},
    ],
)
def test_what_is_needed_must_be_there(sealer: Sealer, plain: bytes, wrong: dict[str, Any]) -> None:
    with pytest.raises(pades.PagesRefused):
        sealer.sign(plain, **wrong)


@pytest.mark.parametrize("size", [0, 5, 100, -1000, -5])
def test_a_broken_file_is_refused(sealer: Sealer, plain: bytes, size: int) -> None:
    for act in (sealer.sign, sealer.inspect):
        with pytest.raises(pades.PagesRefused):
            act(plain[:size])


def test_an_encrypted_file_is_refused(sealer: Sealer, plain: bytes) -> None:
    locked = io.BytesIO()
    pikepdf.open(io.BytesIO(plain)).save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))

    with pytest.raises(pades.PagesRefused):
        sealer.sign(locked.getvalue())


def test_a_retired_key_signs_no_more(plain: bytes) -> None:
    other = new_sealer()
    keys.store().retire(other.key_id)

    with pytest.raises(keys.KeyMissing):
        other.sign(plain)


def test_signing_is_quick_enough(sealer: Sealer, plain: bytes) -> None:
    started = time.process_time()
    for _ in range(5):
        sealer.sign(plain, RIGHT_BELOW, SECOND_PAGE)
    each = (time.process_time() - started) / 5

    print(f"one signature on a PDF file: {1000 * each:.0f} ms")  # noqa: T201 - a figure, shown with -s
    assert each < 1
