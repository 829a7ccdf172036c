"""A licence as a credential with selective disclosure, made when its holder asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from tongban.licences.rules import credentials, jws, metadata, status_lists
from tongban.licences.services import signing

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.licences.models import Licence


def credential(licence: Licence, *, algorithm: str = jws.ES256, now: datetime) -> str:
    """The licence as SD-JWT: the holder chooses which of its items he shows.

    What names nobody is in clear: type, issuer, days, the digest of the sealed record, and where
    the status lists speak of it.
    """
    public, personal = metadata.split(licence.whole_metadata)
    number, index = status_lists.place_of(licence.status_place)
    address = settings.TONGBAN.address
    clear: dict[str, object] = {
        "iss": address,
        "vct": f"{credentials.KIND}{public['ZZLXDM']}",
        "iat": int(now.timestamp()),
        "document": licence.document_digest,
        "status": {"status_list": {"idx": index, "uri": f"{address}{status_lists.PATH}{number}"}},
        **public,
    }
    key = signing.signer(algorithm)
    return credentials.write(clear, personal, header=key.header, sign=key.sign)
