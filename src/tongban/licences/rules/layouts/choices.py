"""What a template may choose from: forms, colours, grounds, borders; restrained on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Form(StrEnum):
    """The forms that licences are printed on; each is a file in `data/typst`."""

    LICENCE = "licence"
    FRAMED = "framed"
    PORTRAIT = "portrait"
    BOOKLET = "booklet"
    CARD = "card"
    REPLY = "reply"
    LETTER = "letter"
    QUALIFICATION = "qualification"


FORMS: Mapping[str, str] = MappingProxyType(
    {
        Form.LICENCE: "执照（横版，二维码在上方）",
        Form.FRAMED: "证书（横版）",
        Form.PORTRAIT: "证书（竖版）",
        Form.BOOKLET: "证书（对开两页）",
        Form.CARD: "卡证",
        Form.REPLY: "批文（红头）",
        Form.LETTER: "证明（行文）",
        Form.QUALIFICATION: "资质证书（带明细表）",
    }
)
LANDSCAPE, PORTRAIT = "landscape", "portrait"
ORIENTATIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        Form.LICENCE: (LANDSCAPE, PORTRAIT),
        Form.FRAMED: (LANDSCAPE,),
        Form.PORTRAIT: (PORTRAIT,),
        Form.BOOKLET: (LANDSCAPE,),
        Form.CARD: (LANDSCAPE,),
        Form.REPLY: (PORTRAIT,),
        Form.LETTER: (PORTRAIT,),
        Form.QUALIFICATION: (PORTRAIT, LANDSCAPE),
    }
)
ORIENTATION_LABELS: Mapping[str, str] = MappingProxyType({LANDSCAPE: "横版", PORTRAIT: "竖版"})

COLOURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "vermilion": ("朱红", "#a8383b"),
        "maroon": ("枣红", "#7a2b30"),
        "plum": ("绛紫", "#5c3553"),
        "ochre": ("赭石", "#80561f"),
        "pine": ("松绿", "#2b5d49"),
        "navy": ("藏青", "#21406b"),
        "ink": ("墨色", "#30343a"),
    }
)
GROUNDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "white": ("素白", "#ffffff"),
        "ivory": ("米黄", "#fdfaf1"),
        "rose": ("淡绯", "#fcf5f4"),
        "mist": ("浅青", "#f4f8fb"),
        "jade": ("浅绿", "#f4f9f5"),
    }
)
BORDERS: Mapping[str, str] = MappingProxyType(
    {
        "none": "不用边框",
        "lines": "双线",
        "corners": "双线角花",
        "fret": "回纹",
        "waves": "波纹",
    }
)
NUMBER_PLACES: Mapping[str, str] = MappingProxyType(
    {"title": "标题下方", "corner": "左上角", "row": "和其他内容排在一起", "none": "不印"}
)
PHOTO_PLACES: Mapping[str, str] = MappingProxyType(
    {"none": "没有照片", "left": "左边", "right": "右边", "top": "上方居中"}
)
PHOTO_SHAPES: Mapping[str, str] = MappingProxyType({"portrait": "竖幅", "wide": "横幅"})
CODE_PLACES: Mapping[str, str] = MappingProxyType(
    {"foot_left": "左下", "foot_right": "右下", "top_right": "右上", "top_left": "左上"}
)
SEAL_PLACES: Mapping[str, str] = MappingProxyType(
    {"right": "右边", "centre": "居中", "left": "左边"}
)
WATERMARKS: Mapping[str, str] = MappingProxyType({"across": "斜穿一行", "tiled": "满页斜铺"})
