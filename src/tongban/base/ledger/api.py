"""The ledger for anybody: heads, proofs and tiles; public, read only."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tongban.base.errors import Invalid
from tongban.base.ledger import log, proofs

if TYPE_CHECKING:
    from tongban.base.ledger.notes import SignedHead
    from tongban.base.ledger.proofs import Consistency, Inclusion, Leaf

router = Router(tags=["ledger"])

_TEXT = "text/plain"
_BYTES = "application/octet-stream"
_FOR_EVER = "public, max-age=31536000, immutable"


def _as(media_type: str) -> dict[str, Any]:
    """What the contract says of an answer that is no JSON; `openapi_extra` of the endpoint."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"content": content}}}


class HeadOut(Schema):
    """A signed tree head; `note` is what is signed with its signature, `root` is hex."""

    origin: str
    size: int
    root: str
    at: datetime
    note: str


class LedgerKeyOut(Schema):
    """A public key (SM2) for tree heads; retired ones stay valid for what they signed."""

    key_id: str
    state: str
    public_key: str


class LedgerKeysOut(Schema):
    """All keys that sign or signed tree heads, newest first."""

    items: list[LedgerKeyOut]


class LeafOut(Schema):
    """A leaf: `entry` is the exact text whose hash with a zero byte before it is `leaf_hash`."""

    index: int
    kind: str
    reference: str
    digest: str
    entry: str
    leaf_hash: str


class InclusionOut(Schema):
    """The proof that the leaf is in the tree of `size` leaves; hashes are hex, lowest first."""

    leaf: LeafOut
    size: int
    root: str
    path: list[str]


class ConsistencyOut(Schema):
    """The proof that the first tree is the beginning of the second; hashes are hex."""

    first: int
    first_root: str
    second: int
    second_root: str
    path: list[str]


@router.get("/ledger/head", response=HeadOut, summary="The newest signed tree head")
def head(request: HttpRequest) -> dict[str, object]:
    """The newest tree head: the node signs one at least each minute."""
    return _head(log.head())


@router.get("/ledger/keys", response=LedgerKeysOut, summary="The keys of the tree heads")
def keys(request: HttpRequest) -> dict[str, object]:
    """Public keys in PEM; a witness should get them by another way than this."""
    rows = proofs.public_keys()
    return {
        "items": [
            {"key_id": facts.key_id, "state": facts.state.value, "public_key": public.to_pem()}
            for facts, public in rows
        ]
    }


@router.get("/ledger/inclusion", response=InclusionOut, summary="Prove that a leaf is in the log")
def inclusion(
    request: HttpRequest,
    index: Annotated[int | None, Field(ge=0)] = None,
    kind: str = "",
    reference: str = "",
    size: Annotated[int | None, Field(ge=1)] = None,
) -> dict[str, object]:
    """By `index`, or by `kind` and `reference`; against the newest head unless `size` is given."""
    if index is None and not (kind and reference):
        raise Invalid(fields={"index": "请给出序号，或者类别和编号。"})
    leaf = proofs.leaf_of(kind, reference) if index is None else proofs.leaf_at(index)
    return _inclusion(proofs.inclusion(leaf, size))


@router.get("/ledger/consistency", response=ConsistencyOut, summary="Prove that the log only grew")
def consistency(
    request: HttpRequest,
    first: Annotated[int, Field(ge=1)],
    second: Annotated[int | None, Field(ge=1)] = None,
) -> dict[str, object]:
    """The tree of `first` leaves begins that of `second` (of the newest head if not given)."""
    return _consistency(proofs.consistency(first, second))


@router.get("/ledger/entries/{index}", response=LeafOut, summary="One leaf")
def entry(request: HttpRequest, index: int) -> dict[str, object]:
    """The leaf with this index, the first being 0."""
    return _leaf(proofs.leaf_at(index))


@router.get("/ledger/checkpoint", openapi_extra=_as(_TEXT), summary="The newest head as a note")
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest tree head as one signed text (C2SP `tlog-checkpoint`)."""
    answer = HttpResponse(log.head().note, content_type=f"{_TEXT}; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


@router.get("/ledger/tile/{path:name}", openapi_extra=_as(_BYTES), summary="One tile")
def tile(request: HttpRequest, name: str) -> HttpResponse:
    """A tile of hashes or a bundle of entries by its path (C2SP `tlog-tiles`)."""
    answer = HttpResponse(proofs.file(name), content_type=_BYTES)
    answer["Cache-Control"] = _FOR_EVER
    return answer


def _head(signed: SignedHead) -> dict[str, object]:
    head = signed.head
    return {
        "origin": head.origin,
        "size": head.size,
        "root": head.root.hex(),
        "at": head.at,
        "note": signed.note,
    }


def _leaf(leaf: Leaf) -> dict[str, object]:
    return {
        "index": leaf.index,
        "kind": leaf.kind,
        "reference": leaf.reference,
        "digest": leaf.digest.hex(),
        "entry": leaf.entry.decode(),
        "leaf_hash": leaf.hash.hex(),
    }


def _inclusion(proof: Inclusion) -> dict[str, object]:
    return {
        "leaf": _leaf(proof.leaf),
        "size": proof.size,
        "root": proof.root.hex(),
        "path": [each.hex() for each in proof.path],
    }


def _consistency(proof: Consistency) -> dict[str, object]:
    return {
        "first": proof.first,
        "first_root": proof.first_root.hex(),
        "second": proof.second,
        "second_root": proof.second_root.hex(),
        "path": [each.hex() for each in proof.path],
    }
