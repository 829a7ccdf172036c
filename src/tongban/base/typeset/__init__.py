"""Printed papers: a template and facts become a PDF or a picture.

A template is named `house/name` and lives in `<house>/data/typst/<name>.typ`; what the houses share
is `base/data/typst/`. Facts are JSON-like, days and moments included, and reach the template as
values: text can never become Typst markup. Every template reads four facts besides its own:
`title`, `author`, `keywords` (all three go into the document information, so that a program can
read them back) and `made_at`, the moment the paper bears. A fact `qr`, if not empty, is drawn.

The same template and facts give the same bytes, on any machine: fonts come from this folder only,
and no clock is read. Files are tagged PDF/A-2a: fit for archives and for screen readers. What
`marked` gives is neither: it carries the marks of the template, and becomes an OFD file.
"""

from tongban.base.typeset.glyphs import MissingGlyphs, missing_glyphs
from tongban.base.typeset.press import Marked, Missing, TemplateUnknown, marked, pdf, png
from tongban.base.typeset.qr import qr_png, qr_svg

__all__ = [
    "Marked",
    "Missing",
    "MissingGlyphs",
    "TemplateUnknown",
    "marked",
    "missing_glyphs",
    "pdf",
    "png",
    "qr_png",
    "qr_svg",
]
