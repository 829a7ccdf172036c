"""What the picture of a seal looks like: kinds, shapes, sizes, and where each character stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME: Final = 50
MOST_ON_THE_ARC: Final = 30
FEWEST_ON_THE_ARC: Final = 4
LONGEST_LINE: Final = 14
LONGEST_CONTACT: Final = 50
MOST_AN_HOUR: Final = 1_000_000
SMALLEST_MM, LARGEST_MM = 10, 80
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f<>\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


class Kind(StrEnum):
    """Whose seal it is and what for."""

    OFFICIAL = "official"
    INNER = "inner"
    SPECIAL = "special"
    PERSONAL = "personal"


class Shape(StrEnum):
    """Round with or without a star, or oval."""

    ROUND = "round"
    PLAIN = "plain"
    OVAL = "oval"


KIND_LABELS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.OFFICIAL: "法定名称章",
        Kind.INNER: "内设机构章",
        Kind.SPECIAL: "业务专用章",
        Kind.PERSONAL: "个人名章",
    }
)
SHAPE_LABELS: Mapping[Shape, str] = MappingProxyType(
    {Shape.ROUND: "圆形，中间有五角星", Shape.PLAIN: "圆形，不带五角星", Shape.OVAL: "椭圆形"}
)
STRUCTURE_TYPES: Mapping[Kind, int] = MappingProxyType(
    {Kind.OFFICIAL: 1, Kind.INNER: 1, Kind.SPECIAL: 1, Kind.PERSONAL: 2}
)
"""The type of a seal in its structure: 1 of an organisation, 2 of a person."""

DIAMETERS: Mapping[int, int] = MappingProxyType({1: 60, 2: 50, 3: 45, 4: 42, 5: 42, 6: 42})
"""Diameter of a round seal in millimetres by the level of its office (国发〔1999〕25号)."""

OVAL_MM = (45, 30)


class SealNameInvalid(Invalid):
    """The name, or the line below, cannot be put on a seal."""

    code: ClassVar[str] = "seals.name_invalid"
    sentence: ClassVar[str] = "印章名称不能这样写。"


class SizeInvalid(Invalid):
    """A seal would be smaller or larger than any seal is."""

    code: ClassVar[str] = "seals.size_invalid"
    sentence: ClassVar[str] = f"印章的长和宽应当在{SMALLEST_MM}到{LARGEST_MM}毫米之间。"


@dataclass(frozen=True, slots=True)
class Face:
    """What a drawn seal shows."""

    shape: Shape
    name: str
    line: str
    serial: str
    width: int
    height: int

    def facts(self) -> dict[str, object]:
        """The face as the template reads it."""
        return {
            "shape": self.shape.value,
            "name": self.name,
            "line": self.line,
            "serial": self.serial,
            "width": self.width,
            "height": self.height,
        }


def size(kind: Kind, shape: Shape, level: int) -> tuple[int, int]:
    """Width and height in millimetres: by the level of the office, ovals by convention."""
    if shape is Shape.OVAL:
        return OVAL_MM
    if kind in {Kind.SPECIAL, Kind.INNER}:
        return (42, 42)
    diameter = DIAMETERS[level]
    return (diameter, diameter)


def check_name(name: str) -> str:
    """The name without spaces, or `SealNameInvalid`."""
    text = "".join(name.split())
    if not text:
        raise SealNameInvalid(fields={"name": "请填写印章名称。"})
    if len(text) > LONGEST_NAME:
        raise SealNameInvalid(fields={"name": f"印章名称不超过{LONGEST_NAME}个字。"})
    if _INVISIBLE.search(text):
        raise SealNameInvalid(fields={"name": "印章名称里有不能使用的符号。"})
    return text


def check_line(line: str) -> str:
    """The special-purpose words without spaces, or `SealNameInvalid`."""
    text = "".join(line.split())
    if len(text) > LONGEST_LINE:
        raise SealNameInvalid(fields={"line": f"专用章字样不超过{LONGEST_LINE}个字。"})
    if _INVISIBLE.search(text):
        raise SealNameInvalid(fields={"line": "专用章字样里有不能使用的符号。"})
    return text


def check_size(width: int, height: int) -> tuple[int, int]:
    """The size in millimetres, or `SizeInvalid`."""
    wrong = {
        name: SizeInvalid.sentence
        for name, value in (("width", width), ("height", height))
        if not SMALLEST_MM <= value <= LARGEST_MM
    }
    if wrong:
        raise SizeInvalid(fields=wrong)
    return width, height


def drawn(*, kind: Kind, shape: Shape, level: int, name: str, line: str, serial: str) -> Face:
    """The face of a seal that is drawn by rule, or `SealNameInvalid`.

    A name of more than thirty characters is not readable on an arc; such a seal needs a picture.
    """
    text, below = check_name(name), check_line(line)
    if len(text) > MOST_ON_THE_ARC:
        said = f"自动绘制的印章名称不超过{MOST_ON_THE_ARC}个字，更长的请上传印章图片。"
        raise SealNameInvalid(fields={"name": said})
    if len(text) < FEWEST_ON_THE_ARC:
        said = f"自动绘制的印章名称不少于{FEWEST_ON_THE_ARC}个字，更短的请上传印章图片。"
        raise SealNameInvalid(fields={"name": said})
    if kind is Kind.PERSONAL:
        said = "个人名章请上传印章图片。"
        raise SealNameInvalid(fields={"kind": said})
    if kind is Kind.SPECIAL and not below:
        raise SealNameInvalid(fields={"line": "业务专用章请填写专用章字样，例如：行政审批专用章。"})
    width, height = size(kind, shape, level)
    return Face(shape, text, below, serial, width, height)


def check_contact(contact: str) -> str:
    """Who handles the application (经办人), or `SealNameInvalid` at that field."""
    text = contact.strip()
    if not text or len(text) > LONGEST_CONTACT or _INVISIBLE.search(text):
        raise SealNameInvalid(fields={"contact": f"请填写经办人，不超过{LONGEST_CONTACT}个字。"})
    return text


def check_limit(hourly: int | None) -> int | None:
    """How often a seal may be used in an hour; none means that nobody counts."""
    if hourly is not None and not 1 <= hourly <= MOST_AN_HOUR:
        said = f"每小时用印上限应当在1到{MOST_AN_HOUR}之间，不限请留空。"
        raise SealNameInvalid(fields={"hourly_limit": said})
    return hourly
