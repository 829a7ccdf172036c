"""From a faultless row of the catalogue to a definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.items.rules import forms, limits, themes
from tongban.items.rules.definitions import (
    ApplicantDeadline,
    Charge,
    Fee,
    ItemDefinition,
    Kind,
    Limit,
    Material,
    Need,
    Obtain,
    Option,
    Phones,
    Procedure,
    Promise,
    Question,
    Result,
    Scenario,
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.items.rules.catalogue import Office
    from tongban.items.rules.definitions import Audience

    Row = Mapping[str, Any]

_SPOT_STEPS = ("受理", "办结")
_REVIEW = (
    "对结果不服，可以在知道之日起 60 日内申请行政复议。",
    "也可以在知道之日起 6 个月内向人民法院提起行政诉讼。",
)
_COMPLAINT = ("对服务不满意，可以拨打 12345 政务服务便民热线投诉。",)


def process_of(kind: Kind, type_code: str) -> str:
    """Which review an application runs through: none, one examiner, or 承办 → 审核 → 批准."""
    if kind is Kind.SPOT:
        return "spot"
    return "standard" if type_code == themes.LICENSING else "short"


def definition(row: Row, office: Office, root: Row) -> ItemDefinition:
    """The definition of an item; the row has no faults."""
    kind = Kind(row["case_kind"])
    audiences = themes.audiences(tuple(row["service_object"]))
    facts = {**_who(row, office), **_how(row, kind, root), **_told(row)}
    return ItemDefinition(
        **facts,
        audiences=audiences,
        kind=kind,
        process=row.get("process") or process_of(kind, row["type_code"]),
        form=_form(row, audiences),
    )


def _who(row: Row, office: Office) -> dict[str, Any]:
    return {
        "key": row["id"],
        "name": row["name"],
        "basic_code": row["basic_code"],
        "implement_code": row["implement_code"],
        "type": row["type"],
        "type_code": row["type_code"],
        "department_key": office.key,
        "department_name": office.name,
        "region": office.region,
        "level": row["level"],
        "applicants": tuple(row["service_object"]),
        "scope": row["scope"],
        "front_desk_levels": tuple(row.get("front_desk_levels", ())),
        "joint_departments": tuple(row.get("joint_departments", ())),
        "themes_person": tuple(row["themes"]["person"]),
        "themes_corp": tuple(row["themes"]["corp"]),
        "halls": tuple(row.get("halls", ())),
    }


def _how(row: Row, kind: Kind, root: Row) -> dict[str, Any]:
    materials = tuple(_material(one) for one in sorted(row["materials"], key=lambda m: m["seq"]))
    keys = {material.name: material.key for material in materials}
    return {
        "statutory": _limit(row["statutory_limit"]),
        "promised": _limit(row["promised_limit"]),
        "applicant_deadline": _deadline(row.get("applicant_deadline")),
        "steps": _steps(row, kind, root),
        "fee": _fee(row["fee"]),
        "channels": tuple(row["channels"]),
        "online_level": row["online_level"],
        "visits": row["visits"],
        "visit_reason": row.get("visit_reason", ""),
        "services": tuple(row.get("services", ())),
        "special_procedures": tuple(
            Procedure(one["name"], one["stops_clock_by_law"])
            for one in row.get("special_procedures", ())
        ),
        "materials": materials,
        "scenarios": tuple(
            _scenario(one, number, keys) for number, one in enumerate(row.get("scenarios", ()), 1)
        ),
        "quantity_limit": row.get("quantity_limit", ""),
        "promise": _promise(row.get("promise"), keys),
        "refers_to": row.get("refers_to", ""),
        "joint_handling": row.get("joint_handling", False),
        "silent_consent": row.get("silent_consent", ""),
    }


def _told(row: Row) -> dict[str, Any]:
    result, phones = row["result"], row.get("phones", {})
    default = _COMPLAINT if row["type_code"] == "20" else _REVIEW
    return {
        "legal_basis": tuple(row["legal_basis"]),
        "conditions": tuple(row.get("conditions", ())),
        "result": Result(
            result["kind"], result["name"], result.get("licence"), result.get("validity", "")
        ),
        "phones": Phones(phones.get("consult", ""), phones.get("complain", "")),
        "remedies": tuple(row.get("remedies", default)),
        "faqs": tuple(Question(one["question"], one["answer"]) for one in row.get("faqs", ())),
        "aliases": tuple(row.get("aliases", ())),
    }


def _form(row: Row, audiences: tuple[Audience, ...]) -> dict[str, Any]:
    own = row.get("form")
    if own:
        return forms.schema(row["id"], row["name"], forms.framed(own["sections"], audiences))
    sections = forms.sections_for(row["id"], audiences, row["result"]["kind"])
    return forms.schema(row["id"], row["name"], sections)


def _limit(written: Row | None) -> Limit | None:
    if written is None:
        return None
    return Limit(written["value"], written["unit"], written.get("note", ""))


def _deadline(written: Row | None) -> ApplicantDeadline | None:
    if written is None:
        return None
    return ApplicantDeadline(written["value"], written["unit"], written["from_event"])


def _fee(written: Row) -> Fee:
    charges = (
        Charge(one["name"], one["standard"], one["basis"]) for one in written.get("items", ())
    )
    return Fee(written["charged"], tuple(charges))


def _steps(row: Row, kind: Kind, root: Row) -> tuple[Step, ...]:
    written = row.get("steps")
    if not written and kind is Kind.SPOT:
        return tuple(Step(name) for name in _SPOT_STEPS)
    return tuple(
        Step(one["name"], one.get("share_of_limit"), one.get("limit"), one.get("waiting_days"))
        for one in written or root.get("steps_default", ())
    )


def _material(written: Row) -> Material:
    return Material(
        key=f"m{written['seq']}",
        seq=written["seq"],
        name=written["name"],
        need=Need(written["need"]),
        source=written["source"],
        form=written["form"],
        obtain=Obtain(written["obtain"]),
        licence=written.get("licence"),
        provider=written.get("provider", ""),
        resource=written.get("resource", ""),
        trust=written.get("trust", "D"),
    )


def _promise(written: Row | None, keys: Mapping[str, str]) -> Promise | None:
    if written is None:
        return None
    return Promise(
        requirements=tuple(written["requirements"]),
        basis=written["basis"],
        replaces=tuple(keys[name] for name in written.get("replaces", ())),
        check_within=written.get("check_within", 60),
        liability=written.get("liability", ""),
    )


def _scenario(written: Row, number: int, keys: Mapping[str, str]) -> Scenario:
    options = tuple(_option(one, keys) for one in written["options"])
    return Scenario(written.get("key", f"q{number}"), written["question"], options)


def _option(written: Row, keys: Mapping[str, str]) -> Option:
    words = written.get("limit", "")
    return Option(
        key=written["key"],
        label=written["label"],
        add=tuple(keys[name] for name in written.get("add_materials", ())),
        drop=tuple(keys[name] for name in written.get("drop_materials", ())),
        fee=written.get("fee", ""),
        limit=limits.from_words(words),
        limit_text=words,
        visits=written.get("visits"),
        office=written.get("decide", ""),
    )
