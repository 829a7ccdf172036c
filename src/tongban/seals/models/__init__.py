"""Tables of seals."""

from tongban.seals.models.seals import Authorisation, Seal, SealHistory, SealVersion
from tongban.seals.models.uses import Impression, ImpressionStamp, Order, SealCounter

__all__ = [
    "Authorisation",
    "Impression",
    "ImpressionStamp",
    "Order",
    "Seal",
    "SealCounter",
    "SealHistory",
    "SealVersion",
]
