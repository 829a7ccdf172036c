"""What anybody needs to check licences without asking about one: status lists and public keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import pem

from tongban.base.crypto import keys
from tongban.base.errors import NotFound
from tongban.licences.models import StatusList
from tongban.licences.rules import jws, proofs

if TYPE_CHECKING:
    from datetime import datetime

_NAMES = {keys.Algorithm.SM2_SM3: jws.SM2, keys.Algorithm.ECDSA_P256: jws.ES256}


class StatusListUnknown(NotFound):
    """No list with this number was published."""

    code = "licences.status_list_unknown"
    sentence = "没有发布过这个编号的证照状态清单。"


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A status list as it is handed out; `digest` is SM3 of the content, in hex."""

    content: str
    digest: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key; a retired one stays valid for what it signed."""

    key_id: str
    purpose: str
    algorithm: str
    state: str
    public_key: str


def status_list(number: int) -> PublishedList:
    """The list published last under this number, or `StatusListUnknown`."""
    found = StatusList.objects.filter(number=number).first()
    if found is None:
        raise StatusListUnknown
    return PublishedList(found.content, found.digest, found.published_at)


def verification_keys() -> tuple[VerificationKey, ...]:
    """The public keys that signed codes, rows, status lists and credentials, newest first."""
    return tuple(
        VerificationKey(
            key_id=facts.key_id,
            purpose=facts.purpose,
            algorithm=_NAMES[facts.algorithm],
            state=facts.state.value,
            public_key=pem.armor("PUBLIC KEY", der).decode("ascii"),
        )
        for facts, der in keys.published(proofs.PUBLISHED)
    )
