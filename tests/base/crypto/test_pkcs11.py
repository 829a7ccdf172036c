"""Keys guarded by a module: the whole protocol on SoftHSM, across threads, forks and restarts."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.exceptions import InvalidSignature as Mismatch
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.base.crypto import softhsm
from tests.base.crypto.bits import flipped
from tests.base.crypto.reference import RECOMMENDED
from tongban.base.crypto import envelope, keys, sm2
from tongban.base.crypto.keys import modules, pkcs11_vault
from tongban.base.crypto.sm2 import curve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(softhsm.MISSING, reason=softhsm.REASON)
NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=365)
CKM_ECDSA = 0x1041


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("SOFTHSM2_CONF")
    softhsm.configure(tmp_path_factory.mktemp("softhsm"))
    for label in ("first", "second"):
        softhsm.new_token(label)
    yield
    os.environ.pop("SOFTHSM2_CONF")
    if before is not None:
        os.environ["SOFTHSM2_CONF"] = before


def opened(folder: Path, label: str = "first", pin: str = softhsm.PIN, **more: Any) -> Any:
    module = modules.Module(softhsm.LIBRARY, label, pin)
    return keys.FileKeyStore(folder, vault=pkcs11_vault.ModuleVault(module, **more))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def store(tokens: None, folder: Path) -> keys.FileKeyStore:
    made: keys.FileKeyStore = opened(folder)
    made.create_missing(now=NOON)
    return made


def p256_of(store: keys.KeyStore, key_id: str) -> ec.EllipticCurvePublicKey:
    found = serialization.load_der_public_key(store.public_der(key_id))
    assert isinstance(found, ec.EllipticCurvePublicKey)
    return found


def test_a_module_keeps_every_kind_of_key(store: keys.FileKeyStore, folder: Path) -> None:
    sealed = envelope.seal(store, "fields", b"plain", b"aad")
    licence, credential = (store.sign(each, b"message") for each in ("licences", "credentials"))
    seal = store.create("seals", now=NOON)
    page = store.create("pages", now=NOON)

    for each in (store, opened(folder)):
        assert envelope.open(each, "fields", sealed, b"aad") == b"plain"
        sm2.verify(each.public(licence.key_id), b"message", licence.value)
        p256_of(each, credential.key_id).verify(
            credential.value, b"message", ec.ECDSA(hashes.SHA256())
        )
        stamped = each.sign_by(seal.key_id, b"face")
        sm2.verify(each.public(seal.key_id), b"face", stamped.value)
        drawn = each.sign_by(page.key_id, b"page")
        p256_of(each, page.key_id).verify(drawn.value, b"page", ec.ECDSA(hashes.SHA256()))
        assert (drawn.algorithm, stamped.algorithm) == ("ECDSA-P256", "SM2-SM3")
    with pytest.raises(Mismatch):
        p256_of(store, page.key_id).verify(drawn.value, b"pagf", ec.ECDSA(hashes.SHA256()))


def test_the_files_hold_no_key(store: keys.FileKeyStore, folder: Path) -> None:
    secret = store.secret("fields")
    held = {
        key.key_id: json.loads((folder / f"{key.key_id}.json").read_text()) for key in store.held()
    }

    inside = {one["purpose"] for one in held.values() if one["material"].startswith("inside:")}
    wrapped = {one["purpose"] for one in held.values() if one["material"].startswith("wrapped:")}
    assert inside == {"credentials", "pages_stamps"}
    assert inside | wrapped == set(keys.SINGLE)
    assert secret.value.hex() not in json.dumps(held)
    assert "PRIVATE" not in json.dumps(held)


def test_the_module_gives_no_key_out(store: keys.FileKeyStore) -> None:
    import pkcs11
    from pkcs11 import Attribute, ObjectClass

    def attempts(session: Any) -> list[bool]:
        found = [
            session.get_key(object_class=ObjectClass.SECRET_KEY, label="tongban-wrapping-key"),
            *session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}),
        ]
        for key in found:
            with pytest.raises(pkcs11.exceptions.AttributeSensitive):
                key[Attribute.VALUE]
        return [key[Attribute.EXTRACTABLE] for key in found]

    vault: Any = store.vault
    extractable = vault.module.use(attempts)
    assert len(extractable) >= 3
    assert not any(extractable)


def test_rotation_and_retirement_work_as_with_files(store: keys.FileKeyStore) -> None:
    sealed = envelope.seal(store, "fields", b"plain", b"aad")
    seal = store.create("seals", now=NOON)
    signed = store.sign_by(seal.key_id, b"face")

    store.rotate("fields", now=LATER)
    store.retire(seal.key_id)

    assert envelope.open(store, "fields", sealed, b"aad") == b"plain"
    sm2.verify(store.public(seal.key_id), b"face", signed.value)
    with pytest.raises(keys.KeyMissing, match="retired"):
        store.sign_by(seal.key_id, b"face")


def test_another_token_opens_nothing(store: keys.FileKeyStore, folder: Path) -> None:
    with pytest.raises(keys.KeyTrouble, match=r"wrapping-key|NoSuchKey"):
        opened(folder, label="second").secret("fields")

    opened(folder.with_name("others"), label="second").create_missing(now=NOON)
    (folder / f"{store.sign('credentials', b'x').key_id}.json").unlink()
    (folder / f"{store.sign('pages_stamps', b'x').key_id}.json").unlink()
    with pytest.raises(keys.KeyFileInvalid, match="no key"):
        opened(folder, label="second").secret("fields")


def test_a_wrong_pin_or_token_is_named_in_one_line(store: keys.FileKeyStore, folder: Path) -> None:
    with pytest.raises(keys.KeyTrouble, match="no one token 'third'") as unknown:
        opened(folder, label="third").secret("fields")
    with pytest.raises(keys.KeyTrouble, match="cannot be loaded"):
        modules.Module(str(folder / "nothing.so"), "first", softhsm.PIN)

    assert "\n" not in str(unknown.value)


def test_a_wrong_pin_is_refused_by_a_new_process(store: keys.FileKeyStore, folder: Path) -> None:
    def attempt() -> str:
        try:
            opened(folder, pin="999999").secret("fields")
        except keys.KeyTrouble as refused:
            return str(refused)
        return "opened"

    assert "PinIncorrect" in in_child(attempt)


def test_one_flipped_bit_of_what_is_wrapped_is_noticed(
    store: keys.FileKeyStore, folder: Path
) -> None:
    key_id = store.secret("fields").key_id
    record = json.loads((folder / f"{key_id}.json").read_text())
    whole = bytes.fromhex(record["material"].removeprefix("wrapped:"))

    for changed in list(flipped(whole))[::7]:
        record["material"] = "wrapped:" + changed.hex()
        (folder / f"{key_id}.json").write_text(json.dumps(record))
        with pytest.raises(keys.KeyFileInvalid, match="no key"):
            opened(folder).secret("fields")


@pytest.mark.parametrize(
    "material", ["inside:other-00000000", "wrapped:00", "wrapped:zz", "00" * 16]
)
def test_material_of_another_kind_is_refused(
    store: keys.FileKeyStore, folder: Path, material: str
) -> None:
    place = folder / f"{store.secret('fields').key_id}.json"
    place.write_text(json.dumps(json.loads(place.read_text()) | {"material": material}))

    with pytest.raises(keys.KeyFileInvalid):
        opened(folder).secret("fields")


def test_wrapped_keys_do_not_change_places(store: keys.FileKeyStore, folder: Path) -> None:
    fields, files = (folder / f"{store.secret(each).key_id}.json" for each in ("fields", "files"))
    stolen = json.loads(files.read_text())["material"]
    fields.write_text(json.dumps(json.loads(fields.read_text()) | {"material": stolen}))

    with pytest.raises(keys.KeyFileInvalid):
        opened(folder).secret("fields")


def test_threads_share_the_session(store: keys.FileKeyStore) -> None:
    page = store.create("pages", now=NOON).key_id
    public = p256_of(store, page)

    def sign(number: int) -> None:
        message = str(number).encode()
        public.verify(store.sign_by(page, message).value, message, ec.ECDSA(hashes.SHA256()))

    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(sign, range(64)))) == 64


def in_child(work: Any) -> str:
    """What a forked process says, so that its failures are seen here."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = work()
        except BaseException as failure:  # noqa: BLE001 - told to the parent
            said = repr(failure)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


def test_forked_processes_sign_and_leave_the_parent_in_peace(store: keys.FileKeyStore) -> None:
    page = store.create("pages", now=NOON).key_id
    public = p256_of(store, page)
    store.sign_by(page, b"before")

    def child() -> str:
        signed = store.sign_by(page, b"child").value
        public.verify(signed, b"child", ec.ECDSA(hashes.SHA256()))
        return "signed " + in_child(lambda: store.sign_by(page, b"grandchild").key_id)

    assert [in_child(child) for _ in range(2)] == [f"signed {page}"] * 2
    after = store.sign_by(page, b"after").value
    public.verify(after, b"after", ec.ECDSA(hashes.SHA256()))


def test_a_restarted_module_is_opened_again(store: keys.FileKeyStore) -> None:
    page = store.create("pages", now=NOON).key_id
    store.sign_by(page, b"before")
    vault: Any = store.vault

    vault.module.library.loaded.reinitialize()

    public = p256_of(store, page)
    public.verify(store.sign_by(page, b"after").value, b"after", ec.ECDSA(hashes.SHA256()))


def test_a_mechanism_of_the_module_signs_the_sm2_digest(tokens: None, folder: Path) -> None:
    """SoftHSM knows the curve but not SM2: with plain ECDSA in its place the path is the same."""
    store = opened(folder, sm2_mechanism=CKM_ECDSA)
    seal = store.create("seals", now=NOON).key_id
    public = store.public(seal)
    signed = store.sign_by(seal, b"face").value

    assert json.loads((folder / f"{seal}.json").read_text())["material"] == f"inside:{seal}"
    e = int.from_bytes(sm2.digest(public, b"face"))
    assert ecdsa_fits(public.point, e, signed)
    assert not ecdsa_fits(public.point, e + 1, signed)


def ecdsa_fits(point: bytes, e: int, signature: bytes) -> bool:
    """ECDSA on the SM2 curve, in plain numbers."""
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    inverse = pow(s, -1, curve.N)
    q = (int.from_bytes(point[1:33]), int.from_bytes(point[33:]))
    found = RECOMMENDED.add(
        RECOMMENDED.times(e * inverse % curve.N, RECOMMENDED.g),
        RECOMMENDED.times(r * inverse % curve.N, q),
    )
    return found is not None and found[0] % curve.N == r


def test_the_settings_choose_the_module(tokens: None, settings: Any, tmp_path: Path) -> None:
    settings.TONGBAN = settings.TONGBAN.model_copy(
        update={
            "key_dir": tmp_path / "guarded",
            "pkcs11_module": softhsm.LIBRARY,
            "pkcs11_token": "first",
            "pkcs11_pin": softhsm.PIN,
        }
    )

    held = keys.store().held()

    assert {key.purpose for key in held} == {*keys.SINGLE, *keys.SAMPLE_ONLY}
    assert shutil.which("softhsm2-util")
    files = [
        json.loads(file.read_text())["material"] for file in (tmp_path / "guarded").glob("*.json")
    ]
    assert all(material.startswith(("wrapped:", "inside:")) for material in files)
