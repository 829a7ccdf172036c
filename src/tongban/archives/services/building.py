"""Making the package of a case that has ended: once, each by itself, again if it failed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction

from tongban.archives import events, queries, rules
from tongban.archives.models import Archive, Check, Wish
from tongban.archives.rules import metadata, packages
from tongban.archives.services import collecting, keeping
from tongban.base import audit, clock, numbering, outbox
from tongban.base.actors import SYSTEM
from tongban.base.crypto import keys, sm3
from tongban.cases.rules import CLOSED, FinishKind, label
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.archives.rules import Finding
    from tongban.archives.services.collecting import Collected

log = structlog.get_logger()
BATCH = 100
WAITS = (1, 2, 5, 15, 60, 360)
PURPOSE = "documents"
SYSTEM_NAME = "tongban"


class NotGoodEnough(RuntimeError):
    """The fresh package failed one of the four checks; it is not kept."""


def want(*, number: str, now: datetime) -> None:
    """Note that the case is to be archived; noted twice, once."""
    Wish.objects.get_or_create(case_number=number, defaults={"wanted_at": now, "next_try_at": now})


def build_due(*, now: datetime) -> int:
    """Make what is due, each case by itself: a broken one waits longer and stops nobody."""
    due = Wish.objects.filter(built_at=None, next_try_at__lte=now).order_by("next_try_at", "id")
    done = 0
    for number in list(due.values_list("case_number", flat=True)[:BATCH]):
        try:
            done += build(number=number, now=now) is not None
        except Exception as failed:  # noqa: BLE001 - one broken case must not stop the others
            _failed(number, type(failed).__name__, now)
            log.warning("archives.build_failed", number=number, reason=type(failed).__name__)
    return done


@transaction.atomic
def build(*, number: str, now: datetime) -> Archive | None:
    """Make, check and keep the package; None if that was done before or the case goes on.

    Raises whatever is wrong with the case; nothing is kept then.
    """
    wish = Wish.objects.select_for_update().filter(case_number=number, built_at=None).first()
    if wish is None:
        return None
    found = collecting.collect(number, now)
    if found.view.case.state not in CLOSED:
        return None
    archive = _described(found, now)
    files = _files(found, archive, now)
    content = packages.pack(number, files)
    findings = examine(content)
    if not all(finding.ok for finding in findings):
        raise NotGoodEnough("；".join(f.item for f in findings if not f.ok))
    archive.digest, archive.size = keeping.keep(content), len(content)
    archive.files = len(found.contents)
    archive.save()
    note_check(archive, rules.Stage.FILING, findings, SYSTEM.name, now)
    wish.built_at, wish.last_error = now, ""
    wish.save(update_fields=["built_at", "last_error"])
    audit.record(
        SYSTEM, events.CaseArchived.name, archive.number, at=now, case=number,
        digest=archive.digest, files=archive.files,
    )  # fmt: skip
    outbox.publish(events.CaseArchived(number=number, archive=archive.number))
    return archive


@transaction.atomic
def _failed(number: str, reason: str, now: datetime) -> None:
    wish = Wish.objects.select_for_update().get(case_number=number)
    wish.attempts = min(wish.attempts + 1, 1000)
    wait = WAITS[min(wish.attempts, len(WAITS)) - 1]
    wish.next_try_at, wish.last_error = now + timedelta(minutes=wait), reason[:200]
    wish.save(update_fields=["attempts", "next_try_at", "last_error"])


def _described(found: Collected, now: datetime) -> Archive:
    case, settings = found.view.case, queries.settings()
    ended_on = clock.day_of(case.concluded_at or now)
    facts = {"item": case.item_key, "type": found.view.definition.type, "granted": case.granted}
    period = rules.period_of(settings.rules, settings.default, facts)
    serial = numbering.next_number(f"archives:{case.unit}", period=str(ended_on.year))
    code = {rules.Period.PERMANENT: "Y", rules.Period.THIRTY: "D30", rules.Period.TEN: "D10"}
    number = f"{settings.fonds}-{ended_on.year}-{code[period]}-{case.unit}-{serial:06d}"
    return Archive(
        number=number, case_number=str(case.number), unit=case.unit, region=case.region,
        item_key=case.item_key, item_name=case.item_name, year=ended_on.year, ended_on=ended_on,
        finish_kind=case.finish_kind, period=period, made_at=now,
        keep_until=rules.keep_until(ended_on, period),
    )  # fmt: skip


def _files(found: Collected, archive: Archive, now: datetime) -> dict[str, bytes]:
    """Description, metadata, the content, and the signature over all of it."""
    files = dict(found.contents)
    files[packages.METADATA] = metadata.write(
        _facts(found, archive), _file_rows(found), _step_rows(found), _relations(found)
    )
    files[packages.DESCRIPTION] = collecting.written(
        {
            "standard": "GB/T 42727-2023", "structure": "general", "archive": archive.number,
            "case": archive.case_number, "item": archive.item_name, "unit": archive.unit,
            "made_at": now, "made_by": SYSTEM_NAME, "count": len(found.contents),
            "decided": found.view.case.decided_on is not None,
            "files": sorted(found.contents),
            "digests": {path: sm3.digest(body).hex() for path, body in found.contents.items()},
        }
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
    files[packages.SIGNATURE] = collecting.written(stated)
    return files


def _facts(found: Collected, archive: Archive) -> dict[str, str]:
    case, settings, who = found.view.case, queries.settings(), found.facts["applicant"]
    kind = label(FinishKind(case.finish_kind)) if case.finish_kind else ""
    return {
        "档号": archive.number, "全宗号": settings.fonds, "年度": str(archive.year),
        "保管期限": archive.period, "机构": directory.department(case.unit).name,
        "办件编号": archive.case_number, "事项名称": case.item_name,
        "基本编码": found.view.definition.basic_code,
        "实施编码": found.view.definition.implement_code,
        "事项版本": str(found.view.definition.version),
        "申请人": who["name"], "申请人证件类型": who["number_type"],
        "申请人证件号码": who["number"], "受理时间": _day(case.accepted_on),
        "办结时间": archive.ended_on.isoformat(), "办理结果": kind,
        "办结说明": case.finish_reason, "密级": settings.secrecy, "开放状态": settings.openness,
        "来源系统": f"{SYSTEM_NAME} {case.region}",
    }  # fmt: skip


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _file_rows(found: Collected) -> list[dict[str, str]]:
    return [
        {"题名": found.titles[path], "路径": path, "格式": path.rpartition(".")[2],
         "大小": str(len(body)), "摘要算法": "SM3", "摘要值": sm3.digest(body).hex()}
        for path, body in sorted(found.contents.items())
    ]  # fmt: skip


def _step_rows(found: Collected) -> list[dict[str, str]]:
    return [
        {"名称": step["step"], "时间": str(step["at"]), "责任者": step["actor_name"] or "申请人",
         "岗位": step["actor_post"], "结果": step["after"]}
        for step in found.facts["steps"]
    ]  # fmt: skip


def _relations(found: Collected) -> list[dict[str, str]]:
    """The case before this one, and the bundle of which it is a member."""
    case: Mapping[str, Any] = found.facts["case"]
    named = {"continues_id": "前一办件", "bundle_id": "一件事"}
    return [
        {"类型": title, "标识": str(case[column])}
        for column, title in named.items()
        if case.get(column)
    ]


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
