"""The tool that writes vendored page assets knows every one of them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "bootstrap": ("LICENSE", "dist/css/bootstrap.min.css"),
    "htmx.org": ("LICENSE", "dist/htmx.min.js"),
    "axe-core": ("LICENSE", "axe.min.js"),
    "bpmn-js": (
        "LICENSE", "dist/bpmn-navigated-viewer.production.min.js", "dist/assets/bpmn-js.css",
        "dist/assets/diagram-js.css",
    ),
}  # fmt: skip


KEPT = {"VERSIONS", "__init__.py"}


def test_every_vendored_file_is_written_by_the_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "tools/vendor_assets.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for package, names in PACKAGES.items():
        for name in names:
            made = tmp_path / "in" / package / name
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text("/* from the package */", encoding="utf-8")
    folders = {name: getattr(tool, name) for name in ("VENDOR", "DRAWING", "BROWSER")}
    for name in folders:
        monkeypatch.setattr(tool, name, tmp_path / name)

    tool.main(tmp_path / "in")

    for name, real in folders.items():
        wanted = {one.name for one in real.iterdir() if one.is_file()} - KEPT
        assert {one.name for one in (tmp_path / name).iterdir() if one.is_file()} == wanted
