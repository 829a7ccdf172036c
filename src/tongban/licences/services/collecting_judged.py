"""Judging a whole batch: each row alone, the rows among each other, and against the library."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.base.errors import Refusal
from tongban.base.files import kinds
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.licences import queries
from tongban.licences.models import LicenceType
from tongban.licences.rules import collecting_kinds, collecting_rows, face_values, metadata, states
from tongban.licences.rules.collecting import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tongban.directory.models import Department
    from tongban.licences.models import Licence
    from tongban.licences.queries.library import Neighbours
    from tongban.licences.rules.collecting import Row
    from tongban.licences.rules.collecting_kinds import Candidate, TypeFacts

FILES = frozenset({kinds.OFD, kinds.PDF})
NAME_DIFFERS = "这个主体代码已经登记，但姓名（名称）和登记的不一致。"


def judged(
    rows: Sequence[Row], office: Department, today: date
) -> tuple[list[Candidate], list[Fault]]:
    """The rows that may be taken in, and every fault, in the order of the rows."""
    around = _surroundings(rows, office, today)
    candidates: list[Candidate] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, 1):
        candidate, said = collecting_rows.judge(number, row, around)
        faults += said
        if candidate is not None:
            candidates.append(candidate)
    faults += _files(candidates) + _names(candidates) + _twice(candidates)
    faults += _against_library(candidates, queries.neighbours(candidates, office))
    return candidates, sorted(faults, key=lambda one: (one.row, one.level))


def _surroundings(
    rows: Sequence[Row], office: Department, today: date
) -> collecting_kinds.Surroundings:
    codes = {row.get("ZZLXDM", "").upper() for row in rows}
    found = LicenceType.objects.filter(type_code__in=codes).order_by("key")
    return collecting_kinds.Surroundings(
        types={str(kind.type_code): _dated(kind) for kind in found},
        issuer_name=office.name,
        issuer_code=office.uscc,
        region=office.region_id,
        regions=frozenset(directory.levels()),
        sample_allowed=settings.TONGBAN.sample_allowed,
        today=today,
    )


def _dated(kind: LicenceType) -> TypeFacts:
    """The type as it is today, with each of its published versions."""
    said = tuple(
        (queries.span_of(version), _type_facts(queries.as_of(kind, version)))
        for version in queries.type_versions(kind)
    )
    return replace(_type_facts(kind), dated=said)


def _type_facts(kind: LicenceType) -> TypeFacts:
    return collecting_kinds.TypeFacts(
        key=kind.key,
        name=kind.name,
        code=str(kind.type_code),
        holder_code_types=frozenset(kind.holder_code_types),
        fields=face_values.fields_of(kind.fields),
        defining_authority=kind.defining_authority,
        defining_authority_code=kind.defining_authority_code,
    )


def _files(candidates: Sequence[Candidate]) -> list[Fault]:
    faults = []
    for one in candidates:
        if not one.content:
            continue
        try:
            kinds.check(one.content, one.file_name, FILES)
        except Refusal as refusal:
            faults.append(Fault(one.row, "file", str(refusal)))
    return faults


def _names(candidates: Sequence[Candidate]) -> list[Fault]:
    """A number stands for one subject, here and in the batch."""
    holders = [(one.row, holder) for one in candidates for holder in one.facts.holders]
    known = identity.found_by_numbers({(h.number_type, h.number) for _row, h in holders})
    names = {key: name for key, (_id, name) in known.items()}
    faults = []
    for row, holder in holders:
        if names.setdefault((holder.number_type, holder.number), holder.name) != holder.name:
            faults.append(Fault(row, "CZZT", NAME_DIFFERS))
    return faults


def _twice(candidates: Sequence[Candidate]) -> list[Fault]:
    seen: dict[tuple[str, str], int] = {}
    faults = []
    for one in candidates:
        identifier = one.facts.identifier
        keys = (
            ("ZZBS", f"{identifier.type_code}.{identifier.serial}"),
            ("ZZBH", f"{identifier.type_code}.{one.facts.number}"),
        )
        for column, key in keys:
            first = seen.setdefault((column, key), one.row)
            if first != one.row:
                sentence = f"和第{first}行是同一本证照。一批里每本证照只能出现一次。"
                faults.append(Fault(one.row, column, sentence))
                break
    return faults


def _against_library(candidates: Sequence[Candidate], library: Neighbours) -> list[Fault]:
    faults = []
    for one in candidates:
        column, sentence = _collision(one, library)
        if sentence:
            faults.append(Fault(one.row, column, sentence))
    return faults


def _collision(one: Candidate, library: Neighbours) -> tuple[str, str]:
    same = library.same(one)
    if same is not None:
        if agrees(one, same):
            return "", ""
        return "ZZBS", "库里已有这个标识的证照，内容不一样。内容改了要提高版本号。"
    latest = library.latest(one)
    if latest is not None:
        return "ZZBS", _newer(one, latest)
    if library.in_force(one) is not None:
        return "ZZBH", "这个编号在库里已有一本有效证照，流水号不同。"
    return "", ""


def _newer(one: Candidate, latest: Licence) -> str:
    if latest.origin != states.Origin.COLLECTED:
        return "这本证照是本平台签发的，不能由归集更新。"
    if latest.version > one.facts.identifier.version:
        return f"库里已有更高的版本（{latest.version:03d}）。"
    return ""


def agrees(one: Candidate, same: Licence) -> bool:
    """Whether a row says what the library already has."""
    return metadata.describe(one.facts) == same.whole_metadata
