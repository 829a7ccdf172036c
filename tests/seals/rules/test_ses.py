"""Seals and impressions: written in version 4, read in 1, 4 and 5, in one spelling only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.seals import byhand
from tests.seals import derwriter as der
from tongban.base.crypto import sm3
from tongban.seals.rules import ses
from tongban.seals.rules.ses import MakerInput, SealFacts, StructureBroken

VERSIONS = [1, 11, 4, 5]
WRITTEN = {"certificates": byhand.FACTS, "digests": byhand.BY_DIGEST, "private": byhand.EXTENDED}


@pytest.mark.parametrize("facts", WRITTEN.values(), ids=WRITTEN)
def test_a_seal_is_written_as_the_second_encoder_writes_it(facts: SealFacts) -> None:
    assert ses.seal_to_sign(facts) == byhand.information(facts)
    assert ses.seal(facts, byhand.MAKER, byhand.RAW) == byhand.seal(facts)


@pytest.mark.parametrize("facts", WRITTEN.values(), ids=WRITTEN)
def test_a_written_seal_says_what_was_put_in(facts: SealFacts) -> None:
    read = ses.read_seal(ses.seal(facts, byhand.MAKER, byhand.RAW))

    assert read.facts == facts
    assert (read.maker, read.algorithm) == (byhand.MAKER, ses.SM2_WITH_SM3)
    assert read.signature == der.signature(byhand.RAW)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_a_seal_is_read(version: int) -> None:
    facts = replace(byhand.FACTS, version=version)

    read = ses.read_seal(byhand.seal(facts))

    assert read.facts == facts
    assert dict(read.to_sign) == {
        MakerInput.INFORMATION: byhand.information(facts),
        MakerInput.WITH_CERTIFICATE: byhand.with_certificate(facts, byhand.MAKER),
    }
    assert read.der == byhand.seal(facts)


def test_the_likelier_input_of_the_maker_comes_first() -> None:
    first = ses.read_seal(byhand.seal(replace(byhand.FACTS, version=1)))
    second = ses.read_seal(byhand.seal(byhand.FACTS))

    assert first.to_sign[0][0] is MakerInput.WITH_CERTIFICATE
    assert second.to_sign[0][0] is MakerInput.INFORMATION


def test_only_version_five_carries_a_time_stamp_of_its_own() -> None:
    fifth, fourth = replace(byhand.FACTS, version=5), byhand.FACTS

    assert ses.read_seal(byhand.seal(fifth, stamp=b"token")).time_stamp == b"token"
    with pytest.raises(StructureBroken, match="时间戳"):
        ses.read_seal(byhand.seal(fourth, stamp=b"token"))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_an_impression_is_read(version: int) -> None:
    facts = replace(byhand.FACTS, version=version)
    sealed = byhand.seal(facts)

    read = ses.read_impression(byhand.impression(facts, sealed))

    assert (read.version, read.at, read.digest) == (version, byhand.AT, byhand.DIGEST)
    assert (read.property_info, read.certificate) == (byhand.PATH, byhand.SIGNER)
    assert read.signature == der.signature(byhand.RAW)
    assert read.seal == ses.read_seal(sealed)
    assert read.to_sign in byhand.impression(facts, sealed)
    assert read.time_stamp is None


def test_an_impression_is_written_as_the_second_encoder_writes_it() -> None:
    sealed = byhand.seal(byhand.FACTS)

    to_sign = ses.impression_to_sign(
        seal=sealed, at=byhand.AT, digest=byhand.DIGEST, property_info=byhand.PATH
    )
    bare = ses.impression(to_sign, certificate=byhand.SIGNER, signature=byhand.RAW)
    stamped = ses.impression(
        to_sign, certificate=byhand.SIGNER, signature=byhand.RAW, time_stamp=b"token"
    )

    assert bare == byhand.impression(byhand.FACTS, sealed)
    assert stamped == byhand.impression(byhand.FACTS, sealed, stamp=b"token")


def test_a_seal_is_used_whatever_its_length() -> None:
    """Its length may end in the byte that elsewhere says that none is known."""
    pictures = (byhand.FACTS.picture + bytes(more) for more in range(512))
    seals = (byhand.seal(replace(byhand.FACTS, picture=picture)) for picture in pictures)
    sealed = next(seal for seal in seals if seal[:4].endswith(b"\x80"))

    to_sign = ses.impression_to_sign(
        seal=sealed, at=byhand.AT, digest=byhand.DIGEST, property_info=byhand.PATH
    )
    bare = ses.impression(to_sign, certificate=byhand.SIGNER, signature=byhand.RAW)

    assert ses.read_impression(bare).seal.der == sealed
    assert ses.read_impression(ses.with_time_stamp(bare, b"token")).seal.der == sealed


def test_a_time_stamp_is_put_in_later_without_touching_what_was_signed() -> None:
    bare = byhand.impression(byhand.FACTS, byhand.seal(byhand.FACTS))

    stamped = ses.with_time_stamp(bare, b"token")

    assert stamped == byhand.impression(byhand.FACTS, byhand.seal(byhand.FACTS), stamp=b"token")
    assert ses.read_impression(stamped).to_sign == ses.read_impression(bare).to_sign
    with pytest.raises(StructureBroken, match="时间戳"):
        ses.with_time_stamp(stamped, b"another")


def test_a_time_that_version_one_does_not_state_is_not_made_up() -> None:
    facts = replace(byhand.FACTS, version=1)
    sealed = byhand.seal(facts)
    stated = byhand.impression(facts, sealed)

    unreadable = stated.replace(der.utc(byhand.AT), b"\x04" + der.utc(byhand.AT)[1:])

    assert ses.read_impression(unreadable).at is None


def test_a_signer_is_found_by_certificate_or_by_digest_of_it() -> None:
    listed = replace(byhand.BY_DIGEST, signer_digests=(("sm3", sm3.digest(byhand.SIGNER)),))
    foreign = replace(listed, signer_digests=(("SHA256", sm3.digest(byhand.SIGNER)),))

    assert byhand.FACTS.admits(byhand.SIGNER)
    assert not byhand.FACTS.admits(byhand.SIGNER + b"\x00")
    assert listed.admits(byhand.SIGNER)
    assert not listed.admits(byhand.MAKER)
    assert not foreign.admits(byhand.SIGNER)


def test_old_versions_are_not_written() -> None:
    for version in (1, 5):
        with pytest.raises(StructureBroken, match="第4版"):
            ses.seal_to_sign(replace(byhand.FACTS, version=version))
    with pytest.raises(StructureBroken, match="旧版"):
        ses.impression_to_sign(
            seal=byhand.seal(replace(byhand.FACTS, version=1)),
            at=byhand.AT,
            digest=byhand.DIGEST,
            property_info=byhand.PATH,
        )


@pytest.mark.parametrize(
    "unfit",
    [
        {"signers": ()},
        {"signer_digests": (("SM3", byhand.DIGEST),)},
        {"width": 0},
        {"height": 501},
        {"identifier": "印章"},
        {"name": "样" * 1000},
        {"picture": bytes(2 * 1024 * 1024)},
        {"signers": (b"x" * 20_000,)},
    ],
    ids=lambda unfit: next(iter(unfit)),
)
def test_what_could_not_be_read_again_is_not_written(unfit: dict[str, object]) -> None:
    with pytest.raises(StructureBroken):
        ses.seal(replace(byhand.FACTS, **unfit), byhand.MAKER, byhand.RAW)  # type: ignore[arg-type]


def changed(old: bytes, new: bytes) -> bytes:
    """A seal written anew with one part of another kind."""
    sealed = byhand.seal(byhand.FACTS)
    assert sealed.count(old) == 1
    info = byhand.information(byhand.FACTS).replace(old, new)
    head = 2 + (info[1] & 0x7F if info[1] & 0x80 else 0)
    rest = sealed[4:].replace(byhand.information(byhand.FACTS), b"")
    return der.sequence(der.tlv(0x30, info[head:]), rest)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (b"", "编码"),
        (b"\x30", "编码"),
        (b"\x30\x80\x00\x00", "编码"),
        (b"\x30\x81\x05\x02\x01\x01\x02\x00", "编码"),
        (b"\x30\x82\x00\x81" + bytes(129), "编码"),
        (b"\x30\x85\x00\x00\x00\x00\x01\x00", "编码"),
        (b"\x30\x84\xff\xff\xff\xff\x00", "编码"),
        (b"\x1f\x01\x00", "编码"),
        (b"\x10\x02\x05\x00", "编码"),
        (b"\x24\x02\x04\x00", "编码"),
        (byhand.seal(byhand.FACTS) + b"\x00", "编码"),
        (byhand.seal(byhand.FACTS) * 2, "编码"),
        (byhand.seal(byhand.FACTS)[:-1], "编码"),
        (der.sequence(der.integer(1)), "已知版本"),
        (der.sequence(*[der.integer(1)] * 4), "结构"),
        (der.sequence(der.integer(1), der.integer(1)), "结构"),
    ],
)
def test_wrong_lengths_and_shapes_are_refused(broken: bytes, words: str) -> None:
    for read in (ses.read_seal, ses.read_impression):
        with pytest.raises(StructureBroken, match=words):
            read(broken)


def test_bombs_are_refused_before_they_are_parsed() -> None:
    nested = b""
    for _ in range(5_000):
        nested = der.sequence(nested)
    many = der.sequence(*[b"\x05\x00"] * 100_000)
    long_number = der.sequence(der.tlv(0x02, b"\x7f" * 100_000))
    long_oid = der.sequence(der.tlv(0x06, b"\xff" * 100_000))

    for bomb in (nested, many, long_number, long_oid, bytes(4 * 1024 * 1024)):
        with pytest.raises(StructureBroken):
            ses.read_seal(bomb)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (der.ia5("ES"), der.ia5("EZ")),
        (der.integer(4), der.integer(3)),
        (der.integer(4), der.integer(1)),
        (der.integer(4), b"\x02\x02\x00\x04"),
        (der.utf8(byhand.FACTS.name), der.tlv(0x0C, b"\xff\xfe")),
        (der.generalized(byhand.FACTS.created_at), der.tlv(0x18, b"20260105080000+0800")),
        (der.generalized(byhand.FACTS.created_at), der.tlv(0x18, b"20261305080000Z")),
        (der.generalized(byhand.FACTS.created_at), der.tlv(0x18, b"00000105080000Z")),
        (der.generalized(byhand.FACTS.created_at), der.utc(byhand.FACTS.created_at)),
        (der.octets(byhand.FACTS.picture) + der.integer(42), der.octets(b"") + b"\x02\x01\xff"),
    ],
)
def test_wrong_values_are_refused(old: bytes, new: bytes) -> None:
    assert ses.read_seal(changed(old, old)).facts == byhand.FACTS
    with pytest.raises(StructureBroken):
        ses.read_seal(changed(old, new))


def test_an_impression_and_its_seal_are_of_one_version() -> None:
    sealed = byhand.seal(byhand.FACTS)

    with pytest.raises(StructureBroken, match="版本号不一致"):
        ses.read_impression(byhand.impression(replace(byhand.FACTS, version=5), sealed))
    with pytest.raises(StructureBroken):
        ses.read_impression(byhand.impression(replace(byhand.FACTS, version=1), sealed))


def test_a_digest_of_another_length_is_refused() -> None:
    sealed = byhand.seal(byhand.FACTS)

    with pytest.raises(StructureBroken, match="杂凑值"):
        ses.read_impression(byhand.impression(byhand.FACTS, sealed, digest=bytes(31)))
