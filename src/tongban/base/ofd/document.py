"""What a package says of its document before any page is read: its root, its pages, their sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.base.ofd import names, trees
from tongban.base.ofd.package import PackageRefused

if TYPE_CHECKING:
    from tongban.base.ofd.package import Package

_MOST_PAGES = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its identifier, its number from 1, its file, the one size all pages default to."""

    identifier: str
    number: int
    path: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The document of a package. Packages of more than one document are not read."""

    path: str
    root: Any
    pages: tuple[Page, ...]


def outline(package: Package) -> Outline:
    """Find the document and its pages. Declined with `PackageRefused`."""
    entrance = trees.root(package, names.ENTRANCE, "OFD")
    bodies = list(trees.children(entrance, "DocBody"))
    if len(bodies) != 1:
        raise PackageRefused("document", "OFD 文件里应当只有一份文档。")
    path = trees.located(trees.words(trees.child(bodies[0], "DocRoot")), names.ENTRANCE)
    root = trees.root(package, path, "Document")
    listed = trees.child(root, "Pages")
    pages = tuple(
        Page(each.get("ID", ""), number, trees.located(each.get("BaseLoc", ""), path))
        for number, each in enumerate(() if listed is None else trees.children(listed, "Page"), 1)
    )
    identifiers = {each.identifier for each in pages}
    if not pages or len(pages) > _MOST_PAGES or len(identifiers) != len(pages):
        raise PackageRefused("document", "OFD 文件里没有页，或页的编号重复。")
    return Outline(path, root, pages)


def size(package: Package, page: Page, found: Outline) -> tuple[float, float]:
    """Width and height of a page: its own, else the document's."""
    own = trees.child(trees.root(package, page.path, "Page"), "Area", "PhysicalBox")
    common = trees.child(found.root, "CommonData", "PageArea", "PhysicalBox")
    _, _, width, height = trees.box(trees.words(own if own is not None else common))
    return width, height
