"""Making a seal (制作) and making it again when its certificate ends (变更).

Keys come first (`prepare`).  In a demonstration the test authority certifies them at once; in
production the requests go to a recognised authority, and what comes back is checked here against
the keys before the maker signs the structure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from tongban.base.crypto import keys, pki
from tongban.base.crypto.pki import certificates
from tongban.base.errors import Invalid, Refusal, require
from tongban.seals import perms
from tongban.seals.models import SealVersion
from tongban.seals.queries import register
from tongban.seals.rules import ses, states
from tongban.seals.rules.pictures import STRUCTURE_TYPES, Kind
from tongban.seals.rules.states import Act, State, Step
from tongban.seals.services import noting

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.base.crypto.pki import Certificate
    from tongban.seals.models import Seal

VENDOR = "Tongban"
YEARS = 3
PNG = "PNG"
_LONGEST_PART = 64


class CertificateUnfit(Invalid):
    """A certificate is not for the key it was asked for, or nobody vouches for it."""

    code = "seals.certificate_unfit"


class KeysNotPrepared(Refusal):
    """There are no keys yet that a certificate could be for."""

    code = "seals.keys_not_prepared"
    sentence = "还没有生成密钥。请先生成密钥、下载证书请求，拿到证书后再制作。"


class MakerMissing(Refusal):
    """This node has no certificate yet under which it may make seals."""

    code = "seals.maker_missing"
    sentence = "还没有制章者证书，不能制作印章。请先由运维人员导入。"


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests for both certificates (PKCS #10, DER)."""

    seal: bytes
    pages: bytes


@dataclass(frozen=True, slots=True)
class _Chains:
    """Certificates of both keys, each with those of its issuers."""

    seal: tuple[Certificate, ...]
    pages: tuple[Certificate, ...]


@transaction.atomic
def prepare(*, actor: Actor, seal_code: str, now: datetime) -> SealVersion:
    """Make the two keys of the next version; keys that still wait for certificates are kept.

    Declined with `SealUnknown`, `Forbidden` or `StepNotAllowed`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_keep(actor, found))
    states.next_state(State(found.state), Step.PREPARE)
    waiting = _waiting(found)
    if waiting is not None:
        return waiting
    version = _new_version(found, now)
    noting.move(actor, found, Step.PREPARE, act=Act(), now=now)
    return version


def requests(*, actor: Actor, seal_code: str) -> Requests:
    """The requests for certificates of the keys that wait for them, or `KeysNotPrepared`."""
    found = register.seal(actor, seal_code)
    require(perms.may_keep(actor, found))
    waiting = _waiting(found)
    if waiting is None:
        raise KeysNotPrepared
    name = _name(found)
    return Requests(
        seal=pki.request(waiting.key_id, name), pages=pki.request(waiting.pages_key_id, name)
    )


@transaction.atomic
def make(
    *,
    actor: Actor,
    seal_code: str,
    certificate: bytes = b"",
    pages_certificate: bytes = b"",
    now: datetime,
) -> Seal:
    """Make the seal: the maker signs picture, owner and certificates together.

    Without certificates the test authority gives them, in a demonstration only.  Declined with
    `SealUnknown`, `Forbidden`, `StepNotAllowed`, `KeysNotPrepared`, `MakerMissing` or
    `CertificateUnfit`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_keep(actor, found))
    states.next_state(State(found.state), Step.MAKE)
    found.version = _made(found, certificate, pages_certificate, now)
    noting.move(actor, found, Step.MAKE, act=Act(), now=now)
    return found


@transaction.atomic
def renew(
    *,
    actor: Actor,
    seal_code: str,
    ground: str,
    document: str = "",
    certificate: bytes = b"",
    pages_certificate: bytes = b"",
    now: datetime,
) -> Seal:
    """Make the next version of a seal (变更), with keys and certificates of its own.

    What was sealed with the version before stays valid.  Declined as `make` is, and with
    `GroundMissing`.
    """
    found = register.for_change(actor, seal_code)
    require(perms.may_keep(actor, found))
    states.next_state(State(found.state), Step.RENEW)
    act = states.checked(Step.RENEW, Act(ground, document))
    found.version = _made(found, certificate, pages_certificate, now)
    noting.move(actor, found, Step.RENEW, act=act, now=now)
    return found


def retire_keys(*, seal_code: str) -> None:
    """Let the keys of versions that are not used any more sign no more; twice is once."""
    store = keys.store()
    active = {key.key_id for key in store.held() if key.state is keys.State.ACTIVE}
    rows = SealVersion.objects.filter(seal__code=seal_code, made_at__isnull=False)
    for version in rows.select_related("seal").only("key_id", "pages_key_id", "seal"):
        over = version.seal.state == State.CANCELLED or version.seal.version_id != version.pk
        if over:
            for key_id in {version.key_id, version.pages_key_id} & active:
                store.retire(key_id)


def _waiting(found: Seal) -> SealVersion | None:
    return found.versions.filter(made_at=None).order_by("number").first()


def _new_version(found: Seal, now: datetime) -> SealVersion:
    store, sample = keys.store(), settings.TONGBAN.mode == "demo"
    return SealVersion.objects.create(
        seal=found,
        number=found.versions.count() + 1,
        key_id=store.create("seals", now=now, sample=sample).key_id,
        pages_key_id=store.create("pages", now=now, sample=sample).key_id,
        picture=found.picture,
        width_mm=found.width_mm,
        height_mm=found.height_mm,
        prepared_at=now,
    )


def _made(found: Seal, certificate: bytes, pages_certificate: bytes, now: datetime) -> SealVersion:
    given = bool(certificate or pages_certificate)
    version = _waiting(found)
    if version is None:
        if given or settings.TONGBAN.mode != "demo":
            raise KeysNotPrepared
        version = _new_version(found, now)
    if given or settings.TONGBAN.mode != "demo":
        chains = _judged(version, certificate, pages_certificate, now)
    else:
        chains = _certified(found, version, now)
    _build(found, version, chains, now)
    return version


def _certified(found: Seal, version: SealVersion, now: datetime) -> _Chains:
    authority, store, name = pki.unsafe_authority(), keys.store(), _name(found)
    seal, pages = (
        authority.certify(store.public_der(key_id), name=name, now=now, years=YEARS)
        for key_id in (version.key_id, version.pages_key_id)
    )
    return _Chains((seal,), (pages,))


def _judged(
    version: SealVersion, certificate: bytes, pages_certificate: bytes, now: datetime
) -> _Chains:
    """The uploaded chains, if each is for its key and good now."""
    return _Chains(
        _chain("certificate", certificate, version.key_id, now),
        _chain("pages_certificate", pages_certificate, version.pages_key_id, now),
    )


def _chain(field: str, content: bytes, key_id: str, now: datetime) -> tuple[Certificate, ...]:
    try:
        chain = _read_chain(content)
        pki.require_own(chain[0], key_id)
    except pki.NotOurKey:
        raise _unfit(field, "这张证书不是为这枚印章的密钥签发的。") from None
    except pki.CertificateBroken:
        raise _unfit(field, "请上传 PEM 或 DER 格式的证书，本印章的证书放在最前面。") from None
    standing = pki.trust().judge(chain[0], at=now, others=chain[1:], usage=pki.Usage.SIGNING)
    revoked = standing.revoked_at is not None and standing.revoked_at <= now
    if not standing.trusted or not standing.in_period or revoked:
        raise _unfit(field, standing.reason)
    return chain


def _read_chain(content: bytes) -> tuple[Certificate, ...]:
    if not content.lstrip().startswith(b"-----BEGIN"):
        return (pki.read(content),)
    found = tuple(pki.read(der) for _, der in certificates.armoured(content))
    if not found:
        raise pki.CertificateBroken("there is no certificate")
    return found


def _unfit(field: str, sentence: str) -> CertificateUnfit:
    return CertificateUnfit(sentence, fields={field: sentence})


def _build(found: Seal, version: SealVersion, chains: _Chains, now: datetime) -> None:
    try:
        maker = pki.own("maker")[0]
    except pki.CertificateMissing:
        raise MakerMissing from None
    begins = now.replace(microsecond=0)
    ends = min(each.not_after for each in (chains.seal[0], chains.pages[0]))
    facts = ses.SealFacts(
        version=ses.WRITTEN_VERSION,
        identifier=found.code,
        vendor=VENDOR,
        kind=STRUCTURE_TYPES[Kind(found.kind)],
        name=f"{found.name}{found.line}",
        signers=(chains.seal[0].der,),
        created_at=begins,
        valid_from=begins,
        valid_until=ends,
        picture_type=PNG,
        picture=bytes(version.picture),
        width=version.width_mm,
        height=version.height_mm,
    )
    signed = keys.store().sign("maker", ses.seal_to_sign(facts))
    version.structure = ses.seal(facts, maker.der, signed.value)
    version.certificate = chains.seal[0].der
    version.pages_certificates = "".join(each.to_pem() for each in chains.pages)
    version.maker_certificate = maker.der
    version.valid_from, version.valid_until, version.made_at = begins, ends, now
    version.save()


def _name(found: Seal) -> pki.Name:
    return pki.Name(
        common_name=f"{found.name}{found.line}"[:_LONGEST_PART],
        organisation=found.unit.name[:_LONGEST_PART],
    )
