"""A licence as a credential with selective disclosure (SD-JWT VC), for wallets and verifiers.

SD-JWT of the IETF: what names or describes somebody is left out of the signed part; only salted
SHA-256 digests of it are signed, and the holder hands over those disclosures he chooses.  Signed
by `ES256` for everybody's libraries, or by `SM2`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.licences.rules import jws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongban.licences.rules.jws import Sign

TYPE = "dc+sd-jwt"
KIND = "urn:tongban:licence:"
DIGEST = "sha-256"
LARGEST = 512 * 1024
_SALT_BYTES = 16
_DISCLOSURE_PARTS = 3
_RESERVED = frozenset({"_sd", "_sd_alg", "...", "iss", "iat", "nbf", "exp", "vct", "status"})


class CredentialUnreadable(Exception):
    """This is no credential as we write it, or its disclosures do not belong to it."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential taken apart: what it says for all, and what was disclosed.

    Nothing of it is believed before the signature of `token` is verified.
    """

    token: jws.Signed
    disclosed: Mapping[str, object]

    @property
    def claims(self) -> dict[str, Any]:
        """What was signed in clear, with what was disclosed."""
        hidden = {"_sd", "_sd_alg"}
        clear = {key: value for key, value in self.token.payload.items() if key not in hidden}
        return {**clear, **self.disclosed}


def write(
    clear: Mapping[str, object],
    hidden: Mapping[str, object],
    *,
    header: Mapping[str, object],
    sign: Sign,
) -> str:
    """The credential with all its disclosures; each of `hidden` can be left out by the holder."""
    if taken := _RESERVED & hidden.keys():
        raise ValueError(f"these claims are never hidden: {sorted(taken)}")
    disclosures = [_disclosure(name, value) for name, value in hidden.items()]
    digests = sorted(_digest(each) for each in disclosures)
    payload = {**clear, "_sd": digests, "_sd_alg": DIGEST}
    return "~".join([jws.write({**header, "typ": TYPE}, payload, sign), *disclosures, ""])


def present(text: str, names: Sequence[str]) -> str:
    """The same credential with only these disclosures, or `CredentialUnreadable`."""
    token, disclosures = _apart(text)
    kept = [each for each in disclosures if _named(each)[0] in names]
    return "~".join([token, *kept, ""])


def read(text: str) -> Credential:
    """Take a credential apart; every disclosure must be among the signed digests, once."""
    token, disclosures = _apart(text)
    try:
        signed = jws.read(token)
    except jws.Unreadable as broken:
        raise CredentialUnreadable from broken
    if signed.header.get("typ") != TYPE or signed.payload.get("_sd_alg") != DIGEST:
        raise CredentialUnreadable
    listed = signed.payload.get("_sd")
    if not isinstance(listed, list):
        raise CredentialUnreadable
    return Credential(signed, _disclosed(disclosures, listed, signed.payload.keys()))


def _disclosed(disclosures: list[str], listed: list[Any], clear: Any) -> dict[str, object]:
    found: dict[str, object] = {}
    for each in disclosures:
        name, value = _named(each)
        if _digest(each) not in listed or name in found or name in clear or name in _RESERVED:
            raise CredentialUnreadable
        found[name] = value
    return found


def _apart(text: str) -> tuple[str, list[str]]:
    if len(text) > LARGEST:
        raise CredentialUnreadable
    token, *disclosures = text.strip().split("~")
    if not disclosures or disclosures.pop() != "":
        raise CredentialUnreadable
    return token, disclosures


def _disclosure(name: str, value: object) -> str:
    salt = secrets.token_urlsafe(_SALT_BYTES)
    written = json.dumps([salt, name, value], ensure_ascii=False, separators=(",", ":"))
    return jws.encoded(written.encode("utf-8"))


def _digest(disclosure: str) -> str:
    return jws.encoded(hashlib.sha256(disclosure.encode("ascii", "replace")).digest())


def _named(disclosure: str) -> tuple[str, object]:
    try:
        parts = json.loads(jws.decoded(disclosure))
    except (jws.Unreadable, ValueError, RecursionError) as broken:
        raise CredentialUnreadable from broken
    if not isinstance(parts, list) or len(parts) != _DISCLOSURE_PARTS:
        raise CredentialUnreadable
    if not isinstance(parts[1], str):
        raise CredentialUnreadable
    return parts[1], parts[2]
