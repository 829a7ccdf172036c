"""The metadata of an archive as XML: written without surprises, read without trust."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

COMPULSORY: Final = (
    "档号", "全宗号", "年度", "保管期限", "机构", "办件编号", "事项名称", "实施编码", "申请人",
    "办结时间", "办理结果", "密级", "开放状态",
)  # fmt: skip
_ALLOWED = str.maketrans("", "", "".join(map(chr, {*range(32)} - {9, 10, 13})))


def write(
    facts: Mapping[str, str],
    files: Iterable[Mapping[str, str]],
    steps: Iterable[Mapping[str, str]],
    relations: Iterable[Mapping[str, str]],
) -> bytes:
    """One element for each fact; files, steps and relations as lists of their own."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<归档元数据>", "<办件>"]
    lines += [f"<{name}>{_text(value)}</{name}>" for name, value in facts.items()]
    lines.append("</办件>")
    for title, name, rows in (
        ("文件", "文件项", files), ("业务过程", "环节", steps), ("关系", "关联", relations),
    ):  # fmt: skip
        lines.append(f"<{title}>")
        for row in rows:
            written = " ".join(f"{key}={_quoted(value)}" for key, value in row.items())
            lines.append(f"<{name} {written}/>")
        lines.append(f"</{title}>")
    lines.append("</归档元数据>")
    return ("\n".join(lines) + "\n").encode()


def read(content: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The facts and the files; raises `ValueError` for anything that is not ours to read."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("a document type")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as broken:
        raise ValueError("not XML") from broken
    case, files = root.find("办件"), root.find("文件")
    if root.tag != "归档元数据" or case is None or files is None:
        raise ValueError("another document")
    facts = {str(each.tag): each.text or "" for each in case}
    return facts, [{str(k): str(v) for k, v in each.attrib.items()} for each in files]


def _text(value: str) -> str:
    return escape(value.translate(_ALLOWED))


def _quoted(value: str) -> str:
    return quoteattr(value.translate(_ALLOWED))
