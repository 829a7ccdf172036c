"""Every change."""

from tongban.delivery.services.authorising import (
    CaseClosed,
    ProxyUnknown,
    TooManyProxies,
    authorise,
    authorise_on_paper,
    revoke,
)
from tongban.delivery.services.carrying import follow, follow_due
from tongban.delivery.services.choosing import choose
from tongban.delivery.services.handing import (
    CodeWrong,
    NotTheRecipient,
    Proof,
    ShownCode,
    hand_over,
    open_box,
    show_code,
)
from tongban.delivery.services.looking import confirm_receipt, show_address
from tongban.delivery.services.preparing import (
    BoxInvalid,
    CarrierUnknown,
    NumberTaken,
    free_box,
    lay_ready,
    post,
    put_in_box,
    take_back,
)
from tongban.delivery.services.receiving import NotTogether, ThingInvalid, add_thing, join, receive
from tongban.delivery.services.sweeping import sweep, tell_about

__all__ = [
    "BoxInvalid",
    "CarrierUnknown",
    "CaseClosed",
    "CodeWrong",
    "NotTheRecipient",
    "NotTogether",
    "NumberTaken",
    "Proof",
    "ProxyUnknown",
    "ShownCode",
    "ThingInvalid",
    "TooManyProxies",
    "add_thing",
    "authorise",
    "authorise_on_paper",
    "choose",
    "confirm_receipt",
    "follow",
    "follow_due",
    "free_box",
    "hand_over",
    "join",
    "lay_ready",
    "open_box",
    "post",
    "put_in_box",
    "receive",
    "revoke",
    "show_address",
    "show_code",
    "sweep",
    "take_back",
    "tell_about",
]
