"""Reads of licence types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base.errors import NotFound
from tongban.licences.models import LicenceType
from tongban.licences.rules import layouts
from tongban.licences.rules.face_values import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable


class TypeUnknown(NotFound):
    """No licence type has this key."""

    code = "licences.type_unknown"
    sentence = "没有这种证照类型。"


def types() -> tuple[LicenceType, ...]:
    """All licence types in the order of their file; public."""
    return tuple(LicenceType.objects.order_by("position", "key"))


def type_by_key(key: str) -> LicenceType:
    """The type, or `TypeUnknown`; public."""
    found = LicenceType.objects.filter(key=key).first()
    if found is None:
        raise TypeUnknown
    return found


def type_names(keys: Iterable[str]) -> dict[str, str]:
    """The names of these types by their keys; unknown keys are left out."""
    return dict(LicenceType.objects.filter(key__in=tuple(keys)).values_list("key", "name"))


def layout_of(kind: LicenceType) -> layouts.Layout:
    """The template of a type; one that nobody made a template for gets a fitting one."""
    return layouts.fitting(name=kind.name, category=kind.category, fields=fields_of(kind.fields))
