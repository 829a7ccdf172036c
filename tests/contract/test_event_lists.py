"""The two lists of events that others rely on say what the code does, no less and no more."""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

from tongban.base import outbox
from tongban.project.settings import HOUSES

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tongban"
NAME = re.compile(r"[a-z]+\.[a-z_]+")
PAGES = {"desk", "portal"}
WRITERS = {"audit.record", "audit.entry"}
ROW = re.compile(r"^\| `([a-z]+\.[a-z_]+)` \|(.*)\|$", re.MULTILINE)


def listed(page: str) -> dict[str, list[str]]:
    """The rows of a page in docs: name and further cells."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    rows = ROW.findall(text)
    names = [name for name, _ in rows]
    assert len(set(names)) == len(names), f"docs/{page} lists an event twice"
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}


def has_events(house: str) -> bool:
    """Whether a house publishes anything, by a room of one file or of several."""
    room = SOURCE / house / "events"
    return house not in PAGES and (room.with_suffix(".py").exists() or room.is_dir())


def published() -> dict[str, type[outbox.Event]]:
    """Every event of every house, by name."""
    for house in HOUSES:
        if has_events(house):
            importlib.import_module(f"tongban.{house}.events")
    found: dict[str, type[outbox.Event]] = {}
    waiting = list(outbox.Event.__subclasses__())
    while waiting:
        event = waiting.pop()
        waiting += event.__subclasses__()
        if "name" in vars(event) and event.__module__.startswith("tongban."):
            assert event.name not in found, f"{event.name} is the name of two events"
            found[event.name] = event
    return found


def test_every_event_is_listed_and_every_listed_event_exists() -> None:
    assert listed("events.md").keys() == published().keys()


def test_the_list_names_class_payload_and_listeners() -> None:
    for name, (kind, payload, _when, heard) in listed("events.md").items():
        event = published()[name]
        assert kind == f"`{event.__name__}`", name
        carried = [each.name for each in fields(event)]
        assert re.findall(r"`(\w+)`", payload) == carried, name
        jobs = re.findall(r"`([\w.]+)`", heard)
        assert sorted(jobs) == sorted(outbox.listeners(event)), name


def test_an_event_is_named_after_its_house_and_published_somewhere() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    for name, event in published().items():
        assert name.split(".")[0] == event.__module__.split(".")[1]
        assert re.search(rf"\b{event.__name__}\(\w+=|\.{event.__name__}\b", text), name


@dataclass
class Entry:
    """Where an entry is written, and which facts it can hold; None where they are a report's."""

    places: list[str] = field(default_factory=list)
    facts: set[str | None] = field(default_factory=set)


@cache
def audited() -> dict[str, Entry]:
    """Every name that is written into the trail."""
    found: dict[str, Entry] = defaultdict(Entry)
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in WRITERS:
                for name in names_in(call.args[1], path, tree):
                    found[name].places.append(f"{path.relative_to(ROOT)}:{call.lineno}")
                    found[name].facts |= {word.arg for word in call.keywords} - {"at", "purpose"}
    return found


def names_in(written: ast.expr, path: Path, tree: ast.Module) -> list[str]:
    """The names that the second argument of a call can have.

    A text, a constant of the house's events, the name of an event class, or a function of the
    same file that returns one of these.
    """
    if isinstance(written, ast.Constant):
        return [str(written.value)]
    if isinstance(written, ast.Name):
        return names_assigned(written.id, path, tree)
    if isinstance(written, ast.Call) and isinstance(written.func, ast.Name):
        called = written.func.id
        bodies = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == called]
        returned = [n.value for body in bodies for n in ast.walk(body) if isinstance(n, ast.Return)]
        inner = [leaf for value in returned if value for leaf in leaves(value)]
        return [name for leaf in inner for name in names_in(leaf, path, tree)]
    words = ast.unparse(written).split(".")
    assert words[0] == "events", f"{path}:{written.lineno}: {ast.unparse(written)} cannot be listed"
    house = path.relative_to(SOURCE).parts[0]
    value: object = importlib.import_module(f"tongban.{house}.events")
    for word in words[1:]:
        value = getattr(value, word)
    return [str(value)]


def leaves(value: ast.expr) -> list[ast.expr]:
    """What an expression can be: both arms of a condition, every value of a table."""
    if isinstance(value, ast.IfExp):
        return [*leaves(value.body), *leaves(value.orelse)]
    if isinstance(value, ast.Subscript):
        return leaves(value.value)
    if isinstance(value, ast.Dict):
        return [leaf for each in value.values for leaf in leaves(each)]
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):  # {...}.get(x, y)
        return [leaf for each in (value.func.value, *value.args[1:]) for leaf in leaves(each)]
    return [value]


def names_assigned(name: str, path: Path, tree: ast.Module) -> list[str]:
    """What a variable of the file can be."""
    values = [
        leaf
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id == name
        for leaf in leaves(node.value)
    ]
    assert values, f"{path}: cannot tell what {name} is"
    return [each for value in values for each in names_in(value, path, tree)]


def test_every_audited_act_is_listed_and_every_listed_act_is_audited() -> None:
    assert listed("audit-events.md").keys() == audited().keys()


def test_audited_acts_are_named_after_their_house() -> None:
    for name, entry in audited().items():
        assert NAME.fullmatch(name), name
        for place in entry.places:
            assert name.split(".")[0] == place.split("/")[2], f"{place}: {name}"


def test_the_list_says_which_facts_an_entry_holds() -> None:
    rows = listed("audit-events.md")
    for name, entry in audited().items():
        act, subject, facts = rows[name]
        assert act, name
        assert subject, name
        if None in entry.facts:
            assert facts == "counts of the load", name
        else:
            assert set(re.findall(r"`(\w+)`", facts)) == entry.facts, name


def test_no_name_of_an_entry_waits_in_vain() -> None:
    for house in HOUSES:
        if not has_events(house):
            continue
        module = vars(importlib.import_module(f"tongban.{house}.events"))
        names = {value for word, value in module.items() if word.isupper()}
        assert names <= audited().keys(), f"{house}/events.py: {names - audited().keys()}"
