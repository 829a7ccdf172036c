"""Checking sealed documents without any database or network: what anybody can find out alone.

`inspect` takes the steps of GM/T 0031 and GB/T 38540 one after the other and says of each how it
came out; `verify` returns nothing, and raises `InvalidSeal` unless everything holds.
"""

from tongban.seals.rules.inspecting.documents import (
    inspect,
    inspect_package,
    licence_facts,
    verify,
)
from tongban.seals.rules.inspecting.reports import (
    Report,
    Result,
    SealedBy,
    SignatureReport,
    Step,
    StepName,
    Verdict,
)
from tongban.seals.rules.inspecting.seals import inspect_seal, verify_seal
from tongban.seals.rules.inspecting.signatures import Statuses
from tongban.seals.rules.states import SealStatus

__all__ = [
    "Report",
    "Result",
    "SealStatus",
    "SealedBy",
    "SignatureReport",
    "Statuses",
    "Step",
    "StepName",
    "Verdict",
    "inspect",
    "inspect_package",
    "inspect_seal",
    "licence_facts",
    "verify",
    "verify_seal",
]
