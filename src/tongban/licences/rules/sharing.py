"""The sharing interface (GB/T 36906): message codes, what is signed of an answer, its words."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from tongban.base.errors import Invalid
from tongban.licences.rules import metadata
from tongban.licences.rules.states import Ending, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

SIGNED_AS: Final = b"tongban.sharing.answer/1\n"
"""Before what is signed, so that the signature of an answer is never one of something else."""
LARGEST_FILE: Final = 1_500_000
"""Bytes of a file to be verified; in base64 it still fits into a body of 2 MB."""
LONGEST_CREATOR: Final = 50
MOST_ITEMS: Final = 50
OFD, PNG = "ofd", "png"
FILE_TYPES = (OFD, PNG)
STATUS_CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Standing.VALID: ("01", "有效"),
        Standing.SUSPENDED: ("02", "暂扣"),
        Ending.ANNULLED: ("03", "撤销"),
        Ending.CANCELLED: ("04", "注销"),
        Ending.LAPSED: ("05", "失效"),
        Standing.EXPIRED: ("05", "失效"),
        Ending.FORFEITED: ("07", "吊销"),
        Ending.WITHDRAWN: ("99", "撤回"),
        Standing.PENDING: ("99", "未生效"),
    }
)
"""Our standings and endings by the codes that ministries publish; 99 is explained by its word."""
_MOMENTS = ("%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z")


class AskedWrongly(Invalid):
    """Something in the request cannot be read; `fields` names it as the request does."""

    code = "licences.asked_wrongly"


class CodesInvalid(ValueError):
    """The table of message codes cannot be used; the message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The message codes of this node: each with its words, and the code of each refusal."""

    messages: Mapping[str, str]
    by_refusal: Mapping[str, str]
    otherwise: str

    def of(self, refusal: str) -> tuple[str, str]:
        """Code and message for the stable code of a refusal."""
        code = self.by_refusal.get(refusal, self.otherwise)
        return code, self.messages[code]


def read_codes(table: Any) -> Codes:
    """The table as it was written down, or `CodesInvalid`."""
    try:
        rows = [(str(row["code"]), str(row["message"]), row) for row in table["codes"]]
        otherwise = str(table["otherwise"])
        named = [(str(one), code) for code, _, row in rows for one in row.get("refusals", ())]
    except (KeyError, TypeError, AttributeError) as wrong:
        raise CodesInvalid(f"sharing codes: {wrong} is missing or has the wrong shape") from wrong
    messages = {code: message for code, message, _ in rows}
    if len(messages) != len(rows) or not {"0", otherwise} <= messages.keys():
        raise CodesInvalid("sharing codes: each code once, among them 0 and the one otherwise")
    return Codes(messages, dict(reversed(named)), otherwise)


def to_sign(answer: Mapping[str, Any]) -> bytes:
    """What is signed of an answer: all of it but `head.sign`, in canonical form."""
    head = {key: value for key, value in answer["head"].items() if key != "sign"}
    return SIGNED_AS + metadata.canonical({**answer, "head": head})


def moment(text: str, zone: tzinfo | None, *, field: str) -> datetime | None:
    """A moment as 20260313120000 or 2026-03-13 12:00:00; None for nothing, else `AskedWrongly`."""
    if not text.strip():
        return None
    for shape in _MOMENTS:
        try:
            read = datetime.strptime(text.strip(), shape)  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
        return read if read.tzinfo else read.replace(tzinfo=zone)
    raise AskedWrongly(fields={field: "时间请写成 20260313120000 的样子。"})


def file_content(text: str, *, field: str) -> bytes:
    """The bytes of a file sent in base64, or `AskedWrongly` when it is none or too large."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise AskedWrongly(fields={field: "文件要用 base64 编码。"}) from None
    if not 0 < len(content) <= LARGEST_FILE:
        raise AskedWrongly(fields={field: "文件不能为空，也不能超过 1.5 MB。"})
    return content


def metadata_xml(custom: Mapping[str, str]) -> bytes:
    """The metadata (证照元数据) as XML by their short names, as they stand in the document."""
    rows = "".join(f"  <{key}>{escape(text)}</{key}>\n" for key, text in custom.items() if text)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<ZZYSJ>\n{rows}</ZZYSJ>\n'.encode()


def status(standing: Standing, ended_kind: str = "") -> tuple[str, str]:
    """证照状态 by code and word."""
    return STATUS_CODES[ended_kind or standing]


def agrees(whole: Mapping[str, object], items: Mapping[str, str]) -> bool:
    """Whether every item says what the licence says; one that it does not have never agrees."""
    return bool(items) and all(_same(whole.get(key), text) for key, text in items.items())


def _same(known: object, text: str) -> bool:
    if known is None:
        return False
    parts: Sequence[object] = known if isinstance(known, list) else [known]
    return "".join(metadata.SEVERAL.join(map(str, parts)).split()) == "".join(text.split())
