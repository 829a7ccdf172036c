"""Signatures found in a package, and whether the files they vouch for are still the same.

What a signature's value is worth is not judged here: that takes certificates, and the structures
of electronic seals.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.base.crypto import sm3
from tongban.base.ofd import document, names, trees
from tongban.base.ofd.package import Package, PackageRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS = frozenset({"Seal", "Sign"})
_MOST_SIGNATURES = 200
_MOST_SPOTS = 20_000


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the picture of a seal is shown: page from 1, millimetres from its top left corner.

    A `clip` (left, top, width, height within the picture's own place) shows only that part of it.
    """

    page: int
    x: float
    y: float
    width: float
    height: float
    clip: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class SignatureEntry:
    """One signature as it stands in the package."""

    identifier: str
    kind: str
    """`Seal` for a seal, `Sign` for a plain digital signature."""
    description_path: str
    description: bytes
    """The bytes whose digest was signed."""
    check_method: str
    references: tuple[tuple[str, bytes], ...]
    """Path and digest of each file the signature vouches for."""
    provider: str
    method: str
    at: str
    """The moment as the description says it; the signed one is inside the value."""
    spots: tuple[Spot, ...]
    seal_path: str
    seal: bytes | None
    value_path: str
    value: bytes

    def changed(self, package: Package) -> tuple[str, ...]:
        """Paths of files that are missing or no longer what was vouched for.

        Digests of another kind than SM3 vouch for nothing: every path is named then.
        """
        if self.check_method not in {names.SM3_OID, "SM3", "sm3"}:
            return tuple(path for path, _ in self.references) or (self.description_path,)
        return tuple(
            path
            for path, digest in self.references
            if path not in package.files or sm3.digest(package.files[path]) != digest
        )

    def covers(self, path: str) -> bool:
        """Whether the signature vouches for a file, or is kept in it."""
        own = {self.description_path, self.value_path, self.seal_path}
        return path in own or any(path == each for each, _ in self.references)


def list_path(package: Package) -> str:
    """Where OFD.xml says the list of signatures is; empty if it names none."""
    entrance = trees.root(package, names.ENTRANCE, "OFD")
    written = trees.words(trees.child(entrance, "DocBody", "Signatures"))
    return trees.located(written, names.ENTRANCE) if written else ""


def signatures(package: Package) -> tuple[SignatureEntry, ...]:
    """All signatures, in the order of their list; none if there is no list yet.

    Declined with `PackageRefused` if the list names what is not there or cannot be read.
    """
    where = list_path(package)
    if not where or where not in package.files:
        return ()
    listed = list(trees.children(trees.root(package, where, "Signatures"), "Signature"))
    if len(listed) > _MOST_SIGNATURES:
        raise PackageRefused("too_many", "OFD 文件里的签名过多，无法接收。")
    found = tuple(_entry(package, each, where) for each in listed)
    paths = [each.description_path for each in found] + [each.value_path for each in found]
    identifiers = {each.identifier for each in found}
    if len(set(paths)) != len(paths) or len(identifiers) != len(found):
        raise PackageRefused("signature", "OFD 文件里有重复的签名。")
    return found


def uncovered(package: Package) -> tuple[str, ...]:
    """Files that no signature vouches for, the list of signatures aside.

    In a package that nobody touched after sealing there are none.
    """
    entries, where = signatures(package), list_path(package)
    known = {where} | {path for each in entries for path, _ in each.references}
    for each in entries:
        known |= {each.description_path, each.value_path}
    return tuple(path for path in package.files if path not in known)


def _entry(package: Package, listed: Any, where: str) -> SignatureEntry:
    kind = listed.get("Type", "Seal")
    if kind not in _KINDS:
        raise PackageRefused("signature", "OFD 文件里有读不懂的签名种类。")
    path = trees.located(listed.get("BaseLoc", ""), where)
    tree = trees.root(package, path, "Signature")
    signed = trees.child(tree, "SignedInfo")
    if signed is None:
        raise PackageRefused("signature", "OFD 文件里的签名缺少签名内容。")
    provider, references = trees.child(signed, "Provider"), trees.child(signed, "References")
    seal_path = trees.words(trees.child(signed, "Seal", "BaseLoc"))
    seal_path = trees.located(seal_path, path) if seal_path else ""
    value_path = trees.located(trees.words(trees.child(tree, "SignedValue")), path)
    return SignatureEntry(
        identifier=listed.get("ID", ""),
        kind=kind,
        description_path=path,
        description=package.read(path),
        check_method="MD5" if references is None else references.get("CheckMethod", "MD5"),
        references=tuple(_references(references, path)),
        provider="" if provider is None else provider.get("ProviderName", ""),
        method=trees.words(trees.child(signed, "SignatureMethod")),
        at=trees.words(trees.child(signed, "SignatureDateTime")),
        spots=_spots(package, signed),
        seal_path=seal_path,
        seal=package.read(seal_path) if seal_path else None,
        value_path=value_path,
        value=package.read(value_path),
    )


def _references(references: Any | None, base: str) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    for each in () if references is None else trees.children(references, "Reference"):
        path = trees.located(each.get("FileRef", ""), base)
        if path in seen:
            raise PackageRefused("signature", "OFD 文件的签名里有重复的文件。")
        seen.add(path)
        try:
            yield (
                path,
                base64.b64decode(trees.words(trees.child(each, "CheckValue")), validate=True),
            )
        except (binascii.Error, ValueError):
            raise PackageRefused("signature", "OFD 文件的签名里有读不懂的摘要。") from None


def _spots(package: Package, signed: Any) -> tuple[Spot, ...]:
    stamps = list(trees.children(signed, "StampAnnot"))
    if not stamps:
        return ()
    if len(stamps) > _MOST_SPOTS:
        raise PackageRefused("too_many", "OFD 文件里的印章位置过多，无法接收。")
    order = {page.identifier: page.number for page in document.outline(package).pages}
    return tuple(_spot(each, order) for each in stamps)


def _spot(stamp: Any, order: dict[str, int]) -> Spot:
    page = order.get(stamp.get("PageRef", ""))
    if page is None:
        raise PackageRefused("signature", "OFD 文件的印章盖在不存在的页上。")
    clip = trees.box(stamp.get("Clip")) if stamp.get("Clip") else None
    return Spot(page, *trees.box(stamp.get("Boundary")), clip=clip)
