"""Where the seal goes on a document that somebody hands in."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tongban.base.ofd import Spot
from tongban.seals.rules import stamping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MARGIN_MM: Final = 20.0
FROM_FOOT_MM: Final = 30.0


class Place(StrEnum):
    """The places that are offered."""

    LAST = "last"
    FIRST = "first"
    STRADDLE = "straddle"
    BOTH = "both"


PLACE_LABELS: Mapping[Place, str] = MappingProxyType(
    {
        Place.LAST: "最后一页右下角",
        Place.FIRST: "第一页右下角",
        Place.STRADDLE: "骑缝章（各页右边缘）",
        Place.BOTH: "最后一页右下角，并加盖骑缝章",
    }
)


def spots(
    place: Place, sizes: Sequence[tuple[float, float]], *, width: float, height: float
) -> tuple[Spot, ...]:
    """Where a seal of this size goes on pages of these sizes.

    Declined with `stamping.SpotOutside` if it would not be seen whole, or for a straddle seal on
    one page only.
    """
    found: tuple[Spot, ...] = ()
    if place in {Place.LAST, Place.BOTH}:
        found += (_corner(len(sizes), sizes[-1], width, height),)
    if place is Place.FIRST:
        found += (_corner(1, sizes[0], width, height),)
    if place in {Place.STRADDLE, Place.BOTH}:
        found += stamping.straddle(sizes, width=width, height=height)
    return found


def _corner(page: int, size: tuple[float, float], width: float, height: float) -> Spot:
    across, down = size[0] - MARGIN_MM - width, size[1] - FROM_FOOT_MM - height
    if across < 0 or down < 0:
        raise stamping.SpotOutside("页面太小，放不下这枚印章。")
    return Spot(page=page, x=across, y=down, width=width, height=height)
