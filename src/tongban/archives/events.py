"""Facts that others hear, and the names of audited acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox


@dataclass(frozen=True)
class CaseArchived(outbox.Event):
    """The package of a case was made, checked and kept."""

    name: ClassVar[str] = "archives.archived"
    number: str
    archive: str


CHECKED: Final = "archives.checked"
LIST_PROPOSED: Final = "archives.list_proposed"
LIST_DECIDED: Final = "archives.list_decided"
DOWNLOADED: Final = "archives.downloaded"
RESTORED: Final = "archives.restored"
