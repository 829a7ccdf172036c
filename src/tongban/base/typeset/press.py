"""The press: Typst compilers kept warm, fed with facts."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Literal, assert_never

import typst

from tongban.base.typeset import glyphs
from tongban.base.typeset.qr import qr_png

os.environ.setdefault("RAYON_NUM_THREADS", "1")  # a paper is too short to be set by many threads
HOUSES = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[a-z_]+/[a-z_]+", re.ASCII)

Missing = Literal["refuse", "mark"]
"""What to do about a character no font has: raise `MissingGlyphs`, or print its code instead."""

# A compiler serves one thread at a time, and the next one warm; all share one set of fonts.
_idle: SimpleQueue[typst.Compiler] = SimpleQueue()


class TemplateUnknown(LookupError):
    """No house has a template of this name."""


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts of our own tree, so that every machine prints the same."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[glyphs.FONTS]
    )


@contextmanager
def _compiler() -> Iterator[typst.Compiler]:
    try:
        compiler = _idle.get_nowait()
    except Empty:
        compiler = typst.Compiler(root=HOUSES, font_paths=_fonts())
    try:
        yield compiler
    finally:
        _idle.put(compiler)


def _path(template: str) -> Path:
    if not NAME.fullmatch(template):
        raise TemplateUnknown(template)
    house, _, name = template.partition("/")
    path = HOUSES / house / "data" / "typst" / f"{name}.typ"
    if not path.is_file():
        raise TemplateUnknown(template)
    return path


def _plain(value: object) -> object:
    """Turn facts into what JSON knows: text without invisible characters, pictures as octets."""
    if isinstance(value, str):
        return glyphs.visible(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):  # A datetime is a date too.
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    raise TypeError(f"a fact cannot be a {type(value).__name__}")


def _printable(facts: str, missing: Missing) -> str:
    """Make sure that no character of the facts would come out as an empty box."""
    if missing == "mark":
        return glyphs.marked(facts)
    if missing == "refuse":
        if lacking := glyphs.missing_glyphs(facts):
            raise glyphs.MissingGlyphs(lacking)
        return facts
    assert_never(missing)


def _inputs(facts: Mapping[str, object], missing: Missing) -> dict[str, str]:
    drawn = {name: _octets(content) for name, content in _pictures(facts).items()}
    return {"qr": "", **drawn, "facts": _text(facts, missing)}


def _text(facts: Mapping[str, object], missing: Missing) -> str:
    printed = json.dumps(_plain({**facts, "qr": ""}), ensure_ascii=False, sort_keys=True)
    return _printable(printed, missing)


def _pictures(facts: Mapping[str, object]) -> dict[str, bytes]:
    """What is drawn for a page, by name: the code to scan, if there is one."""
    code = facts.get("qr")
    return {"qr": qr_png(code, scale=4)} if isinstance(code, str) and code else {}


def _octets(content: bytes) -> str:
    """Bytes as templates take them: a picture is one object on a page, lines would be thousands."""
    return json.dumps(list(content), separators=(",", ":"))


def _moment(facts: Mapping[str, object]) -> int:
    made_at = facts["made_at"]
    if not isinstance(made_at, datetime) or made_at.tzinfo is None:
        raise TypeError("made_at must be a moment with its time zone")
    return int(made_at.timestamp())


def pdf(template: str, facts: Mapping[str, object], *, missing: Missing = "refuse") -> bytes:
    """Typeset facts into a PDF file; the same facts give the same bytes.

    Declined with `MissingGlyphs` if a fact holds a character that cannot be printed.
    """
    path, inputs, moment = _path(template), _inputs(facts, missing), _moment(facts)
    with _compiler() as compiler:
        printed = compiler.compile(
            path, format="pdf", sys_inputs=inputs, timestamp=moment, pdf_standards=["a-2a"]
        )
    return _bytes(printed)


@dataclass(frozen=True, slots=True)
class Marked:
    """A plain PDF file whose marked places are links `tongban:KEY`, and the pictures, in PNG, for
    its places `tongban:picture/NAME`."""

    page: bytes
    pictures: Mapping[str, bytes]


def marked(template: str, facts: Mapping[str, object], *, missing: Missing = "refuse") -> Marked:
    """Typeset facts for `base.ofd`, which draws the same page. Declined as `pdf` is."""
    path, moment = _path(template), _moment(facts)
    drawn = _pictures(facts)
    inputs = {"qr": "1" if "qr" in drawn else "", "facts": _text(facts, missing), "marks": "1"}
    with _compiler() as compiler:
        printed = compiler.compile(
            path,
            format="pdf",
            sys_inputs=inputs,
            timestamp=moment,
            pdf_standards=["1.7"],
            pdf_tags=False,
        )
    return Marked(_bytes(printed), drawn)


def png(
    template: str, facts: Mapping[str, object], *, ppi: float = 144, missing: Missing = "refuse"
) -> bytes:
    """Typeset facts into a picture of the first page. Declined as `pdf` is."""
    path, inputs, moment = _path(template), _inputs(facts, missing), _moment(facts)
    with _compiler() as compiler:
        printed = compiler.compile(path, format="png", sys_inputs=inputs, timestamp=moment, ppi=ppi)
    return _bytes(printed[0] if isinstance(printed, list) else printed)


def _bytes(printed: bytes | list[bytes] | None) -> bytes:
    if not isinstance(printed, bytes):
        raise TypeError("the compiler gave no single file")
    return printed
