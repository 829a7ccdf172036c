"""The tree keeps the shape and the sizes that were agreed on."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

from tongban.project.config import Config
from tongban.project.settings import HOUSES

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tongban"
ROOMS = {
    "__init__", "api", "apps", "clients", "data", "events", "jobs", "migrations", "models",
    "perms", "queries", "rules", "services",
}  # fmt: skip
# Sign-in belongs to identity: the library asks for a backend, an adapter and its settings.
FURTHER_ROOMS = {"identity": {"signin", "allauth_settings"}}
PAGES_AND_ASSEMBLY = {"base", "portal", "desk", "demo"}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib", "shared"}
LONGEST_FILE, LONGEST_TEST, LONGEST_FUNCTION = 300, 500, 30
# Written in two halves, so that this file does not contain what it looks for.
ADDRESSES = re.compile(
    "|".join(
        [
            "pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(?:org|com)", r"index" + "-url",
            "INDEX" + "_URL", r"(?<![\w.])/(?:wo" + "rk|ro" + "ot|ho" + "me|tm" + r"p)/\w",
            r"\b10" + r"\.\d+\.\d+\.\d+\b", r"\b192" + r"\.168\.\d+\.\d+\b",
            "tsing" + "hua", "ali" + "yun",
        ]
    )
)  # fmt: skip
TEXT = {
    ".py", ".md", ".toml", ".txt", ".yml", ".yaml", ".json", ".html", ".css", ".js", ".typ",
    ".bpmn", ".cfg", ".svg", "",
}  # fmt: skip


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project: those that git knows, and new ones that it does not ignore."""
    known = subprocess.run(
        ["git", "ls-files", "-z", "-c", "-o", "--exclude-standard"],  # noqa: S607
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    paths = (ROOT / name for name in known.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def python(folder: str) -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and path.is_relative_to(ROOT / folder)]


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_house_is_known_to_the_settings() -> None:
    found = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}

    assert found == {*HOUSES, "project"}


def test_every_room_is_known() -> None:
    strangers = []
    for house in set(HOUSES) - PAGES_AND_ASSEMBLY:
        inside = {path.stem for path in files() if path.parent == SOURCE / house}
        inside |= {
            path.relative_to(SOURCE / house).parts[0]
            for path in files()
            if path.is_relative_to(SOURCE / house) and path.parent != SOURCE / house
        }
        strangers += [
            f"{house}: {room}" for room in inside - ROOMS - FURTHER_ROOMS.get(house, set())
        ]

    assert not strangers


def test_nothing_is_put_where_it_has_no_name() -> None:
    assert not [short(path) for path in python("src") + python("tests") if path.stem in NAMELESS]


def test_houses_have_no_pages() -> None:
    pages = PAGES_AND_ASSEMBLY | {"project"}
    strays = [
        short(path)
        for path in files()
        if path.is_relative_to(SOURCE)
        and path.relative_to(SOURCE).parts[0] not in pages
        and ({"templates", "static"} & set(path.parts) or path.stem in {"views", "urls", "forms"})
    ]

    assert [stray for stray in strays if "/data/" not in stray and "/rules/" not in stray] == []


def test_files_are_short() -> None:
    limits = [(path, LONGEST_FILE) for path in python("src") if "migrations" not in path.parts]
    limits += [(path, LONGEST_TEST) for path in python("tests")]
    lengths = [
        (path, path.read_text(encoding="utf-8").count("\n"), limit) for path, limit in limits
    ]

    assert not [f"{short(path)}: {n} lines" for path, n, limit in lengths if n > limit]


def test_functions_are_short() -> None:
    """Lines of the body; parameters stand one a line and are not counted, nor is the docstring."""
    long = []
    for path in python("src"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if lines > LONGEST_FUNCTION:
                    long.append(f"{short(path)}:{node.lineno} {node.name}: {lines} lines")

    assert not long


def test_rules_open_no_address() -> None:
    rules = [path for path in python("src") if "rules" in path.with_suffix("").parts]
    opens = re.compile(r"urllib\.request|(?<![\w.])open\(")

    assert rules
    assert not [short(path) for path in rules if opens.search(path.read_text(encoding="utf-8"))]


def test_no_address_of_a_registry_or_a_machine_is_named() -> None:
    found = []
    for path in files():
        if path.suffix not in TEXT or "vendor" in path.parts:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if ADDRESSES.search(line):
                found.append(f"{short(path)}:{number}: {line.strip()[:80]}")

    assert not found


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_every_setting_is_documented_and_every_documented_one_exists(page: str) -> None:
    named = set(re.findall(r"TONGBAN_[A-Z0-9_]+[A-Z]", read(page)))

    assert named == {f"TONGBAN_{name.upper()}" for name in Config.model_fields}


def test_settings_named_anywhere_exist() -> None:
    known = {f"TONGBAN_{name.upper()}" for name in Config.model_fields} | {"TONGBAN_REQUEST_ID"}
    for path in python("src"):
        named = set(re.findall(r"\bTONGBAN_[A-Z0-9_]*[A-Z]\b", path.read_text(encoding="utf-8")))
        assert named <= known, f"{short(path)}: {named - known}"


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ;]", name)[0]).lower()


@cache
def dependencies() -> frozenset[str]:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extra = project["optional-dependencies"].values()
    named = [*project["dependencies"], *(name for group in extra for name in group)]
    return frozenset(canonical(name) for name in named)


def test_every_dependency_has_its_line_and_every_line_its_dependency() -> None:
    page = read("docs/dependencies.md").split("## ")
    tables = "\n".join(part for part in page if part.startswith(("Run time", "Development")))
    lines = set(re.findall(r"^\| `([^`]+)` \|", tables, re.MULTILINE))

    assert {canonical(line) for line in lines} == dependencies()


def test_versions_are_locked_exactly() -> None:
    lines = [line for line in read("constraints.txt").splitlines() if line and line[0] != "#"]
    loose = [line for line in lines if not re.match(r"[\w.\-]+==[\w.+!]+( ;.*)?$", line)]
    locked = {canonical(line) for line in lines}

    assert not loose
    assert dependencies() <= locked


def test_decisions_are_numbered_and_complete() -> None:
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))

    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == ["Status", "Context", "Decision", "Consequences", "What we gave up"], (
            page.name
        )
        assert text.count("\n") <= 70, f"{page.name} is longer than a page"


def test_changes_are_of_known_kinds() -> None:
    kinds = set(tomllib.loads(read("pyproject.toml"))["tool"]["towncrier"]["fragment"])
    for fragment in (ROOT / "changes").glob("*.md"):
        number, kind = fragment.name.split(".")[:2]
        assert number.isdigit(), fragment.name
        assert kind in kinds, fragment.name
        assert fragment.read_text(encoding="utf-8").strip().endswith("."), fragment.name


def test_publiccode_describes_this_version() -> None:
    described = yaml.safe_load(read("publiccode.yml"))
    project = tomllib.loads(read("pyproject.toml"))["project"]

    assert described["legal"]["license"] == project["license"] == "Apache-2.0"
    assert described["softwareVersion"] == project["version"]
    assert set(described["description"]) >= {"en", "zh"}
