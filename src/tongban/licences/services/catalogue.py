"""Taking in the file of licence types, whole or not at all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from tongban.base import audit
from tongban.base.errors import require
from tongban.licences import events, perms
from tongban.licences.models import Licence, LicenceType
from tongban.licences.rules import numbers, types

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: types that are new, that changed, and that were there already."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def load_types(*, actor: Actor, content: bytes | str, file_name: str, now: datetime) -> LoadReport:
    """Take the types of a YAML file: new ones are added, changed ones changed, none removed.

    A second load of the same file changes nothing.  Declined with `types.TypesRefused`, which
    names the file, the path and the fault; nothing is written then.  In demo mode types carry
    their sample code, so that nothing made for show can pass for a real licence.
    """
    require(perms.may_load_types(actor))
    rows = types.read(content.encode() if isinstance(content, str) else content, file_name)
    stored = {kind.key: kind for kind in LicenceType.objects.select_for_update().order_by("key")}
    wanted = {row.id: _columns(row, place) for place, row in enumerate(rows)}
    _refuse_new_codes(stored, wanted, file_name)
    changed = [key for key in wanted if key in stored and _differs(stored[key], wanted[key])]
    for key in changed:
        LicenceType.objects.filter(key=key).update(**wanted[key])
    new = [LicenceType(key=key, **wanted[key]) for key in wanted if key not in stored]
    LicenceType.objects.bulk_create(new)
    report = LoadReport(len(new), len(changed), len(wanted) - len(new) - len(changed))
    audit.record(actor, events.TYPES_LOADED, file_name[:128], at=now, **asdict(report))
    return report


def _columns(row: types.TypeRow, place: int) -> dict[str, Any]:
    return {
        "name": row.name,
        "category": row.category,
        "type_code": row.sample_type_code if settings.TONGBAN.sample_allowed else row.type_code,
        "defining_authority": row.defining_authority,
        "defining_authority_code": row.defining_authority_uscc or "",
        "issuing_authority": row.issuing_authority,
        "holder_category": row.holder_category,
        "holder_code_types": list(row.holder_code_types),
        "validity": row.validity.model_dump(mode="json", exclude_none=True),
        "fields": [field.model_dump(mode="json", exclude_none=True) for field in row.fields],
        "number_rule": row.number_rule,
        "number_pattern": numbers.pattern_for(row.id),
        "share_type": row.default_share_type,
        "periodic_check": row.periodic_check,
        "paper_counterpart": row.paper_counterpart,
        "position": place,
    }


def _differs(kind: LicenceType, columns: Mapping[str, Any]) -> bool:
    return any(getattr(kind, name) != value for name, value in columns.items())


def _refuse_new_codes(
    stored: Mapping[str, LicenceType], wanted: Mapping[str, Mapping[str, Any]], file_name: str
) -> None:
    """A type keeps its code once licences were issued under it, and no two types share one."""
    faults: dict[str, str] = {}
    taken = {kind.type_code: key for key, kind in stored.items() if kind.type_code}
    for place, (key, columns) in enumerate(wanted.items()):
        path = f"licence_types[{place}]({key}).type_code"
        code = columns["type_code"]
        if code and taken.get(code, key) != key:
            faults[path] = f"这个代码已经属于 {taken[code]}。"
        if key in stored and stored[key].type_code not in {None, code} and _is_used(key):
            faults[path] = "已经颁发过证照，类型代码不能再改。"
    if faults:
        raise types.TypesRefused(file_name, faults)


def _is_used(key: str) -> bool:
    return Licence.objects.filter(type__key=key).exists()
