"""Keys guarded by a PKCS#11 module (密码机): what it can use stays in it, it wraps the rest.

Modules with the standard's mechanisms only know no SM2 and no SM4.  Such keys are made here,
wrapped with AES-GCM by a key that never leaves the module, and kept as files; whoever takes the
files without the module has nothing.  ECDSA keys are made in the module, sign there and never
leave it; so do SM2 keys where the module has a mechanism of its own for them.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pkcs11
from asn1crypto import core
from asn1crypto import keys as asn1
from cryptography.hazmat.primitives.asymmetric import utils
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, exceptions

from tongban.base.crypto import sm2
from tongban.base.crypto.errors import InvalidKey
from tongban.base.crypto.keys import vaults
from tongban.base.crypto.keys.facts import Algorithm
from tongban.base.crypto.keys.modules import Module, ModuleTrouble
from tongban.base.crypto.sm2 import curve

if TYPE_CHECKING:
    from tongban.base.crypto.keys.records import Record

WRAPPED, INSIDE = "wrapped:", "inside:"
WRAPPING_KEY = "tongban-wrapping-key"
P256 = "1.2.840.10045.3.1.7"
_NONCE, _TAG_BITS = 12, 128


@dataclass(frozen=True)
class ModuleSigner:
    """A key pair in the module, found by its label; only signatures come out."""

    module: Module
    label: str
    oid: str
    mechanism: Mechanism

    def sign(self, message: bytes) -> bytes:
        """Sign; SM2 gives 64 raw bytes, ECDSA gives DER."""
        digest = self._digest(message)
        raw: bytes = self.module.use(
            lambda session: self._private(session).sign(digest, mechanism=self.mechanism)
        )
        if self.oid == curve.OID:
            return raw
        half = len(raw) // 2
        return utils.encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))

    def public_der(self) -> bytes:
        """The public half as SubjectPublicKeyInfo."""
        return self._public

    @cached_property
    def _public(self) -> bytes:
        def point(session: Any) -> bytes:
            found = self.module.key(session, ObjectClass.PUBLIC_KEY, self.label)
            return bytes(found[Attribute.EC_POINT])

        found = asn1.PublicKeyInfo(
            {
                "algorithm": {"algorithm": "ec", "parameters": _curve(self.oid)},
                "public_key": core.OctetString.load(self.module.use(point)).native,
            }
        )
        return bytes(found.dump())

    def _digest(self, message: bytes) -> bytes:
        if self.oid == curve.OID:
            return sm2.digest(sm2.PublicKey.from_der(self._public), message)
        return hashlib.sha256(message).digest()

    def _private(self, session: Any) -> Any:
        return self.module.key(session, ObjectClass.PRIVATE_KEY, self.label)


class ModuleVault:
    """Makes keys in a module, or wraps them with it; without the module none can be used."""

    def __init__(self, module: Module, *, sm2_mechanism: int = 0) -> None:
        self.module = module
        self._mechanisms = {Algorithm.ECDSA_P256: Mechanism.ECDSA}
        if sm2_mechanism:
            self._mechanisms[Algorithm.SM2_SM3] = _own_mechanism(sm2_mechanism)

    def make(self, key_id: str, purpose: str, algorithm: Algorithm) -> str:
        """Make new material; a wrapping key is made in the module before the first is wrapped."""
        if algorithm in self._mechanisms:
            self.module.use(lambda session: _make_pair(session, key_id, _oid(algorithm)))
            return INSIDE + key_id
        plain = vaults.PlainVault().make(key_id, purpose, algorithm)
        return WRAPPED + self._wrap(plain.encode(), _bound(key_id, purpose, algorithm)).hex()

    def open(self, record: Record) -> vaults.Material:
        """Return what a key file holds; plain material is refused, as it was never guarded."""
        if record.material == INSIDE + record.key_id and record.algorithm in self._mechanisms:
            mechanism = self._mechanisms[record.algorithm]
            signer = ModuleSigner(self.module, record.key_id, _oid(record.algorithm), mechanism)
            signer.public_der()
            return signer
        if not record.material.startswith(WRAPPED):
            raise InvalidKey("the key was not made with this module")
        wrapped = bytes.fromhex(record.material.removeprefix(WRAPPED))
        bound = _bound(record.key_id, record.purpose, record.algorithm)
        return vaults.opened(record.algorithm, self._unwrap(wrapped, bound).decode("ascii"))

    def _wrap(self, plain: bytes, bound: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)

        def encrypt(session: Any) -> bytes:
            key, how = self._wrapping_key(session, make=True), _gcm(nonce, bound)
            return bytes(key.encrypt(plain, mechanism=Mechanism.AES_GCM, mechanism_param=how))

        return nonce + self.module.use(encrypt)

    def _unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        nonce, sealed = wrapped[:_NONCE], wrapped[_NONCE:]

        def decrypt(session: Any) -> bytes:
            key = self._wrapping_key(session, make=False)
            try:
                return bytes(
                    key.decrypt(
                        sealed, mechanism=Mechanism.AES_GCM, mechanism_param=_gcm(nonce, bound)
                    )
                )
            except (exceptions.EncryptedDataInvalid, exceptions.GeneralError) as changed:
                raise InvalidKey("what was wrapped has been changed") from changed

        return self.module.use(decrypt)

    def _wrapping_key(self, session: Any, *, make: bool) -> Any:
        try:
            return self.module.key(session, ObjectClass.SECRET_KEY, WRAPPING_KEY)
        except exceptions.NoSuchKey:
            if not make:
                raise ModuleTrouble(
                    f"the token has no {WRAPPING_KEY!r}: is it the right one?"
                ) from None
        return session.generate_key(
            KeyType.AES,
            256,
            label=WRAPPING_KEY,
            store=True,
            template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
        )


def _make_pair(session: Any, label: str, oid: str) -> None:
    parameters = session.create_domain_parameters(
        KeyType.EC, {Attribute.EC_PARAMS: _curve(oid).dump()}, local=True
    )
    parameters.generate_keypair(
        store=True,
        label=label,
        id=label.encode(),
        private_template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
    )


def _gcm(nonce: bytes, bound: bytes) -> pkcs11.GCMParams:
    return pkcs11.GCMParams(nonce, bound, _TAG_BITS)


def _bound(key_id: str, purpose: str, algorithm: Algorithm) -> bytes:
    return f"{key_id}\n{purpose}\n{algorithm}".encode()


def _oid(algorithm: Algorithm) -> str:
    return curve.OID if algorithm is Algorithm.SM2_SM3 else P256


def _curve(oid: str) -> asn1.ECDomainParameters:
    return asn1.ECDomainParameters(name="named", value=oid)


def _own_mechanism(number: int) -> Mechanism:
    """A mechanism that the standard has no name for; the binding wants one of its own type."""
    if number in Mechanism._value2member_map_:
        return Mechanism(number)
    made = int.__new__(Mechanism, number)
    made._name_, made._value_ = f"VENDOR_{number:#x}", number
    return made
