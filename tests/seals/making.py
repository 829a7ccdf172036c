"""A test authority, makers, signers, seals and sealed documents, without store or database.

Certificates and revocation lists are put together by the second encoder of `derwriter`, so that
what reads them is compared with something else than its own writer.  For example

    office = making.office()
    content = making.sealed(office)
    report = inspecting.inspect(content, trust=office.authority.trust(), at=making.NOW)
"""

from __future__ import annotations

import base64
import functools
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from tests.base.ofd import packages
from tests.seals import derwriter as der
from tongban.base import ofd
from tongban.base.crypto import pki, sm2, sm3
from tongban.seals.rules import ses, stamping

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MADE_AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""When seals are made."""
SIGNED_AT = datetime(2026, 3, 13, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 3, 20, 1, tzinfo=UTC)
"""When documents are checked."""
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2030, 12, 31, tzinfo=UTC)
SPOT = ofd.Spot(1, 130, 220, 42, 42)

_SM2_SIGNATURE = der.sequence(der.oid(ses.SM2_WITH_SM3))
_SM2_KEY = der.sequence(der.oid("1.2.840.10045.2.1"), der.oid("1.2.156.10197.1.301"))
_USAGES = {"signing": b"\x06\xc0", "stamping": b"\x06\xc0", "authority": b"\x01\x06"}
"""Bits of the key usage, after the number of unused ones."""


def signer(key: sm2.PrivateKey) -> Callable[[bytes], bytes]:
    """A function that signs with this key, 64 raw bytes."""
    return functools.partial(sm2.sign, key)


@dataclass
class Authority:
    """Issues SM2 certificates and lists of revoked ones; trusted by whoever takes its root."""

    name: str = "样例测试根证书"
    key: sm2.PrivateKey = field(default_factory=sm2.generate)
    revoked: dict[int, datetime] = field(default_factory=dict)
    root: bytes = b""
    _serial: int = 1

    def __post_init__(self) -> None:
        self.root = self.certify(self.key.public, self.name, usage="authority")

    def certify(
        self,
        public: sm2.PublicKey,
        name: str,
        *,
        organisation: str = "样例省样例市",
        usage: str = "signing",
        first: datetime = FIRST,
        last: datetime = LAST,
    ) -> bytes:
        """A certificate in DER."""
        self._serial += 1
        inner = der.sequence(
            der.explicit(0, der.integer(2)),
            der.integer(self._serial),
            _SM2_SIGNATURE,
            _name(self.name, "样例测试机构"),
            der.sequence(
                der.generalized(first) if first.year > 2049 else der.utc(first), der.utc(last)
            ),
            _name(name, "样例测试机构" if usage == "authority" else organisation),
            der.sequence(_SM2_KEY, der.bits(public.point)),
            der.explicit(3, der.sequence(*_extensions(usage))),
        )
        return self._signed(inner)

    def revoke(self, certificate: bytes, at: datetime) -> None:
        self.revoked[pki.read(certificate).serial] = at

    def crl(self, this_update: datetime = NOW, *, days: int = 3650) -> bytes:
        """A list of what was revoked, in DER."""
        entries = [
            der.sequence(der.integer(serial), der.utc(at)) for serial, at in self.revoked.items()
        ]
        return self._signed(
            der.sequence(
                der.integer(1),
                _SM2_SIGNATURE,
                _name(self.name, "样例测试机构"),
                der.utc(this_update),
                der.utc(this_update + timedelta(days=days)),
                der.sequence(*entries) if entries else b"",
            )
        )

    def trust(self, *, lists: bool = True) -> pki.Trust:
        """Trust in this authority, with a fresh list."""
        return pki.Trust.from_pem(self.pem(lists=False), crls=[self.crl()] if lists else [])

    def pem(self, *, lists: bool = True) -> str:
        """A trust file."""
        return armoured("CERTIFICATE", self.root) + (
            armoured("X509 CRL", self.crl()) if lists else ""
        )

    def _signed(self, inner: bytes) -> bytes:
        value = der.signature(sm2.sign(self.key, inner))
        return der.sequence(inner, _SM2_SIGNATURE, der.bits(value))


def _name(common_name: str, organisation: str) -> bytes:
    parts = (("2.5.4.6", der.printable("CN")), ("2.5.4.10", der.utf8(organisation)))
    return der.sequence(
        *(
            der.tlv(0x31, der.sequence(der.oid(kind), text))
            for kind, text in (*parts, ("2.5.4.3", der.utf8(common_name)))
        )
    )


def _extensions(usage: str) -> list[bytes]:
    critical = der.boolean(value=True)
    basics = der.sequence(der.boolean(value=True) if usage == "authority" else b"")
    found = [
        der.sequence(der.oid("2.5.29.19"), critical, der.octets(basics)),
        der.sequence(der.oid("2.5.29.15"), critical, der.octets(der.tlv(0x03, _USAGES[usage]))),
    ]
    if usage == "stamping":
        purposes = der.sequence(der.oid("1.3.6.1.5.5.7.3.8"))
        found.append(der.sequence(der.oid("2.5.29.37"), critical, der.octets(purposes)))
    return found


def armoured(kind: str, content: bytes) -> str:
    text = base64.encodebytes(content).decode()
    return f"-----BEGIN {kind}-----\n{text}-----END {kind}-----\n"


@functools.cache
def picture(size: int = 160) -> bytes:
    """A red ring with a star of sorts, as PNG."""
    drawn = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((4, 4, size - 5, size - 5), outline=(200, 20, 20, 255), width=6)
    pen.regular_polygon((size / 2, size / 2, size / 6), 5, fill=(200, 20, 20, 255))
    written = io.BytesIO()
    drawn.save(written, "PNG")
    return written.getvalue()


@dataclass
class Office:
    """An office with a seal: its authority, its maker, its signer and the seal itself."""

    authority: Authority
    maker_key: sm2.PrivateKey
    maker: bytes
    signer_key: sm2.PrivateKey
    signer: bytes
    facts: ses.SealFacts
    seal: bytes

    def sign(self, message: bytes) -> bytes:
        return sm2.sign(self.signer_key, message)

    def stamp(
        self,
        files: Mapping[str, bytes],
        *,
        spots: Sequence[ofd.Spot] = (SPOT,),
        at: datetime = SIGNED_AT,
        lock: bool = False,
    ) -> dict[str, bytes]:
        """The files with this office's seal on them."""
        prepared = stamping.prepare(files, seal=self.seal, spots=spots, at=at, lock=lock)
        return prepared.finish(self.sign(prepared.to_sign), self.signer)


def office(
    name: str = "样例市政务服务和数据管理局",
    code: str = "99010100000042",
    *,
    authority: Authority | None = None,
    maker_authority: Authority | None = None,
    signer_first: datetime = FIRST,
    signer_last: datetime = LAST,
    maker_last: datetime = LAST,
    signer_usage: str = "signing",
    **facts: object,
) -> Office:
    """An office; `facts` overrule those of its seal."""
    authority = authority or Authority()
    maker_key, signer_key = sm2.generate(), sm2.generate()
    maker = (maker_authority or authority).certify(
        maker_key.public, "样例制章中心", last=maker_last
    )
    certificate = authority.certify(
        signer_key.public,
        f"{name}签章人",
        organisation=name,
        usage=signer_usage,
        first=signer_first,
        last=signer_last,
    )
    stated: dict[str, object] = {
        "version": 4,
        "identifier": code,
        "vendor": "TONGBAN",
        "kind": 1,
        "name": name,
        "signers": (certificate,),
        "created_at": MADE_AT,
        "valid_from": MADE_AT,
        "valid_until": MADE_AT + timedelta(days=1095),
        "picture_type": "PNG",
        "picture": picture(),
        "width": 42,
        "height": 42,
    }
    made = ses.SealFacts(**{**stated, **facts})  # type: ignore[arg-type]
    seal = ses.seal(made, maker, sm2.sign(maker_key, ses.seal_to_sign(made)))
    return Office(authority, maker_key, maker, signer_key, certificate, made, seal)


@dataclass
class Clock:
    """A time stamp authority (时间戳机构)."""

    authority: Authority
    key: sm2.PrivateKey = field(default_factory=sm2.generate)
    certificate: bytes = b""

    def __post_init__(self) -> None:
        self.certificate = self.certificate or self.authority.certify(
            self.key.public, "样例时间戳服务", usage="stamping"
        )

    def token(self, digest: bytes, at: datetime) -> bytes:
        """A token of RFC 3161 over a digest by SM3."""
        sm3_algorithm = der.sequence(der.oid("1.2.156.10197.1.401"))
        kind = der.oid("1.2.840.113549.1.9.16.1.4")
        stated = der.sequence(
            der.integer(1),
            der.oid("1.2.156.99.1"),
            der.sequence(sm3_algorithm, der.octets(digest)),
            der.integer(7),
            der.generalized(at),
        )
        pointer = der.sequence(sm3_algorithm, der.octets(sm3.digest(self.certificate)))
        attributes = sorted(
            der.sequence(der.oid(name), der.tlv(0x31, value))
            for name, value in (
                ("1.2.840.113549.1.9.3", kind),
                ("1.2.840.113549.1.9.4", der.octets(sm3.digest(stated))),
                ("1.2.840.113549.1.9.16.2.47", der.sequence(der.sequence(pointer))),
            )
        )
        value = sm2.sign(self.key, der.tlv(0x31, b"".join(attributes)))
        own = pki.read(self.certificate)
        signed_by = der.sequence(
            der.integer(1),
            der.sequence(own.issuer_der, der.integer(own.serial)),
            sm3_algorithm,
            der.tlv(0xA0, b"".join(attributes)),
            _SM2_SIGNATURE,
            der.octets(der.signature(value)),
        )
        content = der.sequence(
            der.integer(3),
            der.tlv(0x31, sm3_algorithm),
            der.sequence(kind, der.explicit(0, der.octets(stated))),
            der.tlv(0xA0, self.certificate),
            der.tlv(0x31, signed_by),
        )
        return der.sequence(der.oid("1.2.840.113549.1.7.2"), der.explicit(0, content))


def stamped(content: bytes, clock: Clock, at: datetime, identifier: str = "s001") -> bytes:
    """The document with a time stamp put to one of its seals."""
    listed = ofd.signatures(ofd.open_package(content))
    (entry,) = [each for each in listed if each.identifier == identifier]
    digest = sm3.digest(ses.read_impression(entry.value).signature)
    return stamping.with_time_stamp(content, identifier, clock.token(digest, at))


def document(pages: int = 1) -> dict[str, bytes]:
    """The files of a document with a font and a picture beside its pages."""
    return {
        **packages.blank(pages),
        "Doc_0/Res/Font_1.ttf": bytes(range(256)) * 4,
        "Doc_0/Res/Image_1.png": picture(40),
    }


def drawn() -> dict[str, bytes]:
    """The files of a document as offices make them: typeset, drawn, with fonts and a picture."""
    from tests.base.ofd import pages

    body = (
        f'#set page(width: 210mm, height: 297mm)\n甲方：#mark("item/CZZT")[样大民]\\ '
        f"编号 JY2990 0001 #image({pages.picture_of('RGB', 'png')}, width: 20mm)"
    )
    return ofd.draw(pages.typeset(body), pages.INFO).files


def sealed(
    by: Office, files: Mapping[str, bytes] | None = None, *, at: datetime = SIGNED_AT
) -> bytes:
    """An OFD file with one seal."""
    return ofd.pack(by.stamp(files or document(), at=at))
