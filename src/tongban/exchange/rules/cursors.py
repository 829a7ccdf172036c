"""A place in a department's feed, as its reader keeps it (游标)."""

from __future__ import annotations

import base64
import binascii

from tongban.base.crypto import sm3
from tongban.base.errors import Invalid, Refusal

_CHECK = 4


class CursorUnreadable(Invalid):
    """The cursor was cut or mistyped, or it lies beyond the end of the feed."""

    code = "exchange.cursor_unreadable"
    sentence = "游标无法识别。请原样使用上一次返回的 next；没有保存过就不带 after，从头读取。"


class CursorOfAnother(Invalid):
    """The cursor belongs to the feed of another department."""

    code = "exchange.cursor_of_another"
    sentence = "这个游标属于另一个部门的动态，不能用来读本部门的动态。"


class CursorGone(Refusal):
    """What follows the place was removed, because it was older than feeds are kept."""

    code = "exchange.cursor_gone"
    status = 410
    sentence = (
        "这个位置以后的动态已经超过保存期限，有一部分已被清理，不能接着读。"
        "请先读取本部门全部在办办件（/departments/{部门}/cases）并更新本地数据，"
        "再不带 after 从现存最早的一条读起。"
    )


def cursor(unit: str, seq: int) -> str:
    """The place after the entry of that number in the feed of that department."""
    text = f"{seq}:{unit}".encode()
    return base64.urlsafe_b64encode(_check(text) + text).decode().rstrip("=")


def place(unit: str, text: str) -> int:
    """The number of the last entry that was read; 0 for no cursor at all.

    Declined with `CursorOfAnother` or `CursorUnreadable`.
    """
    if not text:
        return 0
    try:
        raw = base64.urlsafe_b64decode((text + "=" * (-len(text) % 4)).encode("ascii"))
        seq, _, owner = raw[_CHECK:].decode().partition(":")
    except (ValueError, UnicodeError, binascii.Error):
        raise CursorUnreadable from None
    if raw[:_CHECK] != _check(raw[_CHECK:]) or not seq.isdecimal():
        raise CursorUnreadable
    if owner != unit:
        raise CursorOfAnother
    return int(seq)


def _check(text: bytes) -> bytes:
    return sm3.digest(b"tongban.feed/1\n" + text)[:_CHECK]
