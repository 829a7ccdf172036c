"""Changes of the directory."""

from tongban.directory.services.keeping import (
    HallCodeTaken,
    WrongEntry,
    create_post,
    load_departments,
    load_regions,
    open_hall,
)
from tongban.directory.services.succession import (
    ClosedAlready,
    SubstitutionUnknown,
    close_department,
    end_substitution,
    rename_department,
    substitute,
)

__all__ = [
    "ClosedAlready",
    "HallCodeTaken",
    "SubstitutionUnknown",
    "WrongEntry",
    "close_department",
    "create_post",
    "end_substitution",
    "load_departments",
    "load_regions",
    "open_hall",
    "rename_department",
    "substitute",
]
