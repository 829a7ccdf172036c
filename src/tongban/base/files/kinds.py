"""What kind of file something is: by its content, compared with its name; no database."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

import filetype

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection

LARGEST = 50 * 1024 * 1024
_MOST_INFLATED = 200 * 1024 * 1024
_MOST_RATIO = 100
_MOST_ENTRIES = 2_000


class FileEmpty(Invalid):
    """The file has no content."""

    code = "base.file_empty"
    sentence = "这个文件是空的，请重新选择。"


class FileTooLarge(Invalid):
    """The file is larger than we take."""

    code = "base.file_too_large"
    sentence = "文件超过 50 MB，请压缩或分成几个文件后再上传。"


class FileTypeRefused(Invalid):
    """The content is of a kind not taken here, or not what the name says."""

    code = "base.file_type_refused"
    sentence = (
        "文件内容与扩展名不符，或不是可以接收的格式。请上传 PDF、OFD、JPG、PNG 或 Word 文件。"
    )


class FileUnsafe(Invalid):
    """The file would inflate to far more than it is, or hides paths."""

    code = "base.file_unsafe"
    sentence = "这个压缩格式的文件展开后异常庞大或结构不正常，无法接收。请另存后重新上传。"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: its media type and the extensions that may name it."""

    media_type: str
    extensions: frozenset[str]


PDF = Kind("application/pdf", frozenset({"pdf"}))
JPEG = Kind("image/jpeg", frozenset({"jpg", "jpeg"}))
PNG = Kind("image/png", frozenset({"png"}))
OFD = Kind("application/ofd", frozenset({"ofd"}))
DOCX = Kind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", frozenset({"docx"})
)
XLSX = Kind(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", frozenset({"xlsx"})
)

IMAGES: frozenset[Kind] = frozenset({JPEG, PNG})
DOCUMENTS: frozenset[Kind] = IMAGES | {PDF, OFD, DOCX, XLSX}


def check(content: bytes, name: str, allowed: Collection[Kind]) -> Kind:
    """Return the kind of a file, or decline it with the reason.

    Declined with `FileEmpty`, `FileTooLarge`, `FileTypeRefused` (content is not one of `allowed`
    or not what the extension says) or `FileUnsafe` (zip bomb, path traversal).
    """
    if not content:
        raise FileEmpty
    if len(content) > LARGEST:
        raise FileTooLarge
    kind = _by_content(content)
    extension = PurePath(name).suffix.removeprefix(".").lower()
    if kind is None or kind not in allowed or extension not in kind.extensions:
        raise FileTypeRefused
    return kind


def ending_of(content: bytes) -> str:
    """The usual ending of a file name for this content, "bin" where it is of no known kind."""
    kind = _by_content(content)
    return min(kind.extensions) if kind else "bin"


def _by_content(content: bytes) -> Kind | None:
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    guessed = filetype.guess_mime(content[:8192])
    for kind in (PDF, JPEG, PNG):
        if kind.media_type == guessed:
            return kind
    return None


def _zipped(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as broken:
        raise FileTypeRefused from broken
    _refuse_bomb(entries)
    names = {entry.filename for entry in entries}
    if "OFD.xml" in names:
        return OFD
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    return None


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    inflated = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    too_much = inflated > _MOST_INFLATED or inflated > _MOST_RATIO * max(packed, 1024)
    names = [entry.filename for entry in entries]
    outside = any(".." in PurePath(name).parts or name.startswith("/") for name in names)
    if too_much or outside or len(entries) > _MOST_ENTRIES:
        raise FileUnsafe
