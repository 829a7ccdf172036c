"""Small drawings for tests: facts for the rules, and files made from the packaged ones."""

from __future__ import annotations

from importlib import resources

from tongban.processes.rules import Drawing, Flow, TaskSpec

HANDLE = TaskSpec("handle", "承办", "handler", ("forward",))
APPROVE = TaskSpec("approve", "批准", "approver", ("grant", "deny", "back"))
FLOWS = (
    Flow("f1", "begin", "handle"),
    Flow("f2", "handle", "approve"),
    Flow("f3", "approve", "choose"),
    Flow("f4", "choose", "done", "outcome == 'grant'"),
    Flow("f5", "choose", "done", 'outcome=="deny"'),
    Flow("f6", "choose", "handle", "outcome == 'back'"),
)


def sound() -> Drawing:
    """A drawing in which nothing is wrong: handle, then approve."""
    return Drawing(
        process="short",
        starts=("begin",),
        ends=("done",),
        tasks=(HANDLE, APPROVE),
        gateways=("choose",),
        flows=FLOWS,
    )


def packaged(name: str) -> str:
    """The text of a drawing that comes with the package."""
    folder = resources.files("tongban.processes") / "data" / "bpmn"
    return (folder / f"{name}.bpmn").read_text(encoding="utf-8")


def changed(name: str, *changes: tuple[str, str]) -> str:
    """A packaged drawing with some of its text replaced; each change must apply."""
    xml = packaged(name)
    for old, new in changes:
        assert old in xml
        xml = xml.replace(old, new)
    return xml
