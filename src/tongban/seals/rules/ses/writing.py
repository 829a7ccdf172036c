"""Writing seals and impressions, in header version 4 only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tongban.base.crypto import sm2
from tongban.seals.rules.ses import asn1
from tongban.seals.rules.ses.facts import (
    SM2_WITH_SM3,
    WRITTEN_VERSION,
    Extension,
    SealFacts,
    StructureBroken,
)
from tongban.seals.rules.ses.reading import read_impression, read_seal


def seal_to_sign(facts: SealFacts) -> bytes:
    """The bytes that the maker signs: DER of the seal's information."""
    return bytes(_information(facts).dump())


def seal(facts: SealFacts, maker: bytes, signature: bytes) -> bytes:
    """Return the seal; `maker` is the certificate in DER, `signature` 64 raw bytes r‖s.

    What could not be read again is not written, but `StructureBroken`.
    """
    written = asn1.SESeal(
        {
            "eSealInfo": _information(facts),
            "cert": maker,
            "signAlgID": SM2_WITH_SM3,
            "signedValue": sm2.signature_to_der(signature),
        }
    ).dump()
    read_seal(written)
    return bytes(written)


def impression_to_sign(*, seal: bytes, at: datetime, digest: bytes, property_info: str) -> bytes:
    """The bytes that the signer signs: the whole seal, time, digest and where the text lies."""
    stated = read_seal(seal)
    if stated.facts.version != WRITTEN_VERSION:
        raise StructureBroken("只能用第4版的印章签章，旧版印章要重新制作。")
    signed = asn1.TBS_Sign(
        {
            "version": WRITTEN_VERSION,
            "eseal": asn1.Apart.load(seal, strict=True),
            "timeInfo": _moment(at),
            "dataHash": digest,
            "propertyInfo": property_info,
        }
    )
    return bytes(signed.dump())


def impression(
    to_sign: bytes, *, certificate: bytes, signature: bytes, time_stamp: bytes | None = None
) -> bytes:
    """Return the impression; `signature` is 64 raw bytes r‖s over `to_sign`."""
    values: dict[str, Any] = {
        "toSign": asn1.TBS_Sign.load(to_sign, strict=True),
        "cert": certificate,
        "signatureAlgID": SM2_WITH_SM3,
        "signature": sm2.signature_to_der(signature),
    }
    if time_stamp is not None:
        values["timeStamp"] = time_stamp
    written = asn1.SES_Signature(values).dump()
    read_impression(written)
    return bytes(written)


def with_time_stamp(content: bytes, token: bytes) -> bytes:
    """Return the impression with this token; nothing that was signed changes.

    A token that is already there is kept: `StructureBroken`.
    """
    stated = read_impression(content)
    if stated.version != WRITTEN_VERSION or stated.time_stamp is not None:
        raise StructureBroken("这次用印已经有时间戳，或者版本太旧，不能再加。")
    found = asn1.SES_Signature.load(content, strict=True)
    found["timeStamp"] = token
    written = bytes(found.dump(force=True))
    if read_impression(written).to_sign != stated.to_sign:
        raise StructureBroken("加入时间戳时改动了已签的内容。")
    return written


def _information(facts: SealFacts) -> Any:
    if facts.version != WRITTEN_VERSION:
        raise StructureBroken("印章只按第4版制作。")
    if bool(facts.signers) == bool(facts.signer_digests):
        raise StructureBroken("印章要么列出签章者的证书，要么列出证书的杂凑值。")
    values: dict[str, Any] = {
        "header": {"ID": "ES", "version": facts.version, "Vid": facts.vendor},
        "esID": facts.identifier,
        "property": _property(facts),
        "picture": {
            "type": facts.picture_type,
            "data": facts.picture,
            "width": facts.width,
            "height": facts.height,
        },
    }
    if facts.extensions:
        values["extDatas"] = asn1.ExtensionDatas([_extension(one) for one in facts.extensions])
    try:
        return asn1.SES_SealInfo(values)
    except (ValueError, TypeError, UnicodeError) as unfit:
        raise StructureBroken("印章的内容写不进标准的结构。") from unfit


def _property(facts: SealFacts) -> dict[str, Any]:
    digests = [{"type": kind, "value": value} for kind, value in facts.signer_digests]
    return {
        "type": facts.kind,
        "name": facts.name,
        "certListType": asn1.DIGESTS if digests else asn1.CERTIFICATES,
        "certList": asn1.CertDigestList(digests)
        if digests
        else asn1.CertInfoList(list(facts.signers)),
        "createDate": _moment(facts.created_at),
        "validStart": _moment(facts.valid_from),
        "validEnd": _moment(facts.valid_until),
    }


def _extension(stated: Extension) -> dict[str, Any]:
    return {"extnID": stated.oid, "critical": stated.critical, "extnValue": stated.value}


def _moment(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
