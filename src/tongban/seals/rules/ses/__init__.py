"""Structures of seals and impressions (GB/T 38540-2020): bytes in, frozen facts out, and back.

A *seal* (`SESeal`, 电子印章) is written in header version 4; versions 1 (GM/T 0031-2014) and
5 (GM/T 0031-2025) are read as well.  An *impression* (`SES_Signature`, 电子签章数据) is one
signature made with a seal.  Nothing here judges anybody's trust: see `seals.rules.inspecting`.

Reading takes DER in its one spelling only and never raises anything but `StructureBroken`.
"""

from tongban.seals.rules.ses.facts import (
    SM2_WITH_SM3,
    WRITTEN_VERSION,
    Extension,
    Impression,
    MakerInput,
    Seal,
    SealFacts,
    StructureBroken,
)
from tongban.seals.rules.ses.reading import read_impression, read_seal
from tongban.seals.rules.ses.writing import (
    impression,
    impression_to_sign,
    seal,
    seal_to_sign,
    with_time_stamp,
)

__all__ = [
    "SM2_WITH_SM3",
    "WRITTEN_VERSION",
    "Extension",
    "Impression",
    "MakerInput",
    "Seal",
    "SealFacts",
    "StructureBroken",
    "impression",
    "impression_to_sign",
    "read_impression",
    "read_seal",
    "seal",
    "seal_to_sign",
    "with_time_stamp",
]
