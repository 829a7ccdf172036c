"""From the bytes of a catalogue file to values with line numbers; the file is not trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from tongban.items.rules.faults import Fault, Path, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 64 * 1024 * 1024
DEEPEST = 20


@dataclass
class _Walk:
    """What a walk over the nodes has met."""

    lines: dict[Path, int] = field(default_factory=dict)
    twice: list[Path] = field(default_factory=list)


def read(content: bytes, file: str) -> Tree | Fault:
    """The values of a YAML (or JSON) catalogue, or the fault that makes it unreadable.

    Anchors, doubled keys and deep nesting are refused: each is either a mistake or an attack.
    """
    if len(content) > LARGEST:
        return Fault(file, "", f"文件太大，最多 {LARGEST // 1024 // 1024} 兆字节。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Fault(file, "", "文件不是 UTF-8 编码。")
    try:
        return _values(text, file)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 0
        return Fault(file, "", "这里的写法读不懂，请检查缩进、冒号和引号。", line)
    except (yaml.YAMLError, ValueError, OverflowError):
        return Fault(file, "", "文件里有读不懂的字符或数值。")


def _values(text: str, file: str) -> Tree | Fault:
    early = _shape_fault(text, file)
    if early:
        return early
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            return Fault(file, "", "文件里没有目录内容，开头应当是 items: 这样的名称。")
        walk = _Walk()
        _walk(node, (), walk)
        root = loader.construct_document(node)
    finally:
        loader.dispose()
    tree = Tree(file, root, walk.lines)
    if walk.twice:
        first = walk.twice[0]
        return Fault(file, tree.spell(first), "同一个名称写了两次。", walk.lines.get(first, 0))
    return tree


def _shape_fault(text: str, file: str) -> Fault | None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            return Fault(file, "", "不能使用 YAML 的引用（*）。", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return Fault(file, "", "层次太深。", line)
    return None


def _walk(node: yaml.Node, path: Path, walk: _Walk) -> None:
    walk.lines[path] = node.start_mark.line + 1 if node.start_mark else 0
    for step, child in _children(node):
        below = (*path, step)
        if below in walk.lines:
            walk.twice.append(below)
        _walk(child, below, walk)


def _children(node: yaml.Node) -> Iterator[tuple[str | int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), value
    elif isinstance(node, yaml.SequenceNode):
        yield from enumerate(node.value)
