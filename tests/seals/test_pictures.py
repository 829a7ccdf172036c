"""Pictures of seals: drawn by rule from names of every length, or uploaded and judged."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from tests.identity.factories import NOON
from tests.seals.factories import applied, approver, keeper
from tongban.base.errors import Forbidden
from tongban.seals import queries, services
from tongban.seals.rules import pictures, pictures_uploaded
from tongban.seals.rules.pictures import Kind, Shape
from tongban.seals.rules.pictures_uploaded import PictureRefused
from tongban.seals.services import Wish

LONG = "黑龙江省哈尔滨市道里区退役军人事务和社会保障服务中心管理办"
RED = (215, 0, 15)
pytestmark = pytest.mark.django_db


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGBA")


def written(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    kept = io.BytesIO()
    image.save(kept, format=kind, **options)
    return kept.getvalue()


def stamp(mode: str = "RGB", size: int = 200) -> Image.Image:
    """A red ring on white."""
    image = Image.new(mode, (size, size), "white")
    ImageDraw.Draw(image).ellipse((10, 10, size - 10, size - 10), outline=RED, width=8)
    return image


def preview(**options: object) -> services.Look:
    wish = Wish(**{"name": "道里区财政局", **options})  # type: ignore[arg-type]
    return services.preview(actor=keeper(), unit="mkt", wish=wish, now=NOON)


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("name", ["道里区水务局", "道里区市场监督管理局", LONG[:30]])
def test_a_drawn_seal_is_red_on_nothing_and_stays_within_its_rim(shape: Shape, name: str) -> None:
    look = preview(name=name, shape=shape, kind=Kind.SPECIAL, line="行政审批专用章")

    image = opened(look.picture)
    alpha = image.getchannel("A")
    assert {
        image.getpixel((x, y)) for x in (0, image.width - 1) for y in (0, image.height - 1)
    } == {(*RED, 0)}
    assert {colour[:3] for _, colour in image.getcolors(1 << 16) or []} == {RED}  # type: ignore[index]
    left, top, right, bottom = alpha.getbbox() or (0, 0, 0, 0)
    assert left < 6
    assert top < 6
    assert right > image.width - 6
    assert bottom > image.height - 6
    assert round(image.width / look.width, 0) == round(image.height / look.height, 0) == 12
    assert len(look.picture) < 30_000


@pytest.mark.parametrize(
    ("level", "millimetres"), [(1, 60), (2, 50), (3, 45), (4, 42), (5, 42), (6, 42)]
)
def test_the_diameter_follows_the_level_of_the_office(level: int, millimetres: int) -> None:
    assert pictures.size(Kind.OFFICIAL, Shape.ROUND, level) == (millimetres, millimetres)


def test_every_character_of_the_name_leaves_its_mark() -> None:
    short, longer = preview(name="道里区水务局"), preview(name="道里区水务局一二三四")

    inks = [sum(opened(look.picture).getchannel("A").histogram()[128:]) for look in (short, longer)]
    assert inks[1] > inks[0] * 1.05


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "道" * 60}, "name"),
        ({"name": "道" * 31}, "name"),
        ({"name": "局"}, "name"),
        ({"name": " "}, "name"),
        ({"name": "道里区<b>局"}, "name"),
        ({"name": "道里区\u202e水务局"}, "name"),
        ({"name": "道里区水务局\U0001f600"}, "name"),
        ({"line": "专" * 15, "kind": Kind.SPECIAL}, "line"),
        ({"kind": Kind.SPECIAL}, "line"),
        ({"kind": Kind.PERSONAL}, "kind"),
        ({"kind": "emblem"}, "kind"),
        ({"shape": "square"}, "shape"),
    ],
)
def test_what_cannot_be_drawn_is_declined_at_its_field(given: dict[str, str], field: str) -> None:
    with pytest.raises(pictures.SealNameInvalid) as refused:
        preview(**given)

    assert list(refused.value.fields) == [field]


def test_a_name_of_sixty_characters_is_declined_with_a_picture_too() -> None:
    with pytest.raises(pictures.SealNameInvalid):
        preview(name="道" * 60, picture=written(stamp()), width=42, height=42)


def test_spaces_in_a_name_are_left_out() -> None:
    assert preview(name=" 道里区 财政局\n").name == "道里区财政局"


def test_the_code_stands_on_the_seal_that_was_applied_for() -> None:
    code = applied().code

    with_code = queries.picture(approver(), code)
    without = preview(name="道里区市场监督管理局", with_code=False).picture
    assert with_code != without


def test_only_a_seal_keeper_of_the_office_tries_pictures() -> None:
    for stranger in (approver(), keeper("civ")):
        with pytest.raises(Forbidden):
            services.preview(actor=stranger, unit="mkt", wish=Wish(name="局"), now=NOON)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF"])
def test_an_uploaded_picture_becomes_a_transparent_png(kind: str) -> None:
    look = preview(picture=written(stamp(), kind), width=42, height=40)

    image = opened(look.picture)
    assert (look.width, look.height, look.shape) == (42, 40, "")
    assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert image.getpixel((100, 12))[3] == 255  # type: ignore[index]
    assert look.picture.startswith(b"\x89PNG")


def test_a_picture_with_transparency_keeps_it() -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((10, 10, 90, 90), fill=(*RED, 120))

    taken = pictures_uploaded.check(written(image))

    assert opened(taken.content).getpixel((50, 50)) == (*RED, 120)


def test_nothing_but_pixels_is_kept_of_an_upload() -> None:
    hidden = written(stamp()) + b"<script>alert(1)</script>"

    assert b"script" not in pictures_uploaded.check(hidden).content


def bomb() -> bytes:
    """A small PNG that says it is 30,000 pixels wide and high."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body
            + struct.pack(">I", zlib.crc32(kind + body))
        )  # fmt: skip

    body = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def animated() -> bytes:
    frames = [stamp().convert("P"), stamp(size=200).rotate(30, fillcolor="white").convert("P")]
    return written(frames[0], "GIF", save_all=True, append_images=frames[1:])


def noisy() -> bytes:
    return written(Image.effect_noise((1500, 1500), 90).convert("RGB"))


REFUSED = {
    "empty": (b"", "请选择印章图片"),
    "text": (b"not a picture at all", "请上传 PNG"),
    "pdf": (b"%PDF-1.7\n1 0 obj", "请上传 PNG"),
    "svg": (b"<svg xmlns='x'><circle r='5'/></svg>", "请上传 PNG"),
    "tiff": (written(stamp(), "TIFF"), "请上传 PNG"),
    "broken": (written(stamp())[:300], "打不开"),
    "bomb": (bomb(), "像素"),
    "wide": (written(Image.new("1", (2001, 100), 0)), "像素"),
    "tiny": (written(stamp(size=40)), "看不清楚"),
    "animated": (animated(), "动画"),
    "white": (written(Image.new("RGB", (100, 100), "white")), "没有图案"),
    "clear": (written(Image.new("RGBA", (100, 100), (0, 0, 0, 0))), "没有图案"),
    "large": (noisy(), "512 KB"),
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_a_file_that_is_no_seal_is_declined_with_its_reason(what: str) -> None:
    content, sentence = REFUSED[what]

    with pytest.raises(PictureRefused, match=sentence) as refused:
        preview(picture=content, width=42, height=42)

    assert list(refused.value.fields) == ["picture"]


@pytest.mark.parametrize(("width", "height"), [(0, 42), (42, 9), (81, 42), (42, 1000)])
def test_an_uploaded_seal_has_the_size_of_a_seal(width: int, height: int) -> None:
    with pytest.raises(pictures.SizeInvalid):
        preview(picture=written(stamp()), width=width, height=height)
