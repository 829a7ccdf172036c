"""Seals on the OFD documents of a package (电子印章), judged by what the package itself holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.archives.rules.packages import SEAL_TRUST
from tongban.archives.rules.words import Group
from tongban.base.crypto import sm3

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from tongban.seals.rules.inspecting import Report


def faults(
    files: Mapping[str, bytes], documents: Iterable[Mapping[str, Any]], at: datetime
) -> Iterator[str]:
    """What speaks against the seals at the moment when the package was made.

    Whom to trust is in the package, so that certificates may end while it is kept.  A paper that
    its case calls sealed has to be there, sealed as it says; of any other OFD that the office put
    in, such as a licence of another system, only what is proven wrong counts.
    """
    from tongban.base.crypto.pki import Trust  # most processes never look at a seal
    from tongban.seals.rules import inspecting

    trust = Trust.from_pem(files.get(SEAL_TRUST, b""))
    found = {
        sm3.digest(body).hex(): path
        for path, body in files.items()
        if path.endswith(".ofd") and not path.startswith(Group.APPLY)
    }
    for paper in documents:
        stated = paper.get("sealed")
        path = found.pop(stated["file_digest"], "") if stated else ""
        if stated and not path:
            yield f"盖章的{paper['title']}不在包里"
        elif stated:
            report = inspecting.inspect(files[path], trust=trust, at=at)
            if report.verdict is not inspecting.Verdict.VALID or not _by(report, stated["digest"]):
                yield f"{path} 的电子印章{report.verdict.words}"
    for path in found.values():
        verdict = inspecting.inspect(files[path], trust=trust, at=at).verdict
        if verdict in {inspecting.Verdict.TAMPERED, inspecting.Verdict.INVALID}:
            yield f"{path} 的电子印章{verdict.words}"


def _by(report: Report, digest: str) -> bool:
    """Whether one of the seals signed what the case says it signed."""
    seals = [each.sealed_by for each in report.signatures if each.sealed_by]
    return digest in {seal.digest.hex() for seal in seals}
