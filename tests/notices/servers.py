"""A mail server and an SMS gateway on this machine, which answer as they are told."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage


@dataclass
class MailServer:
    """Speaks just enough SMTP; `answers` are the codes given to RCPT, then 250 for ever."""

    answers: list[int] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    port: int = 0


@dataclass
class Gateway:
    """Takes posts; `answers` are the statuses given, then 200 for ever."""

    answers: list[int] = field(default_factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


class _MailSession(socketserver.StreamRequestHandler):
    server: _MailListener

    def handle(self) -> None:
        self.say("220 test")
        for line in self.rfile:
            verb = line.decode().strip().split(" ", 1)[0].split(":")[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "DATA":
                self.take()
            else:
                self.say(self.answer(verb))

    def answer(self, verb: str) -> str:
        answers = self.server.state.answers
        code = answers.pop(0) if verb == "RCPT" and answers else 250
        return f"{code} <person@mail.example> told"

    def take(self) -> None:
        self.say("354 go")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.state.mails.append(mail)
        self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _MailListener(socketserver.TCPServer):
    def __init__(self, state: MailServer) -> None:
        self.state = state
        super().__init__(("127.0.0.1", 0), _MailSession)


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server while the block lasts."""
    state = MailServer()
    with _serving(_MailListener(state)) as port:
        state.port = port
        yield state


@contextlib.contextmanager
def gateway() -> Iterator[Gateway]:
    """An SMS gateway while the block lasts."""
    state = Gateway()

    class Request(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.posts.append((dict(self.headers.items()), body))
            status = state.answers.pop(0) if state.answers else 200
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with _serving(HTTPServer(("127.0.0.1", 0), Request)) as port:
        state.url = f"http://127.0.0.1:{port}/send"
        yield state


@contextlib.contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
