"""Servers of other parties on this machine, each in a thread of its own."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def listening(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[int]:
    """A server whose posts are answered so, while the block lasts; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                answer(self)
            except OSError:  # Whoever asked has gone.
                return

        def log_message(self, *_words: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
