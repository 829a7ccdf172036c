"""The two outside systems: a mail server and an SMS gateway.  Never called in a transaction."""

from __future__ import annotations

import json
import os
import smtplib
import urllib.request
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from tongban.base.crypto import sm3

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

TIMEOUT: Final = 10
_MAY_HEAL: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_SERVER_TROUBLE: Final = 500
_MAIL_REFUSED: Final = 500


class Unreachable(Exception):
    """No answer, or one that may be better later."""


class Rejected(Exception):
    """An answer that will stay the same: trying again would not help."""


class SmsGateway(Protocol):
    """Whoever sends short messages for us."""

    def send(self, *, phone: str, text: str, reference: str, at: datetime) -> None:
        """Hand over one message; raises `Unreachable` or `Rejected`.

        `reference` stays the same when a message is handed over again.
        """


class HttpSmsGateway:
    """Posts JSON to an address, signed with HMAC-SM3 over time and body.

    The receiver computes ``HMAC-SM3(secret, X-Tongban-Timestamp + "\\n" + body)`` and compares it,
    in lower-case hexadecimal, with ``X-Tongban-Signature``.
    """

    def __init__(self, url: str, secret: str) -> None:
        if not url.startswith(("https://", "http://")):
            raise ValueError("an SMS gateway is reached by https:// or http://")
        if not secret:
            raise Rejected("TONGBAN_SMS_SECRET is not set")
        self.url, self.secret = url, secret

    def send(self, *, phone: str, text: str, reference: str, at: datetime) -> None:
        """Post one message; 408, 429 and 5xx may heal, other refusals stay."""
        body = json.dumps(
            {"phone": phone, "text": text, "reference": reference}, ensure_ascii=False
        ).encode()
        stamp = str(int(at.timestamp()))
        signature = sm3.hmac(self.secret.encode(), stamp.encode() + b"\n" + body).hex()
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
            self.url,
            data=body,
            method="POST",
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "X-Tongban-Timestamp": stamp,
                "X-Tongban-Signature": signature,
            },
        )
        _judge(_answer(request))


class FileSmsGateway:
    """For development: every message becomes a line in a file, and nobody's telephone rings."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, *, phone: str, text: str, reference: str, at: datetime) -> None:
        """Append one line of JSON."""
        entry = {"phone": phone, "text": text, "reference": reference, "at": at.isoformat()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as lines:
            lines.write(json.dumps(entry, ensure_ascii=False) + "\n")


def sms_gateway() -> SmsGateway:
    """The gateway of this node; in production a missing one is a fault that operators see."""
    config = settings.TONGBAN
    if config.sms_url:
        return HttpSmsGateway(config.sms_url, config.sms_secret)
    if config.mode == "production":
        raise Rejected("TONGBAN_SMS_URL is not set")
    return FileSmsGateway(config.data_dir.resolve() / "outgoing" / "sms.jsonl")


def send_email(*, address: str, title: str, body: str, reference: str) -> None:
    """Hand one e-mail to the mail server; raises `Unreachable` or `Rejected`.

    The same reference gives the same Message-ID, so that a mail sent twice can be recognised.
    """
    config = settings.TONGBAN
    if config.mode == "production" and not config.email_url:
        raise Rejected("TONGBAN_EMAIL_URL is not set")
    host = config.address.split("//", 1)[-1].split(":")[0].split("/")[0]
    message = EmailMessage(
        subject=title,
        body=body,
        to=[address],
        headers={"Message-ID": f"<{reference}@{host}>"},
        connection=get_connection(),
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        raise _mail_trouble(max(codes)) from None
    except smtplib.SMTPAuthenticationError as refused:
        raise Unreachable(f"mail server answered {refused.smtp_code} to our login") from None
    except smtplib.SMTPResponseException as refused:
        raise _mail_trouble(refused.smtp_code) from None
    except OSError as silent:  # every other error of smtplib is one, too
        raise Unreachable(f"mail server: {type(silent).__name__}") from None
    except ValueError as wrong:
        raise Rejected(f"mail cannot be written: {type(wrong).__name__}") from None


def _mail_trouble(code: int) -> Unreachable | Rejected:
    words = f"mail server answered {code}"
    return Rejected(words) if code >= _MAIL_REFUSED else Unreachable(words)


def _answer(request: urllib.request.Request) -> int:
    """The status of the answer; redirects and proxies are not followed."""
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.HTTPHandler())
    opener.add_handler(urllib.request.HTTPSHandler())
    try:
        with opener.open(request, timeout=TIMEOUT) as response:
            status: Any = response.status
            return int(status)
    except (OSError, HTTPException) as silent:
        raise Unreachable(f"SMS gateway: {type(silent).__name__}") from None


def _judge(status: int) -> None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    words = f"SMS gateway answered {status}"
    if status in _MAY_HEAL or status >= _SERVER_TROUBLE:
        raise Unreachable(words)
    raise Rejected(words)
