"""What a package says: about itself, in its text, and where each item of information stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

from tongban.base.ofd import document, names, trees
from tongban.base.ofd.about import Info
from tongban.base.ofd.package import PackageRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongban.base.ofd.package import Package

_CHINA: Final = timezone(timedelta(hours=8))
_NUMBERS_OF_A_MATRIX: Final = 6
_LONGEST_DAY: Final = 10


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text: page from 1, millimetres from its top left corner to where it begins.

    `y` is the line the letters stand on, `size` the size of the type.
    """

    page: int
    x: float
    y: float
    text: str
    size: float


def info(package: Package) -> Info:
    """What the document says about itself; what it does not say is empty."""
    told = trees.child(trees.root(package, names.ENTRANCE, "OFD"), "DocBody", "DocInfo")
    if told is None:
        return Info("", "", None)
    custom = trees.child(told, "CustomDatas")
    keywords = trees.child(told, "Keywords")
    return Info(
        title=trees.words(trees.child(told, "Title")),
        author=trees.words(trees.child(told, "Author")),
        created_at=_day(trees.words(trees.child(told, "CreationDate"))),
        subject=trees.words(trees.child(told, "Subject")),
        keywords=()
        if keywords is None
        else tuple(trees.words(each) for each in trees.children(keywords, "Keyword")),
        custom={}
        if custom is None
        else {
            each.get("Name", ""): each.text or "" for each in trees.children(custom, "CustomData")
        },
    )


def _day(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text[:_LONGEST_DAY]), time(), _CHINA)
    except ValueError:
        raise PackageRefused("date", "OFD 文件的创建日期读不懂。") from None


def runs(package: Package) -> tuple[Run, ...]:
    """All text on the pages, in the order it is drawn."""
    found = document.outline(package)
    return tuple(
        run
        for page in found.pages
        for each in trees.every(trees.root(package, page.path, "Page"), "TextObject")
        for run in _runs(each, page.number)
    )


def _runs(text: Any, page: int) -> Iterator[Run]:
    left, top, _, _ = trees.box(text.get("Boundary"))
    turn = trees.numbers(text.get("CTM")) or [1, 0, 0, 1, 0, 0]
    if len(turn) != _NUMBERS_OF_A_MATRIX:
        raise PackageRefused("number", "OFD 文件里有不完整的变换。")
    a, b, c, d, e, f = turn
    size = trees.number(text.get("Size", "0"))
    x = y = 0.0
    for code in trees.children(text, "TextCode"):
        # A code without a place of its own begins where the one before began.
        x, y = trees.number(code.get("X", str(x))), trees.number(code.get("Y", str(y)))
        across, down = left + a * x + c * y + e, top + b * x + d * y + f
        yield Run(page, round(across, 3), round(down, 3), code.text or "", size)


def sizes(package: Package) -> tuple[tuple[float, float], ...]:
    """Width and height of each page."""
    found = document.outline(package)
    return tuple(document.size(package, page, found) for page in found.pages)


def indexed(package: Package) -> dict[str, str]:
    """The text that stands at the place of each item of the index (数据索引), by its key.

    Read from the objects on the pages, so it is what a person sees; lines are put together.
    """
    found = document.outline(package)
    items = _references(package, found)
    if not items:
        return {}
    shown = {page.identifier: _texts(package, page) for page in found.pages}
    values = {}
    for key, references in items.items():
        try:
            values[key] = "".join(shown[page].get(each, "") for page, each in references)
        except KeyError:
            raise PackageRefused("index", "OFD 文件的数据索引指向不存在的页。") from None
    return values


def _texts(package: Package, page: document.Page) -> Mapping[str, str]:
    return {
        each.get("ID", ""): "".join(code.text or "" for code in trees.children(each, "TextCode"))
        for each in trees.every(trees.root(package, page.path, "Page"), "TextObject")
    }


def _references(package: Package, found: document.Outline) -> dict[str, list[tuple[str, str]]]:
    """Page and object of everything an item of the index points to."""
    items: dict[str, list[tuple[str, str]]] = {}
    listed = trees.words(trees.child(found.root, "CustomTags"))
    if not listed:
        return items
    path = trees.located(listed, found.path)
    for tag in trees.children(trees.root(package, path, "CustomTags"), "CustomTag"):
        file = trees.located(trees.words(trees.child(tag, "FileLoc")), path)
        for each in trees.every(trees.root(package, file, "Index"), "Item"):
            pointers = items.setdefault(each.get("Name", ""), [])
            pointers += (
                (pointer.get("PageRef", ""), trees.words(pointer))
                for pointer in trees.children(each, "ObjectRef")
            )
    return items
