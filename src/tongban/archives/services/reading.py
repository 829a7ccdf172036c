"""Looking into archives: checked again, handed out, one case restored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.access import services as access
from tongban.archives import events, perms, queries, rules
from tongban.archives.models import Archive, Check, RestoredCase
from tongban.archives.rules import packages
from tongban.archives.services import keeping, sealing
from tongban.base import audit
from tongban.base.actors import SYSTEM
from tongban.base.crypto import sm3
from tongban.base.errors import Invalid, require
from tongban.cases import queries as cases
from tongban.cases.rules.bundles import PREFIX as BUNDLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.archives.rules import Finding
    from tongban.base.actors import Actor


_MEMBERS = f"{packages.MEMBERS}/"


class PackageFailed(Invalid):
    """A check of the package failed; nothing was restored from it."""

    code = "archives.package_failed"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        bad = [f"{f.property}：{f.item}（{f.detail}）" for f in findings if not f.ok]
        super().__init__(fields={"package": "；".join(bad)[:1000]})


@transaction.atomic
def check(*, actor: Actor, number: str, now: datetime) -> Check:
    """Check a kept package once more (长期保存); the report is kept whatever it says."""
    archive = _kept(actor, number)
    try:
        findings = sealing.examine(keeping.read(archive.digest))
    except keeping.PackageDamaged:
        damaged = rules.Finding(
            rules.Property.GENUINE, "归档信息包完好", ok=False, detail="整包摘要不一致"
        )
        findings = (damaged,)
    found = sealing.note_check(archive, rules.Stage.KEEPING, findings, actor.name, now)
    audit.record(actor, events.CHECKED, number, at=now, ok=found.ok)
    return found


@transaction.atomic
def download(*, actor: Actor, number: str, purpose: str, now: datetime) -> tuple[bytes, str]:
    """The package itself; the look at the applicant's data is recorded first."""
    archive = _kept(actor, number)
    content = keeping.read(archive.digest)
    subject = _whose(archive.case_number)
    access.record_access(
        actor=actor, subject_id=subject, what=["archive"], purpose=purpose,
        case_number=archive.case_number, now=now,
    )  # fmt: skip
    audit.record(actor, events.DOWNLOADED, number, at=now, purpose=purpose)
    return content, f"{archive.case_number}.zip"


def _whose(number: str) -> UUID:
    """Whose case, or whose life event, it is."""
    if number.startswith(BUNDLE):
        return cases.bundle(SYSTEM, number).bundle.applicant_id
    return cases.case_alone(SYSTEM, number).applicant_id


def _kept(actor: Actor, number: str) -> Archive:
    archive = queries.archive(actor, number)
    require(perms.may_keep(actor, archive.unit))
    return archive


def verified(content: bytes) -> tuple[Mapping[str, bytes], dict[str, Any]]:
    """The files of a package and its facts; `PackageRefused` or `PackageFailed` otherwise."""
    _root, files = packages.unpack(content)
    findings = sealing.examine(content)
    if not all(finding.ok for finding in findings):
        raise PackageFailed(findings)
    return files, json.loads(files[packages.FACTS])


@transaction.atomic
def restore(*, actor: Actor, content: bytes, now: datetime) -> RestoredCase:
    """Write the case of a verified package back, to be looked at; nothing else is changed.

    Works where the case itself is gone.  Restored again, the newer reading counts.  Of a life
    event (一件事) each case within is written, too; if one of them is not good, nothing is.
    """
    files, facts = verified(content)
    require(actor.is_system or perms.may_keep(actor, facts["case"]["unit"]))
    restored = _write(actor, content, now)
    inner = [body for path, body in sorted(files.items()) if path.startswith(_MEMBERS)]
    for body in inner:
        _write(actor, body, now, within=restored)
    audit.record(
        actor, events.RESTORED, restored.case_number, at=now, digest=restored.package_digest,
        inner=len(inner),
    )  # fmt: skip
    return restored


def _write(
    actor: Actor, content: bytes, now: datetime, *, within: RestoredCase | None = None
) -> RestoredCase:
    """The record of one package that was found good."""
    _root, files = packages.unpack(content)
    facts = json.loads(files[packages.FACTS])
    case = facts["case"]
    papers = [
        {"path": path, "size": len(body), "digest": sm3.digest(body).hex()}
        for path, body in sorted(files.items())
        if path[:2].isdigit()
    ]
    read = {
        "unit": case["unit"], "item_name": case["item_name"], "facts": facts, "papers": papers,
        "package_digest": sm3.digest(content).hex(), "restored_at": now,
        "restored_by_name": actor.name,
    }  # fmt: skip
    restored, _new = RestoredCase.objects.update_or_create(
        case_number=case["number"], defaults=read | ({"within": within} if within else {})
    )
    return restored


def restore_kept(*, actor: Actor, number: str, now: datetime) -> RestoredCase:
    """Restore a case from the package that is kept under this number."""
    archive = _kept(actor, number)
    return restore(actor=actor, content=keeping.read(archive.digest), now=now)
