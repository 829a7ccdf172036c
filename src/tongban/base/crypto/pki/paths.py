"""Chains from a certificate up to an anchor: issuers may come in any order, and be strangers."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from tongban.base.crypto.errors import InvalidSignature
from tongban.base.crypto.pki import signatures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tongban.base.crypto.pki.certificates import Certificate

LONGEST = 6
"""Certificates in one chain, anchor included."""
MOST_TRIED = 64
"""Signatures tried for one certificate, however many issuers of one name are offered."""


class _Budget:
    """How many signatures may still be tried."""

    def __init__(self) -> None:
        self.left = MOST_TRIED

    def spend(self) -> bool:
        self.left -= 1
        return self.left >= 0


def chains(
    certificate: Certificate, anchors: Sequence[Certificate], others: Sequence[Certificate]
) -> Iterator[tuple[Certificate, ...]]:
    """Every chain of true signatures from the certificate to an anchor, the anchor last.

    An anchor is trusted as it is: a certificate that is one needs no issuer.
    """
    if certificate in anchors:
        yield (certificate,)
        return
    yield from _grown((certificate,), anchors, others, _Budget())


def _grown(
    chain: tuple[Certificate, ...],
    anchors: Sequence[Certificate],
    others: Sequence[Certificate],
    budget: _Budget,
) -> Iterator[tuple[Certificate, ...]]:
    if len(chain) >= LONGEST:
        return
    for candidate in dict.fromkeys((*anchors, *others)):
        if candidate in chain or not _may_issue(candidate, chain) or not budget.spend():
            continue
        if not signed_by(chain[-1], candidate):
            continue
        if candidate in anchors:
            yield (*chain, candidate)
        else:
            yield from _grown((*chain, candidate), anchors, others, budget)


def _may_issue(candidate: Certificate, chain: tuple[Certificate, ...]) -> bool:
    """Whether it is an authority of the wanted name that may have so many below it."""
    between = sum(1 for each in chain[1:] if not each.self_issued)
    return (
        candidate.subject_der == chain[-1].issuer_der
        and candidate.is_authority
        and "key_cert_sign" in candidate.usages
        and not candidate.not_understood
        and (candidate.path_length is None or candidate.path_length >= between)
    )


@functools.lru_cache(maxsize=2048)
def signed_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the issuer's key signed the certificate; its right to do so is not looked at."""
    try:
        signatures.verify(
            issuer.public_key_der,
            certificate.algorithm,
            certificate.signed,
            certificate.signature,
        )
    except InvalidSignature:
        return False
    return True
