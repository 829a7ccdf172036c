"""Reading seals and impressions of versions 1, 4 and 5."""

from __future__ import annotations

import functools
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from asn1crypto import core, parser

from tongban.seals.rules.ses import asn1, der
from tongban.seals.rules.ses.facts import (
    FIRST_EDITION,
    KNOWN_VERSIONS,
    SECOND_EDITION,
    Extension,
    Impression,
    MakerInput,
    Seal,
    SealFacts,
    StructureBroken,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found", Seal, Impression)

LARGEST_SEAL = 2 * 1024 * 1024
KEPT = 64 * 1024
"""Seals up to this size are kept in memory once they were read."""
LARGEST_IMPRESSION = 3 * 1024 * 1024
LARGEST_CERTIFICATE = 16 * 1024
MOST_SIGNERS = 200
LARGEST_SIDE = 500
"""Millimetres; no seal is larger than a sheet."""
DIGEST_SIZE = 32
_PARTS_FIRST, _PARTS_SECOND, _PARTS_STAMPED = 2, 4, 5
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
"""What the parser raises for bytes it cannot follow."""


def read_seal(content: bytes) -> Seal:
    """Take a seal apart; anything but one seal of a known version is `StructureBroken`."""
    return _read_again(content) if len(content) <= KEPT else _read_seal(content)


@functools.lru_cache(maxsize=256)
def _read_again(content: bytes) -> Seal:
    """A seal is read at each of its uses, and never changes."""
    return _read_seal(content)


def _read_seal(content: bytes) -> Seal:
    count = der.parts(content, largest=LARGEST_SEAL)
    if count == _PARTS_FIRST:
        return _parsed(content, asn1.SESealV1, _seal_first)
    if count in {_PARTS_SECOND, _PARTS_STAMPED}:
        return _parsed(content, asn1.SESeal, _seal_second)
    raise StructureBroken("这不是已知版本的电子印章。")


def read_impression(content: bytes) -> Impression:
    """Take an impression apart; anything but one of a known version is `StructureBroken`."""
    count = der.parts(content, largest=LARGEST_IMPRESSION)
    if count == _PARTS_FIRST:
        return _parsed(content, asn1.SES_SignatureV1, _impression_first)
    if count in {_PARTS_SECOND, _PARTS_STAMPED}:
        return _parsed(content, asn1.SES_Signature, _impression_second)
    raise StructureBroken("这不是已知版本的电子签章数据。")


def _parsed(content: bytes, structure: Any, take: Callable[[Any], Found]) -> Found:
    try:
        found = structure.load(content, strict=True)
        _require(found.dump(force=True) == content, "数据的编码不是唯一的写法。")
        return take(found)
    except StructureBroken:
        raise
    except _UNREADABLE as broken:
        raise StructureBroken("数据的结构不符合标准。") from broken


def _seal_first(found: Any) -> Seal:
    signed = found["signInfo"]
    info, facts = found["esealInfo"], _facts(found["esealInfo"])
    _require(facts.version in FIRST_EDITION, "印章的版本号与结构不一致。")
    both = _with_certificate(info, signed["cert"], signed["signatureAlgorithm"])
    return Seal(
        facts=facts,
        maker=_certificate(signed["cert"]),
        algorithm=signed["signatureAlgorithm"].dotted,
        signature=signed["signData"].native,
        der=found.dump(),
        to_sign=((MakerInput.WITH_CERTIFICATE, both), (MakerInput.INFORMATION, info.dump())),
    )


def _seal_second(found: Any) -> Seal:
    info, facts = found["eSealInfo"], _facts(found["eSealInfo"])
    stamp = found["timeStamp"].native
    _require(facts.version in SECOND_EDITION, "印章的版本号与结构不一致。")
    _require(stamp is None or facts.version == max(SECOND_EDITION), "第4版印章不带时间戳。")
    both = _with_certificate(info, found["cert"], found["signAlgID"])
    return Seal(
        facts=facts,
        maker=_certificate(found["cert"]),
        algorithm=found["signAlgID"].dotted,
        signature=found["signedValue"].native,
        der=found.dump(),
        to_sign=((MakerInput.INFORMATION, info.dump()), (MakerInput.WITH_CERTIFICATE, both)),
        time_stamp=stamp,
    )


def _with_certificate(info: Any, certificate: Any, algorithm: Any) -> bytes:
    return bytes(parser.emit(0, 1, 16, info.dump() + certificate.dump() + algorithm.dump()))


def _facts(info: Any) -> SealFacts:
    header, owner, picture = info["header"], info["property"], info["picture"]
    _require(header["ID"].native == "ES", "印章的头信息不是“ES”。")
    version = header["version"].native
    _require(version in KNOWN_VERSIONS, "印章的版本号不认识。")
    signers, digests = _signers(owner)
    width, height = picture["width"].native, picture["height"].native
    _require(0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE, "印章图像的尺寸不合理。")
    return SealFacts(
        version=version,
        identifier=info["esID"].native,
        vendor=header["Vid"].native,
        kind=owner["type"].native,
        name=owner["name"].native,
        signers=signers,
        created_at=_moment(owner["createDate"]),
        valid_from=_moment(owner["validStart"]),
        valid_until=_moment(owner["validEnd"]),
        picture_type=picture["type"].native,
        picture=picture["data"].native,
        width=width,
        height=height,
        signer_digests=digests,
        extensions=_extensions(info["extDatas"]),
    )


def _signers(owner: Any) -> tuple[tuple[bytes, ...], tuple[tuple[str, bytes], ...]]:
    named = owner["certList"]
    kind = owner["certListType"].native if "certListType" in owner else asn1.CERTIFICATES
    _require(kind in {asn1.CERTIFICATES, asn1.DIGESTS}, "印章的签章者列表类型不认识。")
    _require(0 < len(named) <= MOST_SIGNERS, "印章里没有签章者，或者签章者过多。")
    if kind == asn1.DIGESTS:
        return (), tuple((one["type"].native, one["value"].native) for one in named)
    return tuple(_certificate(one) for one in named), ()


def _impression_first(found: Any) -> Impression:
    signed = found["toSign"]
    _require(signed["version"].native in FIRST_EDITION, "签章数据的版本号与结构不一致。")
    return Impression(
        version=signed["version"].native,
        seal=_seal_first(signed["eseal"]),
        at=_moment_inside(signed["timeInfo"].native),
        digest=_digest(signed["dataHash"]),
        property_info=signed["propertyInfo"].native,
        certificate=_certificate(signed["cert"]),
        algorithm=signed["signatureAlgorithm"].dotted,
        signature=found["signature"].native,
        to_sign=signed.dump(),
        der=found.dump(),
    )


def _impression_second(found: Any) -> Impression:
    signed = found["toSign"]
    seal = read_seal(signed["eseal"].dump())
    version = signed["version"].native
    _require(version in SECOND_EDITION, "签章数据的版本号与结构不一致。")
    _require(version == seal.facts.version, "签章数据与印章的版本号不一致。")
    return Impression(
        version=version,
        seal=seal,
        at=_moment(signed["timeInfo"]),
        digest=_digest(signed["dataHash"]),
        property_info=signed["propertyInfo"].native,
        certificate=_certificate(found["cert"]),
        algorithm=found["signatureAlgID"].dotted,
        signature=found["signature"].native,
        to_sign=signed.dump(),
        der=found.dump(),
        time_stamp=found["timeStamp"].native,
        extensions=_extensions(signed["extDatas"]),
    )


def _certificate(found: Any) -> bytes:
    content = bytes(found.native)
    _require(0 < len(content) <= LARGEST_CERTIFICATE, "证书为空或者过大。")
    return content


def _digest(found: Any) -> bytes:
    content = bytes(found.native)
    _require(len(content) == DIGEST_SIZE, "原文杂凑值的长度不对。")
    return content


def _extensions(found: Any) -> tuple[Extension, ...]:
    if isinstance(found, core.Void):
        return ()
    return tuple(
        Extension(one["extnID"].dotted, one["critical"].native, one["extnValue"].native)
        for one in found
    )


def _moment(found: Any) -> datetime:
    moment = found.native
    if not isinstance(moment, datetime):  # a year before 1, or no time at all
        raise StructureBroken("时间的写法不对。")
    return moment.astimezone(UTC)


def _moment_inside(content: bytes) -> datetime | None:
    """The time that version 1 wraps once more; None where it is a time stamp or not a time."""
    try:
        return _moment(core.Asn1Value.load(content, strict=True))
    except (*_UNREADABLE, StructureBroken):
        return None


def _require(holds: object, words: str) -> None:
    if not holds:
        raise StructureBroken(words)
