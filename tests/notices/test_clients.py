from __future__ import annotations

import json
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.notices.servers import Gateway, MailServer, gateway, mail_server
from tongban.base.crypto import sm3
from tongban.notices import clients

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
PHONE = "10000000001"


@pytest.fixture
def sms() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def post(url: str) -> None:
    clients.HttpSmsGateway(url, "hush").send(phone=PHONE, text="你好", reference="r-1", at=NOON)


def write() -> None:
    clients.send_email(
        address="person@mail.example", title="已受理", body="您的申请已受理。", reference="r-1"
    )


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_an_sms_is_posted_as_json_and_signed(sms: Gateway) -> None:
    post(sms.url)

    ((headers, body),) = sms.posts
    assert json.loads(body) == {"phone": PHONE, "text": "你好", "reference": "r-1"}
    stamp = headers["X-Tongban-Timestamp"]
    expected = sm3.hmac(b"hush", stamp.encode() + b"\n" + body).hex()
    assert headers["X-Tongban-Signature"] == expected
    assert int(stamp) == int(NOON.timestamp())


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_trouble_of_the_gateway_may_heal(sms: Gateway, status: int) -> None:
    sms.answers = [status]

    with pytest.raises(clients.Unreachable, match=str(status)):
        post(sms.url)


@pytest.mark.parametrize("status", [302, 400, 401, 404, 422])
def test_a_refusal_of_the_gateway_stays_and_nothing_is_followed(sms: Gateway, status: int) -> None:
    sms.answers = [status]

    with pytest.raises(clients.Rejected, match=str(status)):
        post(sms.url)

    assert len(sms.posts) == 1


def test_no_answer_may_heal() -> None:
    with pytest.raises(clients.Unreachable):
        post(f"http://127.0.0.1:{closed_port()}/")


def test_a_gateway_needs_a_secret_and_a_web_address() -> None:
    with pytest.raises(clients.Rejected):
        clients.HttpSmsGateway("https://sms.example/", "")
    with pytest.raises(ValueError, match="https"):
        clients.HttpSmsGateway("file:///etc/passwd", "hush")


def test_in_development_an_sms_becomes_a_line_in_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "outgoing" / "sms.jsonl"
    to_file = clients.FileSmsGateway(path)

    for reference in ("r-1", "r-2"):
        to_file.send(phone=PHONE, text="你好", reference=reference, at=NOON)

    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["reference"] for line in lines] == ["r-1", "r-2"]
    assert lines[0]["text"] == "你好"
    assert path.stat().st_mode & 0o077 == 0


def test_a_mail_arrives_with_a_reference_that_stays_the_same(mail: MailServer) -> None:
    write()
    write()

    first, second = mail.mails
    assert (first["To"], first["Subject"]) == ("person@mail.example", "已受理")
    assert first.get_content().strip() == "您的申请已受理。"
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].startswith("<r-1@")


@pytest.mark.parametrize("code", [421, 450, 451])
def test_a_mail_server_that_says_later_may_heal(mail: MailServer, code: int) -> None:
    mail.answers = [code]

    with pytest.raises(clients.Unreachable, match=str(code)) as trouble:
        write()

    assert "mail.example" not in str(trouble.value)
    assert mail.mails == []


@pytest.mark.parametrize("code", [550, 553])
def test_a_mail_server_that_says_no_stays(mail: MailServer, code: int) -> None:
    mail.answers = [code]

    with pytest.raises(clients.Rejected, match=str(code)) as refusal:
        write()

    assert "mail.example" not in str(refusal.value)


def test_a_mail_server_that_is_not_there_may_heal(mail: MailServer, settings: Any) -> None:
    settings.EMAIL_PORT = closed_port()

    with pytest.raises(clients.Unreachable, match="ConnectionRefused"):
        write()


def test_an_address_that_breaks_the_header_is_refused(mail: MailServer) -> None:
    with pytest.raises(clients.Rejected):
        clients.send_email(
            address="a@b.example\nBcc: c@d.example", title="x", body="y", reference="r"
        )

    assert mail.mails == []
