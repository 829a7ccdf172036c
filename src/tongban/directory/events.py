"""Facts about the directory, and the names of what is written into the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox

REGIONS_LOADED: Final = "directory.regions_loaded"
DEPARTMENTS_LOADED: Final = "directory.departments_loaded"
HALL_OPENED: Final = "directory.hall_opened"
POST_CREATED: Final = "directory.post_created"
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


@dataclass(frozen=True)
class DepartmentRenamed(outbox.Event):
    """A department is called by another name from that day on, as that account said."""

    name: ClassVar[str] = "directory.department_renamed"
    key: str
    before: str
    after: str
    on: str
    by: int | None = None
