"""Read a BPMN file into the facts that the rules check; nothing in it is run or fetched."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from tongban.processes import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
PROPERTIES: Final = "{http://camunda.org/schema/1.0/bpmn}"
"""Role and outcomes are Camunda's properties, because the free modelers can edit those."""
MANY: Final = f"{BPMN}multiInstanceLoopCharacteristics"
LARGEST: Final = 1_000_000

_NODES: Final = (
    "startEvent",
    "endEvent",
    "userTask",
    "businessRuleTask",
    "exclusiveGateway",
    "parallelGateway",
)
_SILENT: Final = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "association",
        "textAnnotation",
        "group",
    }
)


def root_of(xml: str) -> Any:
    """The root element of a well-formed file.

    Anything else is declined with `DefinitionFault`, and so is a file with a document type: it
    could name entities that grow or that are fetched.
    """
    if len(xml) > LARGEST:
        raise unreadable("文件太大，最多 1 MB。")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml.encode(), parser)
    except etree.XMLSyntaxError as broken:
        raise unreadable(f"不是完整的 XML 文件（第 {broken.lineno} 行）。") from broken
    if root.getroottree().docinfo.doctype:
        raise unreadable("文件里不能有 DOCTYPE。")
    return root


def read(xml: str) -> rules.Drawing:
    """The facts of the one process in a file that is valid against the BPMN 2.0 schema.

    Declined with `DefinitionFault`.
    """
    root = root_of(xml)
    try:
        _validator().validate(root)
    except ValidationException as invalid:
        raise unreadable(f"不符合 BPMN 2.0 的格式（第 {invalid.line_number} 行）。") from invalid
    processes = root.findall(f"{BPMN}process")
    if len(processes) != 1:
        raise unreadable(f"文件里要有一个流程，现在有 {len(processes)} 个。")
    (process,) = processes
    if process.get("isExecutable") == "false":
        raise unreadable("流程没有设为“可执行”（isExecutable）。")
    return rules.Drawing(
        process=process.get("id", ""),
        starts=_keys(process, "startEvent"),
        ends=_keys(process, "endEvent"),
        tasks=tuple(_task(node) for node in process.findall(f"{BPMN}userTask")),
        gateways=_keys(process, "exclusiveGateway"),
        parallels=tuple(
            rules.Parallel(node.get("id", ""), properties(node).get("rule", ""))
            for node in process.findall(f"{BPMN}parallelGateway")
        ),
        choosings=tuple(_choosing(node) for node in process.findall(f"{BPMN}businessRuleTask")),
        flows=tuple(_flow(node) for node in process.findall(f"{BPMN}sequenceFlow")),
        foreign=(*_foreign(process), *_foreign_around(root), *_foreign_inside(process)),
    )


def properties(node: Any) -> dict[str, str]:
    """The extension properties of an element."""
    path = f"{BPMN}extensionElements/{PROPERTIES}properties/{PROPERTIES}property"
    return {found.get("name", ""): found.get("value", "") for found in node.findall(path)}


def unreadable(sentence: str) -> rules.DefinitionFault:
    """The refusal of a file that cannot be read at all."""
    return rules.DefinitionFault(fields={"xml": sentence})


def _keys(process: Any, tag: str) -> tuple[str, ...]:
    return tuple(node.get("id", "") for node in process.findall(f"{BPMN}{tag}"))


@cache
def _validator() -> BpmnValidator:
    return BpmnValidator()


def _choosing(node: Any) -> rules.Choosing:
    name = (node.get("name") or "").strip()
    return rules.Choosing(node.get("id", ""), name, properties(node).get("decision", ""))


def _task(node: Any) -> rules.TaskSpec:
    found = properties(node)
    return rules.TaskSpec(
        key=node.get("id", ""),
        title=(node.get("name") or "").strip(),
        role=found.get("role", ""),
        outcomes=tuple(found.get("outcomes", "").split()),
        unit=found.get("unit", "").strip(),
        over=found.get("over", "").strip(),
        rule=found.get("rule", "").strip(),
        limit=found.get("limit", "").strip(),
        silence=found.get("silence", "").strip(),
    )


def _flow(node: Any) -> rules.Flow:
    return rules.Flow(
        key=node.get("id", ""),
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        condition=(node.findtext(f"{BPMN}conditionExpression") or "").strip(),
    )


def _foreign(process: Any) -> Iterator[tuple[str, str]]:
    """Elements of the process that no rule foresees: scripts, service calls, timers and so on."""
    allowed = {*_NODES, "sequenceFlow", *_SILENT}
    for node in process:
        name = etree.QName(node)
        if name.namespace == BPMN[1:-1] and name.localname not in allowed:
            yield node.get("id") or name.localname, name.localname


def _foreign_around(root: Any) -> Iterator[tuple[str, str]]:
    """Beside the process only the pool and the diagram: no messages, signals or data stores."""
    allowed = {"process", "collaboration", "extensionElements", "documentation"}
    for node in root:
        name = etree.QName(node)
        if name.namespace == BPMN[1:-1] and name.localname not in allowed:
            yield node.get("id") or name.localname, name.localname


def _foreign_inside(process: Any) -> Iterator[tuple[str, str]]:
    """Loops, event definitions and data bindings within otherwise allowed elements."""
    allowed = {"incoming", "outgoing", "documentation", "extensionElements"}
    for tag in _NODES:
        for node in process.findall(f"{BPMN}{tag}"):
            several = bool(properties(node).get("over")) and tag == "userTask"
            marks = [inner for inner in node if inner.tag == MANY]
            yield from _marked(node, several=several, marks=marks)
            for inner in node:
                name = etree.QName(inner)
                if name.localname not in allowed and inner not in marks:
                    yield node.get("id", ""), name.localname


def _marked(node: Any, *, several: bool, marks: list[Any]) -> Iterator[tuple[str, str]]:
    """The mark of several instances (并行多实例) stands exactly where departments are named."""
    key = node.get("id", "")
    if several != bool(marks):
        yield key, "multiInstanceLoopCharacteristics" if marks else "over"
    for mark in marks:
        if mark.get("isSequential") == "true" or len(mark):
            yield key, "multiInstanceLoopCharacteristics"


def title(xml: str) -> str:
    """What people call the process."""
    process = root_of(xml).find(f"{BPMN}process")
    return str(process.get("name") or process.get("id"))[:128]
