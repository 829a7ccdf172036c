"""The face of a document: what it says, drawn by us, and where its seal will stand.

Drawn from the document itself, so that nobody can have another face looked at than is sealed.
Pictures and lines of the document are not drawn; whoever needs them opens the document.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from tongban.base import ofd, typeset
from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.ofd import Package, Run, Spot

TEMPLATE: Final = "seals/face"
MOST_PAGES: Final = 3
MOST_RUNS: Final = 4_000
PPI: Final = 96
MOST_PIXELS: Final = 4_000_000
LONGEST_RUN: Final = 500
SMALLEST, LARGEST = 0.5, 100.0
SMALLEST_PAGE, LARGEST_PAGE = 10.0, 1_500.0
"""Millimetres; the largest sheet is A0."""
_INCH = 25.4


class PageUnfit(Invalid):
    """A page is so small or so large that it is no page to seal."""

    code = "seals.page_unfit"
    sentence = "文件的页面尺寸不正常，无法用印。"


def face(package: Package, spots: Sequence[Spot], *, title: str, now: datetime) -> bytes:
    """The first pages of a document as one PNG, one below the other; or `PageUnfit`."""
    runs = ofd.runs(package)[:MOST_RUNS]
    sizes = ofd.sizes(package)[:MOST_PAGES]
    pages = [
        {
            "width": width,
            "height": height,
            "runs": [_text(run) for run in runs if run.page == number and run.text.strip()],
            "spots": [_place(spot) for spot in spots if spot.page == number],
        }
        for number, (width, height) in enumerate(sizes, 1)
    ]
    facts = {"title": title, "author": "", "keywords": "", "made_at": now, "pages": pages}
    return typeset.png(TEMPLATE, facts, ppi=_fineness(sizes), missing="mark")


def _fineness(sizes: Sequence[tuple[float, float]]) -> float:
    """Points an inch, so that no picture becomes huge."""
    if not all(SMALLEST_PAGE <= side <= LARGEST_PAGE for size in sizes for side in size):
        raise PageUnfit(fields={"file": PageUnfit.sentence})
    area = max(width for width, _ in sizes) * sum(height for _, height in sizes) / _INCH**2
    return min(PPI, math.sqrt(MOST_PIXELS / area))


def _text(run: Run) -> dict[str, Any]:
    size = min(max(run.size, SMALLEST), LARGEST)
    return {"x": run.x, "y": run.y, "size": size, "text": run.text[:LONGEST_RUN]}


def _place(spot: Spot) -> dict[str, Any]:
    left, top, width, height = spot.clip or (0.0, 0.0, spot.width, spot.height)
    return {"x": spot.x + left, "y": spot.y + top, "width": width, "height": height}
