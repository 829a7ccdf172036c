"""A typeset page becomes an OFD document: the same text, lines and pictures at the same places."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pikepdf

from tongban.base.crypto import sm3
from tongban.base.ofd import marks, names, painting, shapes, trees
from tongban.base.ofd.fonts import Undrawable
from tongban.base.ofd.geometry import Box, Matrix, figures
from tongban.base.ofd.state import Gathering, Sheet, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongban.base.ofd.about import Info
    from tongban.base.typeset import Marked

_POINT: Final = 25.4 / 72
_CREATOR: Final = "Tongban"


@dataclass(frozen=True, slots=True)
class Drawing:
    """The files of a document, and where its template marked places."""

    files: dict[str, bytes]
    marks: dict[str, tuple[marks.Mark, ...]]


def draw(marked: Marked, info: Info) -> Drawing:
    """Draw what `typeset.marked` made. The same page and information give the same files.

    Raises `Undrawable` if the page holds something that has no counterpart here.
    """
    gathering = Gathering()
    with pikepdf.open(io.BytesIO(marked.page)) as opened:
        sheets = [_sheet(gathering, page, marked.pictures) for page in opened.pages]
    files = {names.ENTRANCE: _entrance(info, _identity(marked, info))}
    for number, sheet in enumerate(sheets):
        files[_path(number)] = _page(sheet, gathering.number())
    files |= _resources(gathering)
    index = marks.index(gathering.tags)
    files |= index
    files[names.DOCUMENT] = _document(gathering, sheets, tagged=bool(index))
    return Drawing(files, marks.marks([sheet.places for sheet in sheets]))


def _sheet(gathering: Gathering, page: Any, pictures: Mapping[str, bytes]) -> Sheet:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    if page.get("/Rotate"):
        raise Undrawable("a page that is turned")
    matrix = Matrix(_POINT, 0, 0, -_POINT, -left * _POINT, top * _POINT)
    size = (right - left) * _POINT, (top - bottom) * _POINT
    sheet = Sheet(gathering, gathering.number(), size, marks.places(page, matrix))
    painting.paint(sheet, page, page.resources, State(matrix, clip=Box(0, 0, *size)))
    for place in sheet.places:
        if place.key.startswith(marks.PICTURES):
            shapes.placed(sheet, place.box, pictures.get(place.key.removeprefix(marks.PICTURES)))
    return sheet


def _path(number: int) -> str:
    return f"Doc_0/Pages/Page_{number}/Content.xml"


def _identity(marked: Marked, info: Info) -> str:
    """A name of 32 figures that another page, or other information, would not have."""
    told = repr((info.title, info.author, info.created_at, info.subject, info.keywords))
    items = repr((sorted(info.custom.items()), sorted(marked.pictures.items())))
    return sm3.digest(sm3.digest(marked.page) + told.encode() + items.encode()).hex()[:32]


def _entrance(info: Info, identity: str) -> bytes:
    parts = [f"<ofd:DocID>{identity}</ofd:DocID>"]
    for name, value in (
        ("Title", info.title),
        ("Author", info.author),
        ("Subject", info.subject),
        ("CreationDate", info.created_at.date().isoformat() if info.created_at else ""),
    ):
        if value:
            parts.append(f"<ofd:{name}>{trees.text(value)}</ofd:{name}>")
    if info.keywords:
        words = "".join(f"<ofd:Keyword>{trees.text(each)}</ofd:Keyword>" for each in info.keywords)
        parts.append(f"<ofd:Keywords>{words}</ofd:Keywords>")
    parts.append(f"<ofd:Creator>{_CREATOR}</ofd:Creator>")
    if info.custom:
        items = "".join(
            f"<ofd:CustomData Name={trees.attribute(name)}>{trees.text(value)}</ofd:CustomData>"
            for name, value in info.custom.items()
        )
        parts.append(f"<ofd:CustomDatas>{items}</ofd:CustomDatas>")
    return _file(
        "OFD",
        f"<ofd:DocBody><ofd:DocInfo>{''.join(parts)}</ofd:DocInfo>"
        f"<ofd:DocRoot>{names.DOCUMENT}</ofd:DocRoot></ofd:DocBody>",
        ' Version="1.0" DocType="OFD"',
    )


def _document(gathering: Gathering, sheets: Sequence[Sheet], *, tagged: bool) -> bytes:
    pages = "".join(
        f'<ofd:Page ID="{sheet.identifier}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
        for number, sheet in enumerate(sheets)
    )
    public = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>" if gathering.faces else ""
    own = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>" if gathering.pictures else ""
    tags = "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>" if tagged else ""
    return _file(
        "Document",
        f"<ofd:CommonData><ofd:MaxUnitID>{gathering.last}</ofd:MaxUnitID>{_area(sheets[0])}"
        f"{public}{own}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages>{tags}",
    )


def _page(sheet: Sheet, layer: int) -> bytes:
    return _file(
        "Page",
        f'{_area(sheet, "Area")}<ofd:Content><ofd:Layer ID="{layer}" Type="Body">'
        f"{''.join(sheet.objects)}</ofd:Layer></ofd:Content>",
    )


def _area(sheet: Sheet, name: str = "PageArea") -> str:
    box = f"<ofd:PhysicalBox>0 0 {figures(*sheet.size)}</ofd:PhysicalBox>"
    return f"<ofd:{name}>{box}</ofd:{name}>"


def _resources(gathering: Gathering) -> dict[str, bytes]:
    """The lists of fonts and pictures, with their files."""
    files: dict[str, bytes] = {}
    lines = []
    for number, face in enumerate(gathering.faces.values(), 1):
        file = f"font_{number}.ttf"
        files[f"{names.RESOURCES}/{file}"] = face.content
        style = ' Bold="true"' * face.bold + ' Serif="true"' * face.serif
        lines.append(
            f'<ofd:Font ID="{face.identifier}" FontName={trees.attribute(face.name)}'
            f' FamilyName={trees.attribute(face.name)} Charset="unicode"{style}>'
            f"<ofd:FontFile>{file}</ofd:FontFile></ofd:Font>"
        )
    if lines:
        listed = f"<ofd:Fonts>{''.join(lines)}</ofd:Fonts>"
        files[names.PUBLIC_RESOURCES] = _file("Res", listed, ' BaseLoc="Res"')
    lines = []
    for number, picture in enumerate(gathering.pictures.values(), 1):
        file = f"image_{number}.{picture.kind}"
        files[f"{names.RESOURCES}/{file}"] = picture.content
        lines.append(
            f'<ofd:MultiMedia ID="{picture.identifier}" Type="Image"'
            f' Format="{picture.kind.upper()}">'
            f"<ofd:MediaFile>{file}</ofd:MediaFile></ofd:MultiMedia>"
        )
    if lines:
        listed = f"<ofd:MultiMedias>{''.join(lines)}</ofd:MultiMedias>"
        files[names.DOCUMENT_RESOURCES] = _file("Res", listed, ' BaseLoc="Res"')
    return files


def _file(root: str, body: str, attributes: str = "") -> bytes:
    return (
        f'{names.DECLARATION}<ofd:{root} xmlns:ofd="{names.OFD_NS}"{attributes}>{body}</ofd:{root}>'
    ).encode()
