"""The structures as the standards print them, spelling of names included; for this room only."""

from __future__ import annotations

from asn1crypto import core

# asn1crypto has no types, hence the remarks for the type checker below.


class SES_Header(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [("ID", core.IA5String), ("version", core.Integer), ("Vid", core.IA5String)]


class CertInfoList(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.OctetString


class CertDigestObj(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.PrintableString), ("value", core.OctetString)]


class CertDigestList(core.SequenceOf):  # type: ignore[misc]
    _child_spec = CertDigestObj


class SES_ESPictrueInfo(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [
        ("type", core.IA5String),
        ("data", core.OctetString),
        ("width", core.Integer),
        ("height", core.Integer),
    ]


class ExtData(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("extnID", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("extnValue", core.OctetString),
    ]


class ExtensionDatas(core.SequenceOf):  # type: ignore[misc]
    _child_spec = ExtData


CERTIFICATES, DIGESTS = 1, 2
"""Values of certListType."""


class SES_ESPropertyInfo(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("certListType", core.Integer),
        ("certList", core.Any),
        ("createDate", core.GeneralizedTime),
        ("validStart", core.GeneralizedTime),
        ("validEnd", core.GeneralizedTime),
    ]

    def _list_kind(self) -> object:
        # Both lists are SEQUENCE OF, so the number before them tells which it is.
        return CertDigestList if self["certListType"].native == DIGESTS else CertInfoList

    _spec_callbacks = {"certList": _list_kind}


class SES_ESPropertyInfoV1(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("certList", CertInfoList),
        ("createDate", core.UTCTime),
        ("validStart", core.UTCTime),
        ("validEnd", core.UTCTime),
    ]


class SES_SealInfo(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [
        ("header", SES_Header),
        ("esID", core.IA5String),
        ("property", SES_ESPropertyInfo),
        ("picture", SES_ESPictrueInfo),
        ("extDatas", ExtensionDatas, {"optional": True}),
    ]


class SES_SealInfoV1(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [
        ("header", SES_Header),
        ("esID", core.IA5String),
        ("property", SES_ESPropertyInfoV1),
        ("picture", SES_ESPictrueInfo),
        ("extDatas", ExtensionDatas, {"optional": True}),
    ]


class SESeal(core.Sequence):  # type: ignore[misc]
    """Version 4, and version 5 with its optional time stamp."""

    _fields = [
        ("eSealInfo", SES_SealInfo),
        ("cert", core.OctetString),
        ("signAlgID", core.ObjectIdentifier),
        ("signedValue", core.OctetBitString),
        ("timeStamp", core.OctetBitString, {"explicit": 0, "optional": True}),
    ]


class SES_SignInfo(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [
        ("cert", core.OctetString),
        ("signatureAlgorithm", core.ObjectIdentifier),
        ("signData", core.OctetBitString),
    ]


class SESealV1(core.Sequence):  # type: ignore[misc]
    _fields = [("esealInfo", SES_SealInfoV1), ("signInfo", SES_SignInfo)]


class Apart(core.Sequence):  # type: ignore[misc]
    """A seal inside an impression; it is read, and its spelling checked, by itself."""

    def dump(self, force: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - asn1crypto's own
        """The bytes as they are.

        `Sequence` writes its fields anew where the length ends in 0x80, which it takes for the mark
        of an unknown one; here are no fields that it could write.
        """
        return bytes(core.Asn1Value.dump(self))


class TBS_Sign(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [
        ("version", core.Integer),
        ("eseal", Apart),
        ("timeInfo", core.GeneralizedTime),
        ("dataHash", core.OctetBitString),
        ("propertyInfo", core.IA5String),
        ("extDatas", ExtensionDatas, {"explicit": 0, "optional": True}),
    ]


class SES_Signature(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [
        ("toSign", TBS_Sign),
        ("cert", core.OctetString),
        ("signatureAlgID", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
        ("timeStamp", core.OctetBitString, {"explicit": 0, "optional": True}),
    ]


class TBS_SignV1(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [
        ("version", core.Integer),
        ("eseal", SESealV1),
        ("timeInfo", core.OctetBitString),
        ("dataHash", core.OctetBitString),
        ("propertyInfo", core.IA5String),
        ("cert", core.OctetString),
        ("signatureAlgorithm", core.ObjectIdentifier),
    ]


class SES_SignatureV1(core.Sequence):  # type: ignore[misc]  # noqa: N801
    _fields = [("toSign", TBS_SignV1), ("signature", core.OctetBitString)]
