"""The package of an OFD file: a ZIP archive, read as if a stranger had made it.

Everything is checked before anything is inflated: what the archive says of itself, the number of
its entries, their names, their sizes. What is inflated is bounded by what was said. Only
`PackageRefused` comes out for whatever is wrong, with a short `reason` for programs and a sentence
for people.
"""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from tongban.base.errors import Invalid
from tongban.base.ofd import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LARGEST: Final = 50 * 1024 * 1024
MOST_INFLATED: Final = 64 * 1024 * 1024
MOST_ENTRIES: Final = 2_000
MOST_RATIO: Final = 200
SMALL: Final = 1024 * 1024
"""Up to this size the ratio does not matter: a page of white compresses well and harms nobody."""

_END = struct.Struct("<4s4H2LH")
_END_MARK, _START_MARK, _WIDE_MARK = b"PK\x05\x06", b"PK\x03\x04", b"PK\x06\x07"
_LONGEST_NAME = 255
_LONGEST_ENTRY = 46 + 2 * _LONGEST_NAME + 512
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, OverflowError, OSError,
)  # fmt: skip


class PackageRefused(Invalid):
    """The content is no OFD package that we read; nothing of it was used."""

    code: ClassVar[str] = "base.package_refused"

    def __init__(self, reason: str, sentence: str) -> None:
        self.reason = reason
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Package:
    """The files of one OFD package, by their paths without a leading slash."""

    files: Mapping[str, bytes]

    def read(self, path: str) -> bytes:
        """The content of a file; declined with `PackageRefused` if there is none."""
        found = self.files.get(path.removeprefix("/"))
        if found is None:
            raise PackageRefused("missing", f"OFD 文件缺少其中的“{path[:80]}”。")
        return found


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as one archive; the same files give the same bytes, in whatever order.

    The entrance stays readable, so that a broken archive still says what it was.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files, key=lambda each: (each != names.ENTRANCE, each)):
            entry = zipfile.ZipInfo(path, _FIRST_DAY)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            packed = path == names.ENTRANCE or path.endswith((".png", ".jpg"))
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path], compresslevel=1)
    return written.getvalue()


def open_package(content: bytes) -> Package:
    """Read an archive. Declined with `PackageRefused`, whatever the content is."""
    _check_shape(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(content))
            files = {each.filename: archive.read(each) for each in entries if not each.is_dir()}
    except _UNREADABLE as broken:
        raise PackageRefused("broken", "这个 OFD 文件已损坏，无法打开。") from broken
    if any(len(files[each.filename]) != each.file_size for each in entries if not each.is_dir()):
        raise PackageRefused("broken", "这个 OFD 文件已损坏，无法打开。")
    if names.ENTRANCE not in files:
        raise PackageRefused("no_entrance", "这不是 OFD 文件：其中没有 OFD.xml。")
    return Package(MappingProxyType(files))


def _check_shape(content: bytes) -> None:
    """One archive and nothing else: no bytes before, between its lists, or behind it.

    Bytes outside the archive would be protected by no signature, and could show another reader
    another document.
    """
    if not content:
        raise PackageRefused("empty", "这个文件是空的。")
    if len(content) > LARGEST:
        raise PackageRefused("too_large", "OFD 文件超过 50 MB，无法接收。")
    if not content.startswith(_START_MARK) or len(content) < _END.size:
        raise PackageRefused("no_archive", "这不是 OFD 文件。")
    mark, disk, start, here, count, size, offset, comment = _END.unpack(content[-_END.size :])
    if mark != _END_MARK or disk or start or here != count or comment:
        raise PackageRefused("no_archive", "这不是完整的 OFD 文件，或文件末尾多了别的内容。")
    if content[-_END.size - 20 :].startswith(_WIDE_MARK):
        raise PackageRefused("no_archive", "这个 OFD 文件的压缩格式无法接收。")
    if count > MOST_ENTRIES or size > MOST_ENTRIES * _LONGEST_ENTRY:
        raise PackageRefused("too_many", "OFD 文件里的内容项过多，无法接收。")
    if offset + size + _END.size != len(content):
        raise PackageRefused("no_archive", "这不是完整的 OFD 文件，或文件里夹带了别的内容。")


def _check_entries(entries: list[zipfile.ZipInfo], length: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise PackageRefused("too_many", "OFD 文件里的内容项过多，无法接收。")
    for each in entries:
        _check_name(each)
        _check_kind(each)
    if sum(each.file_size for each in entries) > MOST_INFLATED:
        raise PackageRefused("inflates", "OFD 文件展开后异常庞大，无法接收。")
    if sum(each.compress_size for each in entries) > length:
        raise PackageRefused("overlap", "OFD 文件里的内容项互相重叠，无法接收。")
    _check_unique(each.filename for each in entries)


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    parts = name.removesuffix("/").split("/")
    if (
        any(part in {"", ".", ".."} for part in parts)
        or any(each in '\\:*?"<>|' or ord(each) < ord(" ") for each in name)
        or len(name.encode("utf-8", "surrogatepass")) > _LONGEST_NAME
    ):
        raise PackageRefused("path", "OFD 文件里有越出文件范围的路径，无法接收。")


def _check_kind(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise PackageRefused("encrypted", "OFD 文件加了密，无法接收。")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise PackageRefused("method", "这个 OFD 文件的压缩格式无法接收。")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG}:
        raise PackageRefused("link", "OFD 文件里有链接或设备，无法接收。")
    if entry.is_dir() and entry.file_size:
        raise PackageRefused("link", "OFD 文件里有带内容的文件夹，无法接收。")
    if entry.file_size > max(SMALL, entry.compress_size * MOST_RATIO):
        raise PackageRefused("inflates", "OFD 文件展开后异常庞大，无法接收。")


def _check_unique(paths: Iterable[str]) -> None:
    """Two names that some file system takes for one could show two readers two documents."""
    seen: set[str] = set()
    for path in paths:
        plain = unicodedata.normalize("NFKC", path.removesuffix("/")).casefold()
        if plain in seen:
            raise PackageRefused("duplicate", "OFD 文件里有重名的内容项，无法接收。")
        seen.add(plain)
