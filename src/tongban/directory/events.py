"""Facts about the directory, and the names of what is written into the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox

REGIONS_LOADED: Final = "directory.regions_loaded"
DEPARTMENTS_LOADED: Final = "directory.departments_loaded"
HALL_OPENED: Final = "directory.hall_opened"
POST_CREATED: Final = "directory.post_created"
DEPARTMENT_RENAMED: Final = "directory.department_renamed"
NAME_PLANNED: Final = "directory.name_planned"
NAME_DROPPED: Final = "directory.name_dropped"


@dataclass(frozen=True)
class SubstitutionMade(outbox.Event):
    """Somebody was named to stand in (代理) for a colleague, by that account."""

    name: ClassVar[str] = "directory.substitution_made"
    substitution: int
    by: int | None = None


@dataclass(frozen=True)
class SubstitutionEnded(outbox.Event):
    """He does so no longer: the colleague is back before the last day."""

    name: ClassVar[str] = "directory.substitution_ended"
    substitution: int
    by: int | None = None
