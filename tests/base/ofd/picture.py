"""A second reading of our pages: OFD becomes SVG, glyphs as outlines of the embedded fonts.

It shares no code with what draws and reads OFD. Typst turns the SVG into a picture, which can then
be laid over the picture of the page that Typst made itself.
"""

from __future__ import annotations

import base64
import io
import zipfile
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import typst
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image, ImageChops, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Iterator

FINE = 192
"""Pixels of an inch; a page of ours is compared at twice what a screen shows."""


class Document:
    """An OFD file, as the standard says it is laid out."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.root = self.tree("Doc_0/Document.xml")
        self.fonts = {
            each.get("ID"): TTFont(io.BytesIO(self.archive.read(f"Doc_0/Res/{named(each)}")))
            for each in self.listed("PublicRes.xml", "Font")
        }
        self.images = {
            each.get("ID"): named(each) for each in self.listed("DocumentRes.xml", "MultiMedia")
        }
        self.pages = [each.get("BaseLoc") for each in self.root.iter("{*}Page")]

    def tree(self, path: str) -> Any:
        return etree.fromstring(self.archive.read(path))

    def listed(self, path: str, name: str) -> Iterator[Any]:
        if f"Doc_0/{path}" in self.archive.namelist():
            yield from self.tree(f"Doc_0/{path}").iter(f"{{*}}{name}")

    def svg(self, number: int = 0) -> tuple[str, float, float]:
        """One page as SVG, with its width and height in millimetres."""
        page = self.tree(f"Doc_0/{self.pages[number]}")
        _, _, width, height = page.findtext("{*}Area/{*}PhysicalBox").split()
        drawn = "".join(self.drawn(each) for each in page.find("{*}Content/{*}Layer"))
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
            f' viewBox="0 0 {width} {height}" xmlns:xlink="http://www.w3.org/1999/xlink">'
            f"{drawn}</svg>"
        )
        return svg, float(width), float(height)

    def drawn(self, item: Any) -> str:
        x, y, width, height = item.get("Boundary").split()
        name, key = etree.QName(item).localname, f"c{item.get('ID')}"
        inner = {"TextObject": self.text, "PathObject": path, "ImageObject": self.image}[name](item)
        if turn := item.get("CTM"):
            inner = f'<g transform="matrix({turn})">{inner}</g>'
        for number, clip in enumerate(item.iterfind("{*}Clips/{*}Clip/{*}Area/{*}Path")):
            left, top, _, _ = clip.get("Boundary").split()
            d, rule = shape(clip)
            inner = (
                f'<clipPath id="{key}n{number}"><path transform="translate({left} {top})" d="{d}"'
                f' clip-rule="{rule}"/></clipPath><g clip-path="url(#{key}n{number})">{inner}</g>'
            )
        shown = int(item.get("Alpha", 255)) / 255
        return (
            f'<clipPath id="{key}"><rect width="{width}" height="{height}"/></clipPath>'
            f'<g transform="translate({x} {y})" clip-path="url(#{key})"'
            f' opacity="{shown}">{inner}</g>'
        )

    def text(self, item: Any) -> str:
        font, size = self.fonts[item.get("Font")], float(item.get("Size"))
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        scale = size / font["head"].unitsPerEm
        given = item.findtext("{*}CGTransform/{*}Glyphs")
        drawn = []
        for code in item.iterfind("{*}TextCode"):
            steps = [float(each) for each in code.get("DeltaX", "").split()]
            places = list(accumulate(steps, initial=float(code.get("X"))))
            chosen = [names[ord(each)] for each in code.text]
            if given:
                chosen = [font.getGlyphName(int(each)) for each in given.split()]
            for glyph, place in zip(chosen, places, strict=True):
                pen = SVGPathPen(glyphs)
                glyphs[glyph].draw(pen)
                drawn.append(
                    f'<path transform="translate({place} {code.get("Y")}) scale({scale} {-scale})"'
                    f' d="{pen.getCommands()}" {ink(item, False, scale)}/>'
                )
        return "".join(drawn)

    def image(self, item: Any) -> str:
        name = self.images[item.get("ResourceID")]
        kind = "jpeg" if name.endswith("jpg") else "png"
        content = base64.b64encode(self.archive.read(f"Doc_0/Res/{name}")).decode()
        return (
            '<image width="1" height="1" preserveAspectRatio="none"'
            f' xlink:href="data:image/{kind};base64,{content}"/>'
        )


def named(resource: Any) -> str:
    """The file of a font or picture."""
    return str(resource[0].text)


def shape(item: Any) -> tuple[str, str]:
    """The outline of a path in the words of SVG, and its rule."""
    words = {"M": "M", "L": "L", "B": "C", "C": "Z"}
    steps = item.findtext("{*}AbbreviatedData").split()
    rule = "evenodd" if item.get("Rule") == "Even-Odd" else "nonzero"
    return " ".join(words.get(each, each) for each in steps), rule


def path(item: Any) -> str:
    d, rule = shape(item)
    return f'<path d="{d}" fill-rule="{rule}" {ink(item, True)}/>'


def ink(item: Any, strokes: bool, scale: float = 1.0) -> str:
    """Colours and pen; paths are stroked, text is filled, unless it is said otherwise."""
    parts = []
    for name, usual in (("Fill", not strokes), ("Stroke", strokes)):
        colour, word = item.find(f"{{*}}{name}Color"), name.lower()
        if item.get(name, str(usual).lower()) != "true":
            parts.append(f'{word}="none"')
            continue
        value = ",".join(colour.get("Value").split())
        parts.append(f'{word}="rgb({value})"')
        parts.append(f'{word}-opacity="{int(colour.get("Alpha", 255)) / 255}"')
    width = float(item.get("LineWidth", 0.353)) / scale
    parts.append(f'stroke-width="{width}" stroke-linecap="{item.get("Cap", "Butt").lower()}"')
    parts.append(f'stroke-linejoin="{item.get("Join", "Miter").lower()}"')
    if dashes := item.get("DashPattern"):
        parts.append(f'stroke-dasharray="{dashes}" stroke-dashoffset="{item.get("DashOffset")}"')
    return " ".join(parts)


def rendered(content: bytes, number: int = 0) -> Image.Image:
    """A page of an OFD file as a picture."""
    svg, width, height = Document(content).svg(number)
    source = (
        f"#set page(width: {width}mm, height: {height}mm, margin: 0mm)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%)'
    )
    made = typst.Compiler().compile(
        source.encode(), format="png", ppi=FINE, sys_inputs={"svg": svg}
    )
    return opened(made)


def opened(png: object) -> Image.Image:
    """A picture of one page, without alpha."""
    assert isinstance(png, bytes)
    return Image.open(io.BytesIO(png)).convert("RGB")


def apart(one: Image.Image, other: Image.Image) -> float:
    """The greatest difference of two pictures, 0 to 1, where edges may lie half a pixel apart."""
    assert one.size == other.size
    soft = [each.filter(ImageFilter.BoxBlur(4)) for each in (one, other)]
    lightness = ImageChops.difference(*soft).convert("L").getextrema()
    assert isinstance(lightness[1], int | float)
    return lightness[1] / 255
