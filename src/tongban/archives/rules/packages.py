"""The package of an archive: made alike from alike, and read as if a stranger had made it."""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from tongban.base.crypto import sm3
from tongban.base.errors import Invalid

DESCRIPTION: Final = "description.json"
METADATA: Final = "metadata.xml"
DIGESTS: Final = "signature/digests.txt"
SIGNATURE: Final = "signature/signature.json"
PUBLIC_KEY: Final = "signature/public-key.pem"
FACTS: Final = "06_other/process.json"
PROOFS: Final = "06_other/ledger.json"
SEAL_TRUST: Final = "06_other/seal-trust.pem"
MEMBERS: Final = "members"
LARGEST: Final = 512 * 1024 * 1024
MOST_INFLATED: Final = 1024 * 1024 * 1024
MOST_ENTRIES: Final = 5_000
MOST_RATIO: Final = 200
MOST_MEMBERS: Final = 100
SMALL: Final = 1024 * 1024
ALLOWED: Final = frozenset({"pdf", "ofd", "jpg", "jpeg", "png", "tif", "tiff", "xml", "json",
                            "docx", "xlsx", "mp3", "mp4", "txt", "pem", "zip"})  # fmt: skip
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_LONGEST_NAME = 255
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, OverflowError, OSError,
)  # fmt: skip
_NOT_IN_NAMES = frozenset('\\/:*?"<>|')


class PackageRefused(Invalid):
    """The content is no package that we read; nothing of it was used."""

    code = "archives.package_refused"

    def __init__(self, reason: str, sentence: str) -> None:
        self.reason = reason
        super().__init__(sentence, fields={"package": sentence})


def safe_name(text: str, ending: str) -> str:
    """A file name that every file system takes, short enough, with its ending."""
    kept = "".join("_" if each in _NOT_IN_NAMES or ord(each) < ord(" ") else each for each in text)
    stem = kept.strip(" .").removesuffix(f".{ending}")[:60] or "file"
    return f"{stem}.{ending}"


def digest_list(files: Mapping[str, bytes]) -> bytes:
    """One line for each file: SM3, two blanks, path; what the node signs."""
    lines = (f"{sm3.digest(files[path]).hex()}  {path}\n" for path in sorted(files))
    return "".join(lines).encode()


def pack(root: str, files: Mapping[str, bytes]) -> bytes:
    """The files below one folder as an archive; the same files give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{root}/{path}", _FIRST_DAY)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path], compresslevel=6)
    return written.getvalue()


def unpack(content: bytes, *, most: int = MOST_INFLATED) -> tuple[str, Mapping[str, bytes]]:
    """The folder and the files below it, no more than `most` bytes of them in all.

    Declined with `PackageRefused`, whatever it is.
    """
    if len(content) > LARGEST:
        raise PackageRefused("too_large", "归档信息包太大，无法读取。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check(entries, len(content), most)
            files = {each.filename: archive.read(each) for each in entries}
    except _UNREADABLE as broken:
        raise PackageRefused("broken", "归档信息包已损坏，无法打开。") from broken
    roots = {name.partition("/")[0] for name in files}
    if len(roots) != 1 or any("/" not in name for name in files):
        raise PackageRefused("no_root", "归档信息包里应当只有一个以办件编号命名的文件夹。")
    (root,) = roots
    inside = {name.partition("/")[2]: body for name, body in files.items()}
    missing = {DESCRIPTION, METADATA, DIGESTS, SIGNATURE, PUBLIC_KEY} - inside.keys()
    if missing:
        raise PackageRefused("missing", f"归档信息包缺少 {'、'.join(sorted(missing))}。")
    return root, MappingProxyType(inside)


def _check(entries: list[zipfile.ZipInfo], length: int, most: int) -> None:
    if not 0 < len(entries) <= MOST_ENTRIES:
        raise PackageRefused("too_many", "归档信息包里的文件数量不正常。")
    for each in entries:
        _check_name(each)
        _check_kind(each)
    if sum(each.file_size for each in entries) > most:
        raise PackageRefused("inflates", "归档信息包展开后异常庞大。")
    if sum(each.compress_size for each in entries) > length:
        raise PackageRefused("overlap", "归档信息包里的文件互相重叠。")
    _check_unique(each.filename for each in entries)


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if (
        any(part in {"", ".", ".."} for part in name.split("/"))
        or any(each in '\\:*?"<>|' or ord(each) < ord(" ") for each in name)
        or len(name.encode("utf-8", "surrogatepass")) > _LONGEST_NAME
    ):
        raise PackageRefused("path", "归档信息包里有越出范围的路径，拒绝读取。")


def _check_kind(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise PackageRefused("encrypted", "归档信息包加了密，拒绝读取。")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise PackageRefused("method", "归档信息包的压缩格式不能读取。")
    if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG}:
        raise PackageRefused("link", "归档信息包里有链接或设备，拒绝读取。")
    if entry.file_size > max(SMALL, entry.compress_size * MOST_RATIO):
        raise PackageRefused("inflates", "归档信息包展开后异常庞大。")


def _check_unique(paths: Iterable[str]) -> None:
    seen: set[str] = set()
    for path in paths:
        plain = unicodedata.normalize("NFKC", path).casefold()
        if plain in seen:
            raise PackageRefused("duplicate", "归档信息包里有重名的文件。")
        seen.add(plain)
