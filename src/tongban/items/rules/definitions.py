"""What an item is: frozen, typed, and the same as JSON for ever."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

Audience = Literal["natural", "legal"]
Unit = Literal["工作日", "日", "月", "小时"]


class Kind(StrEnum):
    """Whether an item is decided on the spot or within a promised limit (办件类型)."""

    SPOT = "即办件"
    PROMISED = "承诺件"


class Need(StrEnum):
    """Whether a material must be there (材料必要性)."""

    REQUIRED = "必要"
    OPTIONAL = "非必要"
    LATER = "容缺后补"


class Obtain(StrEnum):
    """How a material reaches the office, the least work for the applicant first."""

    LICENCE = "电子证照"
    SHARED = "数据共享"
    FORM = "在线填表"
    UPLOAD = "上传"
    COUNTER = "窗口核验原件"
    EARLIER = "前序事项结果"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit; 0 working days means on the spot.  `value` may be half a working day."""

    value: int | float
    unit: Unit
    note: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """One thing that belongs into the application (申请材料).

    `licence` is a licence type key when the licence library may answer it; `provider` and
    `resource` name the shared data that may.
    """

    key: str
    seq: int
    name: str
    need: Need
    source: str
    form: str
    obtain: Obtain
    licence: str | None = None
    provider: str = ""
    resource: str = ""
    trust: str = "D"

    @property
    def is_required(self) -> bool:
        return self.need is Need.REQUIRED


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a scenario question, and what it changes."""

    key: str
    label: str
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    fee: str = ""
    limit: Limit | None = None
    limit_text: str = ""
    visits: int | None = None
    office: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario question (情形引导) with its answers."""

    key: str
    question: str
    options: tuple[Option, ...]

    def option(self, key: object) -> Option | None:
        """The answer of that key, if there is one."""
        return next((option for option in self.options if option.key == key), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the handling procedure (办理流程), as the guide tells it."""

    name: str
    share: float | None = None
    limit: int | None = None
    waiting_days: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """One fee with its standard and its basis in law."""

    name: str
    standard: str
    basis: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What the item costs."""

    charged: bool = False
    charges: tuple[Charge, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """On what promise the item is decided (告知承诺), as its notice (告知书) tells it.

    `requirements` is what is promised, `replaces` the keys of the materials that the promise stands
    for, `check_within` the working days after the decision in which the office checks.
    """

    requirements: tuple[str, ...]
    basis: str
    replaces: tuple[str, ...] = ()
    check_within: int = 60
    liability: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A special procedure (特别程序) and whether the law takes it out of the limit."""

    name: str
    stops_clock: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What the applicant gets; `licence` is the key of the licence type that is issued."""

    kind: str
    name: str
    licence: str | None = None
    validity: str = ""


@dataclass(frozen=True, slots=True)
class ApplicantDeadline:
    """By when the applicant has to come; a duty of his, no limit of the office."""

    value: int
    unit: Unit
    event: str


@dataclass(frozen=True, slots=True)
class Question:
    """A frequent question with its answer (常见问题)."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Phones:
    """Where to ask (咨询) and where to complain (监督投诉)."""

    consult: str = ""
    complain: str = ""


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """One version of an implementation list (实施清单); nothing in it ever changes.

    `version_id` and `version` are 0 until it is stored.  `form` is a self-contained JSON Schema.
    `refers_to` is the department above that decides after this one has examined (转报).
    `joint_handling` says that several departments decide together (联合办理); `silent_consent` is
    the law by which silence grants it (默认许可), empty where none does.
    """

    key: str
    name: str
    basic_code: str
    implement_code: str
    type: str
    type_code: str
    department_key: str
    department_name: str
    region: str
    level: int
    audiences: tuple[Audience, ...]
    applicants: tuple[str, ...]
    kind: Kind
    process: str
    statutory: Limit | None
    promised: Limit | None
    legal_basis: tuple[str, ...]
    conditions: tuple[str, ...]
    steps: tuple[Step, ...]
    fee: Fee
    channels: tuple[str, ...]
    online_level: str
    visits: int
    visit_reason: str
    scope: str
    front_desk_levels: tuple[int, ...]
    services: tuple[str, ...]
    joint_departments: tuple[str, ...]
    special_procedures: tuple[Procedure, ...]
    materials: tuple[Material, ...]
    scenarios: tuple[Scenario, ...]
    result: Result
    themes_person: tuple[str, ...]
    themes_corp: tuple[str, ...]
    quantity_limit: str = ""
    applicant_deadline: ApplicantDeadline | None = None
    halls: tuple[str, ...] = ()
    phones: Phones = field(default=Phones())
    remedies: tuple[str, ...] = ()
    faqs: tuple[Question, ...] = ()
    aliases: tuple[str, ...] = ()
    promise: Promise | None = None
    refers_to: str = ""
    joint_handling: bool = False
    silent_consent: str = ""
    form: dict[str, Any] = field(default_factory=dict)
    version_id: int = 0
    version: int = 0

    @property
    def themes(self) -> tuple[str, ...]:
        """Theme keys of both lists, which use the same codes: `natural.010`, `legal.010`."""
        return (
            *(f"natural.{code}" for code in self.themes_person),
            *(f"legal.{code}" for code in self.themes_corp),
        )

    def material(self, key: str) -> Material | None:
        """The material of that key, if there is one."""
        return next((material for material in self.materials if material.key == key), None)


@cache
def _adapter() -> TypeAdapter[ItemDefinition]:
    return TypeAdapter(ItemDefinition)


def content_of(definition: ItemDefinition) -> dict[str, Any]:
    """The definition as JSON, without the numbers that storing it gives."""
    content: dict[str, Any] = _adapter().dump_python(definition, mode="json")
    del content["version_id"], content["version"]
    # An item without what came later stays the version it was.
    for late in ("promise", "refers_to", "joint_handling", "silent_consent"):
        if not content[late]:
            del content[late]
    return content


def item_from(content: dict[str, Any], *, version_id: int, version: int) -> ItemDefinition:
    """The stored version of an item."""
    definition = _adapter().validate_python(content)
    return replace(definition, version_id=version_id, version=version)
