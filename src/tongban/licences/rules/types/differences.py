"""What differs between two versions of a type, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tongban.licences.rules.layouts import choices
from tongban.licences.rules.types import words

if TYPE_CHECKING:
    from tongban.licences.rules.layouts import Layout
    from tongban.licences.rules.types.definition import Definition
    from tongban.licences.rules.types.parts import FaceField

NOTHING = "（无）"
_BASICS: Mapping[str, str] = MappingProxyType(
    {
        "name": "证照类型名称",
        "category": "分类",
        "type_code": "证照类型代码",
        "defining_authority": "定义机构",
        "defining_authority_code": "定义机构代码",
        "defining_level": "定义机构级别",
        "issuing_authority": "颁发机构",
        "issuing_bodies": "可以颁发的部门",
        "related_items": "关联事项",
        "holder_category": "持证者类别",
        "holder_code_types": "持证主体代码类型",
        "number_rule": "编号规则说明",
        "number_pattern": "编号规则",
        "share_type": "共享类型",
    }
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: what, from what, to what."""

    what: str
    before: str
    after: str


def between(before: Definition, after: Definition) -> tuple[Difference, ...]:
    """Everything that is not the same, in the order in which it is edited."""
    return (
        *_basics(before, after),
        *_fields(before, after),
        *_layout(before.layout, after.layout),
    )


def _basics(before: Definition, after: Definition) -> Iterator[Difference]:
    for name, label in _BASICS.items():
        yield from _changed(label, _plain(getattr(before, name)), _plain(getattr(after, name)))
    yield from _changed("有效期", words.validity(before.validity), words.validity(after.validity))
    yield from _changed(
        "年检", words.interval(before.periodic_months), words.interval(after.periodic_months)
    )
    paper = {True: "有", False: "没有"}
    yield from _changed("纸质证照", paper[before.paper_counterpart], paper[after.paper_counterpart])


def _fields(before: Definition, after: Definition) -> Iterator[Difference]:
    old = {field.key: field for field in before.fields}
    new = {field.key: field for field in after.fields}
    for key, field in old.items():
        if key not in new:
            yield Difference(f"字段 {key}", words.field(field), "删去")
    for key, field in new.items():
        if key not in old:
            yield Difference(f"字段 {key}", "新增", words.field(field))
        else:
            yield from _changed(f"字段 {key}", words.field(old[key]), words.field(field))
    kept = [key for key in old if key in new]
    moved = [key for key in new if key in old]
    yield from _changed("字段顺序", _names(kept, old), _names(moved, old))


def _names(keys: list[str], fields: Mapping[str, FaceField]) -> str:
    return "、".join(fields[key].name for key in keys)


def _layout(before: Layout, after: Layout) -> Iterator[Difference]:
    tables: Mapping[str, tuple[str, Mapping[str, Any]]] = {
        "form": ("版式", choices.FORMS),
        "orientation": ("方向", choices.ORIENTATION_LABELS),
        "colour": ("颜色", {key: pair[0] for key, pair in choices.COLOURS.items()}),
        "ground": ("底色", {key: pair[0] for key, pair in choices.GROUNDS.items()}),
        "border": ("边框", choices.BORDERS),
        "photo": ("照片的位置", choices.PHOTO_PLACES),
        "photo_shape": ("照片的形状", choices.PHOTO_SHAPES),
        "code": ("二维码的位置", choices.CODE_PLACES),
        "seal": ("印章的位置", choices.SEAL_PLACES),
        "watermark": ("水印", choices.WATERMARKS),
    }
    for name, (label, table) in tables.items():
        old, new = getattr(before, name), getattr(after, name)
        yield from _changed(f"模板·{label}", str(table.get(old, old)), str(table.get(new, new)))
    for name, label in words.LAYOUT.items():
        yield from _changed(
            f"模板·{label}",
            words.laid_out(getattr(before, name)),
            words.laid_out(getattr(after, name)),
        )


def _plain(value: Any) -> str:
    return "、".join(str(each) for each in value) if isinstance(value, tuple) else str(value or "")


def _changed(what: str, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(what, before or NOTHING, after or NOTHING)
