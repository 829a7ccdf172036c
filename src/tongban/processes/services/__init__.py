"""Changes to definitions and runs."""

from tongban.processes.services.checking import LastOfItsKind, LimitTooShort, note_limits
from tongban.processes.services.definitions import (
    DayPassed,
    KindInvalid,
    NotADraft,
    NotPublished,
    PackagedVersionChanged,
    discard,
    draft,
    load_definitions,
    publish,
    publish_draft,
    retire,
)
from tongban.processes.services.moving import MoveUnknown, SameVersion, move, undo
from tongban.processes.services.runs import (
    AlreadyFinished,
    AlreadyStarted,
    Completed,
    cancel,
    choose,
    complete,
    start,
    succeed,
)

__all__ = [
    "AlreadyFinished",
    "AlreadyStarted",
    "Completed",
    "DayPassed",
    "KindInvalid",
    "LastOfItsKind",
    "LimitTooShort",
    "MoveUnknown",
    "NotADraft",
    "NotPublished",
    "PackagedVersionChanged",
    "SameVersion",
    "cancel",
    "choose",
    "complete",
    "discard",
    "draft",
    "load_definitions",
    "move",
    "note_limits",
    "publish",
    "publish_draft",
    "retire",
    "start",
    "succeed",
    "undo",
]
