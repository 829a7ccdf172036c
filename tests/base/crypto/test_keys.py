"""Keys in files: made, rotated, shared by processes, closed to others, no samples in production."""

from __future__ import annotations

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.base.crypto.bits import flipped
from tongban.base.crypto import envelope, keys, sm2
from tongban.base.crypto.errors import InvalidSeal

NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=365)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def store(folder: Path) -> keys.FileKeyStore:
    made = keys.FileKeyStore(folder)
    made.create_missing(now=NOON)
    return made


def test_a_new_store_gets_one_key_for_each_purpose(store: keys.FileKeyStore) -> None:
    held = store.held()

    assert {key.purpose for key in held} == set(keys.SINGLE)
    assert {(key.state, key.created_at, key.sample) for key in held} == {
        (keys.State.ACTIVE, NOON, False)
    }
    assert store.create_missing(now=LATER) == ()
    assert [len(store.secret(each).value) for each in ("fields", "files", "index")] == [16, 16, 32]


def test_another_process_reads_the_same_keys(store: keys.FileKeyStore, folder: Path) -> None:
    other = keys.FileKeyStore(folder)
    signature = store.sign("licences", b"licence")

    assert other.secret("fields") == store.secret("fields")
    sm2.verify(other.public(signature.key_id), b"licence", signature.value)
    assert signature.algorithm == "SM2-SM3"


def test_each_purpose_has_a_key_of_its_own(store: keys.FileKeyStore) -> None:
    signature = store.sign("licences", b"x")
    document = store.sign("documents", b"x")

    with pytest.raises(sm2.InvalidSignature):
        sm2.verify(store.public(document.key_id), b"x", signature.value)
    assert store.secret("fields").value != store.secret("files").value


def test_after_rotation_the_old_key_still_opens(store: keys.FileKeyStore, folder: Path) -> None:
    other = keys.FileKeyStore(folder)
    sealed = envelope.seal(other, "fields", b"plain", b"aad")
    signature = other.sign("licences", b"licence")

    for purpose in ("fields", "licences"):
        store.rotate(purpose, now=LATER)

    for each in (store, other, keys.FileKeyStore(folder)):
        assert envelope.open(each, "fields", sealed, b"aad") == b"plain"
        sm2.verify(each.public(signature.key_id), b"licence", signature.value)
        newer = envelope.seal(each, "fields", b"plain", b"aad")
        assert envelope.key_id_of(newer) != envelope.key_id_of(sealed)
        assert envelope.open(store, "fields", newer, b"aad") == b"plain"
        assert each.sign("licences", b"licence").key_id != signature.key_id


def test_rotation_retires_and_keeps_order(store: keys.FileKeyStore) -> None:
    first = store.secret("index")
    made = store.rotate("index", now=LATER)

    states = {key.key_id: key.state for key in store.held() if key.purpose == "index"}
    assert states == {made.key_id: keys.State.ACTIVE, first.key_id: keys.State.RETIRED}
    assert [secret.key_id for secret in store.secrets("index")] == [made.key_id, first.key_id]
    assert store.held()[0].key_id == made.key_id


def test_many_starting_at_once_make_one_set_of_keys(folder: Path) -> None:
    def start(_number: int) -> bytes:
        opened = keys.FileKeyStore(folder)
        opened.create_missing(now=NOON)
        return opened.secret("index").value

    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(start, range(16)))

    assert len(found) == 1
    assert len(list(folder.glob("*.json"))) == len(keys.SINGLE)


def test_only_the_owner_may_read_keys(store: keys.FileKeyStore, folder: Path) -> None:
    store.rotate("fields", now=LATER)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert not list(folder.glob("*.tmp"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_open_to_others_is_refused(store: keys.FileKeyStore, folder: Path, mode: int) -> None:
    (folder / f"{store.secret('fields').key_id}.json").chmod(mode)

    with pytest.raises(keys.KeysExposed, match="chmod 600"):
        keys.FileKeyStore(folder).secret("fields")


def test_a_folder_others_may_write_into_is_refused(store: keys.FileKeyStore, folder: Path) -> None:
    folder.chmod(0o770)

    with pytest.raises(keys.KeysExposed, match="chmod 700"):
        keys.FileKeyStore(folder).secret("fields")


@pytest.mark.parametrize(
    "change",
    [
        {"material": "00"},
        {"material": "no hex"},
        {"algorithm": "SM2-SM3"},
        {"algorithm": "AES"},
        {"purpose": "unknown"},
        {"purpose": "index"},
        {"key_id": "fields-00000000"},
        {"created_at": "2026-03-06T12:00:00"},
        {"form": 2},
        {"more": 1},
    ],
)
def test_a_broken_key_file_is_named_and_not_shown(
    store: keys.FileKeyStore, folder: Path, change: dict[str, object]
) -> None:
    secret = store.secret("fields")
    file = folder / f"{secret.key_id}.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | change))

    with pytest.raises(keys.KeyFileInvalid, match=secret.key_id) as refused:
        keys.FileKeyStore(folder).secret("fields")
    assert secret.value.hex() not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_key_file_that_is_no_json_is_named(store: keys.FileKeyStore, folder: Path) -> None:
    file = folder / f"{store.secret('fields').key_id}.json"
    file.write_text(file.read_text()[:-20])

    with pytest.raises(keys.KeyFileInvalid, match=file.stem):
        keys.FileKeyStore(folder).held()


def test_keys_are_used_for_their_purpose_only(store: keys.FileKeyStore) -> None:
    signing = store.sign("licences", b"x").key_id
    sealing = store.secret("fields").key_id

    for refused in (
        lambda: store.sign("fields", b"x"),
        lambda: store.secret("licences"),
        lambda: store.secrets("documents"),
        lambda: store.secret("unknown"),
        lambda: store.public(sealing),
        lambda: store.secret_by_id(signing),
        lambda: store.secret_by_id("../fields"),
    ):
        with pytest.raises(keys.KeyTrouble):
            refused()
    for refuse in (store.rotate, store.create):
        with pytest.raises(keys.KeyTrouble, match="no keys for 'unknown'"):
            refuse("unknown", now=NOON)


def test_an_empty_store_has_no_keys(folder: Path) -> None:
    store = keys.FileKeyStore(folder)

    assert store.held() == ()
    with pytest.raises(keys.KeyMissing):
        store.secret("fields")
    assert not folder.exists()


def test_secrets_are_not_shown(store: keys.FileKeyStore) -> None:
    secret = store.secret("fields")

    assert secret.value.hex() not in repr(secret)
    assert repr(secret.value) not in repr(secret)


def test_production_starts_with_its_own_keys_only(folder: Path) -> None:
    store = keys.FileKeyStore(folder)
    with pytest.raises(keys.SampleKeys, match="credentials, documents, fields, files, index, "):
        keys.require_production_keys(store)

    store.create_missing(now=NOON, sample=True)
    with pytest.raises(keys.SampleKeys, match="refuses sample keys") as refused:
        keys.require_production_keys(store)
    assert "\n" not in str(refused.value)

    samples = [folder / f"{key.key_id}.json" for key in store.held()]
    for purpose in keys.SINGLE:
        store.rotate(purpose, now=LATER)
    with pytest.raises(keys.SampleKeys, match="refuses sample keys"):
        keys.require_production_keys(store)

    for file in samples:
        file.unlink()
    keys.require_production_keys(store)


def test_the_configured_store_of_a_demo_holds_samples() -> None:
    store = keys.store()

    assert store is keys.store()
    assert {key.purpose for key in store.held() if key.sample} >= {*keys.SINGLE, *keys.SAMPLE_ONLY}
    with pytest.raises(keys.SampleKeys):
        keys.require_production_keys(store)


def test_in_production_no_key_makes_itself(settings: object, folder: Path) -> None:
    configured = settings.TONGBAN  # type: ignore[attr-defined]
    changed = configured.model_copy(update={"mode": "production", "key_dir": folder})
    settings.TONGBAN = changed  # type: ignore[attr-defined]

    with pytest.raises(keys.KeyMissing):
        keys.store().secret("fields")
    assert not folder.exists()


def test_one_flipped_bit_anywhere_breaks_an_envelope(store: keys.FileKeyStore) -> None:
    sealed = envelope.seal(store, "fields", b"plain", b"aad")

    for changed in flipped(sealed):
        with pytest.raises(InvalidSeal):
            envelope.open(store, "fields", changed, b"aad")
    for changed in flipped(b"aad"):
        with pytest.raises(InvalidSeal):
            envelope.open(store, "fields", sealed, changed)
    for size in range(len(sealed)):
        with pytest.raises(InvalidSeal):
            envelope.open(store, "fields", sealed[:size], b"aad")


def test_an_envelope_opens_for_its_purpose_only(store: keys.FileKeyStore) -> None:
    sealed = envelope.seal(store, "files", b"plain", b"aad")

    with pytest.raises(InvalidSeal, match="for files, not for fields"):
        envelope.open(store, "fields", sealed, b"aad")


def test_facts_of_a_key_hold_no_material(store: keys.FileKeyStore) -> None:
    names = {field.name for field in dataclasses.fields(store.held()[0])}

    assert names == {"key_id", "purpose", "algorithm", "state", "created_at", "sample"}
