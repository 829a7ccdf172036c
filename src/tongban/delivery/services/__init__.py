"""Every change."""

from tongban.delivery.services.adding import (
    OPEN_KINDS,
    LastThing,
    PaperVoid,
    ThingInvalid,
    ThingUnknown,
    add_thing,
    drop_thing,
)
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
from tongban.delivery.services.choosing_together import choose_together
from tongban.delivery.services.codes import CodeWrong, ShownCode, show_code
from tongban.delivery.services.handing import NotTheRecipient, Proof, hand_over, open_box
from tongban.delivery.services.looking import confirm_receipt, print_receipt, show_address
from tongban.delivery.services.losing import ParcelUnknown, ReasonMissing, give_up_parcel
from tongban.delivery.services.preparing import (
    BoxInvalid,
    CarrierUnknown,
    NumberTaken,
    ask_early,
    free_box,
    lay_ready,
    post,
    put_in_box,
    take_back,
)
from tongban.delivery.services.receiving import NotTogether, join, receive
from tongban.delivery.services.sweeping import sweep, tell_about

__all__ = [
    "OPEN_KINDS",
    "BoxInvalid",
    "CarrierUnknown",
    "CaseClosed",
    "CodeWrong",
    "LastThing",
    "NotTheRecipient",
    "NotTogether",
    "NumberTaken",
    "PaperVoid",
    "ParcelUnknown",
    "Proof",
    "ProxyUnknown",
    "ReasonMissing",
    "ShownCode",
    "ThingInvalid",
    "ThingUnknown",
    "TooManyProxies",
    "add_thing",
    "ask_early",
    "authorise",
    "authorise_on_paper",
    "choose",
    "choose_together",
    "confirm_receipt",
    "drop_thing",
    "follow",
    "follow_due",
    "free_box",
    "give_up_parcel",
    "hand_over",
    "join",
    "lay_ready",
    "open_box",
    "post",
    "print_receipt",
    "put_in_box",
    "receive",
    "revoke",
    "show_address",
    "show_code",
    "sweep",
    "take_back",
    "tell_about",
]
