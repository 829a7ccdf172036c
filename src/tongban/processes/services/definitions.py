"""Drawings and decision tables: drafted, checked, published from a day, retired, never changed."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.db.models import Max

from tongban.base import audit, clock
from tongban.base.actors import SYSTEM
from tongban.base.crypto import sm3
from tongban.base.errors import Invalid, Refusal, Stale, require
from tongban.processes import events, perms, queries, rules
from tongban.processes.models import Definition
from tongban.processes.services import checking, decisions, drawings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from tongban.base.actors import Actor

_FILE: Final = re.compile(r"([a-z][a-z0-9_]*)\.v(\d+)\.(bpmn|dmn)")


class KindInvalid(Invalid):
    """The name of the kind cannot be used."""

    code = "processes.kind_invalid"
    sentence = "流程种类只能用小写字母、数字和下划线，以字母开头，2 到 32 个字。"


class PackagedVersionChanged(Refusal):
    """A drawing of the package differs from the one published under the same version."""

    code = "processes.packaged_version_changed"
    sentence = "随软件发布的流程图被改动过：同一个版本号下已经发布了另一张图。"


class NotADraft(Refusal):
    """The version was published already; it does not change any more."""

    code = "processes.not_a_draft"
    sentence = "这个版本已经发布，不能再改。请导入一个新版本。"


class NotPublished(Refusal):
    """Only a published version can be retired."""

    code = "processes.not_published"
    sentence = "这个版本还没有发布，不用停用，可以直接删除。"


class DayPassed(Invalid):
    """A version comes into force, or goes, today or later."""

    code = "processes.day_passed"
    sentence = "日期不能早于今天。"


@transaction.atomic
def draft(
    *, actor: Actor, kind: str, xml: str, now: datetime, item: str = "", notation: str = "bpmn"
) -> Definition:
    """Keep a file as the next version of its kind, not yet in force; faults of drawing may wait.

    An older draft of the same kind is replaced.  Declined with `DefinitionFault` only when the
    file cannot be read at all, and with `Stale` when two are drafted at the same moment.
    """
    require(perms.may_publish(actor))
    _require_kind(kind)
    text = _Text(notation, kind, item, xml)
    Definition.objects.filter(**text.family, published_at=None).delete()
    row = _add(text, _last(text) + 1, drafted_by=actor.name)
    audit.record(actor, events.DEFINITION_DRAFTED, _subject(row), at=now, digest=row.digest)
    return row


@transaction.atomic
def publish_draft(
    *,
    actor: Actor,
    id: int,  # noqa: A002
    now: datetime,
    from_on: date | None = None,
) -> Definition:
    """Publish a draft from a day on; runs that began earlier keep theirs.

    Declined with `DefinitionFault` when a case could get stuck or be late in it.
    """
    row = _locked(actor, id)
    if not row.is_draft:
        raise NotADraft
    if from_on is not None and from_on < clock.day_of(now):
        raise DayPassed(fields={"from_on": DayPassed.sentence})
    row.days = checking.require_sound(row, clock.day_of(now))
    row.published_at, row.from_on = now, from_on
    row.save(update_fields=["days", "published_at", "from_on"])
    _told(actor, row, now)
    return row


@transaction.atomic
def discard(*, actor: Actor, id: int, now: datetime) -> None:  # noqa: A002
    """Throw a draft away."""
    row = _locked(actor, id)
    if not row.is_draft:
        raise NotADraft
    row.delete()
    audit.record(actor, events.DEFINITION_DISCARDED, _subject(row), at=now)


@transaction.atomic
def retire(*, actor: Actor, id: int, on: date, now: datetime) -> Definition:  # noqa: A002
    """From that day on no run is given this version; those that have it go on with it.

    Declined with `LastOfItsKind` when no other version would be in force on that day.
    """
    row = _locked(actor, id)
    if row.is_draft:
        raise NotPublished
    if on < clock.day_of(now):
        raise DayPassed(fields={"on": DayPassed.sentence})
    row.retired_on = on
    row.save(update_fields=["retired_on"])
    checking.require_another(row, on)
    audit.record(actor, events.DEFINITION_RETIRED, _subject(row), at=now, on=str(on))
    return row


@transaction.atomic
def publish(
    *, actor: Actor, kind: str, xml: str, now: datetime, item: str = "", notation: str = "bpmn"
) -> Definition:
    """Publish a file at once as the next version of its kind; the same twice is one version.

    Declined with `DefinitionFault` when a case could get stuck or be late in it, and with `Stale`
    when somebody else published at the same moment.
    """
    require(perms.may_publish(actor))
    _require_kind(kind)
    text = _Text(notation, kind, item, xml)
    newest = Definition.objects.select_for_update().filter(**text.family).order_by("-version")
    last = newest.first()
    if last and last.published_at and last.digest == text.digest:
        return last
    row = _add(text, _last(text) + 1)
    row.days = checking.require_sound(row, clock.day_of(now))
    row.published_at = now
    row.save(update_fields=["days", "published_at"])
    _told(actor, row, now)
    return row


@transaction.atomic
def load_definitions(*, now: datetime) -> tuple[Definition, ...]:
    """Publish the files that come with the package and are not yet there; says which.

    A kind that this node has drawn for itself is left alone.  Declined with
    `PackagedVersionChanged` when a published version and its file differ.
    """
    added = []
    for notation, kind, version, xml in packaged():
        text = _Text(notation, kind, "", xml)
        published = {row.version: row for row in Definition.objects.filter(**text.family)}
        if any(not row.packaged for row in published.values()):
            continue
        if version not in published:
            row = _add(text, version, packaged=True)
            row.days = checking.require_sound(row, clock.day_of(now))
            row.published_at = now
            row.save(update_fields=["days", "published_at"])
            _told(SYSTEM, row, now)
            added.append(row)
        elif published[version].digest != text.digest:
            raise PackagedVersionChanged(fields={f"{kind}.v{version}.{notation}": text.digest})
    return tuple(added)


def packaged() -> Iterator[tuple[str, str, int, str]]:
    """Notation, kind, version and text of each file of the package; tables come first."""
    folder = resources.files("tongban.processes") / "data" / "bpmn"
    found = [(_FILE.fullmatch(file.name), file) for file in folder.iterdir()]
    named = [(name[3], name[1], int(name[2]), file) for name, file in found if name]
    for notation, kind, version, file in sorted(
        named, key=lambda one: (one[0] == "bpmn", *one[:3])
    ):
        yield notation, kind, version, file.read_text(encoding="utf-8")


class _Text:
    """A file and where it belongs."""

    def __init__(self, notation: str, kind: str, item: str, xml: str) -> None:
        self.xml = xml
        self.family = {"notation": notation, "kind": kind, "item": item}
        self.digest = sm3.digest(xml.encode()).hex()
        if notation == "dmn":
            self.title = decisions.title(xml)
        else:
            drawings.read(xml)
            self.title = drawings.title(xml)


def _require_kind(kind: str) -> None:
    if not rules.KIND.fullmatch(kind):
        raise KindInvalid(fields={"kind": KindInvalid.sentence})


def _last(text: _Text) -> int:
    rows = Definition.objects.filter(**text.family)
    return int(rows.aggregate(last=Max("version"))["last"] or 0)


def _locked(actor: Actor, id: int) -> Definition:  # noqa: A002
    row = Definition.objects.select_for_update().filter(pk=id).first()
    require(perms.may_publish(actor))
    if row is None:
        raise queries.DefinitionMissing
    return row


def _add(text: _Text, version: int, *, packaged: bool = False, drafted_by: str = "") -> Definition:
    try:
        with transaction.atomic():
            return Definition.objects.create(
                **text.family,
                version=version,
                title=text.title,
                xml=text.xml,
                digest=text.digest,
                packaged=packaged,
                drafted_by=drafted_by,
            )
    except IntegrityError as taken:
        raise Stale from taken


def _subject(row: Definition) -> str:
    own = f"{row.kind}.{row.item}" if row.item else row.kind
    return f"{own}.v{row.version}"


def _told(actor: Actor, row: Definition, now: datetime) -> None:
    audit.record(
        actor, events.DEFINITION_PUBLISHED, _subject(row), at=now,
        digest=row.digest, from_on=str(row.from_on or ""),
    )  # fmt: skip
