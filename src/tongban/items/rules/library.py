"""The house's own reference data: shared data elements, forms, everyday words, the file's schema.

They are constants of the program that happen to be written as data files beside it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

import yaml

ELEMENT = "tongban:element/"


def _text(name: str) -> str:
    return (resources.files("tongban.items") / "data" / name).read_text(encoding="utf-8")


@cache
def elements() -> dict[str, dict[str, Any]]:
    """Every shared data element (数据元) by its key, such as `person.name`."""
    read: dict[str, dict[str, Any]] = json.loads(_text("elements.json"))
    return {key: {"$id": ELEMENT + key, **element} for key, element in read.items()}


@cache
def forms() -> dict[str, Any]:
    """The forms of the items in the short notation of `forms.yaml`."""
    read: dict[str, Any] = yaml.safe_load(_text("forms.yaml"))
    return read


@cache
def joined() -> dict[str, Any]:
    """Which elements of several forms are one, and which never are."""
    read: dict[str, Any] = yaml.safe_load(_text("joined.yaml"))
    return read


@cache
def words() -> dict[str, Any]:
    """Everyday words and what they mean, and the words a search may leave out."""
    read: dict[str, Any] = yaml.safe_load(_text("words.yaml"))
    return read


@cache
def catalogue_schema() -> dict[str, Any]:
    """The JSON Schema of a catalogue file."""
    read: dict[str, Any] = json.loads(_text("catalogue.schema.json"))
    return read
