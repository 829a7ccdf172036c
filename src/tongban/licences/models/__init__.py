"""Tables of the licence library."""

from tongban.licences.models.collection import LicenceBatch
from tongban.licences.models.licences import Licence, LicenceHolder
from tongban.licences.models.life import LicenceAct, Objection, WaitingAct
from tongban.licences.models.paper import PaperMovement, PaperSheet
from tongban.licences.models.status import StatusList
from tongban.licences.models.types import LicenceType, LicenceTypeVersion
from tongban.licences.models.uses import LicenceUse, PresentCode

__all__ = [
    "Licence",
    "LicenceAct",
    "LicenceBatch",
    "LicenceHolder",
    "LicenceType",
    "LicenceTypeVersion",
    "LicenceUse",
    "Objection",
    "PaperMovement",
    "PaperSheet",
    "PresentCode",
    "StatusList",
    "WaitingAct",
]
