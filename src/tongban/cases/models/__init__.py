"""Tables of cases, room by room."""

from tongban.cases.models.acceptance import (
    AgentConsent,
    BrokenPromise,
    CasePromise,
    FirstContact,
    HandOver,
    PromiseAnswer,
    PromiseFile,
    SecondNotice,
)
from tongban.cases.models.bundles import (
    Bundle,
    BundleFile,
    BundleMaterial,
    BundleMember,
)
from tongban.cases.models.case import Case, CaseQuerySet
from tongban.cases.models.clock import (
    CaseExtension,
    ClockChange,
    ClockStop,
    Consequence,
    Recount,
)
from tongban.cases.models.desk import DeskNote
from tongban.cases.models.integration import (
    ClosedDay,
    DayBalance,
    PushedStep,
    StatedBalance,
)
from tongban.cases.models.materials import CaseMaterial, MaterialFile
from tongban.cases.models.papers import (
    BundlePaper,
    CaseDocument,
    SealedBundlePaper,
    SealedPaper,
)
from tongban.cases.models.parallel import CaseAdvice
from tongban.cases.models.tasks import CaseTask
from tongban.cases.models.trail import CaseStep

__all__ = [
    "AgentConsent",
    "BrokenPromise",
    "Bundle",
    "BundleFile",
    "BundleMaterial",
    "BundleMember",
    "BundlePaper",
    "Case",
    "CaseAdvice",
    "CaseDocument",
    "CaseExtension",
    "CaseMaterial",
    "CasePromise",
    "CaseQuerySet",
    "CaseStep",
    "CaseTask",
    "ClockChange",
    "ClockStop",
    "ClosedDay",
    "Consequence",
    "DayBalance",
    "DeskNote",
    "FirstContact",
    "HandOver",
    "MaterialFile",
    "PromiseAnswer",
    "PromiseFile",
    "PushedStep",
    "Recount",
    "SealedBundlePaper",
    "SealedPaper",
    "SecondNotice",
    "StatedBalance",
]
