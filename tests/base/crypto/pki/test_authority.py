"""The test authority serves demonstrations and nothing else; requests and own certificates."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.base.crypto import foreign
from tests.base.crypto.foreign import DAY, NOON
from tongban.base.crypto import keys, pki
from tongban.base.crypto.pki import certified
from tongban.base.crypto.pki.authority import UnsafeTestAuthority

if TYPE_CHECKING:
    from pathlib import Path

NAME = pki.Name(common_name="某局电子印章", organisation="某局")


@pytest.fixture
def authority(tmp_path: Path) -> UnsafeTestAuthority:
    return UnsafeTestAuthority(tmp_path / "pki", mode="demo")


@pytest.fixture
def production(settings: Any, tmp_path: Path) -> Any:
    """A node in production whose keys lie in a folder of their own."""
    configured = settings.TONGBAN
    settings.TONGBAN = configured.model_copy(
        update={"mode": "production", "key_dir": tmp_path / "keys", "data_dir": tmp_path}
    )
    return settings.TONGBAN


def sealing(purpose: str = "seals") -> tuple[str, bytes]:
    key_id = keys.store().create(purpose, now=NOON).key_id
    return key_id, keys.store().public_der(key_id)


def test_it_certifies_keys_under_the_root_of_their_kind(authority: UnsafeTestAuthority) -> None:
    for purpose, root, other in (
        ("seals", authority.root, authority.pages_root),
        ("pages", authority.pages_root, authority.root),
    ):
        _, public = sealing(purpose)
        made = authority.certify(public, name=NAME, now=NOON)
        lists = (authority.crl(NOON), authority.pages_crl(NOON))
        trust = pki.Trust.from_pem(root.to_pem(), crls=lists)

        assert trust.judge(made, at=NOON, usage="signing").good(NOON)
        assert not pki.Trust.from_pem(other.to_pem()).judge(made, at=NOON).trusted
        assert made.public_key_der == public
        assert made.not_after - made.not_before == timedelta(days=3 * 365)


def test_what_it_withdraws_is_on_its_next_list(authority: UnsafeTestAuthority) -> None:
    _, public = sealing()
    made = authority.certify(public, name=NAME, now=NOON)
    before = pki.Trust.from_pem(authority.trust_pem(NOON))

    authority.revoke(made.serial, at=NOON + DAY, reason="superseded")
    authority.revoke(made.serial, at=NOON + 2 * DAY)

    after = pki.Trust.from_pem(authority.trust_pem(NOON + DAY))
    assert before.judge(made, at=NOON).good(NOON)
    assert after.judge(made, at=NOON).good(NOON)
    assert after.judge(made, at=NOON + DAY).revoked_at == NOON + DAY
    assert pki.read_list(authority.crl(NOON)).revoked[made.serial].reason == "superseded"


def test_another_process_has_the_same_roots(authority: UnsafeTestAuthority, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = set(
            threads.map(
                lambda _: UnsafeTestAuthority(tmp_path / "pki", mode="demo").root, range(16)
            )
        )

    assert found == {authority.root}
    assert (tmp_path / "pki" / "trust.pem").exists() is False
    authority.trust_pem(NOON)
    trust = pki.Trust.from_pem((tmp_path / "pki" / "trust.pem").read_bytes())
    assert trust.anchors == authority.roots


def test_it_warns_and_refuses_production(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level(logging.WARNING, logger="tongban.pki"):
        UnsafeTestAuthority(tmp_path, mode="demo")
    assert caplog.messages == ["pki.unsafe_test_authority_used"]
    with pytest.raises(pki.UnsafeRefused, match="demo mode only"):
        UnsafeTestAuthority(tmp_path, mode="production")


def test_the_node_has_none_in_production(production: Any) -> None:
    with pytest.raises(pki.UnsafeRefused):
        pki.unsafe_authority()
    assert pki.trust() == pki.Trust()
    assert not (production.data_dir / "pki").exists()


def test_keys_of_other_kinds_are_not_certified(authority: UnsafeTestAuthority) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    other = foreign.made("leaf", key=rsa.generate_private_key(65537, 2048))

    with pytest.raises(pki.CertificateBroken):
        authority.certify(other.ours.public_key_der, name=NAME, now=NOON)


def test_production_refuses_to_trust_it(
    authority: UnsafeTestAuthority, production: Any, settings: Any, tmp_path: Path
) -> None:
    pki.require_production_trust()
    good, bad = tmp_path / "good.pem", tmp_path / "bad.pem"
    good.write_bytes(foreign.authority("某认证机构").pem)

    settings.TONGBAN = production.model_copy(update={"trust": good})
    pki.require_production_trust()
    assert len(pki.trust().anchors) == 1

    bad.write_bytes(good.read_bytes() + demo_root().encode())
    settings.TONGBAN = production.model_copy(update={"trust": bad})
    with pytest.raises(pki.UnsafeRefused, match="UNSAFE TEST ONLY"):
        pki.require_production_trust()


def demo_root() -> str:
    """A root as the test authority of another node has it."""
    from tongban.base.crypto.pki.authority import UNSAFE

    made = foreign.authority(f"root {UNSAFE}")
    return made.pem.decode()


def test_production_refuses_a_certificate_of_it(production: Any) -> None:
    from tongban.base.crypto.pki.authority import UNSAFE

    key_id = keys.store().rotate("stamps", now=NOON).key_id
    unsafe = foreign.authority(UNSAFE)
    ours = pki.read(foreign.made("某节点", unsafe).der)

    with pytest.raises(pki.NotOurKey):
        pki.put(key_id, [ours])
    place = production.keys / "certificates" / f"{key_id}.pem"
    place.parent.mkdir(parents=True)
    place.write_text(ours.to_pem())
    with pytest.raises(pki.UnsafeRefused):
        pki.require_production_trust()


def test_a_trust_file_is_read_again_when_it_changes(settings: Any, tmp_path: Path) -> None:
    file = tmp_path / "trust.pem"
    first, second = foreign.authority("first"), foreign.authority("second")
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"trust": file})
    file.write_bytes(first.pem)
    assert first.ours in pki.trust().anchors

    file.unlink()
    file.write_bytes(second.pem)

    assert second.ours in pki.trust().anchors
    assert first.ours not in pki.trust().anchors
    assert set(pki.unsafe_authority().roots) < set(pki.trust().anchors)


def test_a_revoked_seal_is_known_to_the_demo_at_once() -> None:
    _, public = sealing()
    now = datetime.now(UTC)
    made = pki.unsafe_authority().certify(public, name=NAME, now=now - DAY)
    assert pki.trust().judge(made, at=now, usage="signing").good(now)

    pki.unsafe_authority().revoke(made.serial, at=now)

    assert not pki.trust().judge(made, at=now, usage="signing").good(now)


def test_a_certificate_that_comes_back_belongs_to_the_key(
    production: Any, authority: UnsafeTestAuthority
) -> None:
    from cryptography.hazmat.primitives import serialization

    issuer = foreign.authority("某认证机构")
    key_id = keys.store().create("pages", now=NOON).key_id
    asked = pki.request(key_id, NAME)
    key: Any = serialization.load_der_public_key(pki.requested_key(asked))

    class Holder:
        """Stands for whoever holds the key: the issuer sees its public half only."""

        def public_key(self) -> Any:
            return key

    given = foreign.made("某局", issuer, key=Holder()).ours
    with pytest.raises(pki.CertificateMissing, match="tongban keys request"):
        pki.chain_of(key_id)
    pki.put(key_id, [given, issuer.ours])

    pki.require_own(given, key_id)
    assert pki.chain_of(key_id) == (given, issuer.ours)
    assert given in certified.held()
    other = keys.store().create("pages", now=NOON).key_id
    with pytest.raises(pki.NotOurKey):
        pki.put(other, [given, issuer.ours])
    with pytest.raises(pki.CertificateBroken):
        pki.put(key_id, [])


def test_the_demo_certifies_its_own_keys() -> None:
    for purpose in certified.NAMES:
        (mine,) = pki.own(purpose)
        usage = "stamping" if purpose in {"stamps", "pages_stamps"} else "signing"

        pki.require_own(mine, pki.active(purpose))
        assert pki.trust().judge(mine, at=NOON, usage=usage).trusted
    for without in ("fields", "seals", "unknown"):
        with pytest.raises(keys.KeyTrouble):
            pki.own(without)


@pytest.mark.parametrize("key_id", ["../keys", "", "seals", "seals-xyz/..", "seals-00/../../x"])
def test_a_key_id_is_no_path(key_id: str) -> None:
    with pytest.raises(keys.KeyUnknown):
        pki.chain_of(key_id)
