"""Taking in the file of licence types, whole or not at all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from tongban.base import audit, clock
from tongban.base.errors import require
from tongban.licences import events, perms, queries
from tongban.licences.models import Licence, LicenceType, LicenceTypeVersion
from tongban.licences.queries.types import columns_of
from tongban.licences.rules import layouts, types
from tongban.licences.rules.types import versions
from tongban.licences.rules.types.versions import VersionState
from tongban.licences.services.types.following import follow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tongban.base.actors import Actor


FILE = "file"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: types that are new, that changed, and that were there already."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def load_types(*, actor: Actor, content: bytes | str, file_name: str, now: datetime) -> LoadReport:
    """Take the types of a YAML file: new ones are added, changed ones get a version, none removed.

    A second load of the same file changes nothing, whatever was edited at the desk since.
    Declined with `types.TypesRefused`, which names the file, the path and the fault; nothing is
    written then.  In demo mode types carry
    their sample code, so that nothing made for show can pass for a real licence.
    """
    require(perms.may_load_types(actor))
    rows = types.read(content.encode() if isinstance(content, str) else content, file_name)
    stored = {kind.key: kind for kind in LicenceType.objects.select_for_update().order_by("key")}
    wanted = {row.id: _definition(row) for row in rows}
    _refuse_new_codes(stored, wanted, file_name)
    today = clock.day_of(now)
    before = _last_of_files()
    new = [key for key in wanted if key not in stored]
    changed = [k for k in wanted if k in stored and before.get(k) != wanted[k].stored()]
    places = {row.id: place for place, row in enumerate(rows)}
    _add({key: (places[key], wanted[key]) for key in new}, now)
    for key in changed:
        _renew(stored[key], wanted[key], today, now)
    report = LoadReport(len(new), len(changed), len(wanted) - len(new) - len(changed))
    audit.record(actor, events.TYPES_LOADED, file_name[:128], at=now, **asdict(report))
    return report


def _definition(row: types.TypeRow) -> types.Definition:
    """What the row says, on its own template if there is one that fits."""
    sample = settings.TONGBAN.sample_allowed
    made = templates().get(row.id)
    definition = types.of_row(row, sample=sample, layout=made)
    if made is not None and layouts.faults(made, definition.face_fields):
        return types.of_row(row, sample=sample, layout=None)
    return definition


@cache
def templates() -> Mapping[str, layouts.Layout]:
    """The templates that come with the platform, by the key of their type."""
    folder = resources.files("tongban.licences") / "data" / "templates"
    made: dict[str, layouts.Layout] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        made |= layouts.read(file.read_bytes(), file.name)
    return MappingProxyType(made)


def _last_of_files() -> dict[str, Any]:
    """What files said last about each type; what people changed at the desk is left alone."""
    rows = LicenceTypeVersion.objects.filter(source=FILE).order_by("number")
    return dict(rows.values_list("type__key", "definition"))


def _add(new: Mapping[str, tuple[int, types.Definition]], now: datetime) -> None:
    kinds, published = [], []
    for key, (place, definition) in new.items():
        kind = LicenceType(key=key, position=place)
        version = _version(kind, 1, definition, versions.BEGINNING, now)
        for name, value in columns_of(version).items():
            setattr(kind, name, value)
        kinds.append(kind)
        published.append(version)
    LicenceType.objects.bulk_create(kinds)
    LicenceTypeVersion.objects.bulk_create(published)


def _renew(kind: LicenceType, definition: types.Definition, today: date, now: datetime) -> None:
    """What the file says now holds from today, or from tomorrow if today something was issued."""
    published = queries.type_versions(kind)
    last = max((version.starts_on or today for version in published), default=today)
    issued = Licence.objects.filter(type=kind, issued_on=today).exists()
    day = max(last, today + timedelta(days=1) if issued else today)
    numbers = LicenceTypeVersion.objects.filter(type=kind).order_by("-number")
    number = (numbers.values_list("number", flat=True).first() or 0) + 1
    _version(kind, number, definition, day, now).save()
    follow(kind, today)


def _version(
    kind: LicenceType, number: int, definition: types.Definition, day: date, now: datetime
) -> LicenceTypeVersion:
    return LicenceTypeVersion(
        type=kind,
        number=number,
        state=VersionState.PUBLISHED,
        definition=definition.stored(),
        source=FILE,
        starts_on=day,
        drafted_at=now,
        published_at=now,
    )


def _refuse_new_codes(
    stored: Mapping[str, LicenceType], wanted: Mapping[str, types.Definition], file_name: str
) -> None:
    """A type keeps its code once licences were issued under it, and no two types share one."""
    faults: dict[str, str] = {}
    taken = {kind.type_code: key for key, kind in stored.items() if kind.type_code}
    for place, (key, definition) in enumerate(wanted.items()):
        path = f"licence_types[{place}]({key}).type_code"
        code = definition.type_code
        if code and taken.get(code, key) != key:
            faults[path] = f"这个代码已经属于 {taken[code]}。"
        if key in stored and stored[key].type_code not in {None, code} and _is_used(key):
            faults[path] = "已经颁发过证照，类型代码不能再改。"
    if faults:
        raise types.TypesRefused(file_name, faults)


def _is_used(key: str) -> bool:
    return Licence.objects.filter(type__key=key).exists()
