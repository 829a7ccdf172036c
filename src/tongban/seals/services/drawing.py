"""Pictures of seals: drawn by rule, or taken from an upload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from tongban.base import typeset
from tongban.base.errors import require
from tongban.directory import queries as directory
from tongban.seals import perms
from tongban.seals.rules import pictures, pictures_uploaded
from tongban.seals.rules.pictures import Kind, Shape

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.seals.rules.pictures import Face

K = TypeVar("K", Kind, Shape)
PPI: Final = 300
TEMPLATE: Final = "seals/seal"
NO_CODE: Final = "0" * 13


@dataclass(frozen=True, slots=True)
class Wish:
    """How a seal should look; with an uploaded picture its size is given, too."""

    name: str
    kind: str = Kind.OFFICIAL
    shape: str = Shape.ROUND
    line: str = ""
    with_code: bool = True
    picture: bytes | None = None
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """How a seal looks: its picture as PNG, and its size in millimetres."""

    name: str
    line: str
    kind: Kind
    shape: str
    picture: bytes
    width: int
    height: int


def preview(*, actor: Actor, unit: str, wish: Wish, now: datetime) -> Look:
    """The picture a seal would have, with a row of noughts for its code; nothing is written.

    Declined with `Forbidden`, `pictures.SealNameInvalid`, `pictures.SizeInvalid`,
    `pictures_uploaded.PictureRefused` or `typeset.MissingGlyphs`.
    """
    require(perms.may_apply(actor, unit))
    return look(wish, level=directory.department(unit).level, code=NO_CODE, now=now)


def look(wish: Wish, *, level: int, code: str, now: datetime) -> Look:
    """The picture of a seal with this code."""
    kind = _known(Kind, wish.kind, "kind", "请选择印章种类。")
    if wish.picture is not None:
        return _uploaded(wish, kind, wish.picture)
    shape = _known(Shape, wish.shape, "shape", "请选择印章形状。")
    face = pictures.drawn(
        kind=kind,
        shape=shape,
        level=level,
        name=wish.name,
        line=wish.line,
        serial=code if wish.with_code else "",
    )
    drawn = _drawn(face, now)
    return Look(face.name, face.line, kind, shape, drawn, face.width, face.height)


def _known(words: type[K], word: str, field: str, sentence: str) -> K:
    try:
        return words(word)
    except ValueError:
        raise pictures.SealNameInvalid(fields={field: sentence}) from None


def _uploaded(wish: Wish, kind: Kind, content: bytes) -> Look:
    name, line = pictures.check_name(wish.name), pictures.check_line(wish.line)
    taken = pictures_uploaded.check(content)
    width, height = pictures.check_size(wish.width, wish.height)
    return Look(name, line, kind, "", taken.content, width, height)


def _drawn(face: Face, now: datetime) -> bytes:
    try:
        printed = typeset.png(TEMPLATE, _facts(face, now), ppi=PPI)
    except typeset.MissingGlyphs as missing:
        raise pictures.SealNameInvalid(fields={"name": str(missing)}) from missing
    return pictures_uploaded.in_one_colour(printed).content


def _facts(face: Face, now: datetime) -> dict[str, object]:
    about = {"title": face.name, "author": face.name, "keywords": "", "made_at": now}
    return {**face.facts(), **about}
