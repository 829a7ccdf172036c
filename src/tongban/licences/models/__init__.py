"""Tables of the licence library."""

from tongban.licences.models.licences import Licence, LicenceHolder
from tongban.licences.models.types import LicenceType

__all__ = ["Licence", "LicenceHolder", "LicenceType"]
