"""Joined services (一件事): what is wrong in a file, and the definitions of one without faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.items.rules import choosing, graphs
from tongban.items.rules.definitions import Limit, Need, Obtain
from tongban.items.rules.faults import Finding
from tongban.items.rules.joined import (
    Choice,
    LifeEventDefinition,
    LifeQuestion,
    Member,
    SharedMaterial,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongban.items.rules.catalogue import Surroundings
    from tongban.items.rules.faults import Path

    Row = Mapping[str, Any]

_EVERY = "*"


def findings(root: Row, around: Surroundings) -> Iterator[Finding]:
    """What is wrong in the joined services of a file."""
    items = {row["id"] for row in root["items"]}
    seen: set[str] = set()
    for number, row in enumerate(root.get("one_things", ())):
        at: Path = ("one_things", number)
        if row["id"] in seen:
            yield Finding((*at, "id"), "代号与前面的一件事重复。")
        if row["lead"] not in around.offices:
            yield Finding((*at, "lead"), "没有这个部门，请先载入部门。")
        seen.add(row["id"])
        yield from _members(row, at, items)
        yield from _answers(row, at)
        yield from _materials(row, at, around)


def _members(row: Row, at: Path, items: set[str]) -> Iterator[Finding]:
    members = {member["item"]: member for member in row["items"]}
    for index, member in enumerate(row["items"]):
        here = (*at, "items", index)
        if member["item"] not in items:
            yield Finding((*here, "item"), "目录里没有这个事项。")
        for number, before in enumerate(member.get("after", ())):
            if before not in members:
                yield Finding((*here, "after", number), "前序事项不在这件事里。")
            elif members[before]["stage"] > member["stage"]:
                yield Finding((*here, "after", number), "前序事项排在了后面的阶段。")
    if len(members) < len(row["items"]):
        yield Finding((*at, "items"), "同一个事项出现了两次。")
    after = {key: [b for b in one.get("after", ()) if b in members] for key, one in members.items()}
    if graphs.cycle(after):
        yield Finding((*at, "items"), "前序关系成了一个圈，这件事永远办不完。")
    yield from _tests(row, at)


def _tests(row: Row, at: Path) -> Iterator[Finding]:
    """A test that no answer can pass would leave its member out for ever."""
    options = {q["key"]: {o["key"] for o in q["options"]} for q in row.get("questions", ())}
    for index, member in enumerate(row["items"]):
        test = choosing.test_of(member.get("when", ""))
        if test and test.value not in options.get(test.question, ()):
            yield Finding((*at, "items", index, "when"), "条件里的问题或选项不在这件事里。")


def _answers(row: Row, at: Path) -> Iterator[Finding]:
    members = {member["item"] for member in row["items"]}
    for index, question in enumerate(row.get("questions", ())):
        for number, option in enumerate(question["options"]):
            here = (*at, "questions", index, "options", number)
            for effect in ("include", "exclude"):
                if not set(option.get(effect, ())) <= members:
                    yield Finding((*here, effect), "选项涉及的事项不在这件事里。")


def _materials(row: Row, at: Path, around: Surroundings) -> Iterator[Finding]:
    members = {member["item"] for member in row["items"]} | {_EVERY}
    for index, material in enumerate(row.get("materials", ())):
        here = (*at, "materials", index)
        if not set(material["used_by"]) <= members:
            yield Finding((*here, "used_by"), "使用材料的事项不在这件事里。")
        if material.get("licence") and material["licence"] not in around.licence_types:
            yield Finding((*here, "licence"), "没有这种电子证照类型。")


def definition(row: Row) -> LifeEventDefinition:
    """The definition of a joined service; the row has no faults."""
    return LifeEventDefinition(
        key=row["id"],
        name=row["name"],
        aliases=tuple(row.get("alt_names", ())),
        applicant=row["applicant"],
        lead=row["lead"],
        promise=Limit(row["promise"]["value"], row["promise"]["unit"]),
        conditions=tuple(row.get("conditions", ())),
        questions=tuple(_question(one) for one in row.get("questions", ())),
        members=tuple(_member(one) for one in row["items"]),
        materials=tuple(_material(one) for one in row.get("materials", ())),
        outputs=tuple(row.get("outputs", ())),
        external_steps=tuple(row.get("external_steps", ())),
        silent_effects=tuple(row.get("silent_effects", ())),
        exclusions=tuple(row.get("exclusion_rules", ())),
    )


def _question(row: Row) -> LifeQuestion:
    options = (
        Choice(
            one["key"], one["label"], tuple(one.get("include", ())), tuple(one.get("exclude", ()))
        )
        for one in row["options"]
    )
    return LifeQuestion(row["key"], row["text"], tuple(options))


def _member(row: Row) -> Member:
    promise = row.get("promise_in_thing")
    return Member(
        item=row["item"],
        stage=row["stage"],
        mode=row["mode"],
        required=row.get("required", True),
        after=tuple(row.get("after", ())),
        when=row.get("when", ""),
        promise=Limit(promise["value"], promise["unit"]) if promise else None,
    )


def _material(row: Row) -> SharedMaterial:
    return SharedMaterial(
        row["name"],
        tuple(row["used_by"]),
        Need(row["need"]),
        Obtain(row["obtain"]),
        row.get("licence"),
    )
