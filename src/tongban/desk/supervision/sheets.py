"""Tables that leave as files: CSV and XLSX, row by row, never held as a whole."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpResponse

CSV: Final = "csv"
XLSX: Final = "xlsx"
TYPES: Final = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A cell that begins so would be carried out as a formula by the programs people open tables with.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARTS: Final = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
        '2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}


def answer(kind: str, name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A file of that kind that is written while it is sent; `Http404` for another kind."""
    if kind not in TYPES:
        raise Http404
    content = _csv(rows) if kind == CSV else _xlsx(rows)
    response = StreamingHttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)  # views know one kind of answer


def _csv(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """Rows in UTF-8 with the mark by which spreadsheets know it."""
    yield "\ufeff".encode()
    line = io.StringIO()
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([_guarded(cell) for cell in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def _guarded(cell: object) -> str:
    text = _text(cell)
    is_number = isinstance(cell, int | float)
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


class _Pipe(io.RawIOBase):
    """Takes what the archive writes until somebody fetches it."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        taken = bytes(data)  # type: ignore[call-overload]
        self._waiting += taken
        return len(taken)

    def fetch(self) -> bytes:
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken


def _xlsx(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """A workbook of one sheet; text stands in the cells themselves, numbers as numbers."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in _PARTS.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            head = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>'
            sheet.write(head.encode())
            for row in rows:
                sheet.write(f"<row>{''.join(_cell(cell) for cell in row)}</row>".encode())
                yield pipe.fetch()
            sheet.write(b"</sheetData></worksheet>")
        yield pipe.fetch()
    yield pipe.fetch()


def _cell(cell: object) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"<c><v>{cell}</v></c>"
    kept = "".join(sign for sign in _text(cell) if sign >= " " or sign in "\t\n")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(kept)}</t></is></c>'
