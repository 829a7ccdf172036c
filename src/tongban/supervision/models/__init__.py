"""Tables of supervision, room by room."""

from tongban.supervision.models.cards import CaseWarning
from tongban.supervision.models.orders import OrderEntry, OrderLetter, SupervisionOrder
from tongban.supervision.models.rules import RuleVersion
from tongban.supervision.models.tallies import Tally
from tongban.supervision.models.watches import CaseTouch, CaseWatch

__all__ = [
    "CaseTouch",
    "CaseWarning",
    "CaseWatch",
    "OrderEntry",
    "OrderLetter",
    "RuleVersion",
    "SupervisionOrder",
    "Tally",
]
