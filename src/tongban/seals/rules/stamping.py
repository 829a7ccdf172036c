"""Putting a seal on an OFD document (用印): what is to be signed, and the document afterwards.

The private key is elsewhere: `prepare` says which bytes it has to sign, `finish` takes the
signature.  Several seals stand on one document one after the other; each vouches for everything
there was before it, so an earlier one is never touched again, not even for a time stamp.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tongban.base import ofd
from tongban.base.crypto import pki, sm2, sm3
from tongban.base.errors import Invalid, Refusal
from tongban.base.ofd import Spot
from tongban.seals.rules import ses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

PROVIDER = "Tongban"
SAME_PLACE = 1.0
"""Two pictures nearer than this, in millimetres, stand at the same place."""
TOLERANCE = 0.01
MOST_EDGES = 10
"""Pages that share one straddle seal; more would leave strips too narrow to recognise."""


class SpotOutside(Invalid):
    """The picture of the seal would not be seen whole."""

    code = "seals.spot_outside"
    sentence = "印章的位置超出了页面，请重新选择位置。"


class SealedAlready(Refusal):
    """The same seal stands at this place already."""

    code = "seals.sealed_already"
    sentence = "这个位置已经盖过同一枚印章。"


class SealOutOfPeriod(Refusal):
    """The seal may not be used yet, or not any more."""

    code = "seals.out_of_period"
    sentence = "印章不在有效期内，不能使用。"


class SignerNotListed(Refusal):
    """The certificate is not one that the maker put into the seal."""

    code = "seals.signer_not_listed"
    sentence = "签章者的证书不在印章的签章者列表里；证书更换后，印章要重新制作。"


class StampTooLate(Refusal):
    """A later signature vouches for the earlier one as it is."""

    code = "seals.stamp_too_late"
    sentence = "后面的印章已经保护了这次用印，不能再加时间戳。"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that waits for one signature over `to_sign`.

    `digest` is what the signature vouches for: SM3 of the description, with a digest of each file.
    """

    to_sign: bytes = field(repr=False)
    digest: bytes
    identifier: str
    pending: ofd.Pending = field(repr=False)
    seal: ses.SealFacts = field(repr=False)

    def finish(
        self, signature: bytes, certificate: bytes, time_stamp: bytes | None = None
    ) -> dict[str, bytes]:
        """The files of the sealed document; `signature` is 64 raw bytes, `certificate` DER.

        Declined with `SignerNotListed`, or with `InvalidSeal` if the signature is not one over
        `to_sign` by this certificate's key: nobody gets a document whose seal does not hold.
        """
        signer = pki.read(certificate)
        key = signer.sm2_key
        if key is None:
            raise sm2.InvalidSignature("an OFD seal is signed with an SM2 key")
        sm2.verify(key, self.to_sign, signature)
        if not self.seal.admits(certificate):
            raise SignerNotListed
        value = ses.impression(
            self.to_sign, certificate=certificate, signature=signature, time_stamp=time_stamp
        )
        return self.pending.finish(value)


def prepare(
    files: Mapping[str, bytes],
    *,
    seal: bytes,
    spots: Sequence[Spot],
    at: datetime,
    lock: bool = False,
) -> Prepared:
    """Describe the use of a seal on a document; `lock` closes the document for further seals.

    Declined with `SpotOutside`, `SealedAlready`, `SealOutOfPeriod`, `PackageLocked`, and with
    `StructureBroken` for a seal of an old version.
    """
    stated = ses.read_seal(seal).facts
    if not stated.valid_from <= at <= stated.valid_until:
        raise SealOutOfPeriod
    package = ofd.Package(files)
    _require_inside(ofd.sizes(package), spots)
    _require_free(package, stated.identifier, spots)
    pending = ofd.begin_signature(
        files,
        provider=PROVIDER,
        method_oid=ses.SM2_WITH_SM3,
        at=at,
        spots=spots,
        seal=seal,
        lock=lock,
    )
    digest = sm3.digest(pending.description)
    to_sign = ses.impression_to_sign(
        seal=seal, at=at, digest=digest, property_info="/" + pending.description_path
    )
    return Prepared(to_sign, digest, pending.identifier, pending, stated)


def digest_to_stamp(signature: bytes) -> bytes:
    """What a time stamp authority is asked to stamp: SM3 of the signature's value, in DER."""
    return sm3.digest(sm2.signature_to_der(signature))


def with_time_stamp(content: bytes, identifier: str, token: bytes) -> bytes:
    """Return the document with a time stamp put to one of its seals; what was signed stays.

    Declined with `StampTooLate` once a later seal vouches for this one, and with `StructureBroken`
    where there is a time stamp already.
    """
    package = ofd.open_package(content)
    listed = ofd.signatures(package)
    entry = next((each for each in listed if each.identifier == identifier), None)
    if entry is None:
        raise ofd.PackageRefused("signature", "OFD 文件里没有这个签名。")
    if any(entry.value_path in dict(each.references) for each in listed):
        raise StampTooLate
    value = ses.with_time_stamp(entry.value, token)
    return ofd.pack({**package.files, entry.value_path: value})


def straddle(
    sizes: Sequence[tuple[float, float]],
    *,
    width: float,
    height: float,
    top: float | None = None,
    most: int = MOST_EDGES,
) -> tuple[Spot, ...]:
    """Places of a straddle seal (骑缝章) of a size over the right edges of these pages.

    Each page shows one strip of the picture at its edge; laid like a fan, the pages show it whole.
    Where there are more than `most` pages, equal groups of them carry one picture each.  `top` is
    the distance from the upper edge, by default such that the picture stands in the middle.
    """
    if len(sizes) < 2:  # noqa: PLR2004 - two edges, or nothing is straddled
        raise SpotOutside("骑缝章至少要有两页。")
    groups = -(-len(sizes) // most)
    bounds = [len(sizes) * each // groups for each in range(groups + 1)]
    return tuple(
        _strip(sizes[page], page + 1, (page - first, last - first), (width, height), top)
        for first, last in itertools.pairwise(bounds)
        for page in range(first, last)
    )


def _strip(
    page_size: tuple[float, float],
    page: int,
    place: tuple[int, int],
    size: tuple[float, float],
    top: float | None,
) -> Spot:
    """The strip of a picture that one page shows; `place` counts it among all strips."""
    number, count = place
    width, height = size
    strip = width / count
    return Spot(
        page=page,
        x=page_size[0] - (number + 1) * strip,
        y=(page_size[1] - height) / 2 if top is None else top,
        width=width,
        height=height,
        clip=(number * strip, 0.0, strip, height),
    )


def _require_inside(sizes: Sequence[tuple[float, float]], spots: Sequence[Spot]) -> None:
    if not spots:
        raise SpotOutside("请选择印章的位置。")
    for spot in spots:
        if not 1 <= spot.page <= len(sizes) or not (spot.width > 0 and spot.height > 0):
            raise SpotOutside
        across, down, width, height = spot.clip or (0.0, 0.0, spot.width, spot.height)
        left, upper = spot.x + across, spot.y + down
        right, lower = left + width, upper + height
        page_width, page_height = sizes[spot.page - 1]
        if not (width > 0 and height > 0 and min(left, upper, across, down) >= -TOLERANCE):
            raise SpotOutside
        if across + width > spot.width + TOLERANCE or down + height > spot.height + TOLERANCE:
            raise SpotOutside
        if right > page_width + TOLERANCE or lower > page_height + TOLERANCE:
            raise SpotOutside


def _require_free(package: ofd.Package, identifier: str, spots: Sequence[Spot]) -> None:
    taken = [
        spot
        for entry in ofd.signatures(package)
        if entry.seal is not None and ses.read_seal(entry.seal).facts.identifier == identifier
        for spot in entry.spots
    ]
    for spot in spots:
        if any(_same_place(spot, other) for other in taken):
            raise SealedAlready
        taken.append(spot)


def _same_place(one: Spot, other: Spot) -> bool:
    return (
        one.page == other.page
        and abs(one.x - other.x) < SAME_PLACE
        and abs(one.y - other.y) < SAME_PLACE
    )
