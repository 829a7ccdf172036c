"""Decisions about the catalogue: pure, without Django, database, clock or network."""

from tongban.items.rules.checking import check_form
from tongban.items.rules.definitions import (
    ItemDefinition,
    Kind,
    Limit,
    Material,
    Need,
    Obtain,
    Option,
    Promise,
    Result,
    Scenario,
)
from tongban.items.rules.faults import Fault
from tongban.items.rules.filling import Prefilled, from_text, prefill
from tongban.items.rules.forms import Field, Section, sections
from tongban.items.rules.guide import standard
from tongban.items.rules.joined import LifeEventDefinition
from tongban.items.rules.scenarios import (
    as_known,
    check_answers,
    fee_for,
    materials_for,
    promised_for,
    visits_for,
)

__all__ = [
    "Fault",
    "Field",
    "ItemDefinition",
    "Kind",
    "LifeEventDefinition",
    "Limit",
    "Material",
    "Need",
    "Obtain",
    "Option",
    "Prefilled",
    "Promise",
    "Result",
    "Scenario",
    "Section",
    "as_known",
    "check_answers",
    "check_form",
    "fee_for",
    "from_text",
    "materials_for",
    "prefill",
    "promised_for",
    "sections",
    "standard",
    "visits_for",
]
