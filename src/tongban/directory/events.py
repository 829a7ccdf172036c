"""The names of what is written into the trail."""

from __future__ import annotations

from typing import Final

REGIONS_LOADED: Final = "directory.regions_loaded"
DEPARTMENTS_LOADED: Final = "directory.departments_loaded"
HALL_OPENED: Final = "directory.hall_opened"
POST_CREATED: Final = "directory.post_created"
DEPARTMENT_RENAMED: Final = "directory.department_renamed"
NAME_PLANNED: Final = "directory.name_planned"
NAME_DROPPED: Final = "directory.name_dropped"
SUBSTITUTION_MADE: Final = "directory.substitution_made"
SUBSTITUTION_ENDED: Final = "directory.substitution_ended"
