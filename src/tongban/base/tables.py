"""Tables that people hand in as CSV: the rows as text, or a sentence that says what is wrong."""

from __future__ import annotations

import csv
import io

from tongban.base.errors import Invalid

ENCODINGS = ("utf-8-sig", "gb18030")


class TableUnreadable(Invalid):
    """The file is no CSV in UTF-8 or GB 18030."""

    code = "base.table_unreadable"


def rows(content: bytes) -> list[list[str]]:
    """The rows of a CSV file with their cells, or `TableUnreadable`."""
    if not content.strip():
        raise TableUnreadable("文件是空的。")
    try:
        found = list(csv.reader(io.StringIO(decoded(content), newline=""), strict=True))
    except csv.Error:
        raise TableUnreadable("CSV 文件的引号或换行不对，请用表格软件重新导出。") from None
    return found


def decoded(content: bytes) -> str:
    """The text of a file as spreadsheets save it, or `TableUnreadable`."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableUnreadable("文件的编码认不出来。请存成 UTF-8 或者 GB 18030（GBK）编码。")
