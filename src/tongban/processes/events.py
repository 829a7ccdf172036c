"""Names of the audit entries of this house.

Starting, completing and cancelling are parts of a command of the house that owns the reference;
that command writes the audit entry and publishes the fact.  Who completed which task is also kept
here, in the steps of the run.
"""

from __future__ import annotations

from typing import Final

DEFINITION_PUBLISHED: Final = "processes.definition_published"
"""A new version of a kind of process may be started from now on."""
