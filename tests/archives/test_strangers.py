"""Tools that are not ours read a package to its last byte: zip, OpenSSL, an XML schema, easyofd.

Nothing of the platform takes part in the reading, as nothing of it may be left in thirty years.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import types
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.archives.filed import archived, package

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = {"01_apply", "02_accept", "04_finish", "05_deliver", "06_other"}
FACTS = (
    "档号", "全宗号", "年度", "保管期限", "机构", "办件编号", "事项名称", "基本编码", "实施编码",
    "事项版本", "申请人", "申请人证件类型", "申请人证件号码", "受理时间", "办结时间", "办理结果",
    "办结说明", "密级", "开放状态", "来源系统",
)  # fmt: skip
DAYS = {"受理时间", "办结时间"}
LIST = (
    '<xs:element name="{}"><xs:complexType><xs:sequence>{}</xs:sequence></xs:complexType>'
    "</xs:element>"
)
ROW = (
    '<xs:element name="{}" minOccurs="0" maxOccurs="unbounded"><xs:complexType>{}'
    "</xs:complexType></xs:element>"
)


def schema() -> etree.XMLSchema:
    """What GB/T 42727 wants of the metadata, said again in the language of XML schemas."""

    def column(name: str, kind: str = "xs:string") -> str:
        return f'<xs:attribute name="{name}" type="{kind}" use="required"/>'

    facts = "".join(
        f'<xs:element name="{name}" type="{"xs:date" if name in DAYS else "xs:string"}"/>'
        for name in FACTS
    )
    file = "".join(map(column, ("题名", "路径", "格式", "摘要算法"))) + (
        column("大小", "xs:positiveInteger") + column("摘要值", "sm3")
    )
    step = "".join(map(column, ("名称", "责任者", "岗位", "结果"))) + column("时间")
    relation = column("类型") + column("标识")
    lists = (
        LIST.format("办件", facts) + LIST.format("文件", ROW.format("文件项", file))
        + LIST.format("业务过程", ROW.format("环节", step))
        + LIST.format("关系", ROW.format("关联", relation))
    )  # fmt: skip
    digest = (
        '<xs:simpleType name="sm3"><xs:restriction base="xs:string"><xs:pattern value='
        '"[0-9a-f]{64}"/></xs:restriction></xs:simpleType>'
    )
    return etree.XMLSchema(
        etree.fromstring(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
            f"{digest}{LIST.format('归档元数据', lists)}</xs:schema>"
        )
    )


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout


def root_by(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.3.2, with the SM3 of OpenSSL."""
    last = size - 1
    for beside in path:
        left = index % 2 == 1 or index == last
        leaf = hashlib.new("sm3", b"\1" + (beside + leaf if left else leaf + beside)).digest()
        while left and index % 2 == 0 and index:
            index, last = index // 2, last // 2
        index, last = index // 2, last // 2
    assert last == 0
    return leaf


def ofd_text(content: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text of an OFD file as easyofd finds it; it unpacks where it is started."""
    monkeypatch.chdir(folder)
    monkeypatch.setitem(sys.modules, "fitz", types.ModuleType("fitz"))
    from easyofd.ofd import OFD

    reader = OFD()
    reader.read(content, fmt="binary")
    (document,) = reader.data
    pages: list[dict[str, Any]] = list(document["page_info"].values())
    return "".join(each["text"] for page in pages for each in page["text_list"])


@pytest.mark.filterwarnings("ignore")
def test_tools_that_are_not_ours_read_the_whole_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = archived()
    (tmp_path / "package.zip").write_bytes(package(archive))

    run(tmp_path, sys.executable, "-m", "zipfile", "-e", "package.zip", ".")

    root = tmp_path / archive.case_number
    paths = sorted(str(one.relative_to(root)) for one in root.rglob("*") if one.is_file())
    content = [path for path in paths if path[0].isdigit()]
    assert {path.partition("/")[0] for path in content} == GROUPS
    assert {path[-3:] for path in content if path.startswith("04")} == {"pdf", "ofd"}
    described = json.loads((root / "description.json").read_text())
    assert (described["count"], sorted(described["files"])) == (len(content), content)

    listed = (root / "signature/digests.txt").read_text()
    signed = [path for path in paths if not path.startswith("signature/")]
    measured = run(root, "openssl", "dgst", "-sm3", "-r", *signed)
    assert sorted(listed.splitlines()) == sorted(measured.replace(" *", "  ").splitlines())
    _openssl_verifies(root)

    metadata = etree.parse(root / "metadata.xml")
    schema().assertValid(metadata)
    rows = {one.get("路径"): one.get("摘要值") for one in metadata.iter("文件项")}
    assert rows == {
        line[66:]: line[:64] for line in listed.splitlines() if line[66] in "0123456789"
    }

    proven = json.loads((root / "06_other/ledger.json").read_text())
    for one in proven["leaves"]:
        path = [bytes.fromhex(node) for node in one["path"]]
        reached = root_by(bytes.fromhex(one["leaf_hash"]), one["index"], one["size"], path)
        assert reached.hex() == one["root"]
    assert {one["kind"] for one in proven["leaves"]} == {"audit", "licence.issued"}

    decision, licence = sorted(root.glob("04_finish/*.ofd"))
    assert decision.with_name(decision.stem.replace("001", "002") + ".pdf").exists()
    for sealed, words in ((decision, "准予行政许可决定书"), (licence, "样大民")):
        text = ofd_text(sealed.read_bytes(), tmp_path, monkeypatch)
        assert words in text.replace(" ", "")
        assert "SignedValue.dat" in run(
            tmp_path, sys.executable, "-m", "zipfile", "-l", str(sealed)
        )


def _openssl_verifies(root: Path) -> None:
    """The signature of the node, brought from r and s into the DER that OpenSSL reads."""
    stated = json.loads((root / "signature/signature.json").read_text())
    value = bytes.fromhex(stated["value"])
    numbers = (value[:32].lstrip(b"\0"), value[32:].lstrip(b"\0"))
    whole = [b"\0" + one if one[0] > 127 else one for one in numbers]
    parts = b"".join(b"\2" + bytes([len(one)]) + one for one in whole)
    (root / "value.der").write_bytes(b"\x30" + bytes([len(parts)]) + parts)
    said = run(
        root, "openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "signature/public-key.pem",
        "-rawin", "-in", "signature/digests.txt", "-sigfile", "value.der", "-digest", "sm3",
        "-pkeyopt", "distid:1234567812345678",
    )  # fmt: skip
    assert "Verified Successfully" in said
