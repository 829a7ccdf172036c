"""Marked places of a typeset page: links `tongban:KEY` say where each item, and each seal, stands.

`tongban:KEY+KEY` marks one value of several items. Links are not drawn. Their places are handed to
the caller, and what stands inside becomes the index of the document (数据索引): from a key to the
objects that show its value. Keys that begin with `seal/` keep a place free for a seal, those with
`picture/` for a picture that is drawn there; neither is information about what lies there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tongban.base.ofd import names, trees
from tongban.base.ofd.geometry import Box, Matrix

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SCHEME: Final = "tongban:"
FREE_PLACES: Final = "seal/"
PICTURES: Final = "picture/"
AND: Final = "+"
"""One value may answer several items: `tongban:item/ZZBH+item/KZ_ZH`."""
INDEX_NS: Final = "urn:tongban:index"


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked place: page from 1, millimetres from its top left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Place:
    """A mark on the page that is being drawn."""

    key: str
    box: Box

    @property
    def tagged(self) -> bool:
        """Whether what stands here is the value of the key."""
        return not self.key.startswith((FREE_PLACES, PICTURES))


def places(page: Any, matrix: Matrix) -> list[Place]:
    """The marks of a page; links to anywhere else become nothing."""
    found = []
    for each in page.get("/Annots", ()):
        action = each.get("/A")
        address = str(action.get("/URI", "")) if action is not None else ""
        if each.get("/Subtype") == "/Link" and address.startswith(SCHEME):
            left, bottom, right, top = (float(edge) for edge in each.Rect)
            corners = (*matrix.point(left, bottom), *matrix.point(right, top))
            box = Box.around(corners)
            found += [Place(key, box) for key in address.removeprefix(SCHEME).split(AND)]
    return found


def marks(pages: Iterable[Sequence[Place]]) -> dict[str, tuple[Mark, ...]]:
    """All places of each key, in the order of the pages."""
    found: dict[str, tuple[Mark, ...]] = {}
    for number, listed in enumerate(pages, 1):
        for each in listed:
            left, top, right, bottom = (round(edge, 3) for edge in each.box)
            size = round(right - left, 3), round(bottom - top, 3)
            found[each.key] = (*found.get(each.key, ()), Mark(number, left, top, *size))
    return found


def index(tags: Iterable[tuple[str, int, int]]) -> dict[str, bytes]:
    """The files of the index, from (key, page's identifier, object's identifier)."""
    lines: dict[str, list[str]] = {}
    for key, page, each in tags:
        reference = f'<ofd:ObjectRef PageRef="{page}">{each}</ofd:ObjectRef>'
        lines.setdefault(key, []).append(reference)
    if not lines:
        return {}
    items = "".join(
        f"<Item Name={trees.attribute(key)}>{''.join(references)}</Item>"
        for key, references in lines.items()
    )
    listed = (
        f'{names.DECLARATION}<ofd:CustomTags xmlns:ofd="{names.OFD_NS}">'
        f'<ofd:CustomTag NameSpace="{INDEX_NS}"><ofd:FileLoc>Index.xml</ofd:FileLoc>'
        "</ofd:CustomTag></ofd:CustomTags>"
    )
    entries = (
        f'{names.DECLARATION}<Index xmlns="{INDEX_NS}" xmlns:ofd="{names.OFD_NS}">{items}</Index>'
    )
    return {
        f"{names.TAGS}/CustomTags.xml": listed.encode(),
        f"{names.TAGS}/Index.xml": entries.encode(),
    }
