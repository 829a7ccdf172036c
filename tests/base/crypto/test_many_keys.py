"""Keys of purposes with many, keys on P-256, and keys that exist in a demonstration only."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.exceptions import InvalidSignature as Mismatch
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.base.crypto.bits import flipped
from tongban.base.crypto import keys, sm2

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=365)
SHA256 = ec.ECDSA(hashes.SHA256())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def store(folder: Path) -> keys.FileKeyStore:
    return keys.FileKeyStore(folder)


def p256_of(store: keys.KeyStore, key_id: str) -> ec.EllipticCurvePublicKey:
    found = serialization.load_der_public_key(store.public_der(key_id))
    assert isinstance(found, ec.EllipticCurvePublicKey)
    assert isinstance(found.curve, ec.SECP256R1)
    return found


def test_every_seal_has_a_key_of_its_own(store: keys.FileKeyStore, folder: Path) -> None:
    first, second = (store.create("seals", now=NOON) for _ in range(2))
    other = keys.FileKeyStore(folder)

    for made in (first, second):
        signature = other.sign_by(made.key_id, b"face")
        sm2.verify(store.public(made.key_id), b"face", signature.value)
        assert (signature.key_id, signature.algorithm) == (made.key_id, "SM2-SM3")
        assert sm2.PublicKey.from_der(store.public_der(made.key_id)) == store.public(made.key_id)
    assert store.public(first.key_id) != store.public(second.key_id)
    assert {key.state for key in store.held()} == {keys.State.ACTIVE}


def test_keys_for_pages_sign_ecdsa(store: keys.FileKeyStore) -> None:
    made = store.create("pages", now=NOON)
    signature = store.sign_by(made.key_id, b"page")
    public = p256_of(store, made.key_id)

    public.verify(signature.value, b"page", SHA256)
    assert (made.algorithm, signature.algorithm) == ("ECDSA-P256", "ECDSA-P256")
    for changed in flipped(signature.value):
        with pytest.raises(Mismatch):
            public.verify(changed, b"page", SHA256)
    with pytest.raises(keys.KeyUnknown, match="no SM2 key"):
        store.public(made.key_id)


def test_credentials_are_signed_with_their_one_key(store: keys.FileKeyStore) -> None:
    store.create_missing(now=NOON)

    signature = store.sign("credentials", b"credential")

    p256_of(store, signature.key_id).verify(signature.value, b"credential", SHA256)


def test_a_retired_key_signs_no_more_and_still_verifies(
    store: keys.FileKeyStore, folder: Path
) -> None:
    made = store.create("seals", now=NOON)
    other = keys.FileKeyStore(folder)
    signature = other.sign_by(made.key_id, b"face")

    retired = store.retire(made.key_id)

    assert retired.state is keys.State.RETIRED
    for each in (store, other):
        with pytest.raises(keys.KeyMissing, match="retired"):
            each.sign_by(made.key_id, b"face")
        sm2.verify(each.public(made.key_id), b"face", signature.value)


def test_purposes_with_one_key_and_with_many_are_not_mixed(store: keys.FileKeyStore) -> None:
    store.create_missing(now=NOON)
    seal = store.create("seals", now=NOON)
    licence = store.sign("licences", b"x").key_id

    for refused in (
        lambda: store.sign("seals", b"x"),
        lambda: store.rotate("seals", now=LATER),
        lambda: store.create("licences", now=LATER),
        lambda: store.retire(licence),
        lambda: store.secret("seals"),
        lambda: store.sign_by("seals-00000000", b"x"),
        lambda: store.sign_by(store.secret("fields").key_id, b"x"),
        lambda: store.public_der(store.secret("fields").key_id),
        lambda: store.retire("../x"),
    ):
        with pytest.raises(keys.KeyTrouble):
            refused()
    assert store.sign_by(licence, b"x").key_id == licence
    assert store.sign_by(seal.key_id, b"x").key_id == seal.key_id


def test_no_key_is_made_for_many_by_itself(store: keys.FileKeyStore) -> None:
    store.create_missing(now=NOON)

    assert not {key.purpose for key in store.held()} & keys.MANY


def test_the_test_authority_has_keys_in_a_demonstration_only(
    store: keys.FileKeyStore, tmp_path: Path
) -> None:
    store.create_missing(now=NOON)
    demo = keys.FileKeyStore(tmp_path / "demo", samples=True)
    demo.create_missing(now=NOON)
    demo.create("seals", now=NOON)

    assert not {key.purpose for key in store.held()} & keys.SAMPLE_ONLY
    assert {key.purpose for key in demo.held()} >= keys.SAMPLE_ONLY
    assert all(key.sample for key in demo.held())
    for purpose in sorted(keys.SAMPLE_ONLY):
        with pytest.raises(keys.KeyTrouble, match="demonstration only"):
            store.rotate(purpose, now=NOON)
    with pytest.raises(keys.SampleKeys):
        keys.require_production_keys(demo)


def test_a_sample_seal_keeps_production_from_starting(store: keys.FileKeyStore) -> None:
    store.create_missing(now=NOON)
    store.create("seals", now=NOON)
    keys.require_production_keys(store)

    store.create("seals", now=NOON, sample=True)

    with pytest.raises(keys.SampleKeys, match="seals-"):
        keys.require_production_keys(store)


@pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP256K1()])
def test_a_file_with_a_key_on_another_curve_is_refused(
    store: keys.FileKeyStore, folder: Path, curve: Any
) -> None:
    made = store.create("pages", now=NOON)
    place = folder / f"{made.key_id}.json"
    other = ec.generate_private_key(curve).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for material in (other.decode(), sm2.generate().to_pem(), "00" * 32, ""):
        place.write_text(json.dumps(json.loads(place.read_text()) | {"material": material}))
        with pytest.raises(keys.KeyFileInvalid, match="no key"):
            keys.FileKeyStore(folder).public_der(made.key_id)


def test_private_keys_are_not_shown(store: keys.FileKeyStore, folder: Path) -> None:
    made = store.create("pages", now=NOON)
    material = json.loads((folder / f"{made.key_id}.json").read_text())["material"]

    assert material.splitlines()[1] not in repr(store._signer(made.key_id))
