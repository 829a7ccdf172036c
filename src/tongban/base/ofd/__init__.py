"""Documents in OFD, the national format of fixed pages (版式文档, GB/T 33190).

A typeset page, with marks on it, is drawn as a package of files; the package is signed; packages
of anybody are read. The structure of ours is in `docs/ofd.md`.
"""

from tongban.base.ofd.document import outline
from tongban.base.ofd.names import OFD_NS
from tongban.base.ofd.package import Package, PackageRefused, open_package, pack
from tongban.base.ofd.signed import SignatureEntry, Spot, signatures, uncovered
from tongban.base.ofd.signing import PackageLocked, Pending, begin_signature

__all__ = [
    "OFD_NS",
    "Package",
    "PackageLocked",
    "PackageRefused",
    "Pending",
    "SignatureEntry",
    "Spot",
    "begin_signature",
    "open_package",
    "outline",
    "pack",
    "signatures",
    "uncovered",
]
