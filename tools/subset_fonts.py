"""Make the fonts that documents are typeset with, from the full Noto CJK collections.

Run by maintainers only, when the list of characters or the fonts change:

    apt-get install fonts-noto-cjk
    python tools/subset_fonts.py /usr/share/fonts/opentype/noto

It writes three files into `src/tongban/base/typeset/fonts/`, each the simplified Chinese (SC)
face cut down to the same characters, and `coverage.txt`, the ranges of characters in all three.
The outlines are turned from cubic (CFF) into quadratic curves (TrueType), at most a thousandth of
the type size apart: readers of OFD take embedded fonts of that kind most safely. The characters:

1. all of GB/T 2312 (6,763 hanzi and its symbols);
2. 《通用规范汉字表》, the 8,105 characters of the State Council's list of 2013, which holds the
   characters that names may be registered with (`tools/data/general_standard_characters.txt`);
3. the 5,401 common characters of Big5, for names of people from Hong Kong, Macao and Taiwan;
4. Latin letters with their marks, figures, and the punctuation of Chinese and English.

The same input gives the same bytes, so a second run leaves no difference in git.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src" / "tongban" / "base" / "typeset" / "fonts"
FACES = {
    "NotoSerifCJK-Regular.ttc": ("Noto Serif CJK SC", "NotoSerifCJKsc-Regular.subset.ttf"),
    "NotoSansCJK-Regular.ttc": ("Noto Sans CJK SC", "NotoSansCJKsc-Regular.subset.ttf"),
    "NotoSansCJK-Bold.ttc": ("Noto Sans CJK SC Bold", "NotoSansCJKsc-Bold.subset.ttf"),
}
FULL_NAME = 4
MOST_APART = 1.0
RANGES = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin-1 and Latin Extended-A
    (0x1CD, 0x1DC),  # letters of pinyin
    (0x2010, 0x2027),  # dashes, quotation marks, dots
    (0x2030, 0x203B),  # per mille, primes, reference mark
    (0x20AC, 0x20AC),  # the euro
    (0x2150, 0x218B),  # fractions and Roman figures
    (0x2460, 0x24EA),  # figures in circles and brackets
    (0x25A0, 0x25FF),  # boxes to tick
    (0x2610, 0x2612),  # ballot boxes
    (0x2700, 0x27BF),  # ticks and crosses
    (0x3000, 0x303F),  # punctuation of Chinese
    (0x3220, 0x3243),  # hanzi figures in brackets
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),
)


def decoded(encoding: str, leads: range, trails: range) -> Iterator[str]:
    """Yield every character of a two-byte character set."""
    for lead in leads:
        for trail in trails:
            yield bytes((lead, trail)).decode(encoding, errors="ignore")


def characters() -> set[int]:
    """The code points that documents can be printed with."""
    listed = (HERE / "data" / "general_standard_characters.txt").read_text(encoding="utf-8")
    found = set("".join(listed.split()))
    found |= set("".join(decoded("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))))
    found |= set("".join(decoded("big5", range(0xA4, 0xC7), range(0x40, 0xFF))))
    points = {ord(each) for each in found}
    for first, last in RANGES:
        points.update(range(first, last + 1))
    return points


def face(collection: Path, name: str) -> TTFont:
    """Open the one face of a collection that has this full name."""
    for font in TTCollection(collection, lazy=True).fonts:
        if font["name"].getDebugName(FULL_NAME) == name:
            font.recalcTimestamp = False
            return font
    raise LookupError(f"{collection} holds no face {name}")


def options() -> subset.Options:
    """What is kept besides the outlines: little, because Typst needs little."""
    kept = subset.Options()
    kept.layout_features = ["kern", "ccmp", "vert"]
    kept.hinting = False
    kept.desubroutinize = False
    kept.notdef_outline = True
    kept.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    kept.name_languages = [0x409]
    kept.drop_tables += ["DSIG", "BASE", "VORG", "vhea", "vmtx"]
    return kept


def with_quadratic_outlines(font: TTFont) -> TTFont:
    """The same font with TrueType outlines in place of those it has."""
    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, MOST_APART, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, outlines
    advances = font["hmtx"].metrics
    for name, outline in outlines.items():
        outline.recalcBounds(font["glyf"])
        advances[name] = (advances[name][0], getattr(outline, "xMin", 0))
    del font["CFF "]
    measures(font)
    font.sfntVersion = "\000\001\000\000"
    return font


def measures(font: TTFont) -> None:
    """Tables that TrueType wants: no hinting is left, so nothing but the size of things."""
    most = font["maxp"] = newTable("maxp")
    most.tableVersion, most.maxZones = 0x00010000, 1
    for name in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
        "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxPoints",
        "maxContours", "maxCompositePoints", "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(most, name, 0)
    most.numGlyphs = len(font.getGlyphOrder())
    font["head"].glyphDataFormat = 0
    names = font["post"]
    names.formatType, names.extraNames, names.mapping = 3.0, [], {}


def ranges(points: set[int]) -> Iterator[str]:
    """Write code points as ascending ranges, in hexadecimal."""
    ordered = sorted(points)
    starts = [each for each in ordered if each - 1 not in points]
    ends = [each for each in ordered if each + 1 not in points]
    for first, last in zip(starts, ends, strict=True):
        yield f"{first:04X}" if first == last else f"{first:04X}-{last:04X}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("source", type=Path, help="the folder with the Noto CJK collections")
    source: Path = parser.parse_args().source
    TARGET.mkdir(parents=True, exist_ok=True)
    held: list[set[int]] = []
    for collection, (name, target) in FACES.items():
        font = face(source / collection, name)
        cutter = subset.Subsetter(options())
        cutter.populate(unicodes=characters())
        cutter.subset(font)
        with_quadratic_outlines(font).save(TARGET / target)
        held.append(set(font.getBestCmap()))
    (TARGET / "coverage.txt").write_text(
        "\n".join(ranges(set.intersection(*held))) + "\n", encoding="ascii"
    )


if __name__ == "__main__":
    main()
