"""Tables of supervision, room by room."""

from tongban.supervision.models.cards import CaseWarning
from tongban.supervision.models.circulars import Circular, CircularWithdrawal
from tongban.supervision.models.complaints import Complaint
from tongban.supervision.models.fees import FeeNote
from tongban.supervision.models.inventory import InventoryLine
from tongban.supervision.models.orders import OrderEntry, OrderLetter, SupervisionOrder
from tongban.supervision.models.rules import RuleVersion
from tongban.supervision.models.samples import Sample, SampleCase
from tongban.supervision.models.tallies import Tally
from tongban.supervision.models.watches import CaseTouch, CaseWatch, ItemWatch, UnitWatch

__all__ = [
    "CaseTouch",
    "CaseWarning",
    "CaseWatch",
    "Circular",
    "CircularWithdrawal",
    "Complaint",
    "FeeNote",
    "InventoryLine",
    "ItemWatch",
    "OrderEntry",
    "OrderLetter",
    "RuleVersion",
    "Sample",
    "SampleCase",
    "SupervisionOrder",
    "Tally",
    "UnitWatch",
]
