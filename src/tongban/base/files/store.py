"""Keeping files: content-addressed, sealed with SM4-GCM, checked on each read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection

from tongban.base import clock
from tongban.base.crypto import envelope, keys, sm3
from tongban.base.errors import NotFound
from tongban.base.files.kinds import DOCUMENTS, check
from tongban.base.models import StoredFile

if TYPE_CHECKING:
    from collections.abc import Collection

    from tongban.base.files.kinds import Kind


_KEEP = """
INSERT INTO base_storedfile (digest, size, media_type, stored_at) VALUES (%s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""


class FileDamaged(RuntimeError):
    """A stored file no longer is what its digest says."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: digest (SM3, hex), size in bytes, media type and the name it came with."""

    digest: str
    size: int
    media_type: str
    name: str


def store(content: bytes, *, name: str, allowed: Collection[Kind] = DOCUMENTS) -> Stored:
    """Keep a file and return where to find it; the same content is kept once.

    Declined with the refusals of `kinds.check`; nothing is kept then.  The content is on disk
    before the row is, so a row always has its file; an aborted change leaves an orphan at most.
    """
    kind = check(content, name, allowed)
    digest = sm3.digest(content).hex()
    _write(digest, content)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [digest, len(content), kind.media_type, clock.now()])
    return Stored(digest, len(content), kind.media_type, name)


def read(digest: str) -> bytes:
    """The content of a stored file, checked against its digest.

    Raises `NotFound` when there is none and `FileDamaged` when it was changed on disk.
    """
    storage = storages["files"]
    path = _path(digest)
    if not digest or not storage.exists(path):
        raise NotFound
    with storage.open(path) as sealed:
        kept = sealed.read()
    content = envelope.open(keys.store(), "files", kept, digest.encode())
    if sm3.digest(content).hex() != digest:
        raise FileDamaged(digest)
    return content


def is_kept(digest: str) -> bool:
    """Whether a file with this digest is on record."""
    return StoredFile.objects.filter(pk=digest).exists()


def forget(digest: str) -> None:
    """Remove a file for good; the caller knows that nothing refers to it.  Twice is once."""
    StoredFile.objects.filter(pk=digest).delete()
    storages["files"].delete(_path(digest))


def _write(digest: str, content: bytes) -> None:
    storage = storages["files"]
    path = _path(digest)
    if storage.exists(path):
        return
    sealed = envelope.seal(keys.store(), "files", content, digest.encode())
    storage.save(path, ContentFile(sealed))


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"
