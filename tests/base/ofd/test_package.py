"""Archives of strangers: whatever is wrong with one, it is refused before it is used."""

from __future__ import annotations

import io
import stat
import struct
import time
import zipfile
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.base.ofd import packages, pages
from tongban.base import ofd

if TYPE_CHECKING:
    from collections.abc import Callable

ENTRANCE = ("OFD.xml", b"<OFD/>")
PAGE = "Doc_0/Pages/Page_0/Content.xml"


def refused(content: bytes) -> str:
    with pytest.raises(ofd.PackageRefused) as caught:
        ofd.open_package(content)
    assert caught.value.detail
    return caught.value.reason


def test_a_package_is_read_as_it_was_written() -> None:
    files = {**packages.blank(), "Doc_0/Res/image_1.png": b"picture" * 1000}

    package = ofd.open_package(ofd.pack(files))

    assert dict(package.files) == files
    with pytest.raises(TypeError):
        package.files["OFD.xml"] = b""  # type: ignore[index]


def test_the_order_of_the_files_changes_nothing() -> None:
    files = packages.signed()

    assert ofd.pack(files) == ofd.pack(dict(reversed(files.items())))


@pytest.mark.parametrize(
    "name",
    [
        "../outside.xml", "Doc_0/../../outside.xml", "/etc/passwd", "C:/outside.xml", "..\\outside",
        "Doc_0//double.xml", "./OFD2.xml", "Doc_0/..", "a\nb", "x" * 300,
    ],
)  # fmt: skip
def test_paths_that_leave_the_package_are_refused(name: str) -> None:
    assert refused(packages.archive([ENTRANCE, (name, b"x")])) == "path"


def test_a_name_cut_by_a_zero_byte_is_refused() -> None:
    content = packages.archive([ENTRANCE, ("Doc_0/a-b.xml", b"x")])

    assert refused(content.replace(b"Doc_0/a-b.xml", b"Doc_0/a\0b.xml")) == "path"


def test_ten_thousand_entries_are_refused_quickly() -> None:
    content = packages.archive([ENTRANCE, *((f"Doc_0/{each}.xml", b"") for each in range(10_000))])
    begin = time.perf_counter()

    reason = refused(content)

    assert reason == "too_many"
    assert time.perf_counter() - begin < 0.5


def test_entries_that_the_end_of_the_archive_does_not_count_are_refused() -> None:
    content = packages.archive([ENTRANCE, *((f"Doc_0/{each}.xml", b"") for each in range(3_000))])
    lying = content[:-14] + struct.pack("<HH", 5, 5) + content[-10:]

    assert refused(lying) == "too_many"


def test_a_file_of_a_gigabyte_is_refused_without_inflating_it() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(*ENTRANCE)
        with archive.open(PAGE, "w") as inside:
            for _ in range(1024):
                inside.write(bytes(1024 * 1024))
    begin = time.perf_counter()

    reason = refused(written.getvalue())

    assert reason == "inflates"
    assert time.perf_counter() - begin < 0.5


def test_many_files_that_together_are_too_large_are_refused() -> None:
    megabyte = bytes(1024 * 1024)

    content = packages.archive([ENTRANCE, *((f"Doc_0/{each}", megabyte) for each in range(65))])

    assert refused(content) == "inflates"


def test_a_file_that_inflates_two_hundredfold_is_refused() -> None:
    assert refused(packages.archive([ENTRANCE, (PAGE, b" " * 2_000_000)])) == "inflates"


def test_a_size_that_is_a_lie_is_found() -> None:
    content = packages.archive([ENTRANCE, (PAGE, b"y" * 3_000)])

    lying = content.replace(struct.pack("<I", 3_000), struct.pack("<I", 30))

    assert refused(lying) == "broken"


def test_entries_that_share_their_bytes_are_refused() -> None:
    content = packages.archive([(f"Doc_{each}", bytes([each]) * 5_000) for each in range(9)])
    sizes = [entry.compress_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()]
    start = content.index(b"PK\x01\x02")
    lying = content[:start] + content[start:].replace(
        struct.pack("<II", sizes[0], 5_000), struct.pack("<II", len(content), 5_000)
    )

    assert refused(lying) == "overlap"


@pytest.mark.parametrize("name", ["OFD.xml", "ofd.XML", "ＯＦＤ.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_a_file_system_takes_for_one_are_refused(name: str) -> None:
    assert refused(packages.archive([ENTRANCE, (name, b"other")])) == "duplicate"


def test_encrypted_entries_are_refused() -> None:
    content = bytearray(packages.archive([ENTRANCE, (PAGE, b"x")]))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1

    assert refused(bytes(content)) == "encrypted"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_links_and_devices_are_refused(kind: int) -> None:
    entry = zipfile.ZipInfo(PAGE)
    entry.external_attr = (kind | 0o777) << 16

    assert refused(packages.archive([ENTRANCE, (entry, b"/etc/passwd")])) == "link"


def test_folders_are_passed_over() -> None:
    content = packages.archive([(zipfile.ZipInfo("Doc_0/"), b""), *packages.blank().items()])

    assert set(ofd.open_package(content).files) == set(packages.blank())


def test_rare_ways_of_packing_are_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("OFD.xml", b"x" * 100)

    assert refused(written.getvalue()) == "method"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"PK", "no_archive"),
        (b"PK\x03\x04", "no_archive"),
        (b"PK\x05\x06" + bytes(18), "no_archive"),
        (b"%PDF-1.7 " + b"x" * 500, "no_archive"),
        (bytes(51 * 1024 * 1024), "too_large"),
    ],
    ids=["nothing", "two bytes", "a beginning", "an empty archive", "a PDF", "51 MB"],
)
def test_what_is_no_archive_is_refused(content: bytes, reason: str) -> None:
    assert refused(content) == reason


def test_a_typeset_paper_is_no_package() -> None:
    assert refused(pages.typeset("字").page) == "no_archive"


def test_an_archive_without_an_entrance_is_no_package() -> None:
    assert refused(packages.archive([("word/document.xml", b"<x/>")])) == "no_entrance"


@pytest.mark.parametrize(
    "hidden",
    [
        lambda content: b"%PDF-1.7\n" + content,
        lambda content: content + b"behind",
        lambda content: content[:-2] + b"\x03\x00abc",
        lambda content: content[:-30],
        lambda content: content.replace(b"PK\x01\x02", b"between" + b"PK\x01\x02", 1),
    ],
    ids=["in front", "behind", "a comment", "cut off", "between"],
)
def test_bytes_that_belong_to_no_file_are_refused(hidden: Callable[[bytes], bytes]) -> None:
    """No signature protects them, and another reader might take them for the document."""
    content = ofd.pack(packages.signed())

    assert refused(hidden(content)) in {"no_archive", "broken"}


LAUGHS = "".join(f'<!ENTITY {one} "{f"&{other};" * 8}">' for one, other in ("ba", "cb", "dc"))
ENTITIES = [
    b'<!DOCTYPE x [<!ENTITY a "b">]>',
    b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]>'.encode(),
]


@pytest.mark.parametrize("head", ENTITIES, ids=["an entity", "a file", "a billion laughs"])
@pytest.mark.parametrize("path", ["OFD.xml", "Doc_0/Document.xml", PAGE])
def test_xml_with_entities_is_refused(head: bytes, path: str) -> None:
    files = packages.blank()
    files[path] = head + files[path]

    with pytest.raises(ofd.PackageRefused) as caught:
        read_all(ofd.pack(files))

    assert caught.value.reason == "entities"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7", "cp037"])
def test_entities_do_not_hide_in_another_encoding(encoding: str) -> None:
    files = packages.blank()
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    files["OFD.xml"] = text.encode(encoding)

    with pytest.raises(ofd.PackageRefused) as caught:
        read_all(ofd.pack(files))

    assert caught.value.reason in {"xml", "entities"}


@pytest.mark.parametrize(
    ("path", "old", "new", "reason"),
    [
        ("OFD.xml", b"ofd:OFD", b"ofd:Other", "root"),
        ("OFD.xml", b"Doc_0/Document.xml", b"Doc_0/Gone.xml", "missing"),
        ("OFD.xml", b"Doc_0/Document.xml", b"../../etc/passwd", "missing"),
        ("OFD.xml", b"Doc_0/Document.xml", b"", "missing"),
        ("OFD.xml", b"</ofd:OFD>", b"", "xml"),
        ("OFD.xml", b"DocBody", b"Body", "document"),
        ("Doc_0/Document.xml", b"Pages/Page_0/Content.xml", b"Pages/Gone.xml", "missing"),
        ("Doc_0/Document.xml", b"Page_0/Content.xml", b"Page_0/../../Document.xml", "root"),
        ("Doc_0/Document.xml", b"<ofd:Page ", b"<ofd:Sheet ", "document"),
        ("Doc_0/Document.xml", b'ID="10"', b'ID="11"', "document"),
        (PAGE, b"0 0 210 297", b"0 0 1e300 297", "number"),
        (PAGE, b"0 0 210 297", b"0 0 nan 297", "number"),
        (PAGE, b"0 0 210 297", b"0 0 210", "number"),
        (PAGE, b"0 0 210 297", b"0 0 -210 297", "number"),
        (PAGE, b"0 0 210 297", b"zero 0 210 297", "number"),
        (PAGE, b"0 0 210 297", b"\xff\xfe", "xml"),
    ],
)
def test_what_does_not_hang_together_is_refused(
    path: str, old: bytes, new: bytes, reason: str
) -> None:
    files = packages.blank(2)
    assert old in files[path]
    files[path] = files[path].replace(old, new)

    with pytest.raises(ofd.PackageRefused) as caught:
        read_all(ofd.pack(files))

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        '<ofd:TextObject ID="5" Boundary="1e9 0 1 1" Font="1" Size="3">',
        '<ofd:TextObject ID="5" Boundary="0 0 1 1" CTM="1 0 0 1" Font="1" Size="3">',
        '<ofd:TextObject ID="5" Boundary="0 0 1 1" Font="1" Size="inf">',
        '<ofd:TextObject ID="5" Font="1" Size="3">',
    ],
    ids=["far away", "half a turn", "without end", "nowhere"],
)
def test_text_with_impossible_places_is_refused(text: str) -> None:
    files = packages.blank()
    code = f'{text}<ofd:TextCode X="0" Y="0">a</ofd:TextCode></ofd:TextObject></ofd:Page>'
    files[PAGE] = files[PAGE].replace(b"</ofd:Page>", code.encode())

    with pytest.raises(ofd.PackageRefused) as caught:
        read_all(ofd.pack(files))

    assert caught.value.reason == "number"


def read_all(content: bytes) -> None:
    """Everything that can be read of a package."""
    package = ofd.open_package(content)
    ofd.info(package)
    ofd.sizes(package)
    ofd.runs(package)
    ofd.indexed(package)
    for each in ofd.signatures(package):
        each.changed(package)
    ofd.uncovered(package)


@cache
def sample() -> dict[str, bytes]:
    """A package that has everything in it."""
    drawing = ofd.draw(pages.typeset('甲#mark("item/A")[乙]'), pages.INFO)
    return packages.signed(packages.signed(drawing.files))


@cache
def packed() -> bytes:
    return ofd.pack(sample())


def trees() -> list[str]:
    return sorted(path for path in sample() if path.endswith(".xml"))


def test_the_sample_of_the_following_tests_is_good() -> None:
    read_all(packed())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_noise_is_refused_and_nothing_else_happens(content: bytes) -> None:
    for each in (content, b"PK\x03\x04" + content, b"PK\x03\x04" + content + packed()[-22:]):
        with pytest.raises(ofd.PackageRefused):
            read_all(each)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_damaged_archives_are_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(packed())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_all(bytes(content))
    except ofd.PackageRefused as refusal:
        assert refusal.reason  # noqa: PT017 - either outcome is good, any other error is not


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_damaged_xml_is_refused_or_read(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(trees()))
    content = sample()[path]
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    junk = data.draw(
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from(
                [b"", b"-1", b"9" * 30, b'""', b"<x/>", b"../..", b"/", b"&#0;", b"NaN"]
            ),
        )
    )
    last = min(last, first + 12)
    try:
        read_all(ofd.pack({**sample(), path: content[:first] + junk + content[last:]}))
    except ofd.PackageRefused as refusal:
        assert refusal.reason  # noqa: PT017 - either outcome is good, any other error is not


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_attributes_of_any_value_are_refused_or_read(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(trees()))
    pieces = sample()[path].split(b'"')
    at = data.draw(st.integers(1, len(pieces) // 2)) * 2 - 1
    value = data.draw(
        st.one_of(
            st.sampled_from(["", " ", "-", "1e400", "0 0 0 0", "/", "..", "s001"]),
            st.text(max_size=9),
        )
    )
    pieces[at] = value.encode("utf-8", "replace")
    try:
        read_all(ofd.pack({**sample(), path: b'"'.join(pieces)}))
    except ofd.PackageRefused as refusal:
        assert refusal.reason  # noqa: PT017 - either outcome is good, any other error is not
