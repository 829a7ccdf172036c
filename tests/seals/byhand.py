"""Seals and impressions of all versions, put together by the second encoder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.seals import derwriter as der
from tongban.seals.rules.ses import SM2_WITH_SM3, Extension, SealFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RAW = bytes(range(1, 65))
"""Two numbers that an SM2 signature could be, for tests that verify nothing."""
MAKER, SIGNER = b"certificate of the maker", b"certificate of the signer"
PATH = "/Doc_0/Signs/Sign_0/Signature.xml"
AT = datetime(2026, 3, 13, 9, 30, tzinfo=UTC)
DIGEST = bytes(range(32))

FACTS = SealFacts(
    version=4,
    identifier="99010100000042",
    vendor="TONGBAN",
    kind=1,
    name="样例市政务服务和数据管理局",
    signers=(SIGNER, b"certificate of the deputy"),
    created_at=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
    valid_from=datetime(2026, 1, 6, 0, 0, tzinfo=UTC),
    valid_until=datetime(2029, 1, 5, 23, 59, 59, tzinfo=UTC),
    picture_type="PNG",
    picture=b"\x89PNG picture " * 20,
    width=42,
    height=42,
)
BY_DIGEST = replace(FACTS, signers=(), signer_digests=(("SM3", DIGEST), ("SM3", DIGEST[::-1])))
EXTENDED = replace(
    FACTS, extensions=(Extension("1.2.156.99.1", False, b"a"), Extension("1.2.3", True, b"b"))
)


def information(facts: SealFacts) -> bytes:
    """SES_SealInfo in the shape of the facts' version."""
    second = facts.version in {4, 5}
    time = der.generalized if second else der.utc
    header = der.sequence(der.ia5("ES"), der.integer(facts.version), der.ia5(facts.vendor))
    listed = der.sequence(*(der.octets(one) for one in facts.signers))
    if facts.signer_digests:
        listed = der.sequence(
            *(der.sequence(der.printable(kind), der.octets(v)) for kind, v in facts.signer_digests)
        )
    owner = der.sequence(
        der.integer(facts.kind),
        der.utf8(facts.name),
        der.integer(2 if facts.signer_digests else 1) if second else b"",
        listed,
        time(facts.created_at),
        time(facts.valid_from),
        time(facts.valid_until),
    )
    picture = der.sequence(
        der.ia5(facts.picture_type),
        der.octets(facts.picture),
        der.integer(facts.width),
        der.integer(facts.height),
    )
    return der.sequence(
        header, der.ia5(facts.identifier), owner, picture, extensions(facts.extensions)
    )


def extensions(listed: Sequence[Extension]) -> bytes:
    if not listed:
        return b""
    return der.sequence(
        *(
            der.sequence(
                der.oid(one.oid),
                der.boolean(value=True) if one.critical else b"",
                der.octets(one.value),
            )
            for one in listed
        )
    )


def with_certificate(facts: SealFacts, maker: bytes) -> bytes:
    """What the maker signs in version 1."""
    return der.sequence(information(facts), der.octets(maker), der.oid(SM2_WITH_SM3))


def seal(
    facts: SealFacts,
    maker: bytes = MAKER,
    sign: Callable[[bytes], bytes] = lambda _: RAW,
    *,
    stamp: bytes = b"",
    input_of: Callable[[SealFacts, bytes], bytes] | None = None,
) -> bytes:
    """SESeal of the facts' version; `input_of` overrules what the maker signs."""
    algorithm = der.oid(SM2_WITH_SM3)
    if facts.version not in {4, 5}:
        value = sign((input_of or with_certificate)(facts, maker))
        signed = der.sequence(der.octets(maker), algorithm, der.bits(der.signature(value)))
        return der.sequence(information(facts), signed)
    value = sign((input_of or (lambda stated, _: information(stated)))(facts, maker))
    return der.sequence(
        information(facts),
        der.octets(maker),
        algorithm,
        der.bits(der.signature(value)),
        der.explicit(0, der.bits(stamp)) if stamp else b"",
    )


def impression(
    facts: SealFacts,
    sealed: bytes,
    sign: Callable[[bytes], bytes] = lambda _: RAW,
    *,
    certificate: bytes = SIGNER,
    digest: bytes = DIGEST,
    path: str = PATH,
    at: datetime = AT,
    stamp: bytes = b"",
    time_info: bytes = b"",
) -> bytes:
    """SES_Signature of the facts' version around a seal; `time_info` is for version 1."""
    first = facts.version not in {4, 5}
    algorithm = der.oid(SM2_WITH_SM3)
    to_sign = der.sequence(
        der.integer(facts.version),
        sealed,
        der.bits(time_info or der.utc(at)) if first else der.generalized(at),
        der.bits(digest),
        der.ia5(path),
        der.octets(certificate) + algorithm if first else b"",
    )
    value = der.bits(der.signature(sign(to_sign)))
    if first:
        return der.sequence(to_sign, value)
    token = der.explicit(0, der.bits(stamp)) if stamp else b""
    return der.sequence(to_sign, der.octets(certificate), algorithm, value, token)
