"""Reads of licence types and of their versions."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tongban.base import clock, prepared
from tongban.base.errors import NotFound
from tongban.licences.models import LicenceType, LicenceTypeVersion
from tongban.licences.rules import layouts
from tongban.licences.rules import types as definitions
from tongban.licences.rules.face_values import fields_of
from tongban.licences.rules.types import versions
from tongban.licences.rules.types.versions import VersionState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

SHOWN_VERSIONS = 100


class TypeUnknown(NotFound):
    """No licence type has this key."""

    code = "licences.type_unknown"
    sentence = "没有这种证照类型。"


def published() -> QuerySet[LicenceType]:
    """The types that were ever in force."""
    return LicenceType.objects.filter(version__gt=0)


def types() -> tuple[LicenceType, ...]:
    """All licence types that were ever in force, in the order of their file; public."""
    today = clock.today()
    return tuple(on_day(kind, today) for kind in published().order_by("position", "key"))


def type_by_key(key: str) -> LicenceType:
    """The type as it is today, also if it was retired, or `TypeUnknown`; public."""
    found = LicenceType.objects.filter(key=key).first()
    kind = on_day(found, clock.today()) if found is not None else None
    if kind is None or kind.version == 0:
        raise TypeUnknown
    return kind


def type_at(key: str, day: date) -> LicenceType:
    """The type as its version in force on `day` says; public.

    A licence that is issued follows it.  The row may differ from what is stored and must not be
    saved.  Declined with `TypeUnknown`, or `versions.TypeRetired` where nothing is in force.
    """
    for found in prepared.having(LicenceType, "key", [key]):
        return _on(found, day)
    raise TypeUnknown


def type_then(kind: LicenceType, day: date) -> LicenceType:
    """The type as it was on the day when a licence was issued; what was issued keeps it."""
    try:
        return _on(kind, day)
    except versions.TypeRetired:
        return kind


def type_names(keys: Iterable[str]) -> dict[str, str]:
    """The names of these types by their keys; unknown keys are left out."""
    return dict(LicenceType.objects.filter(key__in=tuple(keys)).values_list("key", "name"))


def layout_of(kind: LicenceType) -> layouts.Layout:
    """The template of a type; one that nobody made a template for gets a fitting one."""
    if kind.layout:
        return layouts.Layout.model_validate(kind.layout)
    return layouts.fitting(name=kind.name, category=kind.category, fields=fields_of(kind.fields))


def on_day(kind: LicenceType, today: date) -> LicenceType:
    """The type as it is today, also where its columns have not followed yet."""
    if kind.changes_on is None or today < kind.changes_on:
        return kind
    try:
        return _on(kind, today)
    except versions.TypeRetired:
        return kind


def _on(kind: LicenceType, day: date) -> LicenceType:
    if _covers(kind, day):
        return kind
    published = list(type_versions(kind))
    found = versions.in_force([span_of(version) for version in published], day)
    if found is None:
        raise versions.TypeRetired
    version = next(each for each in published if each.number == found.number)
    return as_of(kind, version)


def _covers(kind: LicenceType, day: date) -> bool:
    """Whether the columns already say what holds on that day, without asking the versions."""
    begun = kind.version > 0 and kind.starts_on <= day
    over = kind.ends_on is not None and kind.ends_on <= day
    return begun and not over and (kind.changes_on is None or day < kind.changes_on)


def as_of(kind: LicenceType, version: LicenceTypeVersion) -> LicenceType:
    """A copy of the type that says what a version says; not to be saved."""
    shown = copy.copy(kind)
    for name, value in columns_of(version).items():
        setattr(shown, name, value)
    return shown


def columns_of(version: LicenceTypeVersion) -> dict[str, Any]:
    """What the columns of a type say while a version is in force."""
    said = definition_of(version)
    return {
        "name": said.name,
        "category": said.category,
        "type_code": said.type_code,
        "defining_authority": said.defining_authority,
        "defining_authority_code": said.defining_authority_code or "",
        "defining_level": said.defining_level,
        "issuing_authority": said.issuing_authority,
        "issuing_bodies": list(said.issuing_bodies),
        "related_items": list(said.related_items),
        "holder_category": said.holder_category,
        "holder_code_types": list(said.holder_code_types),
        "validity": said.validity.model_dump(mode="json", exclude_none=True),
        "fields": [field.model_dump(mode="json", exclude_none=True) for field in said.fields],
        "number_rule": said.number_rule,
        "number_pattern": said.number_pattern,
        "share_type": said.share_type,
        "periodic_check": said.periodic_months > 0,
        "periodic_months": said.periodic_months,
        "paper_counterpart": said.paper_counterpart,
        "layout": said.layout.model_dump(mode="json", exclude_defaults=True),
        "version": version.number or 0,
        "starts_on": version.starts_on or versions.BEGINNING,
        "ends_on": version.ends_on,
    }


def span_of(version: LicenceTypeVersion) -> versions.Span:
    """The days of a published version, as the rules take them."""
    return versions.Span(version.number, version.starts_on or versions.BEGINNING, version.ends_on)


def definition_of(version: LicenceTypeVersion) -> definitions.Definition:
    """What a version says."""
    return definitions.restored(version.definition)


def type_versions(kind: LicenceType) -> Sequence[LicenceTypeVersion]:
    """The published versions of a type, the newest first."""
    rows = LicenceTypeVersion.objects.filter(type=kind).exclude(state=VersionState.DRAFT)
    return list(rows.order_by("-starts_on", "-number")[:SHOWN_VERSIONS])


def draft_of(kind: LicenceType) -> LicenceTypeVersion | None:
    """The version that somebody is editing."""
    return LicenceTypeVersion.objects.filter(type=kind, state=VersionState.DRAFT).first()


def edited_type(key: str) -> LicenceType:
    """The type for those who keep the types, also before it was published, or `TypeUnknown`."""
    found = LicenceType.objects.filter(key=key).first()
    if found is None:
        raise TypeUnknown
    return found
