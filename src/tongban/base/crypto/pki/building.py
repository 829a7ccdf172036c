"""Certificates, revocation lists and requests, written and signed with keys of the store."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asn1crypto import core, crl, csr, x509
from asn1crypto import keys as asn1

from tongban.base.crypto import sm3
from tongban.base.crypto.pki import certificates, revocation, signatures
from tongban.base.crypto.pki.certificates import Certificate, Usage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

FIRST_GENERALIZED = 2050
"""From this year on times are written in the longer form (RFC 5280, 4.1.2.5)."""
_KEY_USAGES = {
    Usage.SIGNING: {"digital_signature", "non_repudiation"},
    Usage.STAMPING: {"digital_signature", "non_repudiation"},
    Usage.AUTHORITY: {"key_cert_sign", "crl_sign"},
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: a key of the store, and the name and key that stand in its certificate."""

    key_id: str
    name: x509.Name
    public_der: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a new certificate shall say."""

    name: x509.Name
    public_der: bytes
    usage: Usage
    not_before: datetime
    not_after: datetime


def certificate(wanted: Wanted, issuer: Issuer) -> Certificate:
    """Issue a certificate with a random number."""
    algorithm = {"algorithm": signatures.algorithm_of(issuer.key_id)}
    inner = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": 1 + secrets.randbits(127),
            "signature": algorithm,
            "issuer": issuer.name,
            "validity": {
                "not_before": _time(wanted.not_before),
                "not_after": _time(wanted.not_after),
            },
            "subject": wanted.name,
            "subject_public_key_info": asn1.PublicKeyInfo.load(wanted.public_der),
            "extensions": _extensions(wanted, issuer),
        }
    )
    whole = x509.Certificate(
        {
            "tbs_certificate": inner,
            "signature_algorithm": algorithm,
            "signature_value": signatures.made(issuer.key_id, inner.dump()),
        }
    )
    return certificates.read(whole.dump())


def revocation_list(
    revoked: Mapping[int, revocation.Revocation],
    issuer: Issuer,
    *,
    number: int,
    this_update: datetime,
    next_update: datetime,
) -> bytes:
    """Write the list of what an issuer withdrew; returns DER."""
    algorithm = {"algorithm": signatures.algorithm_of(issuer.key_id)}
    inner = crl.TbsCertList(
        {
            "version": "v2",
            "signature": algorithm,
            "issuer": issuer.name,
            "this_update": _time(this_update),
            "next_update": _time(next_update),
            "revoked_certificates": [_entry(serial, each) for serial, each in revoked.items()]
            or None,
            "crl_extensions": [
                _extension("authority_key_identifier", _points_to(issuer), critical=False),
                _extension("crl_number", core.Integer(number), critical=False),
            ],
        }
    )
    whole = crl.CertificateList(
        {
            "tbs_cert_list": inner,
            "signature_algorithm": algorithm,
            "signature": signatures.made(issuer.key_id, inner.dump()),
        }
    )
    return bytes(whole.dump())


def request(key_id: str, name: x509.Name, public_der: bytes) -> bytes:
    """Write a request for a certificate (PKCS #10) that proves possession of the key."""
    inner = csr.CertificationRequestInfo(
        {
            "version": "v1",
            "subject": name,
            "subject_pk_info": asn1.PublicKeyInfo.load(public_der),
            "attributes": [],
        }
    )
    whole = csr.CertificationRequest(
        {
            "certification_request_info": inner,
            "signature_algorithm": {"algorithm": signatures.algorithm_of(key_id)},
            "signature": signatures.made(key_id, inner.dump()),
        }
    )
    return bytes(whole.dump())


def key_identifier(public_der: bytes) -> bytes:
    """What tells keys apart in certificates: the start of the SM3 digest of the key."""
    return sm3.digest(asn1.PublicKeyInfo.load(public_der)["public_key"].contents[1:])[:20]


def _extensions(wanted: Wanted, issuer: Issuer) -> list[dict[str, Any]]:
    authority = wanted.usage is Usage.AUTHORITY
    found = [
        _extension("basic_constraints", x509.BasicConstraints({"ca": authority}), critical=True),
        _extension("key_usage", x509.KeyUsage(_KEY_USAGES[wanted.usage]), critical=True),
        _extension(
            "key_identifier", core.OctetString(key_identifier(wanted.public_der)), critical=False
        ),
        _extension("authority_key_identifier", _points_to(issuer), critical=False),
    ]
    if wanted.usage is Usage.STAMPING:  # RFC 3161, 2.3: this one purpose, and critical
        purposes = x509.ExtKeyUsageSyntax(["time_stamping"])
        found.append(_extension("extended_key_usage", purposes, critical=True))
    return found


def _extension(name: str, value: core.Asn1Value, *, critical: bool) -> dict[str, Any]:
    return {
        "extn_id": name,
        "critical": critical,
        "extn_value": core.ParsableOctetString(value.dump()),
    }


def _points_to(issuer: Issuer) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier({"key_identifier": key_identifier(issuer.public_der)})


def _entry(serial: int, withdrawn: revocation.Revocation) -> dict[str, Any]:
    stated = withdrawn.reason != "unspecified"  # which RFC 5280 wants left out
    reason = _extension("crl_reason", crl.CRLReason(withdrawn.reason), critical=False)
    return {
        "user_certificate": serial,
        "revocation_date": _time(withdrawn.at),
        "crl_entry_extensions": [reason] if stated else None,
    }


def _time(moment: datetime) -> x509.Time:
    if moment.utctimetuple().tm_year >= FIRST_GENERALIZED:
        return x509.Time({"general_time": moment.replace(microsecond=0)})
    return x509.Time({"utc_time": moment.replace(microsecond=0)})
