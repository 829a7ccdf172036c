"""Packages on disk: sealed with SM4-GCM, found by their SM3, checked on each read."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from tongban.base.crypto import envelope, keys, sm3
from tongban.base.errors import NotFound


class PackageGone(NotFound):
    """The package was destroyed, or is not on this disk."""

    code = "archives.package_gone"
    sentence = "这份档案的归档信息包已经不在库里。"


class PackageDamaged(RuntimeError):
    """A kept package no longer is what its digest says."""


def keep(content: bytes) -> str:
    """Keep a package once; returns its digest."""
    digest = sm3.digest(content).hex()
    storage = storages["files"]
    if not storage.exists(_path(digest)):
        sealed = envelope.seal(keys.store(), "files", content, _bound(digest))
        storage.save(_path(digest), ContentFile(sealed))
    return digest


def read(digest: str) -> bytes:
    """The package; raises `PackageGone`, or `PackageDamaged` if it was changed on disk."""
    storage = storages["files"]
    if not digest or not storage.exists(_path(digest)):
        raise PackageGone
    with storage.open(_path(digest)) as sealed:
        content = envelope.open(keys.store(), "files", sealed.read(), _bound(digest))
    if sm3.digest(content).hex() != digest:
        raise PackageDamaged(digest)
    return content


def remove(digest: str) -> None:
    """Remove it for good; twice is once."""
    storages["files"].delete(_path(digest))


def _path(digest: str) -> str:
    return f"archives/{digest[:2]}/{digest}"


def _bound(digest: str) -> bytes:
    return f"archives:{digest}".encode()
