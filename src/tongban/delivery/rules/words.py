"""The words of output: ways, things, consignments and parcels."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Way(StrEnum):
    """How the applicant wants it."""

    ELECTRONIC = "electronic"
    PICKUP = "pickup"
    COURIER = "courier"
    LOCKER = "locker"


class Kind(StrEnum):
    """What a thing is."""

    DECISION = "decision"
    LICENCE = "licence"
    COPY = "copy"
    ORIGINAL = "original"


class State(StrEnum):
    """Where a consignment stands."""

    PREPARING = "preparing"
    READY = "ready"
    POSTED = "posted"
    BOXED = "boxed"
    RETURNED = "returned"
    DELIVERED = "delivered"


class ParcelState(StrEnum):
    """Where a parcel stands, in the carriers' words; `LOST` is what the counter says of it."""

    WANTED = "wanted"
    BOOKED = "booked"
    COLLECTED = "collected"
    MOVING = "moving"
    OUT = "out"
    SIGNED = "signed"
    REFUSED = "refused"
    RETURNED = "returned"
    LOST = "lost"


class Check(StrEnum):
    """How the counter knew who stood before it."""

    DOCUMENT = "document"
    CODE = "code"


OPEN = frozenset(State) - {State.DELIVERED}
UNDERWAY = frozenset(
    {ParcelState.BOOKED, ParcelState.COLLECTED, ParcelState.MOVING, ParcelState.OUT,
     ParcelState.REFUSED}
)  # fmt: skip

WAYS: Mapping[Way, str] = MappingProxyType(
    {
        Way.ELECTRONIC: "只要电子件",
        Way.PICKUP: "到大厅领取",
        Way.COURIER: "邮寄",
        Way.LOCKER: "自助取件柜",
    }
)
KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.DECISION: "决定书",
        Kind.LICENCE: "电子证照",
        Kind.COPY: "纸质证照",
        Kind.ORIGINAL: "退还的原件",
    }
)
STATES: Mapping[State, str] = MappingProxyType(
    {
        State.PREPARING: "待备件",
        State.READY: "待领取",
        State.POSTED: "寄递中",
        State.BOXED: "在取件柜",
        State.RETURNED: "退回待处理",
        State.DELIVERED: "已送达",
    }
)
PARCEL_STATES: Mapping[ParcelState, str] = MappingProxyType(
    {
        ParcelState.WANTED: "等待下单",
        ParcelState.BOOKED: "待揽收",
        ParcelState.COLLECTED: "已揽收",
        ParcelState.MOVING: "运输",
        ParcelState.OUT: "投递",
        ParcelState.SIGNED: "签收",
        ParcelState.REFUSED: "拒收",
        ParcelState.RETURNED: "退回",
        ParcelState.LOST: "没有送到，已作罢",
    }
)
