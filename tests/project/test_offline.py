"""From the issue of a licence to its check on a computer that knows nothing but three files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.licences.factories import ENTERPRISE, NOON, issue_licence, make_subject, official
from tongban.base import files
from tongban.base.crypto import keys
from tongban.licences import queries, services
from tongban.licences.rules import acts, qr
from tongban.project import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tongban.licences.models import Licence

    Verify = Callable[..., tuple[int, str]]

pytestmark = pytest.mark.django_db
AT = "2026-01-05T12:30"
DECISION = acts.Decision("违法经营", "《行政处罚法》第九条", "样市监罚〔2026〕1号")


@pytest.fixture
def licence() -> Licence:
    return issue_licence(make_subject(**ENTERPRISE), "food_business_licence")


@pytest.fixture
def verify(licence: Licence, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Run `tongban verify` with what the node handed out."""
    anchors, keys, listed = (tmp_path / name for name in ("trust.pem", "keys.pem", "list.jwt"))
    assert cli.main(["trust", "export", str(anchors)]) == 0
    assert cli.main(["keys", "export", str(keys)]) == 0

    def run(what: str | bytes, at: str = AT) -> tuple[int, str]:
        listed.write_text(queries.status_list(0).content)
        named = what
        if isinstance(what, bytes):
            (tmp_path / "licence").write_bytes(what)
            named = str(tmp_path / "licence")
        capsys.readouterr()
        given = ["--anchors", str(anchors), "--keys", str(keys), "--status", str(listed)]
        code = cli.main(["verify", str(named), *given, "--at", at])
        return code, capsys.readouterr().out

    return run


def suspend(licence: Licence) -> None:
    services.act(
        actor=official("licensing"), identifier=licence.identifier,
        step=acts.Step.SUSPEND, decision=DECISION, now=NOON,
    )  # fmt: skip


def test_a_file_is_valid_until_the_list_of_the_hour_says_otherwise(
    licence: Licence, verify: Verify
) -> None:
    content = files.read(licence.file_digest)
    services.publish_lists(now=NOON)
    sound = verify(content)
    suspend(licence)
    before = verify(content)
    services.publish_lists(now=NOON)
    after = verify(content)

    assert sound[0] == before[0] == 0
    assert sound[1].startswith("有效。")
    assert "证照现行有效，依据 2026年1月5日 12:00:00 发布的状态列表。" in sound[1]
    assert after[0] == 1
    assert after[1].startswith("无效。证照被暂扣")


def test_the_code_on_paper_says_the_same(licence: Licence, verify: Verify) -> None:
    services.publish_lists(now=NOON)
    address = qr.address("https://tongban.example", licence.qr_text)

    assert licence.qr_text.startswith("ZZ2|")
    for said in (licence.qr_text, address):
        code, words = verify(said)
        assert (code, "证照现行有效" in words) == (0, True)
    suspend(licence)
    services.publish_lists(now=NOON)
    for said in (licence.qr_text, address):
        code, words = verify(said)
        assert (code, "证照被暂扣" in words) == (1, True)


def test_a_forged_code_and_an_old_list_are_not_believed(licence: Licence, verify: Verify) -> None:
    services.publish_lists(now=NOON)
    forged = licence.qr_text[:-4] + ("AAAA" if licence.qr_text[-4:] != "AAAA" else "BBBB")

    assert verify(forged)[0] == 1
    late = verify(licence.qr_text, "2026-01-05T15:00")
    assert late[0] == 2
    assert "请换一份新的" in late[1]


def test_public_keys_are_public(verify: Verify, tmp_path: Path) -> None:
    text = (tmp_path / "keys.pem").read_text()

    shown = text.count("-----BEGIN PUBLIC KEY-----")
    assert shown == len(keys.published({"licences", "status"})) >= 2
    assert "PRIVATE" not in text
