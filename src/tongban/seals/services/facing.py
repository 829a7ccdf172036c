"""The face of a document: what it says, drawn by us, and where its seal will stand.

Drawn from the document itself, so that nobody can have another face looked at than is sealed.
Pictures and lines of the document are not drawn; whoever needs them opens the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tongban.base import ofd, typeset

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.ofd import Package, Run, Spot

TEMPLATE: Final = "seals/face"
MOST_PAGES: Final = 3
MOST_RUNS: Final = 4_000
PPI: Final = 96
SMALLEST, LARGEST = 0.5, 100.0


def face(package: Package, spots: Sequence[Spot], *, title: str, now: datetime) -> bytes:
    """The first pages of a document as one PNG, one below the other."""
    runs = ofd.runs(package)[:MOST_RUNS]
    pages = [
        {
            "width": width,
            "height": height,
            "runs": [_text(run) for run in runs if run.page == number and run.text.strip()],
            "spots": [_place(spot) for spot in spots if spot.page == number],
        }
        for number, (width, height) in enumerate(ofd.sizes(package)[:MOST_PAGES], 1)
    ]
    facts = {"title": title, "author": "", "keywords": "", "made_at": now, "pages": pages}
    return typeset.png(TEMPLATE, facts, ppi=PPI, missing="mark")


def _text(run: Run) -> dict[str, Any]:
    size = min(max(run.size, SMALLEST), LARGEST)
    return {"x": run.x, "y": run.y, "size": size, "text": run.text}


def _place(spot: Spot) -> dict[str, Any]:
    left, top, width, height = spot.clip or (0.0, 0.0, spot.width, spot.height)
    return {"x": spot.x + left, "y": spot.y + top, "width": width, "height": height}
