"""Reads."""

from tongban.archives.queries.archives import (
    ArchiveUnknown,
    archive,
    archive_list,
    archives,
    failed,
    lists,
    of_case,
    restored,
)
from tongban.archives.queries.settings import Settings, settings

__all__ = [
    "ArchiveUnknown",
    "Settings",
    "archive",
    "archive_list",
    "archives",
    "failed",
    "lists",
    "of_case",
    "restored",
    "settings",
]
