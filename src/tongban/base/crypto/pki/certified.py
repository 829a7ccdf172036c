"""The certificates of this node's own keys: from the test authority, or put in by the operator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.base.crypto import keys, locked
from tongban.base.crypto.pki import authority, certificates, configured, requests, signatures
from tongban.base.crypto.pki.certificates import Certificate, Usage
from tongban.base.crypto.pki.errors import CertificateBroken, CertificateMissing
from tongban.base.crypto.pki.names import Name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAMES = {
    "licences": "电子证照签名",
    "documents": "电子文书签名",
    "maker": "电子印章制章者",
    "ledger": "存证日志签名",
    "stamps": "时间戳服务",
    "pages_stamps": "版式文件时间戳服务",
    "status": "证照状态签名",
    "credentials": "可验证凭证签名",
}
"""What the key of a purpose is called in a certificate of the test authority."""
_STAMPING = frozenset({"stamps", "pages_stamps"})
_KEY_ID = re.compile(r"[a-z_]+-[0-9a-f]+")


def own(purpose: str) -> tuple[Certificate, ...]:
    """The certificate of the active key of a purpose, then those of its issuers.

    In demo mode the test authority gives one; otherwise `CertificateMissing` says what to do.
    """
    return chain_of(signatures.active(purpose))


def chain_of(key_id: str) -> tuple[Certificate, ...]:
    """The certificate that was put in for a key, then those of its issuers."""
    place = _place(key_id)
    if not place.exists() and settings.TONGBAN.mode == "demo":
        _certify_sample(key_id)
    try:
        found = certificates.armoured(place.read_bytes())
    except FileNotFoundError:
        raise CertificateMissing(
            f"key {key_id} has no certificate yet: `tongban keys request {key_id}`, "
            "then `tongban keys certify`"
        ) from None
    return tuple(certificates.read(content) for _, content in found)


def held() -> tuple[Certificate, ...]:
    """Every certificate that was put in for a key of this node."""
    folder: Path = settings.TONGBAN.keys
    found = sorted((folder / "certificates").glob("*.pem"))
    return tuple(each for path in found for each in chain_of(path.stem))


def put(key_id: str, chain: Sequence[Certificate]) -> None:
    """Keep the certificate that an authority gave for a key, with those of its issuers.

    One for another key raises `NotOurKey`; outside a demonstration the test authority's is refused.
    """
    if not chain:
        raise CertificateBroken("there is no certificate to put in")
    requests.require_own(chain[0], key_id)
    if settings.TONGBAN.mode != "demo":
        configured.refuse_unsafe(chain)
    place = _place(key_id)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    locked.replace(place, "".join(each.to_pem() for each in chain).encode())


def _place(key_id: str) -> Path:
    if not _KEY_ID.fullmatch(key_id):
        raise keys.KeyUnknown(f"there is no key {key_id!r}")
    folder: Path = settings.TONGBAN.keys
    return folder / "certificates" / f"{key_id}.pem"


def _certify_sample(key_id: str) -> None:
    purpose = key_id.rpartition("-")[0]
    if purpose not in NAMES:
        return
    made = configured.unsafe_authority().certify_between(
        keys.store().public_der(key_id),
        name=Name(common_name=NAMES[purpose], organisation="通办演示节点"),
        usage=Usage.STAMPING if purpose in _STAMPING else Usage.SIGNING,
        first=authority.FIRST_DAY,
        last=authority.LAST_DAY,
    )
    put(key_id, (made,))
