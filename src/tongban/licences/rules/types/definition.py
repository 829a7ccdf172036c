"""The definition of a licence type: everything that one version of it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import ConfigDict, Field, ValidationError, model_validator

from tongban.base.errors import Invalid
from tongban.licences.rules import face_values, layouts, numbers
from tongban.licences.rules.layouts import Layout
from tongban.licences.rules.types import patterns
from tongban.licences.rules.types.parts import (
    CATEGORIES,
    HOLDER_CATEGORIES,
    LEVELS,
    SHARE_TYPES,
    Credit,
    FaceField,
    HolderCodeType,
    Name,
    Row,
    TypeCode,
    Validity,
    one_of,
    sentence_of,
    twice,
)

if TYPE_CHECKING:
    from tongban.licences.rules.types.reading import TypeRow

MOST_FIELDS = 80
YEARLY = 12
_NATURAL_CODES = "自然人"


class DefinitionInvalid(Invalid):
    """The definition has faults; `fields` maps each path to its sentence."""

    code = "licences.definition_invalid"


class Definition(Row):
    """What one version of a type says: GB/T 36902 directory items, face, rules, template."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)

    name: Name
    category: Annotated[str, one_of(CATEGORIES)]
    type_code: TypeCode | None = None
    defining_authority: Name
    defining_authority_code: Credit | None = None
    defining_level: Annotated[str, one_of(LEVELS)] = LEVELS[0]
    issuing_authority: Name
    issuing_bodies: tuple[Annotated[str, Field(max_length=40)], ...] = Field((), max_length=200)
    related_items: tuple[Name, ...] = Field((), max_length=20)
    holder_category: Annotated[str, one_of(HOLDER_CATEGORIES)]
    holder_code_types: tuple[HolderCodeType, ...] = Field(min_length=1)
    number_rule: str = Field("", max_length=300)
    number_pattern: str
    validity: Validity
    periodic_months: int = Field(0, ge=0, le=120)
    share_type: Annotated[str, one_of(SHARE_TYPES)]
    paper_counterpart: bool
    fields: tuple[FaceField, ...] = Field(min_length=1, max_length=MOST_FIELDS)
    layout: Layout

    @model_validator(mode="after")
    def _names_each_field_once(self) -> Self:
        if again := twice(field.key for field in self.fields):
            raise ValueError(f"字段 {'、'.join(again)} 写了两次。")
        return self

    @property
    def face_fields(self) -> tuple[face_values.Field, ...]:
        """The fields as faces know them."""
        return face_values.fields_of([field.model_dump(mode="json") for field in self.fields])

    def stored(self) -> dict[str, Any]:
        """The definition as JSON keeps it; what was not said is left out."""
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def judged(values: Mapping[str, Any]) -> Definition:
    """Return the definition, or raise `DefinitionInvalid` with a sentence for every fault."""
    try:
        definition = Definition.model_validate(values)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        faults = {_path(error["loc"]): sentence_of(error) for error in errors}
        if not any(path.startswith("fields") for path in faults):
            faults.update(_pattern_fault(values))
        raise DefinitionInvalid(fields=faults) from None
    if faults := dict(_faults(definition)):
        raise DefinitionInvalid(fields=faults)
    return definition


def _pattern_fault(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the number pattern, told together with faults elsewhere."""
    rows = [FaceField.model_validate(row).model_dump(mode="json") for row in values["fields"]]
    sentence = patterns.fault(str(values["number_pattern"]), face_values.fields_of(rows))
    return {"number_pattern": sentence} if sentence else {}


def restored(values: Mapping[str, Any]) -> Definition:
    """The definition of a version that was judged when it was written."""
    return Definition.model_validate(values)


def of_row(row: TypeRow, *, sample: bool, layout: Layout | None) -> Definition:
    """The definition that a row of the file gives."""
    fields = tuple(row.fields)
    values: dict[str, Any] = {
        "name": row.name,
        "category": row.category,
        "type_code": row.sample_type_code if sample else row.type_code,
        "defining_authority": row.defining_authority,
        "defining_authority_code": row.defining_authority_uscc,
        "issuing_authority": row.issuing_authority,
        "holder_category": row.holder_category,
        "holder_code_types": row.holder_code_types,
        "number_rule": row.number_rule,
        "number_pattern": numbers.pattern_for(row.id),
        "validity": row.validity,
        "periodic_months": YEARLY if row.periodic_check else 0,
        "share_type": row.default_share_type,
        "paper_counterpart": row.paper_counterpart,
        "fields": fields,
        "layout": layout or _fitting(row),
    }
    return Definition.model_validate(values)


def _fitting(row: TypeRow) -> Layout:
    fields = face_values.fields_of([field.model_dump(mode="json") for field in row.fields])
    return layouts.fitting(name=row.name, category=row.category, fields=fields)


def _faults(definition: Definition) -> Iterator[tuple[str, str]]:
    """What no part can see by itself."""
    fields = definition.face_fields
    if sentence := patterns.fault(definition.number_pattern, fields):
        yield "number_pattern", sentence
    natural = definition.holder_category != "法人和其他组织"
    legal = definition.holder_category != _NATURAL_CODES
    for code in definition.holder_code_types:
        if not (legal if code in {"001", "099"} else natural):
            yield "holder_code_types", "有的代码类型和持证者类别不符。"
    for path, sentence in layouts.faults(definition.layout, fields).items():
        yield f"layout.{path}", sentence


def _path(place: tuple[int | str, ...]) -> str:
    """`fields[3].name`, as forms name their inputs."""
    spelled = ""
    for step in place:
        spelled += f"[{step}]" if isinstance(step, int) else f"{'.' if spelled else ''}{step}"
    return spelled
