"""Documents in OFD, the national format of fixed pages (版式文档, GB/T 33190).

A typeset page, with marks on it, is drawn as a package of files; the package is signed; packages
of anybody are read. The structure of ours is in `docs/ofd.md`.
"""

from typing import TYPE_CHECKING

from tongban.base import on_demand
from tongban.base.ofd.about import Info
from tongban.base.ofd.names import OFD_NS
from tongban.base.ofd.package import Package, PackageRefused, open_package, pack
from tongban.base.ofd.reading import Run, indexed, info, runs, sizes
from tongban.base.ofd.signed import SignatureEntry, Spot, signatures, uncovered

if TYPE_CHECKING:
    from tongban.base.ofd.drawing import Drawing, draw
    from tongban.base.ofd.fonts import Undrawable
    from tongban.base.ofd.marks import Mark
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

if not TYPE_CHECKING:
    __getattr__ = on_demand.door(
        __name__,
        {
            "drawing": ("Drawing", "draw"),
            "fonts": ("Undrawable",),
            "marks": ("Mark",),
            "signing": ("PackageLocked", "Pending", "begin_signature"),
        },
    )
