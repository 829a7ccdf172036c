"""A life event as one person needs it: chosen members, graph, one form, one set of materials."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tongban.items.rules import choosing, forms, graphs, merging, pooling, saving, scenarios
from tongban.items.rules.definitions import Kind, Obtain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.items.rules.choosing import Asked
    from tongban.items.rules.definitions import ItemDefinition, Limit
    from tongban.items.rules.graphs import Way
    from tongban.items.rules.joined import LifeEventDefinition
    from tongban.items.rules.merging import MergedForm
    from tongban.items.rules.pooling import Pooled
    from tongban.items.rules.saving import Saving

PUBLIC_SERVICE = "20"
_BY_ITSELF = frozenset({Obtain.LICENCE, Obtain.SHARED})


@dataclass(frozen=True, slots=True)
class Thing:
    """The life event under certain answers; everything else follows from these."""

    event: LifeEventDefinition
    items: Mapping[str, ItemDefinition]
    answers: Mapping[str, object]
    waits: Mapping[str, tuple[str, ...]]
    made: Mapping[str, Mapping[str, str]]
    own_answers: Mapping[str, Mapping[str, str]]

    @property
    def members(self) -> tuple[str, ...]:
        """The chosen members, none before one it waits for."""
        return graphs.in_order(self.waits)

    @property
    def names(self) -> dict[str, str]:
        return {key: item.name for key, item in self.items.items()}

    @property
    def asking(self) -> dict[str, ItemDefinition]:
        """The chosen members that need anything from the applicant, in the order of the graph."""
        chosen = {key: self.items[key] for key in self.members}
        return {key: item for key, item in chosen.items() if not is_data_only(item)}


def is_data_only(item: ItemDefinition) -> bool:
    """Whether a member needs no material and no window: the platform looks the data up itself."""
    return (
        item.kind is Kind.SPOT
        and item.type_code == PUBLIC_SERVICE
        and not item.result.licence
        and not item.visits
        and bool(item.materials)
        and all(material.obtain in _BY_ITSELF for material in item.materials)
    )


def thing(
    event: LifeEventDefinition,
    items: Mapping[str, ItemDefinition],
    answers: Mapping[str, object],
) -> Thing:
    """The event under these answers; declined with the refusals of `choose`.

    `items` holds at least every member that may be chosen.
    """
    chosen = {key: items[key] for key in choosing.choose(event, answers)}
    waits = graphs.predecessors(event, tuple(chosen))
    made = {
        key: {
            kind: one
            for one in sorted(graphs.ancestors(waits, key))
            if (kind := chosen[one].result.licence)
        }
        for key in chosen
    }
    own = {key: choosing.answers_of(event, chosen, key, answers) for key in chosen}
    return Thing(event, chosen, answers, waits, made, own)


def questions(
    event: LifeEventDefinition, items: Mapping[str, ItemDefinition], answers: Mapping[str, object]
) -> tuple[Asked, ...]:
    """What is to be asked: the event's own questions, and once they are answered, the items'."""
    asked = choosing.questions(event, {key: item.name for key, item in items.items()})
    own = {one.key: answers[one.key] for one in asked if one.key in answers}
    if choosing.check_answers(asked, own, final=True):
        return asked
    chosen = {key: items[key] for key in choosing.choose(event, own)}
    asking = {key: item for key, item in chosen.items() if not is_data_only(item)}
    return (*asked, *choosing.own_questions(event, asking))


def widest(event: LifeEventDefinition, items: Mapping[str, ItemDefinition]) -> dict[str, object]:
    """Answers that bring in as much as there is, for a guide that knows nobody's answers yet."""
    answers: dict[str, object] = {}
    for question in choosing.questions(event, {}):
        keys = [key for key, _ in question.options]
        bringing = [
            o.key for q in event.questions if q.key == question.key for o in q.options if o.include
        ]
        answers[question.key] = keys if question.several else [*bringing, *keys][0]
    for question in questions(event, items, answers):
        answers.setdefault(question.key, question.options[0][0])
    return answers


def limits(found: Thing) -> dict[str, Limit | None]:
    """The limit of each chosen member: what was agreed inside the thing, else its own promise."""
    return {key: found.event.member(key).promise or alone(found, key) for key in found.items}


def alone(found: Thing, member: str) -> Limit | None:
    """The limit that the member promises to whoever applies for it alone."""
    return scenarios.promised_for(found.items[member], found.own_answers[member])


def way(found: Thing) -> Way:
    """The critical path over the chosen members."""
    return graphs.longest_way(found.waits, limits(found), found.names)


def form(found: Thing) -> MergedForm:
    """The one form; data-only members ask nothing."""
    return merging.merge(found.event.name, found.asking, found.made)


def materials(found: Thing) -> tuple[Pooled, ...]:
    """The one set of materials."""
    each = {
        key: scenarios.materials_for(item, found.own_answers[key])
        for key, item in found.items.items()
        if key in found.members
    }
    return pooling.pool(found.event, {key: each[key] for key in found.members}, found.made)


def as_item(found: Thing, schema: dict[str, Any]) -> ItemDefinition:
    """The thing as pages and checks of forms know items: its one form under its own name."""
    first = next(iter(found.asking.values()), next(iter(found.items.values())))
    return replace(
        first, key=found.event.key, name=found.event.name, form=schema, scenarios=(),
        version_id=0, version=0,
    )  # fmt: skip


def savings(found: Thing, merged: MergedForm, pooled: tuple[Pooled, ...]) -> tuple[Saving, ...]:
    """Forms, fields, materials, visits and days saved, each with its sum."""
    asking = found.asking
    visits = [(i.name, scenarios.visits_for(i, found.own_answers[k])) for k, i in asking.items()]
    days = [(found.items[k].name, graphs.working_days(alone(found, k))) for k in found.members]
    return (
        saving.saving(saving.FORMS, [(i.name, 1) for i in asking.values()], min(1, len(asking))),
        saving.saving(
            saving.FIELDS,
            [(i.name, _fields(i)) for i in asking.values()],
            len(merged.schema["properties"]),
        ),
        saving.saving(saving.MATERIALS, _brought(found), sum(not one.fed_by for one in pooled)),
        saving.saving(saving.VISITS, visits, min(1, sum(count for _, count in visits))),
        saving.saving(saving.DAYS, days, way(found).days),
    )


def _fields(item: ItemDefinition) -> int:
    return sum(len(section.fields) for section in forms.sections(item.form))


def _brought(found: Thing) -> list[tuple[str, int]]:
    counted = []
    for key in found.members:
        own = scenarios.materials_for(found.items[key], found.own_answers[key])
        counted.append((found.items[key].name, sum(m.obtain is not Obtain.FORM for m in own)))
    return counted
