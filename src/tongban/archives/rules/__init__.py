"""What is right, without input or output."""

from tongban.archives.rules.checking import Finding, Package, check
from tongban.archives.rules.packages import PackageRefused
from tongban.archives.rules.retention import (
    AlreadyDecided,
    InsideWhole,
    NotHeld,
    RetentionUnknown,
    SecondPersonNeeded,
    StillKept,
    keep_until,
    period_of,
    require_listable,
)
from tongban.archives.rules.words import (
    KEPT_NAMES,
    LIST_NAMES,
    LIST_STATES,
    Group,
    Kept,
    ListKind,
    ListState,
    Period,
    Property,
    Stage,
    group_of,
)

__all__ = [
    "KEPT_NAMES",
    "LIST_NAMES",
    "LIST_STATES",
    "AlreadyDecided",
    "Finding",
    "Group",
    "InsideWhole",
    "Kept",
    "ListKind",
    "ListState",
    "NotHeld",
    "Package",
    "PackageRefused",
    "Period",
    "Property",
    "RetentionUnknown",
    "SecondPersonNeeded",
    "Stage",
    "StillKept",
    "check",
    "group_of",
    "keep_until",
    "period_of",
    "require_listable",
]
