"""The ledger for anybody: what the API answers can be checked without trusting it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.base.ledger import rfc6962
from tests.base.ledger.circumstances import NOON, entries, minutes, write
from tongban.base.crypto import sm2
from tongban.base.ledger import keeping, notes, sequencing, tiles, tree, witness
from tongban.base.ledger.models import LedgerLeaf

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.urls")]
ROOT = "/api/v1/ledger"


@pytest.fixture
def log() -> list[bytes]:
    """A log of 300 leaves with heads at 100 and 300, and five leaves more without a head."""
    write(100)
    keeping.keep_up(now=NOON)
    write(200)
    keeping.keep_up(now=minutes(1))
    known = entries()
    write(5)
    sequencing.sequence()
    return known


def asked(client: Client, path: str, **parameters: Any) -> dict[str, Any]:
    answer = client.get(f"{ROOT}/{path}", parameters)
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def test_the_head_is_signed_by_one_of_the_keys(client: Client, log: list[bytes]) -> None:
    head = asked(client, "head")
    note = client.get(f"{ROOT}/checkpoint").content.decode()
    (key, *_) = asked(client, "keys")["items"]

    assert (head["size"], head["root"]) == (300, rfc6962.MTH(log).hex())
    assert note == head["note"]
    notes.verify(notes.read(note), [sm2.PublicKey.from_pem(key["public_key"])])
    assert (key["state"], key["key_id"].split("-")[0]) == ("active", "ledger")


@pytest.mark.parametrize("size", [None, 300, 151])
@pytest.mark.parametrize("index", [0, 99, 150])
def test_a_leaf_is_proved_to_be_in_the_log(
    client: Client, log: list[bytes], index: int, size: int | None
) -> None:
    proof = asked(client, "inclusion", index=index, **({"size": size} if size else {}))

    covered, leaf = log[: size or 300], rfc6962.HASH(b"\x00" + log[index])
    path = [bytes.fromhex(each) for each in proof["path"]]
    assert proof["leaf"]["entry"].encode() == log[index]
    assert proof["leaf"]["leaf_hash"] == leaf.hex()
    assert path == rfc6962.PATH(index, covered)
    assert rfc6962.root_from_path(index, proof["size"], leaf, path).hex() == proof["root"]
    assert proof["root"] == rfc6962.MTH(covered).hex()


def test_a_leaf_is_found_by_what_it_is_about(client: Client, log: list[bytes]) -> None:
    row = LedgerLeaf.objects.get(index=42)

    proof = asked(client, "inclusion", kind=row.kind, reference=row.reference)

    assert proof["leaf"]["index"] == 42
    assert asked(client, "entries/42") == proof["leaf"]


@pytest.mark.parametrize(("first", "second"), [(100, None), (1, 300), (100, 100), (255, 256)])
def test_the_log_is_proved_to_have_only_grown(
    client: Client, log: list[bytes], first: int, second: int | None
) -> None:
    proof = asked(client, "consistency", first=first, **({"second": second} if second else {}))

    path = [bytes.fromhex(each) for each in proof["path"]]
    last = second or 300
    assert path == rfc6962.PROOF(first, log[:last])
    assert proof["first_root"] == rfc6962.MTH(log[:first]).hex()
    assert proof["second_root"] == rfc6962.MTH(log[:last]).hex()
    tree.verify_consistency(first, last, rfc6962.MTH(log[:first]), rfc6962.MTH(log[:last]), path)


def test_tiles_and_bundles_are_served_as_they_are_in_files(
    client: Client, log: list[bytes], own_folder: Any
) -> None:
    for path in ("0/000", "0/001.p/44", "1/000.p/1", "entries/000", "entries/001.p/44"):
        answer = client.get(f"{ROOT}/tile/{path}")
        assert answer.content == (own_folder / "tile" / path).read_bytes()
        assert answer["Content-Type"] == "application/octet-stream"
        assert "immutable" in answer["Cache-Control"]
    assert tiles.unbundle(client.get(f"{ROOT}/tile/entries/001.p/44").content) == log[256:]


@pytest.mark.parametrize(
    ("path", "code", "status"),
    [
        ("inclusion?index=999", "base.ledger_leaf_unknown", 404),
        (f"inclusion?index={2**70}", "base.ledger_leaf_unknown", 404),
        ("inclusion?kind=audit&reference=0", "base.ledger_leaf_unknown", 404),
        ("inclusion?kind=audit&reference=%00", "base.ledger_leaf_unknown", 404),
        ("inclusion?index=303", "base.ledger_leaf_waiting", 404),
        ("inclusion?index=100&size=100", "base.ledger_size_unknown", 422),
        ("inclusion?index=1&size=301", "base.ledger_size_unknown", 422),
        ("inclusion?index=-1", "base.invalid", 422),
        ("inclusion?index=x", "base.invalid", 422),
        ("inclusion?kind=audit", "base.invalid", 422),
        ("inclusion", "base.invalid", 422),
        ("consistency?first=0", "base.invalid", 422),
        ("consistency", "base.invalid", 422),
        ("consistency?first=301", "base.ledger_size_unknown", 422),
        ("consistency?first=200&second=100", "base.ledger_size_unknown", 422),
        ("consistency?first=1&second=303", "base.ledger_size_unknown", 422),
        ("entries/999", "base.ledger_leaf_unknown", 404),
        ("entries/-1", "base.ledger_leaf_unknown", 404),
        ("tile/0/002", "base.ledger_leaf_unknown", 404),
        ("tile/0/001", "base.ledger_leaf_unknown", 404),
        ("tile/0/001.p/200", "base.ledger_leaf_unknown", 404),
        ("tile/9/000", "base.ledger_leaf_unknown", 404),
        ("tile/entries/001", "base.ledger_leaf_unknown", 404),
        ("tile/entries/x999/x999/x999/x999/x999/999", "base.ledger_leaf_unknown", 404),
        ("tile/0/../../checkpoint", "base.ledger_leaf_unknown", 404),
    ],
)
def test_what_is_not_there_is_declined(
    client: Client, log: list[bytes], path: str, code: str, status: int
) -> None:
    answer = client.get(f"{ROOT}/{path}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_before_the_first_head_there_is_nothing_to_prove(client: Client) -> None:
    write(1)

    for path in ("head", "checkpoint", "consistency?first=1"):
        answer = client.get(f"{ROOT}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "base.ledger_no_head")
    waiting = LedgerLeaf.objects.get()
    answer = client.get(f"{ROOT}/inclusion?kind={waiting.kind}&reference={waiting.reference}")
    assert answer.json()["code"] == "base.ledger_leaf_waiting"


class Served:
    """The API as the place of a log's files, without a socket."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def read(self, path: str, most: int) -> bytes | None:
        answer = self.client.get(f"{ROOT}/{path}")
        return answer.content[: most + 1] if answer.status_code == 200 else None


def test_a_witness_reads_the_api_like_a_folder(client: Client, tmp_path: Path) -> None:
    verdicts = []
    for nth, count in enumerate((100, 300, 0, 400)):
        write(count)
        keeping.keep_up(now=minutes(nth))
        keys = notes.public_keys(asked(client, "keys")["items"][0]["public_key"])
        seen = witness.look(
            Served(client),
            tmp_path / "heads",
            keys,
            now=minutes(nth),
            patience=timedelta(minutes=1),
        )
        verdicts.append(seen.verdict)

    assert verdicts == [witness.Verdict.CONSISTENT] * 4


def test_nothing_can_be_changed_by_the_api(client: Client, log: list[bytes]) -> None:
    for path in ("head", "keys", "inclusion", "consistency", "entries/1", "tile/0/000"):
        assert client.post(f"{ROOT}/{path}").status_code == 405
        assert client.delete(f"{ROOT}/{path}").status_code == 405


def test_a_proof_takes_few_queries(
    client: Client, log: list[bytes], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # the leaf, the head, and one for each tile on the way: its own and the unfinished one
    with django_assert_num_queries(4):
        asked(client, "inclusion", index=7)
