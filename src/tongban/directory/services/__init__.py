"""Changes of the directory."""

from tongban.directory.services.keeping import (
    HallCodeTaken,
    WrongEntry,
    create_post,
    create_posts,
    load_departments,
    load_regions,
    open_hall,
)
from tongban.directory.services.substitution import (
    SubstitutionUnknown,
    end_substitution,
    substitute,
)
from tongban.directory.services.succession import (
    ClosedAlready,
    DayPassed,
    NameUnchanged,
    NoPlannedName,
    close_department,
    drop_planned_name,
    rename_department,
    take_up_names,
)

__all__ = [
    "ClosedAlready",
    "DayPassed",
    "HallCodeTaken",
    "NameUnchanged",
    "NoPlannedName",
    "SubstitutionUnknown",
    "WrongEntry",
    "close_department",
    "create_post",
    "create_posts",
    "drop_planned_name",
    "end_substitution",
    "load_departments",
    "load_regions",
    "open_hall",
    "rename_department",
    "substitute",
    "take_up_names",
]
