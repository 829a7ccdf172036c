"""Documents in OFD, the national format of fixed pages (版式文档, GB/T 33190).

A typeset page, with marks on it, is drawn as a package of files; the package is signed; packages
of anybody are read. The structure of ours is in `docs/ofd.md`.
"""

from tongban.base.ofd.drawing import Drawing, Info, draw
from tongban.base.ofd.fonts import Undrawable
from tongban.base.ofd.marks import Mark
from tongban.base.ofd.names import OFD_NS
from tongban.base.ofd.package import Package, PackageRefused, open_package, pack
from tongban.base.ofd.reading import Run, indexed, info, runs, sizes
from tongban.base.ofd.signed import SignatureEntry, Spot, signatures, uncovered
from tongban.base.ofd.signing import PackageLocked, Pending, begin_signature

__all__ = [
    "OFD_NS",
    "Drawing",
    "Info",
    "Mark",
    "Package",
    "PackageLocked",
    "PackageRefused",
    "Pending",
    "Run",
    "SignatureEntry",
    "Spot",
    "Undrawable",
    "begin_signature",
    "draw",
    "indexed",
    "info",
    "open_package",
    "pack",
    "runs",
    "signatures",
    "sizes",
    "uncovered",
]
