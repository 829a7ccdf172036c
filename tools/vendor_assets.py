"""Copy third-party page assets into the tree, made fit for our content security policy.

Unpack the packages of `npm pack bootstrap htmx.org bpmn-js axe-core` side by side in one folder:

    python tools/vendor_assets.py FOLDER

Bootstrap is changed in two ways and no other: its pictures written as `data:` addresses become
small files (the policy allows none but our own address), and the line naming a source map goes,
since the map is not shipped and a manifest of static files would miss it.  Of bpmn-js the viewer
that can be moved about is taken, with its two style sheets, unchanged.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src/tongban/base/static/base/vendor"
DRAWING = ROOT / "src/tongban/desk/static/desk/vendor"
BROWSER = ROOT / "tests/browser/vendor"
PICTURE = re.compile(r'url\("data:image/svg\+xml,([^"]+)"\)')
SOURCE_MAP = re.compile(r"\s*/\*# sourceMappingURL=.*?\*/\s*")


def bootstrap_without_data_urls(css: str, pictures: Path) -> str:
    """Return the style sheet with each embedded picture written to `pictures` instead."""
    pictures.mkdir(parents=True, exist_ok=True)

    def as_file(found: re.Match[str]) -> str:
        drawing = unquote(found[1])
        name = f"{hashlib.sha256(drawing.encode()).hexdigest()[:8]}.svg"
        (pictures / name).write_text(drawing, encoding="utf-8")
        return f'url("{pictures.name}/{name}")'

    return SOURCE_MAP.sub("\n", PICTURE.sub(as_file, css))


def draw(bpmn: Path) -> None:
    """Write the viewer of process drawings anew."""
    DRAWING.mkdir(parents=True, exist_ok=True)
    viewer = bpmn / "dist/bpmn-navigated-viewer.production.min.js"
    shutil.copyfile(viewer, DRAWING / "bpmn-viewer.min.js")
    for name in ("bpmn-js.css", "diagram-js.css"):
        shutil.copyfile(bpmn / "dist/assets" / name, DRAWING / name)
    shutil.copyfile(bpmn / "LICENSE", DRAWING / "bpmn-js.LICENSE")


def main(folder: Path) -> None:
    """Write the vendored files anew from the packages unpacked in `folder`."""
    bootstrap, htmx, axe = folder / "bootstrap", folder / "htmx.org", folder / "axe-core"
    css = (bootstrap / "dist/css/bootstrap.min.css").read_text(encoding="utf-8")
    shrunk = bootstrap_without_data_urls(css, VENDOR / "bootstrap-img")
    (VENDOR / "bootstrap.min.css").write_text(shrunk, encoding="utf-8")
    shutil.copyfile(bootstrap / "LICENSE", VENDOR / "bootstrap.LICENSE")
    shutil.copyfile(htmx / "dist/htmx.min.js", VENDOR / "htmx.min.js")
    shutil.copyfile(htmx / "LICENSE", VENDOR / "htmx.LICENSE")
    draw(folder / "bpmn-js")
    BROWSER.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(axe / "axe.min.js", BROWSER / "axe.min.js")
    shutil.copyfile(axe / "LICENSE", BROWSER / "axe.LICENSE")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
