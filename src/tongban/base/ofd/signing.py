"""The seal block of a package (GB/T 33190, chapter 18): who vouches for which files, seen where.

    OFD.xml                           names Signatures.xml, from the first signature on
    Doc_0/Signs/Signatures.xml        the list of signatures
    Doc_0/Signs/Sign_0/Signature.xml  the description; its digest is what gets signed
    Doc_0/Signs/Sign_0/Seal.esl       the seal
    Doc_0/Signs/Sign_0/SignedValue.dat

A description holds the digest of every other file of the package: of the pages, of earlier
signatures with their values, of its own seal. Left out are its own description and value, which
cannot hold themselves, and the list, so that a later signature can be added without breaking this
one. With `lock` the list is protected too, and nobody can sign after.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, ClassVar

from lxml import etree

from tongban.base.crypto import sm3
from tongban.base.errors import Refusal
from tongban.base.ofd import document, names, signed, trees
from tongban.base.ofd.package import Package, PackageRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


class PackageLocked(Refusal):
    """An earlier signature closed the package: one more would break it."""

    code: ClassVar[str] = "base.package_locked"
    sentence: ClassVar[str] = "这份文件已经锁定，不能再加盖印章。"


@dataclass(frozen=True, slots=True)
class Pending:
    """A package that waits for the value of its newest signature.

    Sign the digest of `description` (SM3), in a structure that names `/` + `description_path`.
    """

    files: Mapping[str, bytes]
    identifier: str
    description: bytes
    description_path: str
    value_path: str

    def finish(self, value: bytes) -> dict[str, bytes]:
        """The files of the signed package."""
        return {**self.files, self.value_path: value}


def begin_signature(
    files: Mapping[str, bytes],
    *,
    provider: str,
    method_oid: str,
    at: datetime,
    spots: Sequence[signed.Spot],
    seal: bytes,
    lock: bool = False,
) -> Pending:
    """Describe a further signature over all files of a package.

    Declined with `PackageLocked` if an earlier signature closed it. Earlier signatures stay whole.
    A seal that is empty makes a plain digital signature, of the kind `Sign`.
    """
    package = Package(files)
    earlier = signed.signatures(package)
    where = signed.list_path(package) or names.SIGNATURES
    if any(where in dict(each.references) for each in earlier):
        raise PackageLocked
    written = dict(files)
    if not earlier:
        written[names.ENTRANCE] = _announced(package)
    folder, identifier = _next(package, earlier)
    description_path, seal_path = f"{folder}/Signature.xml", f"{folder}/Seal.esl"
    written[where] = _listed(package, where, identifier, "/" + description_path, seal=bool(seal))
    if seal:
        written[seal_path] = seal
    protected = {path for path in written if lock or path != where}
    description = _description(
        head=_head(provider, method_oid, at),
        references=_references(written, sorted(protected)),
        stamps=_stamps(package, identifier, spots),
        seal_path=f"/{seal_path}" if seal else "",
        value_path=f"/{folder}/SignedValue.dat",
    )
    written[description_path] = description
    return Pending(written, identifier, description, description_path, f"{folder}/SignedValue.dat")


def _announced(package: Package) -> bytes:
    """OFD.xml that names the list of signatures; unchanged if it already does."""
    entrance = trees.root(package, names.ENTRANCE, "OFD")
    body = trees.child(entrance, "DocBody")
    if body is None:
        raise PackageRefused("document", "OFD.xml 里没有文档。")
    if trees.child(body, "Signatures") is not None:
        return package.read(names.ENTRANCE)
    space = etree.QName(body).namespace
    named = etree.SubElement(body, f"{{{space}}}Signatures" if space else "Signatures")
    named.text = f"/{names.SIGNATURES}"
    return bytes(etree.tostring(entrance, xml_declaration=True, encoding="UTF-8"))


def _next(package: Package, earlier: Sequence[signed.SignatureEntry]) -> tuple[str, str]:
    """A folder and an identifier that no signature has yet."""
    used = [
        int(found[0]) for each in earlier if (found := re.findall(r"\d{1,9}$", each.identifier))
    ]
    number = max([*used, len(earlier)]) + 1
    while any(path.startswith(f"{names.SIGNS}/Sign_{number - 1}/") for path in package.files):
        number += 1
    return f"{names.SIGNS}/Sign_{number - 1}", f"s{number:03}"


def _listed(package: Package, where: str, identifier: str, location: str, *, seal: bool) -> bytes:
    """The list with one more line; lines of others are kept as they are."""
    if where in package.files:
        tree = trees.root(package, where, "Signatures")
    else:
        tree = etree.Element(f"{{{names.OFD_NS}}}Signatures", nsmap={"ofd": names.OFD_NS})
    space = f"{{{etree.QName(tree).namespace}}}" if etree.QName(tree).namespace else ""
    highest = trees.child(tree, "MaxSignId")
    if highest is None:
        highest = etree.Element(f"{space}MaxSignId")
        tree.insert(0, highest)
    highest.text = identifier.lstrip("s0")
    kind = "Seal" if seal else "Sign"
    etree.SubElement(tree, f"{space}Signature", ID=identifier, Type=kind, BaseLoc=location)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))


def _head(provider: str, method_oid: str, at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("the moment of a signature needs its time zone")
    return (
        f'<ofd:Provider ProviderName={trees.attribute(provider)} Version="1.0" Company="Tongban"/>'
        f"<ofd:SignatureMethod>{trees.text(method_oid)}</ofd:SignatureMethod>"
        f"<ofd:SignatureDateTime>{at.astimezone(UTC):%Y%m%d%H%M%SZ}</ofd:SignatureDateTime>"
    )


def _references(files: Mapping[str, bytes], protected: Sequence[str]) -> str:
    lines = "".join(
        f"<ofd:Reference FileRef={trees.attribute('/' + path)}><ofd:CheckValue>"
        f"{base64.b64encode(sm3.digest(files[path])).decode()}</ofd:CheckValue></ofd:Reference>"
        for path in protected
    )
    return f'<ofd:References CheckMethod="{names.SM3_OID}">{lines}</ofd:References>'


def _stamps(package: Package, identifier: str, spots: Sequence[signed.Spot]) -> str:
    pages = document.outline(package).pages
    lines = []
    for count, spot in enumerate(spots, 1):
        if not 1 <= spot.page <= len(pages):
            raise ValueError(f"there is no page {spot.page} to seal")
        clip = f' Clip="{_numbers(*spot.clip)}"' if spot.clip else ""
        boundary = _numbers(spot.x, spot.y, spot.width, spot.height)
        lines.append(
            f'<ofd:StampAnnot ID="{identifier}a{count}" PageRef="{pages[spot.page - 1].identifier}"'
            f' Boundary="{boundary}"{clip}/>'
        )
    return "".join(lines)


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in values)


def _description(
    *, head: str, references: str, stamps: str, seal_path: str, value_path: str
) -> bytes:
    seal = f"<ofd:Seal><ofd:BaseLoc>{seal_path}</ofd:BaseLoc></ofd:Seal>" if seal_path else ""
    return (
        f'{names.DECLARATION}<ofd:Signature xmlns:ofd="{names.OFD_NS}"><ofd:SignedInfo>'
        f"{head}{references}{stamps}{seal}</ofd:SignedInfo>"
        f"<ofd:SignedValue>{value_path}</ofd:SignedValue></ofd:Signature>"
    ).encode()
