"""What is made of a certificate: chains, periods, withdrawal, usage; nothing by default."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.base.crypto import foreign
from tests.base.crypto.foreign import DAY, FIRST, LAST, NOON
from tongban.base.crypto import pki

ROOT = foreign.authority("root")
MIDDLE = foreign.authority("middle", ROOT)
LEAF = foreign.made("leaf", MIDDLE)
LISTS = (foreign.revocation_list(ROOT), foreign.revocation_list(MIDDLE))
TRUST = foreign.trusting(ROOT, crls=LISTS)


def judged(
    leaf: foreign.Made, *others: foreign.Made, trust: pki.Trust = TRUST, **more: Any
) -> pki.Standing:
    asked: dict[str, Any] = {"at": NOON, "usage": "signing"}
    return trust.judge(leaf.ours, others=[each.ours for each in others], **(asked | more))


def test_a_whole_chain_is_trusted_and_shown() -> None:
    standing = judged(LEAF, MIDDLE)

    assert (standing.trusted, standing.in_period, standing.revocation_known) == (True, True, True)
    assert (standing.revoked_at, standing.reason) == (None, "")
    assert standing.good(NOON)
    assert standing.chain == (LEAF.ours, MIDDLE.ours, ROOT.ours)


def test_issuers_come_in_any_order_and_among_strangers() -> None:
    lower = foreign.authority("lower", MIDDLE)
    leaf = foreign.made("deep", lower)
    stranger = foreign.authority("middle")

    for order in itertools.permutations((lower, MIDDLE, stranger, LEAF)):
        assert judged(leaf, *order).trusted


def test_nothing_is_trusted_by_default() -> None:
    for trust in (pki.Trust(), pki.Trust.from_pem(""), pki.Trust.from_pem(b" \n")):
        standing = judged(LEAF, MIDDLE, ROOT, trust=trust)

        assert not standing.trusted
        assert not standing.good(NOON)
        assert standing.reason == "这张证书不是由受信任的机构签发的。"
    assert not judged(ROOT, ROOT, trust=pki.Trust(), usage="authority").trusted


def test_a_missing_link_breaks_the_chain() -> None:
    assert not judged(LEAF).trusted


def test_a_stranger_of_the_same_name_is_no_issuer() -> None:
    stranger = foreign.authority("root")
    leaf = foreign.made("leaf", stranger)

    assert not judged(leaf, stranger).trusted
    assert not judged(leaf, stranger, ROOT).trusted
    assert judged(leaf, trust=foreign.trusting(ROOT, stranger)).trusted


def test_an_unknown_issuer_is_not_trusted() -> None:
    other = foreign.authority("other")

    assert not judged(foreign.made("leaf", other), other, ROOT).trusted


@pytest.mark.parametrize(
    "wrong",
    [
        {"ca": False},
        {"ca": None},
        {"usages": ("crl_sign", "digital_signature")},
        {"usages": None},
        {"extensions": [(x509.InhibitAnyPolicy(0), True)]},
        {
            "extensions": [
                (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"x"), True)
            ]
        },
        {"extensions": [(x509.NameConstraints([x509.DNSName("a.example")], None), False)]},
    ],
    ids=["no authority", "says nothing", "may not issue", "no usage", "policy", "unknown", "names"],
)
def test_who_may_not_issue_is_no_issuer(wrong: dict[str, Any]) -> None:
    right = foreign.authority("middle", ROOT)
    refused = foreign.authority("middle", ROOT, **wrong)

    assert judged(foreign.made("leaf", right), right).trusted
    assert not judged(foreign.made("leaf", refused), refused).trusted


def test_a_path_is_not_longer_than_its_issuer_allows() -> None:
    short = foreign.authority("short", path_length=0)
    trust = foreign.trusting(short)
    between = foreign.authority("between", short)

    assert judged(foreign.made("leaf", short), trust=trust).trusted
    assert not judged(foreign.made("leaf", between), between, trust=trust).trusted


def test_a_chain_has_an_end() -> None:
    chain = [ROOT]
    for number in range(6):
        chain.append(foreign.authority(f"level {number}", chain[-1]))

    assert judged(foreign.made("leaf", chain[4]), *chain).trusted
    assert not judged(foreign.made("leaf", chain[5]), *chain).trusted


def test_many_issuers_of_one_name_cost_little() -> None:
    strangers = [foreign.authority("middle") for _ in range(200)]
    started = time.process_time()

    assert not judged(foreign.made("leaf", MIDDLE), *strangers).trusted
    assert time.process_time() - started < 2


def test_a_ring_of_issuers_ends() -> None:
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    first = foreign.authority("one", foreign.authority("two", key=keys[1]), key=keys[0])
    second = foreign.authority("two", foreign.authority("one", key=keys[0]), key=keys[1])

    assert not judged(foreign.made("leaf", first), first, second).trusted


def test_an_anchor_is_trusted_as_it_is() -> None:
    pinned = foreign.made("maker")

    assert judged(pinned, trust=foreign.trusting(pinned)).good(NOON)
    assert not judged(foreign.made("leaf", pinned), trust=foreign.trusting(pinned)).trusted


@pytest.mark.parametrize(
    ("at", "inside"),
    [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)],
)
def test_a_period_has_two_ends(at: Any, inside: bool) -> None:
    standing = judged(LEAF, MIDDLE, at=at)

    assert standing.trusted
    assert standing.in_period is inside
    assert inside or standing.reason in {
        "证书在这个时间还没有生效。",
        "证书在这个时间已经过期。",
    }
    assert inside or not standing.good(at)


def test_the_period_of_issuers_counts_too() -> None:
    old = foreign.authority("old", ROOT, last=NOON - DAY)

    standing = judged(foreign.made("leaf", old), old)

    assert standing.trusted
    assert not standing.in_period


def test_of_two_chains_the_good_one_counts() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    old = foreign.authority("renewed", ROOT, key=key, last=NOON - DAY)
    new = foreign.authority("renewed", ROOT, key=key)
    trust = foreign.trusting(ROOT, crls=(*LISTS, foreign.revocation_list(new)))

    leaf = foreign.made("leaf", new)

    assert judged(leaf, old, new, trust=trust).good(NOON)
    assert not judged(leaf, old, trust=trust).good(NOON)


def revoking(*lists: bytes) -> pki.Trust:
    return foreign.trusting(ROOT, crls=(foreign.revocation_list(ROOT), *lists))


def test_withdrawal_is_told_with_its_moment() -> None:
    trust = revoking(foreign.revocation_list(MIDDLE, {LEAF: NOON - DAY / 2}))

    standing = judged(LEAF, MIDDLE, trust=trust)
    before = judged(LEAF, MIDDLE, trust=trust, at=NOON - DAY)

    assert (standing.trusted, standing.revoked_at) == (True, NOON - DAY / 2)
    assert standing.reason == "证书在这个时间之前已被吊销。"
    assert not standing.good(NOON)
    assert before.good(NOON - DAY)
    assert before.revoked_at == NOON - DAY / 2


def test_the_withdrawal_of_an_issuer_counts() -> None:
    lists = (foreign.revocation_list(ROOT, {MIDDLE: NOON - DAY}), LISTS[1])

    standing = judged(LEAF, MIDDLE, trust=foreign.trusting(ROOT, crls=lists))

    assert standing.revoked_at == NOON - DAY
    assert not standing.good(NOON)


def test_without_a_current_list_nothing_is_known() -> None:
    old = foreign.revocation_list(MIDDLE, first=NOON - 3 * DAY, last=NOON - 2 * DAY)

    for trust in (revoking(), revoking(old), foreign.trusting(ROOT)):
        standing = judged(LEAF, MIDDLE, trust=trust)

        assert standing.trusted
        assert not standing.revocation_known
        assert not standing.good(NOON)
        assert standing.reason == "没有可用的吊销列表，不知道证书是否已被吊销。"
    assert judged(LEAF, MIDDLE, trust=revoking(old), at=NOON - 4 * DAY).good(NOON - 4 * DAY)


def test_who_is_on_an_old_list_stays_withdrawn() -> None:
    old = foreign.revocation_list(
        MIDDLE, {LEAF: NOON - 9 * DAY}, first=NOON - 3 * DAY, last=NOON - 2 * DAY
    )

    assert judged(LEAF, MIDDLE, trust=revoking(old)).revoked_at == NOON - 9 * DAY


def test_the_newest_list_counts() -> None:
    held = foreign.revocation_list(MIDDLE, {LEAF: NOON - 9 * DAY}, first=NOON - 3 * DAY)

    assert judged(LEAF, MIDDLE, trust=revoking(LISTS[1], held)).good(NOON)
    assert judged(LEAF, MIDDLE, trust=revoking(held, LISTS[1])).good(NOON)


def test_a_list_written_after_expiry_may_have_left_it_out() -> None:
    late = foreign.revocation_list(MIDDLE, first=LAST + DAY, last=LAST + 2 * DAY)

    assert not judged(LEAF, MIDDLE, trust=revoking(late)).revocation_known


def test_lists_of_others_tell_nothing() -> None:
    stranger = foreign.authority("middle")
    silent = foreign.authority("middle", ROOT, usages=("key_cert_sign",))
    leaf = foreign.made("leaf", silent)

    assert not judged(
        LEAF, MIDDLE, trust=revoking(foreign.revocation_list(stranger))
    ).revocation_known
    assert not judged(LEAF, MIDDLE, trust=revoking(foreign.revocation_list(ROOT))).revocation_known
    assert not judged(
        leaf, silent, trust=revoking(foreign.revocation_list(silent))
    ).revocation_known


def test_one_flipped_bit_in_a_list_makes_it_worthless() -> None:
    content = foreign.revocation_list(MIDDLE, {LEAF: NOON - DAY})

    for position in range(0, 8 * len(content), 11):
        changed = bytearray(content)
        changed[position // 8] ^= 1 << position % 8
        try:
            trust = revoking(bytes(changed))
        except pki.CertificateBroken:
            continue
        assert not judged(LEAF, MIDDLE, trust=trust).revocation_known


@pytest.mark.parametrize(
    ("leaf", "usage"),
    [
        (foreign.made("leaf", MIDDLE), "stamping"),
        (foreign.made("leaf", MIDDLE), "authority"),
        (foreign.made("leaf", MIDDLE, usages=("key_encipherment",)), "signing"),
        (foreign.made("leaf", MIDDLE, usages=None), "signing"),
        (foreign.authority("leaf", MIDDLE), "signing"),
        (foreign.authority("leaf", MIDDLE, usages=(*foreign.ISSUING, *foreign.SIGNING)), "signing"),
    ],
)
def test_a_certificate_serves_its_usage_only(leaf: foreign.Made, usage: str) -> None:
    standing = judged(leaf, MIDDLE, usage=usage)

    assert not standing.trusted
    assert standing.reason
    assert judged(leaf, MIDDLE, usage="").trusted


def test_stampers_and_authorities_are_found_fit() -> None:
    assert judged(foreign.stamper("stamper", MIDDLE), MIDDLE, usage="stamping").good(NOON)
    assert judged(MIDDLE, usage="authority").good(NOON)


def test_an_unknown_critical_extension_is_not_passed_over() -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.156.10260.4.1.1"), b"\x05\x00")

    assert judged(foreign.made("leaf", MIDDLE, extensions=[(unknown, False)]), MIDDLE).trusted
    refused = judged(foreign.made("leaf", MIDDLE, extensions=[(unknown, True)]), MIDDLE)
    assert not refused.trusted
    assert refused.reason == "证书中有本系统不能识别的限制，不能采用。"


@pytest.mark.parametrize(
    ("key", "digest", "trusted"),
    [
        (rsa.generate_private_key(65537, 2048), hashes.SHA256(), True),
        (rsa.generate_private_key(65537, 2048), hashes.SHA512(), True),
        (ec.generate_private_key(ec.SECP384R1()), hashes.SHA384(), True),
        (ec.generate_private_key(ec.SECP256K1()), hashes.SHA256(), False),
        (ec.generate_private_key(ec.SECP256R1()), hashes.SHA224(), False),
        (rsa.generate_private_key(65537, 1024), hashes.SHA256(), False),  # noqa: S505
    ],
    ids=["RSA", "RSA SHA-512", "P-384", "other curve", "short digest", "short RSA"],
)
def test_only_strong_issuers_are_relied_on(key: Any, digest: Any, trusted: bool) -> None:
    root = foreign.authority("strong", key=key, digest=digest)

    leaf = foreign.made("leaf", root, digest=digest)

    assert judged(leaf, trust=foreign.trusting(root)).trusted is trusted


def test_a_trust_file_holds_certificates_and_lists_only() -> None:
    written = TRUST.to_pem()
    private = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"

    assert pki.Trust.from_pem(written) == TRUST
    assert judged(LEAF, MIDDLE, trust=pki.Trust.from_pem("a comment\n" + written)).good(NOON)
    for wrong in (
        private,
        b"no PEM at all",
        ROOT.pem[:-30],
        ROOT.pem + MIDDLE.pem[:-30],
        ROOT.pem + private,
    ):
        with pytest.raises(pki.CertificateBroken):
            pki.Trust.from_pem(wrong)


def test_two_trusts_are_joined() -> None:
    other = foreign.authority("other")
    both = TRUST.joined(foreign.trusting(other, ROOT, crls=[foreign.revocation_list(other)]))

    assert both.anchors == (ROOT.ours, other.ours)
    assert judged(foreign.made("leaf", other), trust=both).good(NOON)
