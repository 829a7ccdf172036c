"""XML of a package: read without entities, document types or network; found by local names."""

from __future__ import annotations

import math
import posixpath
import re
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from tongban.base.ofd.package import Package, PackageRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The standard library's function for this brings in its whole network client.
_IN_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_ATTRIBUTE: Final = _IN_TEXT | str.maketrans(
    {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)
_FARTHEST: Final = 100_000.0
_NUMBERS_OF_A_BOX = 4


def parse(content: bytes, path: str) -> Any:
    """The root of an XML file; declined with `PackageRefused` if it is not plain XML in UTF-8.

    The bytes are read as UTF-8 whatever they declare, so that no other encoding hides a document
    type from the look at the bytes.
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise PackageRefused("entities", f"OFD 文件里的“{path[:80]}”含有不允许的实体定义。")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise PackageRefused("xml", f"OFD 文件里的“{path[:80]}”不是完好的 XML。") from broken
    if root.getroottree().docinfo.internalDTD is not None:
        raise PackageRefused("entities", f"OFD 文件里的“{path[:80]}”含有不允许的实体定义。")
    return root


def root(package: Package, path: str, name: str) -> Any:
    """The root of a file of the package, which must have this local name."""
    found = parse(package.read(path), path)
    if local(found) != name:
        raise PackageRefused("root", f"OFD 文件里的“{path[:80]}”不是“{name}”。")
    return found


def text(value: str) -> str:
    """A text as it is written into XML, without the characters that XML cannot hold."""
    return _UNPRINTABLE.sub("", value).translate(_IN_TEXT)


def attribute(value: str) -> str:
    """The same as an attribute, with its quotation marks."""
    return f'"{_UNPRINTABLE.sub("", value).translate(_IN_ATTRIBUTE)}"'


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Any, name: str) -> Iterator[Any]:
    """The children with this local name."""
    return (each for each in element if local(each) == name)


def child(element: Any, *path: str) -> Any | None:
    """The first child with a local name, and so on downwards."""
    for name in path:
        element = next(children(element, name), None)
        if element is None:
            return None
    return element


def every(element: Any, name: str) -> Iterator[Any]:
    """All descendants with this local name, in the order of the document."""
    return (each for each in element.iter() if local(each) == name)


def words(element: Any | None) -> str:
    """The text of an element, without blanks around it; empty if there is no element."""
    return (element.text or "").strip() if element is not None else ""


def number(text: str) -> float:
    """A finite number of millimetres that still lies on some sheet of paper."""
    try:
        value = float(text)
    except ValueError:
        raise PackageRefused("number", "OFD 文件里有读不懂的数字。") from None
    if not math.isfinite(value) or abs(value) > _FARTHEST:
        raise PackageRefused("number", "OFD 文件里有超出纸面的坐标。")
    return value


def numbers(text: str | None) -> list[float]:
    """Numbers parted by blanks; none if there is no text."""
    return [number(each) for each in (text or "").split()]


def box(text: str | None) -> tuple[float, float, float, float]:
    """A rectangle: left, top, width, height."""
    found = numbers(text)
    if len(found) != _NUMBERS_OF_A_BOX or min(found[2:]) < 0:
        raise PackageRefused("number", "OFD 文件里有不完整的矩形区域。")
    return found[0], found[1], found[2], found[3]


def located(path: str, base: str) -> str:
    """A path of the package, as written in the file `base`: from the root or beside that file."""
    text = path.strip()
    joined = text if text.startswith("/") else posixpath.join("/", posixpath.dirname(base), text)
    plain = posixpath.normpath(joined).lstrip("/")
    if not text or plain in {"", "."}:
        raise PackageRefused("missing", "OFD 文件里有空的路径。")
    return plain
