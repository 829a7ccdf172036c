"""What anybody needs to check licences without asking about one: status lists and public keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tongban.base.crypto import keys
from tongban.base.errors import NotFound
from tongban.licences.models import StatusList
from tongban.licences.rules import jws, proofs

if TYPE_CHECKING:
    from datetime import datetime

_NAMES: dict[str, str] = {keys.Algorithm.SM2_SM3: jws.SM2, keys.Algorithm.ECDSA_P256: jws.ES256}


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


def status_list(number: int) -> PublishedList:
    """The list published last under this number, or `StatusListUnknown`."""
    found = StatusList.objects.filter(number=number).first()
    if found is None:
        raise StatusListUnknown
    return PublishedList(found.content, found.digest, found.published_at)


def verification_keys() -> list[keys.ToldKey]:
    """The public keys that signed codes, rows, status lists and credentials, newest first."""
    told = keys.told(proofs.PUBLISHED)
    return [replace(one, algorithm=_NAMES[one.algorithm]) for one in told]
