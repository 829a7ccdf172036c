"""A second DER encoder, written from X.690 alone, to compare bytes with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 128 | len(length))) + length + content


def sequence(*parts: bytes) -> bytes:
    return tlv(0x30, b"".join(parts))


def explicit(number: int, content: bytes) -> bytes:
    return tlv(0xA0 | number, content)


def integer(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def boolean(*, value: bool) -> bytes:
    return tlv(0x01, b"\xff" if value else b"\x00")


def octets(content: bytes) -> bytes:
    return tlv(0x04, content)


def bits(content: bytes) -> bytes:
    return tlv(0x03, b"\x00" + content)


def ia5(text: str) -> bytes:
    return tlv(0x16, text.encode("ascii"))


def printable(text: str) -> bytes:
    return tlv(0x13, text.encode("ascii"))


def utf8(text: str) -> bytes:
    return tlv(0x0C, text.encode())


def generalized(moment: datetime) -> bytes:
    return tlv(0x18, moment.strftime("%Y%m%d%H%M%SZ").encode())


def utc(moment: datetime) -> bytes:
    return tlv(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


def oid(dotted: str) -> bytes:
    first, second, *others = (int(number) for number in dotted.split("."))
    content = b""
    for number in (40 * first + second, *others):
        septets = [number & 0x7F]
        while number := number >> 7:
            septets.append(number & 0x7F | 0x80)
        content += bytes(reversed(septets))
    return tlv(0x06, content)


def signature(raw: bytes) -> bytes:
    """64 raw bytes r‖s as SEQUENCE of two INTEGERs."""
    return sequence(integer(int.from_bytes(raw[:32])), integer(int.from_bytes(raw[32:])))
