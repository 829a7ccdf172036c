"""A certificate authority for demonstrations and tests.  Nobody outside may ever rely on it."""

from __future__ import annotations

import functools
import json
import logging
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from asn1crypto import pem

from tongban.base.crypto import keys, locked
from tongban.base.crypto.pki import building, certificates, signatures
from tongban.base.crypto.pki.certificates import Certificate, Usage
from tongban.base.crypto.pki.errors import CertificateBroken, UnsafeRefused
from tongban.base.crypto.pki.names import Name
from tongban.base.crypto.pki.revocation import Revocation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tongban.base.crypto.pki.building import Issuer

UNSAFE = "UNSAFE TEST ONLY 仅供测试"
"""Stands as organisation in both roots; production refuses to trust such a certificate."""
LIST_HOLDS = timedelta(days=7)
FIRST_DAY, LAST_DAY = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
_NAMES = {"authority": "通办测试根证书 SM2", "pages_authority": "通办测试根证书 P-256"}

log = logging.getLogger("tongban.pki")


class UnsafeTestAuthority:
    """Certifies any key without asking: SM2 keys under one root, P-256 keys under another.

    Its roots, what it revoked and the lists lie in one folder, and `trust.pem` there holds
    everything needed to verify without the node.
    """

    def __init__(self, folder: Path, *, mode: str) -> None:
        if mode != "demo":
            raise UnsafeRefused("the test authority works in demo mode only")
        log.warning("pki.unsafe_test_authority_used")
        self.folder = folder
        self._root = functools.cache(self._kept_root)

    @property
    def root(self) -> Certificate:
        """The root of SM2 certificates."""
        return self._root(signatures.active("authority"))

    @property
    def pages_root(self) -> Certificate:
        """The root of P-256 certificates, for PDF files."""
        return self._root(signatures.active("pages_authority"))

    @property
    def roots(self) -> tuple[Certificate, ...]:
        """Both."""
        return self.root, self.pages_root

    def certify(
        self,
        public_der: bytes,
        *,
        name: Name,
        usage: str = Usage.SIGNING,
        now: datetime,
        years: int = 3,
    ) -> Certificate:
        """Issue a certificate for a key, from `now` on."""
        return self.certify_between(
            public_der, name=name, usage=usage, first=now, last=now + timedelta(days=365 * years)
        )

    def certify_between(
        self, public_der: bytes, *, name: Name, usage: str, first: datetime, last: datetime
    ) -> Certificate:
        """Issue a certificate for a key and exactly this period."""
        wanted = building.Wanted(
            name=name.built(),
            public_der=public_der,
            usage=Usage(usage),
            not_before=first,
            not_after=last,
        )
        return building.certificate(wanted, self._issuer(_purpose_for(public_der)))

    def revoke(self, serial: int, *, at: datetime, reason: str = "unspecified") -> None:
        """Withdraw a certificate by its number; a second time changes nothing."""
        with self._alone():
            entries = self._entries()
            entries.setdefault(str(serial), {"at": at.isoformat(), "reason": reason})
            locked.replace(self.folder / "revoked.json", json.dumps(entries, indent=1).encode())

    def crl(self, now: datetime) -> bytes:
        """The list of SM2 certificates that were withdrawn (DER), good for a week."""
        return self._list("authority", now)

    def pages_crl(self, now: datetime) -> bytes:
        """The list of P-256 certificates that were withdrawn (DER), good for a week."""
        return self._list("pages_authority", now)

    def trust_pem(self, now: datetime) -> bytes:
        """Both roots and both lists as one trust file; also left in the folder."""
        roots = "".join(root.to_pem() for root in self.roots).encode()
        lists = (self.crl(now), self.pages_crl(now))
        content = roots + b"".join(pem.armor("X509 CRL", each) for each in lists)
        with self._alone():
            locked.replace(self.folder / "trust.pem", content)
        return content

    def revoked(self) -> Mapping[int, Revocation]:
        """What was withdrawn, by number."""
        return {
            int(serial): Revocation(datetime.fromisoformat(entry["at"]), entry["reason"])
            for serial, entry in self._entries().items()
        }

    def _list(self, purpose: str, now: datetime) -> bytes:
        return building.revocation_list(
            self.revoked(),
            self._issuer(purpose),
            number=int(now.timestamp()),
            this_update=now,
            next_update=now + LIST_HOLDS,
        )

    def _entries(self) -> dict[str, dict[str, str]]:
        try:
            found: dict[str, dict[str, str]] = json.loads(
                (self.folder / "revoked.json").read_text(encoding="utf-8")
            )
        except FileNotFoundError:
            return {}
        return found

    def _issuer(self, purpose: str) -> Issuer:
        key_id = signatures.active(purpose)
        return building.Issuer(key_id, _root_name(purpose).built(), keys.store().public_der(key_id))

    def _kept_root(self, key_id: str) -> Certificate:
        """The root of a key, made once and kept: its signature differs each time it is made."""
        place = self.folder / f"{key_id}.pem"
        with self._alone():
            if not place.exists():
                locked.replace(place, self._new_root(key_id).to_pem().encode())
        return certificates.read(place.read_bytes())

    def _new_root(self, key_id: str) -> Certificate:
        issuer = self._issuer(key_id.rpartition("-")[0])
        wanted = building.Wanted(
            name=issuer.name,
            public_der=issuer.public_der,
            usage=Usage.AUTHORITY,
            not_before=FIRST_DAY,
            not_after=LAST_DAY,
        )
        return building.certificate(wanted, issuer)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked.alone(self.folder / ".lock"):
            yield


def is_unsafe(certificate: Certificate) -> bool:
    """Whether this is a root of a test authority, or was issued by one."""
    return UNSAFE in certificate.subject or UNSAFE in certificate.issuer


def _root_name(purpose: str) -> Name:
    return Name(common_name=_NAMES[purpose], organisation=UNSAFE)


def _purpose_for(public_der: bytes) -> str:
    """Which root a key belongs under; keys of other kinds raise `CertificateBroken`."""
    if public_der.startswith(signatures.SM2_HEAD):
        return "authority"
    if public_der.startswith(signatures.P256_HEAD):
        return "pages_authority"
    raise CertificateBroken("the test authority certifies SM2 and P-256 keys only")
