"""Judging one row that a department handed in, by the type it names."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.base.errors import Refusal
from tongban.identity import rules as identity
from tongban.licences.rules import collecting, face_values, identifiers, metadata, numbers
from tongban.licences.rules.acts import Step
from tongban.licences.rules.collecting import Fault
from tongban.licences.rules.collecting_kinds import Candidate, Surroundings, TypeFacts

if TYPE_CHECKING:
    from datetime import date

    from tongban.licences.rules.collecting import Row

_FOREVER = {"", "长期", "9999-12-31", "99991231", "9999年12月31日"}
# Words and codes under which departments report states (证照状态).
_STATES: Mapping[str, Step | None] = MappingProxyType(
    {
        **dict.fromkeys(("", "有效", "01", "1"), None),
        **dict.fromkeys(("暂扣", "02"), Step.SUSPEND),
        **dict.fromkeys(("撤销", "03"), Step.ANNUL),
        **dict.fromkeys(("注销", "04"), Step.CANCEL),
        "撤回": Step.WITHDRAW,
        **dict.fromkeys(("吊销", "07"), Step.FORFEIT),
    }
)
MANDATORY = ("ZZBS", "ZZBH", "ZZLXDM", "ZZBFRQ", "CZZT", "CZZTDM", "CZZTDMLXDM")


@dataclass(slots=True)
class _Judge:
    """Gathers the faults of one row."""

    number: int
    row: Row
    around: Surroundings
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, sentence: str, *, warning: bool = False) -> None:
        level: collecting.Level = "warning" if warning else "error"
        self.faults.append(Fault(self.number, column[:40], sentence, level))

    def has_errors(self) -> bool:
        return any(one.level == "error" for one in self.faults)


def judge(number: int, row: Row, around: Surroundings) -> tuple[Candidate | None, list[Fault]]:
    """The candidate that a row makes, or None, and everything that is to be said about it."""
    told = _Judge(number, row, around)
    for column in MANDATORY:
        if not row.get(column):
            told.fault(column, "必填，没有填写。")
    if told.has_errors():
        return None, told.faults
    kind = around.types.get(row["ZZLXDM"].upper())
    if kind is None or not kind.has_begun(around.today):
        told.fault("ZZLXDM", "证照目录里没有这个类型代码。")
        return None, told.faults
    candidate = _candidate(told, _then(told, kind))
    return (None if told.has_errors() else candidate), told.faults


def _then(told: _Judge, kind: TypeFacts) -> TypeFacts:
    """The type as it was when the licence was issued; else as it is now, which is said."""
    issued_on = collecting.day(told.row["ZZBFRQ"])
    said = kind.then(issued_on) if issued_on else kind
    if said is None:
        told.fault(
            "ZZBFRQ", "颁发那天这类证照没有在用的版本，已按目录里现在的版本核对。", warning=True
        )
    return said or kind


def _candidate(told: _Judge, kind: TypeFacts) -> Candidate | None:
    identifier = _identifier(told, kind)
    holders = _holders(told, kind)
    issued_on, valid_from, valid_until = _days(told)
    number = _number(told)
    region = told.row.get("ZZSSDQBM", told.around.region)
    if region not in told.around.regions:
        told.fault("ZZSSDQBM", "没有这个行政区划代码。")
    step, step_on, reason = _state(told, issued_on)
    content, file_name = _file(told)
    if identifier is None or issued_on is None or valid_from is None or not holders:
        return None
    facts = metadata.Facts(
        identifier=identifier,
        type_name=kind.name,
        title=told.row.get("ZZMC", kind.name),
        number=number,
        issuer_name=told.around.issuer_name,
        issued_on=issued_on,
        valid_from=valid_from,
        valid_until=valid_until,
        region=region,
        holders=holders,
        defining_authority=kind.defining_authority,
        defining_authority_code=kind.defining_authority_code,
        face={},
    )
    facts = replace(facts, face=_face(told, kind, facts))
    return Candidate(told.number, kind, facts, content, file_name, step, step_on, reason)


def _identifier(told: _Judge, kind: TypeFacts) -> identifiers.Identifier | None:
    try:
        found = identifiers.parse(told.row["ZZBS"], lenient=True)
    except identifiers.IdentifierInvalid:
        told.fault("ZZBS", "不是电子证照标识，请按 GB/T 36904 编写。")
        return None
    if not found.is_consistent:
        told.fault("ZZBS", "校验位不对，已照原样保留。", warning=True)
    if found.type_code != kind.code:
        told.fault("ZZBS", "标识里的类型代码和证照类型代码不一致。")
    if len(found.issuer_code) == len(told.around.issuer_code):
        if found.issuer_code != told.around.issuer_code:
            told.fault("ZZBS", "标识里的颁发机构不是报送的机构。")
    else:
        told.fault("ZZBS", "颁发机构代码是旧的区划代码，已照原样保留。", warning=True)
    if told.row.get("ZZBFJGDM", told.around.issuer_code) != told.around.issuer_code:
        told.fault("ZZBFJGDM", "颁发机构不是报送的机构。")
    if not 1 <= found.version <= identifiers.LAST_VERSION:
        told.fault("ZZBS", "版本号应当从001开始。")
    return found


def _number(told: _Judge) -> str:
    try:
        return numbers.checked(told.row["ZZBH"])
    except numbers.NumberInvalid:
        told.fault("ZZBH", f"证照编号不超过{numbers.LONGEST}个字符，不能有看不见的字符。")
        return ""


def _holders(told: _Judge, kind: TypeFacts) -> tuple[metadata.Holder, ...]:
    names, codes, types = (
        [part.strip() for part in told.row[column].split(collecting.SEPARATOR)]
        for column in ("CZZT", "CZZTDM", "CZZTDMLXDM")
    )
    if not len(names) == len(codes) == len(types):
        told.fault("CZZT", "有几个持证主体，姓名、代码、代码类型就要各写几个，用 ^ 隔开。")
        return ()
    found = [_holder(told, kind, *each) for each in zip(names, codes, types, strict=True)]
    holders = tuple(one for one in found if one is not None)
    if len({(one.number_type, one.number) for one in holders}) != len(holders):
        told.fault("CZZTDM", "同一个持证主体写了两次。")
    return holders if len(holders) == len(found) else ()


def _holder(
    told: _Judge, kind: TypeFacts, name: str, number: str, number_type: str
) -> metadata.Holder | None:
    if number_type not in kind.holder_code_types:
        told.fault("CZZTDMLXDM", "这类证照不能由这种代码类型的主体持有。")
        return None
    try:
        checked = identity.check_number(
            number_type, number, sample_allowed=told.around.sample_allowed, today=told.around.today
        )
        called = identity.check_name(name)
    except identity.NumberInvalid:
        told.fault("CZZTDM", "持证主体代码不对，请逐位核对。")
        return None
    except identity.NameInvalid:
        told.fault("CZZT", "持证主体名称不对，请核对。")
        return None
    if checked.warning:
        told.fault("CZZTDM", "主体标识码的校验码不对，已保留。", warning=True)
    return metadata.Holder(called, checked.number, number_type)


def _days(told: _Judge) -> tuple[date | None, date | None, date | None]:
    issued_on = _day(told, "ZZBFRQ")
    valid_from = _day(told, "ZZYXQQSRQ") if told.row.get("ZZYXQQSRQ") else issued_on
    until_text = told.row.get("ZZYXQJZRQ", "")
    valid_until = None if until_text in _FOREVER else _day(told, "ZZYXQJZRQ")
    if issued_on is not None and issued_on > told.around.today:
        told.fault("ZZBFRQ", "颁发日期在今天以后。")
    if valid_from and valid_until and valid_until < valid_from:
        told.fault("ZZYXQJZRQ", "截止日期早于起始日期。")
    return issued_on, valid_from, valid_until


def _day(told: _Judge, column: str) -> date | None:
    found = collecting.day(told.row[column])
    if found is None:
        told.fault(column, "日期不对，请写成 2026-03-13 的样子。")
    return found


def _state(told: _Judge, issued_on: date | None) -> tuple[Step | None, date | None, str]:
    word = told.row.get(collecting.STATE, "")
    if word not in _STATES:
        told.fault(collecting.STATE, "证照状态请写有效、暂扣、撤销、撤回、吊销或注销。")
        return None, None, ""
    step = _STATES[word]
    if step is None:
        return None, None, ""
    for column in (collecting.STATE_ON, collecting.STATE_REASON):
        if not told.row.get(column):
            told.fault(column, "状态不是有效时，要写变更时间和变更原因。")
            return None, None, ""
    changed_on = _day(told, collecting.STATE_ON)
    if changed_on and issued_on and not issued_on <= changed_on <= told.around.today:
        told.fault(collecting.STATE_ON, "变更时间要在颁发日期和今天之间。")
    return step, changed_on, told.row[collecting.STATE_REASON][:400]


def _file(told: _Judge) -> tuple[bytes, str]:
    text = told.row.get(collecting.FILE, "")
    if not text:
        return b"", ""
    name = told.row.get(collecting.FILE_NAME, "")
    if not name.lower().endswith((".ofd", ".pdf")):
        told.fault(collecting.FILE_NAME, "有文件时要写文件名，只收 OFD 和 PDF。")
        return b"", ""
    try:
        return base64.b64decode(text, validate=True), name
    except (binascii.Error, ValueError):
        told.fault(collecting.FILE, "文件内容不是正确的 base64。")
        return b"", ""


def _face(told: _Judge, kind: TypeFacts, facts: metadata.Facts) -> dict[str, str]:
    known = face_values.Known(
        holder_name="、".join(holder.name for holder in facts.holders),
        holder_number=facts.holders[0].number,
        number_type=facts.holders[0].number_type,
        issuer_name=facts.issuer_name,
        number=facts.number,
        issued_on=facts.issued_on,
        valid_until=facts.valid_until,
    )
    face = face_values.filled(kind.fields, _given(told, kind), known)
    try:
        face_values.check(kind.fields, face)
    except Refusal as refusal:
        for key, sentence in refusal.fields.items():
            told.fault(key, sentence)
    return face


def _given(told: _Judge, kind: TypeFacts) -> dict[str, str]:
    """The items of the face by their short names; a row may use their Chinese names, too."""
    by_name = {one.name: one for one in kind.fields}
    by_key = {one.key: one for one in kind.fields}
    given: dict[str, str] = {}
    for column, value in told.row.items():
        if column in collecting.COLUMNS:
            continue
        one = by_key.get(column) or by_name.get(column)
        if one is None:
            told.fault(column, "这类证照没有这一项，请检查列名。")
        elif one.kind is face_values.FieldKind.IMAGE:
            told.fault(one.key, "图片不能写在表里，已忽略。", warning=True)
        else:
            found = collecting.day(value) if one.kind is face_values.FieldKind.DATE else None
            given[one.key] = found.isoformat() if found else value
    return given
