"""Changes of seals, and reads that use their keys."""

from tongban.seals.services.applying import apply, examine
from tongban.seals.services.authorising import authorise, withdraw_authorisation
from tongban.seals.services.drawing import Look, Wish, preview
from tongban.seals.services.impressing import Sealed, impress, seal_now
from tongban.seals.services.keeping import (
    FilingInvalid,
    activate,
    cancel,
    register_filing,
    resume,
    set_limits,
    suspend,
)
from tongban.seals.services.making import (
    CertificateUnfit,
    KeysNotPrepared,
    MakerMissing,
    Requests,
    make,
    prepare,
    renew,
    requests,
    retire_keys,
)
from tongban.seals.services.ordering import order, places, withdraw_order
from tongban.seals.services.pages import PagesSeal, pages_seal
from tongban.seals.services.reading import ordered_document, ordered_face, sealed_document
from tongban.seals.services.stating import check_statement, state
from tongban.seals.services.timing import stamp, token_of

__all__ = [
    "CertificateUnfit",
    "FilingInvalid",
    "KeysNotPrepared",
    "Look",
    "MakerMissing",
    "PagesSeal",
    "Requests",
    "Sealed",
    "Wish",
    "activate",
    "apply",
    "authorise",
    "cancel",
    "check_statement",
    "examine",
    "impress",
    "make",
    "order",
    "ordered_document",
    "ordered_face",
    "pages_seal",
    "places",
    "prepare",
    "preview",
    "register_filing",
    "renew",
    "requests",
    "resume",
    "retire_keys",
    "seal_now",
    "sealed_document",
    "set_limits",
    "stamp",
    "state",
    "suspend",
    "token_of",
    "withdraw_authorisation",
    "withdraw_order",
]
