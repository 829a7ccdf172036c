"""Files: typed by content, sealed at rest, checked on each read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tongban.base import files
from tongban.base.crypto.errors import InvalidSeal
from tongban.base.errors import NotFound
from tongban.base.files.kinds import PDF, check
from tongban.base.models import StoredFile

if TYPE_CHECKING:
    from tongban.base.errors import Refusal

PDF_BYTES = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG_BYTES = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(30)


def zipped(entries: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF_BYTES, "计划.pdf", "application/pdf"),
        (PNG_BYTES, "照片.PNG", "image/png"),
        (zipped({"OFD.xml": b"<ofd/>"}), "证照.ofd", "application/ofd"),
    ],
)
def test_content_and_name_agree(content: bytes, name: str, media_type: str) -> None:
    assert check(content, name, files.DOCUMENTS).media_type == media_type


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "a.pdf", files.FileEmpty),
        (PDF_BYTES, "a.png", files.FileTypeRefused),
        (PNG_BYTES, "a.pdf", files.FileTypeRefused),
        (b"MZ\x90\0" + bytes(64), "a.pdf", files.FileTypeRefused),
        (b"<html></html>", "a.html", files.FileTypeRefused),
        (PDF_BYTES, "no-extension", files.FileTypeRefused),
        (b"PK\x03\x04 broken", "a.docx", files.FileTypeRefused),
        (zipped({"readme.txt": b"x"}), "a.docx", files.FileTypeRefused),
        (zipped({"word/document.xml": bytes(30_000_000)}), "a.docx", files.FileUnsafe),
        (zipped({"word/document.xml": b"x", "../outside": b"x"}), "a.docx", files.FileUnsafe),
        (zipped({"word/document.xml": b"x", "/etc/x": b"x"}), "a.docx", files.FileUnsafe),
        (zipped({f"{n}.xml": b"" for n in range(2_100)}), "a.docx", files.FileUnsafe),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_taken_says_why(content: bytes, name: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        check(content, name, files.DOCUMENTS)

    assert str(refused.value).endswith("。")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongban.base.files.kinds.LARGEST", 10)

    with pytest.raises(files.FileTooLarge):
        check(PDF_BYTES, "a.pdf", {PDF})


@pytest.mark.django_db
def test_the_same_content_is_kept_once_and_not_in_clear() -> None:
    first = files.store(PDF_BYTES, name="a.pdf")
    second = files.store(PDF_BYTES, name="b.pdf")

    on_disk = _path(first.digest).read_bytes()
    assert (first.digest, second.name) == (second.digest, "b.pdf")
    assert StoredFile.objects.filter(digest=first.digest).count() == 1
    assert b"%PDF" not in on_disk
    assert files.read(first.digest) == PDF_BYTES


@pytest.mark.django_db
def test_a_file_that_was_changed_on_disk_is_not_handed_out() -> None:
    stored = files.store(PDF_BYTES + b"to be changed", name="a.pdf")
    path = _path(stored.digest)
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)

    with pytest.raises(InvalidSeal):
        files.read(stored.digest)


@pytest.mark.django_db
def test_an_unknown_file_is_not_found() -> None:
    with pytest.raises(NotFound):
        files.read("0" * 64)


def _path(digest: str) -> Path:
    root = Path(settings.TONGBAN.data_dir).resolve() / "files"
    return root / digest[:2] / digest[2:4] / digest
