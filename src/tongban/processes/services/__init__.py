"""Changes to definitions and runs."""

from tongban.processes.services.definitions import (
    KindInvalid,
    PackagedVersionChanged,
    load_definitions,
    publish,
)
from tongban.processes.services.runs import (
    AlreadyFinished,
    AlreadyStarted,
    Completed,
    cancel,
    complete,
    start,
)

__all__ = [
    "AlreadyFinished",
    "AlreadyStarted",
    "Completed",
    "KindInvalid",
    "PackagedVersionChanged",
    "cancel",
    "complete",
    "load_definitions",
    "publish",
    "start",
]
