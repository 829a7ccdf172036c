"""Drafts of versions: begun, saved as often as one likes, thrown away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction

from tongban.base import audit
from tongban.base.errors import Invalid, NotFound, Stale, require
from tongban.directory import queries as directory
from tongban.licences import events, perms, queries
from tongban.licences.models import Licence, LicenceType, LicenceTypeVersion
from tongban.licences.rules import types
from tongban.licences.rules.types.versions import VersionState
from tongban.licences.services.types.following import draw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor

LONGEST_NOTE = 500
_SAMPLE = "99"
_ADDRESSES = frozenset({"new", "preview"})  # They mean pages of the editor.


class KeyInvalid(Invalid):
    """The key of a new type cannot be used in addresses and files."""

    code = "licences.type_key_invalid"


class KeyTaken(Invalid):
    """Another type has this key already."""

    code = "licences.type_key_taken"


class NoDraft(NotFound):
    """Nobody is editing this type."""

    code = "licences.type_no_draft"
    sentence = "这种证照类型没有起草中的版本，可能刚被发布或者放弃了。"


@transaction.atomic
def create(
    *, actor: Actor, key: str, values: Mapping[str, Any], note: str = "", now: datetime
) -> LicenceTypeVersion:
    """Begin a new type with its first draft; nothing can be issued before it is published.

    Declined with `KeyInvalid`, `KeyTaken` or `types.DefinitionInvalid`.
    """
    require(perms.may_edit_types(actor))
    if not re.fullmatch(types.KEY, key) or key in _ADDRESSES:
        sentence = (
            "请用小写字母开头，只含小写字母、数字和下划线，最长 40 个字符；不能用 new 和 preview。"
        )
        raise KeyInvalid(fields={"key": sentence})
    if LicenceType.objects.filter(key=key).exists():
        raise KeyTaken(fields={"key": "已经有证照类型用这个标识。"})
    definition = _judged(values, None)
    last = LicenceType.objects.order_by("-position").values_list("position", flat=True).first()
    kind = LicenceType(key=key, position=(last or 0) + 1)
    draw(kind, definition)
    try:
        with transaction.atomic():
            kind.save()
    except IntegrityError:
        raise KeyTaken(fields={"key": "已经有证照类型用这个标识。"}) from None
    return _begin(actor, kind, definition, _noted(note), now)


@transaction.atomic
def save(
    *,
    actor: Actor,
    type_key: str,
    values: Mapping[str, Any],
    revision: int,
    note: str = "",
    now: datetime,
) -> LicenceTypeVersion:
    """Save the draft of a type; `revision` 0 begins one.

    Declined with `Stale` where somebody else saved, published or began a draft since the page was
    opened, with `NoDraft`, and with `types.DefinitionInvalid`; nothing is written then.
    """
    require(perms.may_edit_types(actor))
    kind = locked(type_key)
    draft = queries.draft_of(kind)
    if draft is None and revision:
        raise NoDraft
    if (draft.revision if draft else 0) != revision:
        raise Stale
    definition = _judged(values, kind)
    if kind.version == 0:
        draw(kind, definition)
        kind.save()
    if draft is None:
        return _begin(actor, kind, definition, _noted(note), now)
    draft.definition, draft.note = definition.stored(), _noted(note)
    draft.revision += 1
    draft.drafted_by, draft.drafted_by_name, draft.drafted_at = actor.account, actor.name, now
    draft.save()
    audit.record(actor, events.TYPE_DRAFTED, kind.key, at=now, version=draft.number)
    return draft


@transaction.atomic
def discard(*, actor: Actor, type_key: str, revision: int, now: datetime) -> None:
    """Throw the draft of a type away, and the type with it if it was never published."""
    require(perms.may_edit_types(actor))
    kind = locked(type_key)
    draft = draft_for_change(kind, revision)
    audit.record(actor, events.TYPE_DISCARDED, kind.key, at=now, version=draft.number)
    draft.delete()
    if kind.version == 0 and not LicenceTypeVersion.objects.filter(type=kind).exists():
        kind.delete()


def locked(type_key: str) -> LicenceType:
    """The type, locked until the command is done."""
    kind = LicenceType.objects.select_for_update().filter(key=type_key).first()
    if kind is None:
        raise queries.TypeUnknown
    return kind


def draft_for_change(kind: LicenceType, revision: int) -> LicenceTypeVersion:
    """The draft as the actor has seen it, or `NoDraft` or `Stale`."""
    draft = queries.draft_of(kind)
    if draft is None:
        raise NoDraft
    if draft.revision != revision:
        raise Stale
    return draft


def _begin(
    actor: Actor, kind: LicenceType, definition: types.Definition, note: str, now: datetime
) -> LicenceTypeVersion:
    numbers = LicenceTypeVersion.objects.filter(type=kind).order_by("-number")
    last = numbers.values_list("number", flat=True).first() or 0
    draft = LicenceTypeVersion.objects.create(
        type=kind,
        number=last + 1,
        state=VersionState.DRAFT,
        definition=definition.stored(),
        note=note,
        drafted_by=actor.account,
        drafted_by_name=actor.name,
        drafted_at=now,
    )
    audit.record(actor, events.TYPE_DRAFTED, kind.key, at=now, version=draft.number)
    return draft


def _noted(note: str) -> str:
    said = note.strip()
    if len(said) > LONGEST_NOTE:
        raise types.DefinitionInvalid(fields={"note": f"不超过 {LONGEST_NOTE} 个字。"})
    return said


def _judged(values: Mapping[str, Any], kind: LicenceType | None) -> types.Definition:
    definition = types.judged(values)
    faults = code_faults(definition, kind)
    known = {office.key for office in directory.departments(set(definition.issuing_bodies))}
    if strange := sorted(set(definition.issuing_bodies) - known):
        faults["issuing_bodies"] = f"没有 {strange[0]} 这个部门。"
    if faults:
        raise types.DefinitionInvalid(fields=faults)
    return definition


def code_faults(definition: types.Definition, kind: LicenceType | None) -> dict[str, str]:
    """What is wrong with the type code among all the others."""
    code = definition.type_code
    if kind is not None and kind.type_code not in {None, code} and _is_used(kind):
        return {"type_code": "已经颁发过证照，类型代码不能再改。"}
    if code is None:
        return {}
    if (code[2:4] == _SAMPLE) != settings.TONGBAN.sample_allowed:
        told = (
            "演示环境只能用 99 开头的样例代码"
            if settings.TONGBAN.sample_allowed
            else "这是样例代码"
        )
        return {"type_code": f"{told}，请看第 3、4 位。"}
    others = LicenceType.objects.filter(type_code=code)
    other = (others.exclude(pk=kind.pk) if kind else others).first()
    return {"type_code": f"这个代码已经属于“{other.name}”。"} if other else {}


def _is_used(kind: LicenceType) -> bool:
    return Licence.objects.filter(type=kind).exists()
