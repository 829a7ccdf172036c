"""Names of the audit entries of this house, and what others hear.

Starting, completing and cancelling are parts of a command of the house that owns the reference;
that command writes the audit entry and publishes the fact.  Who completed which task is also kept
here, in the steps of the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.base import outbox

DEFINITION_PUBLISHED: Final = "processes.definition_published"
"""A new version of a kind of process may be started from now on, or from a later day."""
DEFINITION_DRAFTED: Final = "processes.definition_drafted"
DEFINITION_DISCARDED: Final = "processes.definition_discarded"
DEFINITION_RETIRED: Final = "processes.definition_retired"
RUNS_MOVED: Final = "processes.runs_moved"
MOVE_UNDONE: Final = "processes.move_undone"


@dataclass(frozen=True)
class RunMoved(outbox.Event):
    """A run was put on another version of its drawing, or back; whom it asks may be named anew."""

    name = "processes.run_moved"
    reference: str
    version: int
