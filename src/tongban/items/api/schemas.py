"""What goes in and out of the public catalogue."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field


class ItemSearchIn(Schema):
    """What to look for; every part may be left out."""

    text: str = Field("", max_length=20_000, description="Words, pinyin or initials.")
    theme: str = Field("", max_length=32, description="`natural.010` or `legal.010`.")
    department: str = Field("", max_length=64, description="Key of a department.")
    audience: str = Field("", max_length=16, description="`natural` or `legal`.")
    region: str = Field("", max_length=12, description="Code; offices above it are included.")
    after: str = Field("", max_length=400, description="`next` of the page before.")
    limit: int = Field(20, ge=1, le=100)


class ItemRowOut(Schema):
    """One item in a list; `state` is 1 in use, 2 paused, 3 cancelled."""

    key: str
    name: str
    type: str
    kind: str
    department_key: str
    department_name: str
    region: str
    audiences: list[str]
    themes: list[str]
    promised: str
    visits: int
    state: int


class ItemPageOut(Schema):
    """A page of items; `next` is the `after` of the page that follows."""

    items: list[ItemRowOut]
    next: str


class LimitOut(Schema):
    """A time limit; 0 means on the spot."""

    value: float
    unit: str
    note: str


class MaterialOut(Schema):
    """One material, and whether a licence or shared data answers it."""

    key: str
    seq: int
    name: str
    need: str
    source: str
    form: str
    obtain: str
    licence: str | None
    provider: str
    resource: str
    trust: str


class OptionOut(Schema):
    """One answer; `add` and `drop` are keys of materials."""

    key: str
    label: str
    add: list[str]
    drop: list[str]
    fee: str
    limit_text: str
    visits: int | None
    office: str


class ScenarioOut(Schema):
    """One scenario question (情形引导)."""

    key: str
    question: str
    options: list[OptionOut]


class ResultOut(Schema):
    """What the applicant gets; `licence` is the key of a licence type."""

    kind: str
    name: str
    licence: str | None
    validity: str


class ItemOut(Schema):
    """One version of an item; cases keep the version they were applied under."""

    key: str
    version: int
    name: str
    aliases: list[str]
    basic_code: str
    implement_code: str
    type: str
    kind: str
    department_key: str
    department_name: str
    region: str
    level: int
    audiences: list[str]
    applicants: list[str]
    themes: list[str]
    statutory: LimitOut | None
    promised: LimitOut | None
    channels: list[str]
    visits: int
    visit_reason: str
    materials: list[MaterialOut]
    scenarios: list[ScenarioOut]
    result: ResultOut


class LineOut(Schema):
    """One line of a guide."""

    label: str
    text: str


class GuideSectionOut(Schema):
    """One section of a guide."""

    key: str
    title: str
    lines: list[LineOut]


class GuideOut(Schema):
    """The whole guide (办事指南) of an item."""

    key: str
    name: str
    version: int
    sections: list[GuideSectionOut]


class FormOut(Schema):
    """The form of an item: JSON Schema 2020-12 with its shared data elements bundled."""

    key: str
    version: int
    form: dict[str, Any]


class FacetOut(Schema):
    """One value of a filter and how many items it finds."""

    key: str
    name: str
    count: int
    audience: str


class FacetsOut(Schema):
    """The filters of the catalogue."""

    themes: list[FacetOut]
    departments: list[FacetOut]
    audiences: list[FacetOut]
    regions: list[FacetOut]


class LifeEventRowOut(Schema):
    """One life event in a list."""

    key: str
    name: str
    applicant: str
    promised: str
    items: int


class LifeEventsOut(Schema):
    """All life events; there are never so many that pages are needed."""

    items: list[LifeEventRowOut]
    next: str = ""


class ChoiceOut(Schema):
    """One answer; `include` and `exclude` are keys of items."""

    key: str
    label: str
    include: list[str]
    exclude: list[str]


class LifeQuestionOut(Schema):
    """One question of a life event."""

    key: str
    text: str
    options: list[ChoiceOut]


class MemberOut(Schema):
    """An item inside a life event."""

    item: str
    stage: int
    mode: str
    required: bool
    after: list[str]
    when: str


class SharedMaterialOut(Schema):
    """A material that several members use."""

    name: str
    used_by: list[str]
    need: str
    obtain: str
    licence: str | None


class LifeEventOut(Schema):
    """One joined service (一件事) with its members."""

    key: str
    version: int
    name: str
    aliases: list[str]
    applicant: str
    lead: str
    promise: LimitOut
    conditions: list[str]
    questions: list[LifeQuestionOut]
    members: list[MemberOut]
    materials: list[SharedMaterialOut]
    outputs: list[str]
    external_steps: list[str]
    items: list[ItemRowOut]
