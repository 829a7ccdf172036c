"""The four properties of a package (四性检测, DA/T 70): what was looked at, and what was found."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.archives.rules import metadata, sealed
from tongban.archives.rules.packages import (
    ALLOWED,
    DESCRIPTION,
    DIGESTS,
    FACTS,
    MEMBERS,
    METADATA,
    MOST_INFLATED,
    MOST_MEMBERS,
    PROOFS,
    PUBLIC_KEY,
    SIGNATURE,
    PackageRefused,
    digest_list,
    unpack,
)
from tongban.archives.rules.words import Period, Property
from tongban.base.crypto import sm2, sm3
from tongban.base.crypto.errors import InvalidSeal
from tongban.base.ledger import tree

SIGNED_OUTSIDE = frozenset({DIGESTS, SIGNATURE, PUBLIC_KEY})
_STARTS: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",), "ofd": (b"PK\x03\x04",), "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",), "zip": (b"PK\x03\x04",), "png": (b"\x89PNG",),
    "jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",), "xml": (b"<?xml",),
    "json": (b"{", b"["),
}  # fmt: skip
_STATED = {"algorithm", "covers", "key", "value"}
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    property: Property
    item: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """What is checked: its files, the keys that may have signed it, the groups it must hold."""

    root: str
    files: Mapping[str, bytes]
    trusted: Mapping[str, bytes]
    compulsory: Collection[str]


def check(package: Package) -> tuple[Finding, ...]:
    """Everything that is looked at, in order; nothing raises, a broken part is a finding."""
    found = []
    for kind, item, look in _LOOKS:
        try:
            faults = list(look(package))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, InvalidSeal) as broken:
            faults = [f"无法读取（{type(broken).__name__}）"]
        found.append(Finding(kind, item, not faults, "；".join(faults)[:1000]))
    return tuple(found)


def _signature(package: Package) -> Iterator[str]:
    """Each byte of the two small files counts: nothing beside the signature can be changed."""
    stated = json.loads(package.files[SIGNATURE])
    plain = json.dumps(stated, ensure_ascii=False, indent=1, sort_keys=True).encode()
    if plain != package.files[SIGNATURE] or set(stated) != _STATED or stated["covers"] != DIGESTS:
        yield "签名文件不是按约定写的"
    key = sm2.PublicKey.from_pem(package.files[PUBLIC_KEY].decode())
    if package.trusted.get(stated["key"]) != key.to_der() or stated["algorithm"] != "SM2-SM3":
        yield "签名的密钥不是本平台的"
    if key.to_pem().encode() != package.files[PUBLIC_KEY]:
        yield "公钥文件不是按约定写的"
    try:
        sm2.verify(key, package.files[DIGESTS], bytes.fromhex(stated["value"]))
    except InvalidSeal:
        yield "签名和摘要清单不一致"


def _digests(package: Package) -> Iterator[str]:
    covered = {k: v for k, v in package.files.items() if k not in SIGNED_OUTSIDE}
    lines = (line.partition("  ") for line in package.files[DIGESTS].decode().splitlines())
    stated = {path: digest for digest, _blanks, path in lines}
    for path in sorted(covered.keys() | stated.keys()):
        if path not in stated:
            yield f"清单里没有 {path}"
        elif path not in covered:
            yield f"缺少 {path}"
        elif sm3.digest(covered[path]).hex() != stated[path]:
            yield f"{path} 被改动"
    if package.files[DIGESTS] != digest_list(covered):
        yield "摘要清单不是按约定写的"


def _metadata_equals_files(package: Package) -> Iterator[str]:
    _facts, files = metadata.read(package.files[METADATA])
    for each in files:
        content = package.files.get(each["路径"])
        if content is None:
            yield f"元数据里的 {each['路径']} 不存在"
        elif str(len(content)) != each["大小"] or sm3.digest(content).hex() != each["摘要值"]:
            yield f"{each['路径']} 和元数据不一致"


def _values(package: Package) -> Iterator[str]:
    facts, _files = metadata.read(package.files[METADATA])
    if facts["保管期限"] not in set(Period):
        yield "保管期限不在范围内"
    if facts["办件编号"] != package.root:
        yield "办件编号和文件夹不一致"
    if not facts["来源系统"].startswith("tongban"):
        yield "来源系统不明"


def _proofs(package: Package) -> Iterator[str]:
    for each in json.loads(package.files[PROOFS])["leaves"]:
        path = [bytes.fromhex(node) for node in each["path"]]
        leaf = bytes.fromhex(each["leaf_hash"])
        reached = tree.root_by(leaf, each["index"], each["size"], path)
        if reached.hex() != each["root"]:
            yield f"账本证明 {each['reference']} 不成立"


def _count(package: Package) -> Iterator[str]:
    described = json.loads(package.files[DESCRIPTION])
    listed = set(described["files"])
    content = {path for path in package.files if path.split("/")[0] not in _OWN}
    if described["count"] != len(content) or listed != content:
        yield f"清单 {described['count']} 件，实有 {len(content)} 件"


_OWN = frozenset({DESCRIPTION, METADATA, "signature"})


def _groups(package: Package) -> Iterator[str]:
    present = {path.split("/")[0] for path in package.files}
    described = json.loads(package.files[DESCRIPTION])
    for group in package.compulsory if described["decided"] else ("06_other",):
        if group not in present:
            yield f"缺少 {group}"


def _filled(package: Package) -> Iterator[str]:
    facts, _files = metadata.read(package.files[METADATA])
    for name in metadata.COMPULSORY:
        if not facts.get(name):
            yield f"{name} 没有填写"


def _steps(package: Package) -> Iterator[str]:
    facts = json.loads(package.files[FACTS])
    steps = facts["steps"]
    if not steps or steps[-1]["after"] != facts["case"]["state"]:
        yield "最后一个环节和办件状态不一致"
    for before, after in itertools.pairwise(steps):
        if after["at"] < before["at"]:
            yield "环节的时间先后不对"


def _links(package: Package) -> Iterator[str]:
    facts = json.loads(package.files[FACTS])
    kept = {sm3.digest(content).hex() for content in package.files.values()}
    for file in facts["files"]:
        if file["digest"] not in kept:
            yield f"材料文件 {file['name']} 不在包里"


def _members(package: Package) -> Iterator[str]:
    """The packages within a nested one (一件事) are those it names, and each is good by itself."""
    described = json.loads(package.files[DESCRIPTION])
    listed = described.get("members", {}) if described["structure"] == "nested" else {}
    inside = {path for path in package.files if path.split("/")[0] == MEMBERS}
    for path in sorted(inside ^ listed.keys()):
        yield f"{path} 和说明文件不一致"
    if len(inside) > MOST_MEMBERS:
        yield f"成员办件多于 {MOST_MEMBERS} 个"
        return
    left = MOST_INFLATED  # for all of them together: many small bombs are one
    for path in sorted(inside & listed.keys()):
        try:
            root, files = unpack(package.files[path], most=left)
        except PackageRefused as refused:
            yield f"{path} 打不开（{refused.reason}）"
            continue
        left -= sum(map(len, files.values()))
        if root != listed[path] or json.loads(files[DESCRIPTION])["structure"] != "general":
            yield f"{path} 不是办件 {listed[path]} 的归档信息包"
            continue
        within = check(Package(root, files, package.trusted, package.compulsory))
        yield from (f"{path}：{each.item}" for each in within if not each.ok)


def _openable(package: Package) -> Iterator[str]:
    for path, content in package.files.items():
        starts = _STARTS.get(_ending(path), ())
        if not content:
            yield f"{path} 是空的"
        elif starts and not content.lstrip().startswith(starts):
            yield f"{path} 打不开"


def _formats(package: Package) -> Iterator[str]:
    return (f"{path} 的格式不能归档" for path in package.files if _ending(path) not in ALLOWED)


def _not_encrypted(package: Package) -> Iterator[str]:
    return (
        f"{path} 加了密"
        for path, content in package.files.items()
        if _ending(path) == "pdf" and b"/Encrypt" in content[-4096:]
    )


def _readable(package: Package) -> Iterator[str]:
    metadata.read(package.files[METADATA])
    json.loads(package.files[DESCRIPTION])
    return iter(())


def _programs(package: Package) -> Iterator[str]:
    return (f"{path} 是程序" for path, body in package.files.items() if body.startswith(_PROGRAMS))


def _secrecy(package: Package) -> Iterator[str]:
    facts, _files = metadata.read(package.files[METADATA])
    if facts["密级"] not in {"一般", "内部"}:
        yield "密级不在范围内"
    if facts["开放状态"] != "控制":
        yield "含个人信息，开放状态应为“控制”"


def _open_part(package: Package) -> Iterator[str]:
    """The description travels outside of the archive, so it holds no number of a person."""
    described = package.files[DESCRIPTION].decode()
    number = json.loads(package.files[FACTS])["applicant"]["number"]
    if number and number in described:
        yield "说明文件里有证件号码"


def _ending(path: str) -> str:
    return path.rpartition(".")[2].lower()


def _sealed(package: Package) -> Iterator[str]:
    documents = json.loads(package.files[FACTS])["documents"]
    made_at = datetime.fromisoformat(json.loads(package.files[DESCRIPTION])["made_at"])
    return sealed.faults(package.files, documents, made_at)


_Look = Callable[[Package], Any]
_LOOKS: tuple[tuple[Property, str, _Look], ...] = (
    (Property.GENUINE, "电子签名有效，密钥可信", _signature),
    (Property.GENUINE, "摘要清单和文件一致", _digests),
    (Property.GENUINE, "元数据和文件一致", _metadata_equals_files),
    (Property.GENUINE, "元数据取值在范围内，来源可靠", _values),
    (Property.GENUINE, "存证账本的证明成立", _proofs),
    (Property.GENUINE, "盖章文书的电子印章有效", _sealed),
    (Property.COMPLETE, "文件数量和清单一致", _count),
    (Property.COMPLETE, "必备的材料组齐全", _groups),
    (Property.COMPLETE, "必填的元数据都有", _filled),
    (Property.COMPLETE, "业务环节连贯", _steps),
    (Property.COMPLETE, "引用的文件都在包里", _links),
    (Property.COMPLETE, "成员办件的归档信息包齐全并且逐个合格", _members),
    (Property.USABLE, "文件能打开", _openable),
    (Property.USABLE, "格式符合归档要求", _formats),
    (Property.USABLE, "文件没有加密", _not_encrypted),
    (Property.USABLE, "元数据可以读取", _readable),
    (Property.SECURE, "没有程序文件", _programs),
    (Property.SECURE, "密级和开放状态正确", _secrecy),
    (Property.SECURE, "公开部分没有个人信息", _open_part),
)
