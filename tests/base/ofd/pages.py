"""Pages set with Typst from a few lines of source, as PDF with marks and as a picture."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import typst
from PIL import Image

from tests.base.ofd import picture
from tongban.base import ofd
from tongban.base.typeset import Marked, press

if TYPE_CHECKING:
    from collections.abc import Mapping

INFO = ofd.Info("样张", "样例区", datetime(2026, 3, 12, 4, tzinfo=UTC))
# The page is a whole number of pixels when it is compared.
HEAD = """
#import "/base/data/typst/marks.typ": mark
#set page(width: 101.6mm, height: 63.5mm, margin: 6.35mm)
#set text(font: "Noto Serif CJK SC", size: 10pt, lang: "zh", region: "cn")
"""


def typeset(body: str, *, inputs: Mapping[str, str] | None = None) -> Marked:
    """The page that `typeset.marked` would make of a template with this body."""
    made = _compiler().compile(
        (HEAD + body).encode(), format="pdf", sys_inputs={"marks": "1", **(inputs or {})},
        timestamp=0, pdf_standards=["1.7"], pdf_tags=False,
    )  # fmt: skip
    assert isinstance(made, bytes)
    return Marked(made, {})


def photograph(body: str) -> Image.Image:
    """The picture that Typst makes of the same."""
    made = _compiler().compile((HEAD + body).encode(), format="png", ppi=picture.FINE)
    return picture.opened(made)


def drawn(body: str) -> ofd.Package:
    """The page as OFD, packed and opened again."""
    return ofd.open_package(ofd.pack(ofd.draw(typeset(body), INFO).files))


def picture_of(mode: str, kind: str) -> str:
    """A small picture with a bright corner, as a Typst expression for its bytes."""
    made = Image.radial_gradient("L").resize((60, 90)).convert("RGB")
    made.paste((0, 200, 0), (0, 0, 20, 20))
    made = made.convert(mode)
    if mode == "RGBA":
        made.putalpha(Image.linear_gradient("L").resize((60, 90)))
    written = io.BytesIO()
    made.save(written, kind, quality=95)
    return f"bytes(({', '.join(str(each) for each in written.getvalue())}))"


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=press.HOUSES, font_paths=press._fonts())
