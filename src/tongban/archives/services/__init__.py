"""Every change."""

from tongban.archives.services.building import build, build_due, want
from tongban.archives.services.collecting import case_facts
from tongban.archives.services.keeping import PackageDamaged, PackageGone
from tongban.archives.services.listing import CheckFailed, ListInvalid, decide, propose
from tongban.archives.services.reading import (
    PackageFailed,
    check,
    download,
    restore,
    restore_kept,
)
from tongban.archives.services.sealing import NotGoodEnough, examine

__all__ = [
    "CheckFailed",
    "ListInvalid",
    "NotGoodEnough",
    "PackageDamaged",
    "PackageFailed",
    "PackageGone",
    "build",
    "build_due",
    "case_facts",
    "check",
    "decide",
    "download",
    "examine",
    "propose",
    "restore",
    "restore_kept",
    "want",
]
