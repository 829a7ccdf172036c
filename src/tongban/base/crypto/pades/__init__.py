"""Signatures in PDF files (PAdES) with the look of the seal, for readers that know no OFD.

The sealed OFD file is the record; a PDF is a convenience, signed with ECDSA so that common
readers show it as valid.  pyHanko is slow to import, so the doors load it when first used.
"""

from typing import TYPE_CHECKING

from tongban.base import on_demand
from tongban.base.crypto.pades.places import Finding, PagesRefused, Spot

if TYPE_CHECKING:
    from tongban.base.crypto.pades.inspecting import inspect
    from tongban.base.crypto.pades.signing import sign

__all__ = ["Finding", "PagesRefused", "Spot", "inspect", "sign"]

if not TYPE_CHECKING:
    __getattr__ = on_demand.door(__name__, {"inspecting": ("inspect",), "signing": ("sign",)})
