"""Publishing drawings: checked, numbered, and never changed again."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.db.models import Max

from tongban.base import audit
from tongban.base.actors import SYSTEM
from tongban.base.crypto import sm3
from tongban.base.errors import Invalid, Refusal, Stale, require
from tongban.processes import events, perms, rules
from tongban.processes.models import Definition
from tongban.processes.services import drawings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tongban.base.actors import Actor

_FILE: Final = re.compile(r"([a-z][a-z0-9_]*)\.v(\d+)\.bpmn")


class KindInvalid(Invalid):
    """The name of the kind cannot be used."""

    code = "processes.kind_invalid"
    sentence = "流程种类只能用小写字母、数字和下划线，以字母开头，2 到 32 个字。"


class PackagedVersionChanged(Refusal):
    """A drawing of the package differs from the one published under the same version."""

    code = "processes.packaged_version_changed"
    sentence = "随软件发布的流程图被改动过：同一个版本号下已经发布了另一张图。"


@transaction.atomic
def publish(*, actor: Actor, kind: str, xml: str, now: datetime) -> Definition:
    """Publish a drawing as the next version of its kind; runs that began earlier keep theirs.

    Declined with `DefinitionFault` when a case could get stuck in it, and with `Stale` when
    somebody else published at the same moment.  The same drawing twice is one version.
    """
    newest = Definition.objects.select_for_update().filter(kind=kind).order_by("-version").first()
    require(perms.may_publish(actor))
    if not rules.KIND.fullmatch(kind):
        raise KindInvalid(fields={"kind": KindInvalid.sentence})
    rules.check(drawings.read(xml))
    if newest and newest.digest == _digest(xml):
        return newest
    last = Definition.objects.filter(kind=kind).aggregate(last=Max("version"))["last"] or 0
    return _add(actor, kind, last + 1, xml, now, packaged=False)


@transaction.atomic
def load_definitions(*, now: datetime) -> tuple[Definition, ...]:
    """Publish the drawings that come with the package and are not yet there; says which.

    A kind that this node has drawn for itself is left alone.  Declined with
    `PackagedVersionChanged` when a published version and its file differ.
    """
    added = []
    for kind, version, xml in packaged():
        published = {row.version: row for row in Definition.objects.filter(kind=kind)}
        if any(not row.packaged for row in published.values()):
            continue
        if version not in published:
            rules.check(drawings.read(xml))
            added.append(_add(SYSTEM, kind, version, xml, now, packaged=True))
        elif published[version].digest != _digest(xml):
            raise PackagedVersionChanged(fields={f"{kind}.v{version}.bpmn": _digest(xml)})
    return tuple(added)


def packaged() -> Iterator[tuple[str, int, str]]:
    """Kind, version and text of each drawing in the package, lowest version first."""
    folder = resources.files("tongban.processes") / "data" / "bpmn"
    found = [(_FILE.fullmatch(file.name), file) for file in folder.iterdir()]
    named = [(name[1], int(name[2]), file) for name, file in found if name]
    for kind, version, file in sorted(named, key=lambda entry: entry[:2]):
        yield kind, version, file.read_text(encoding="utf-8")


def _add(
    actor: Actor, kind: str, version: int, xml: str, now: datetime, *, packaged: bool
) -> Definition:
    try:
        with transaction.atomic():
            row = Definition.objects.create(
                kind=kind,
                version=version,
                title=drawings.title(xml),
                xml=xml,
                digest=_digest(xml),
                packaged=packaged,
                published_at=now,
            )
    except IntegrityError as taken:
        raise Stale from taken
    audit.record(
        actor, events.DEFINITION_PUBLISHED, f"{kind}.v{version}", at=now, digest=row.digest
    )
    return row


def _digest(xml: str) -> str:
    return sm3.digest(xml.encode()).hex()
