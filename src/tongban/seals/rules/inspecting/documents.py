"""Checking a whole OFD document: each of its signatures, and what the document says it is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.base import ofd
from tongban.base.crypto.errors import InvalidSeal
from tongban.base.ofd import signed
from tongban.seals.rules.inspecting.reports import Report, Verdict, worst
from tongban.seals.rules.inspecting.signatures import inspect_signature

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.crypto.pki import Trust
    from tongban.seals.rules.inspecting.signatures import Statuses


def inspect(
    content: bytes, *, trust: Trust, at: datetime, statuses: Statuses | None = None
) -> Report:
    """Check every seal on an OFD file at a moment; whatever the bytes are, a report comes back.

    Empty trust verifies nothing.  `statuses`, where given, must answer for every seal.
    """
    try:
        package = ofd.open_package(content)
    except ofd.PackageRefused as refused:
        return Report(Verdict.UNKNOWN, at, problem=str(refused))
    return inspect_package(package, trust=trust, at=at, statuses=statuses)


def inspect_package(
    package: ofd.Package, *, trust: Trust, at: datetime, statuses: Statuses | None = None
) -> Report:
    """The same for a package that is open already."""
    try:
        listed = signed.list_path(package)
        entries = ofd.signatures(package)
        licence = licence_facts(package)
    except ofd.PackageRefused as refused:
        return Report(Verdict.INVALID, at, problem=str(refused))
    found = tuple(
        inspect_signature(package, entries, listed, entry, trust=trust, at=at, statuses=statuses)
        for entry in entries
    )
    verdict = worst(tuple(each.verdict for each in found))
    return Report(verdict, at, found, licence=licence)


def verify(content: bytes, *, trust: Trust, at: datetime, statuses: Statuses | None = None) -> None:
    """Return if every seal on the document holds and there is one, else raise `InvalidSeal`."""
    report = inspect(content, trust=trust, at=at, statuses=statuses)
    if report.verdict is not Verdict.VALID:
        raise InvalidSeal(report.plain())


def licence_facts(package: ofd.Package) -> Mapping[str, str]:
    """The custom data of the document by their short names, such as ZZMC and ZZBS.

    To be believed as far as the seals on the document are.
    """
    return MappingProxyType(dict(ofd.info(package).custom))
