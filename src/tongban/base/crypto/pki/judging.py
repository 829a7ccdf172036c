"""Whom this node trusts, and what it makes of one certificate.  Nothing is trusted by default."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import pem

from tongban.base.crypto.pki import certificates, paths, revocation
from tongban.base.crypto.pki.certificates import Certificate, Usage
from tongban.base.crypto.pki.errors import CertificateBroken

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tongban.base.crypto.pki.revocation import RevocationList

_WANTED = {
    Usage.SIGNING: frozenset({"digital_signature", "non_repudiation"}),
    Usage.STAMPING: frozenset({"time_stamping"}),
    Usage.AUTHORITY: frozenset({"key_cert_sign"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one certificate at one moment; each fact stands for itself."""

    trusted: bool
    """A chain of true signatures leads to an anchor, and the certificate may be used for this."""
    in_period: bool
    """The moment lies in the period of the certificate and of every issuer above it."""
    revoked_at: datetime | None
    """The earliest moment at which it, or an issuer above it, was withdrawn."""
    revocation_known: bool
    """Signed lists tell about every link for the moment; without them nothing is known."""
    reason: str
    """Why it is not good, in Chinese for people; empty if it is."""
    chain: tuple[Certificate, ...] = ()
    """From the certificate to the anchor; empty if no chain was found."""

    def good(self, at: datetime) -> bool:
        """Whether nothing speaks against the certificate at the moment, and all is known."""
        unrevoked = self.revoked_at is None or self.revoked_at > at
        return self.trusted and self.in_period and unrevoked and self.revocation_known


@dataclass(frozen=True, slots=True)
class Trust:
    """Certificates that are trusted as they are, and lists of what their issuers withdrew."""

    anchors: tuple[Certificate, ...] = ()
    lists: tuple[RevocationList, ...] = ()

    @classmethod
    def from_pem(cls, text: str | bytes, *, crls: Iterable[bytes] = ()) -> Trust:
        """Take in a trust file: certificates, and revocation lists between them.

        Anything else in it raises `CertificateBroken`; an empty text trusts nothing.
        """
        content = text.encode() if isinstance(text, str) else bytes(text)
        anchors: dict[bytes, Certificate] = {}
        lists = {each.der: each for each in map(revocation.read, crls)}
        for kind, found in certificates.armoured(content) if content.strip() else ():
            if kind == "CERTIFICATE":
                anchors[found] = certificates.read(found)
            elif kind == "X509 CRL":
                lists[found] = revocation.read(found)
            else:
                raise CertificateBroken(f"a trust file holds no {kind}")
        return cls(tuple(anchors.values()), tuple(lists.values()))

    def to_pem(self) -> str:
        """The trust file that `from_pem` takes in."""
        lists = (pem.armor("X509 CRL", each.der).decode() for each in self.lists)
        return "".join((*(each.to_pem() for each in self.anchors), *lists))

    def joined(self, other: Trust) -> Trust:
        """Both together."""
        return Trust(
            tuple(dict.fromkeys((*self.anchors, *other.anchors))),
            tuple(dict.fromkeys((*self.lists, *other.lists))),
        )

    def judge(
        self,
        certificate: Certificate,
        *,
        at: datetime,
        others: Iterable[Certificate] = (),
        usage: str = "",
    ) -> Standing:
        """Find what stands behind a certificate at a moment; `others` may complete the chain.

        Of several chains the first one with nothing against it counts, else the first one.
        """
        fault = _unusable(certificate, usage)
        first: Standing | None = None
        for chain in paths.chains(certificate, self.anchors, tuple(others)):
            found = self._along(chain, at=at, fault=fault)
            if found.good(at):
                return found
            first = first or found
        if first is not None:
            return first
        return Standing(
            trusted=False,
            in_period=certificate.covers(at),
            revoked_at=None,
            revocation_known=False,
            reason=fault or "这张证书不是由受信任的机构签发的。",
        )

    def _along(self, chain: tuple[Certificate, ...], *, at: datetime, fault: str) -> Standing:
        in_period = all(each.covers(at) for each in chain)
        states = [
            revocation.state(each, issuer, self.lists, at)
            for each, issuer in itertools.pairwise(chain)
        ]
        revoked_at = min((found.at for found, _ in states if found is not None), default=None)
        known = all(told for _, told in states)
        return Standing(
            trusted=not fault,
            in_period=in_period,
            revoked_at=revoked_at,
            revocation_known=known,
            reason=fault or _against(chain, at, revoked_at, known=known),
            chain=chain,
        )


def _unusable(certificate: Certificate, usage: str) -> str:
    if certificate.not_understood:
        return "证书中有本系统不能识别的限制，不能采用。"
    if not usage:
        return ""
    if not certificate.usages & _WANTED[Usage(usage)]:
        return "这张证书没有这项用途。"
    if (usage == Usage.AUTHORITY) is not certificate.is_authority:
        return "签发机构的证书和使用者的证书不能混用。"
    return ""


def _against(
    chain: tuple[Certificate, ...], at: datetime, revoked_at: datetime | None, *, known: bool
) -> str:
    if any(at < each.not_before for each in chain):
        return "证书在这个时间还没有生效。"
    if any(at > each.not_after for each in chain):
        return "证书在这个时间已经过期。"
    if revoked_at is not None and revoked_at <= at:
        return "证书在这个时间之前已被吊销。"
    if not known:
        return "没有可用的吊销列表，不知道证书是否已被吊销。"
    return ""
