"""By what right somebody looked at the data of another."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class BasisKind(StrEnum):
    """Why a look was allowed; one of them stands beside every look."""

    LAW = "law"
    CONSENT = "consent"
    PRESENTED = "presented"
    OWN = "own"


BASIS_LABELS: Mapping[str, str] = MappingProxyType(
    {
        BasisKind.LAW: "依法办理",
        BasisKind.CONSENT: "您的授权",
        BasisKind.PRESENTED: "您当面亮证",
        BasisKind.OWN: "持有人一方自用",
    }
)
