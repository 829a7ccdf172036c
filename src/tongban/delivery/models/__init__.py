"""Tables of the house, room by room."""

from tongban.delivery.models.consignments import Choice, Consignment, HandOver, Proxy, Thing
from tongban.delivery.models.parcels import LockerBox, Parcel, ParcelTrace

__all__ = [
    "Choice",
    "Consignment",
    "HandOver",
    "LockerBox",
    "Parcel",
    "ParcelTrace",
    "Proxy",
    "Thing",
]
