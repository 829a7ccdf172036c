"""The sample catalogue, whole or cut down to a few rows, made through services."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from tongban.base.actors import SYSTEM, Actor
from tongban.directory import services as directory
from tongban.items import services
from tongban.items.rules import ItemDefinition, catalogue
from tongban.items.rules.catalogue import Catalogue, Office, Surroundings, Unfit
from tongban.items.rules.report import Report

NOON = datetime(2026, 3, 9, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 3, 9)
FILE = "items.sample.yaml"
_DATA = resources.files("tongban.demo") / "data"


@cache
def sample() -> bytes:
    """The sample catalogue as it lies in the tree."""
    return (_DATA / FILE).read_bytes()


@cache
def _sample_root() -> dict[str, Any]:
    root: dict[str, Any] = yaml.load(sample(), Loader=yaml.CSafeLoader)
    return root


@cache
def licence_types() -> frozenset[str]:
    """The keys of the sample licence types."""
    text = (_DATA / "licence_types.sample.yaml").read_bytes()
    root = yaml.load(text, Loader=yaml.CSafeLoader)
    return frozenset(row["id"] for row in root["licence_types"])


@cache
def offices() -> dict[str, Office]:
    """The sample departments as the catalogue knows them."""
    return {
        row["id"]: Office(row["id"], row["name"], row["uscc"], row["guide_code"], row["region"])
        for row in _sample_root()["departments"]
    }


def around() -> Surroundings:
    """What the sample catalogue refers to."""
    return Surroundings(offices(), licence_types(), frozenset({"hall1"}))


def rows(*keys: str) -> list[dict[str, Any]]:
    """Copies of rows of the sample, to be spoilt."""
    found = {row["id"]: row for row in _sample_root()["items"]}
    return [deepcopy(found[key]) for key in keys]


def file_of(items: list[dict[str, Any]], **parts: object) -> bytes:
    """A catalogue file with these rows."""
    root = {"steps_default": _sample_root()["steps_default"], "items": items, **parts}
    return yaml.safe_dump(root, allow_unicode=True, sort_keys=False).encode()


def life_event(key: str) -> dict[str, Any]:
    """A copy of a life event of the sample."""
    found = {row["id"]: row for row in _sample_root()["one_things"]}
    return deepcopy(found[key])


def parse(items: list[dict[str, Any]], **parts: object) -> Catalogue | Unfit:
    """Judge a file with these rows."""
    return catalogue.parse(file_of(items, **parts), FILE, around())


@cache
def sample_catalogue() -> Catalogue:
    """The sample catalogue, parsed."""
    parsed = catalogue.parse(sample(), FILE, around())
    assert isinstance(parsed, Catalogue)
    return parsed


def definition(key: str) -> ItemDefinition:
    """One item of the sample."""
    return next(row.definition for row in sample_catalogue().rows if row.definition.key == key)


def lay_directory() -> None:
    """Regions and departments of the sample."""
    regions = (_DATA / "regions.sample.yaml").read_text(encoding="utf-8")
    directory.load_regions(actor=SYSTEM, content=regions, now=NOON, source="regions")
    directory.load_departments(
        actor=SYSTEM, rows=_sample_root()["departments"], now=NOON, source=FILE
    )


def load(content: bytes | None = None, *, actor: Actor = SYSTEM, retire: bool = False) -> Report:
    """Load a catalogue, the sample if none is given."""
    return services.load_catalogue(
        actor=actor,
        content=sample() if content is None else content,
        file_name=FILE,
        now=NOON,
        known_licence_types=licence_types(),
        retire=retire,
    )
