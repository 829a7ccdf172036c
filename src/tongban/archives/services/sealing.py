"""What every package ends with: described, signed, checked, kept, told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongban.archives import events, queries, rules
from tongban.archives.models import Archive, Check, Wish
from tongban.archives.rules import metadata, packages
from tongban.archives.services import keeping
from tongban.archives.services.collecting import written
from tongban.base import audit, numbering, outbox
from tongban.base.actors import SYSTEM
from tongban.base.crypto import keys, sm3

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from tongban.archives.rules import Finding

PURPOSE = "documents"
SYSTEM_NAME = "tongban"
STANDARD = "GB/T 42727-2023"
_CODES = {rules.Period.PERMANENT: "Y", rules.Period.THIRTY: "D30", rules.Period.TEN: "D10"}


class NotGoodEnough(RuntimeError):
    """The fresh package failed one of the four checks; it is not kept."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        bad = "；".join(f"{f.item}（{f.detail}）" for f in findings if not f.ok)
        super().__init__(f"四性检测没有通过：{bad}")


@dataclass(frozen=True, slots=True)
class Unit:
    """One record unit (件) before it is sealed: its files, and what the metadata say of it.

    `further` is what the description says beside what it says of every package.
    """

    contents: dict[str, bytes]
    titles: dict[str, str]
    facts: dict[str, str]
    steps: list[dict[str, str]]
    relations: list[dict[str, str]]
    further: dict[str, Any] = field(default_factory=dict)


def archive_number(unit: str, ended_on: date, period: rules.Period) -> str:
    """The next number (档号) of a department's archives in the year of the end."""
    serial = numbering.next_number(f"archives:{unit}", period=str(ended_on.year))
    fonds = queries.settings().fonds
    return f"{fonds}-{ended_on.year}-{_CODES[period]}-{unit}-{serial:06d}"


def file_away(archive: Archive, unit: Unit, wish: Wish, now: datetime) -> Archive:
    """Make the package, check and keep it; part of a command that holds the wish."""
    content = packages.pack(archive.case_number, _sealed(archive, unit, now))
    findings = examine(content)
    if not all(finding.ok for finding in findings):
        raise NotGoodEnough(findings)
    archive.digest, archive.size = keeping.keep(content), len(content)
    archive.files = len(unit.contents)
    archive.save()
    note_check(archive, rules.Stage.FILING, findings, SYSTEM.name, now)
    wish.built_at, wish.last_error = now, ""
    wish.save(update_fields=["built_at", "last_error"])
    number = archive.case_number
    audit.record(
        SYSTEM, events.CaseArchived.name, archive.number, at=now, case=number,
        digest=archive.digest, files=archive.files,
    )  # fmt: skip
    outbox.publish(events.CaseArchived(number=number, archive=archive.number))
    return archive


def _sealed(archive: Archive, unit: Unit, now: datetime) -> dict[str, bytes]:
    """Description, metadata, the content, and the signature over all of it."""
    files = dict(unit.contents)
    files[packages.METADATA] = metadata.write(
        unit.facts, _file_rows(unit), unit.steps, unit.relations
    )
    files[packages.DESCRIPTION] = written(
        {
            "standard": STANDARD, "structure": "general", "archive": archive.number,
            "case": archive.case_number, "item": archive.item_name, "unit": archive.unit,
            "made_at": now, "made_by": SYSTEM_NAME, "count": len(unit.contents),
            "files": sorted(unit.contents),
            "digests": {path: sm3.digest(body).hex() for path, body in unit.contents.items()},
        }
        | unit.further
    )  # fmt: skip
    listed = packages.digest_list(files)
    signed = keys.store().sign(PURPOSE, listed)
    files[packages.DIGESTS] = listed
    files[packages.PUBLIC_KEY] = keys.store().public(signed.key_id).to_pem().encode()
    stated = {
        "algorithm": signed.algorithm,
        "key": signed.key_id,
        "value": signed.value.hex(),
        "covers": packages.DIGESTS,
    }
    files[packages.SIGNATURE] = written(stated)
    return files


def _file_rows(unit: Unit) -> list[dict[str, str]]:
    return [
        {"题名": unit.titles[path], "路径": path, "格式": path.rpartition(".")[2],
         "大小": str(len(body)), "摘要算法": "SM3", "摘要值": sm3.digest(body).hex()}
        for path, body in sorted(unit.contents.items())
    ]  # fmt: skip


def examine(content: bytes) -> tuple[Finding, ...]:
    """The four checks of a package, with the keys of this node; `PackageRefused` if unreadable."""
    root, files = packages.unpack(content)
    trusted = {facts.key_id: der for facts, der in keys.published({PURPOSE})}
    settings = queries.settings()
    return rules.check(rules.Package(root, files, trusted, settings.compulsory))


def note_check(
    archive: Archive, stage: rules.Stage, findings: tuple[Finding, ...], name: str, now: datetime
) -> Check:
    """Keep the report of a run."""
    rows = [
        {"property": f.property, "item": f.item, "ok": f.ok, "detail": f.detail} for f in findings
    ]
    plain = json.loads(json.dumps(rows))
    good = all(f.ok for f in findings)
    return Check.objects.create(
        archive=archive, stage=stage, at=now, by_name=name, ok=good, findings=plain
    )
