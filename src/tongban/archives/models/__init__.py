"""Tables of the house, room by room."""

from tongban.archives.models.archives import Archive, ArchiveList, Check, RestoredCase, Wish

__all__ = ["Archive", "ArchiveList", "Check", "RestoredCase", "Wish"]
