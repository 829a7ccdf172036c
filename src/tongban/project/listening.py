"""Addresses on a command line, and a small server at one of them; for the kit and the sandbox."""

from __future__ import annotations

import argparse
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tongban.project.startup import CannotStart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler

LAST_PORT = 65_535


def address(text: str) -> str:
    """An address of the web, for `argparse`."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
        known = known and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known:
        raise argparse.ArgumentTypeError(f"{text!r} is no address; write http://host:port/path")
    return text


def place(text: str) -> str:
    """Where to listen, for `argparse`."""
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or int(port) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no place to listen; write 127.0.0.1:8897")
    return text


@contextmanager
def listening(at: str, handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve in threads until the block ends; gives the address, or raises `CannotStart`."""
    from http.server import ThreadingHTTPServer  # other commands of the same program need none

    host, _, port = at.rpartition(":")
    try:
        server = ThreadingHTTPServer((host, int(port)), handler)
    except OSError as busy:
        raise CannotStart(f"cannot listen at {at}: {busy.strerror or busy}") from None
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
