"""A document reader that is none: hands laid cards to the desk, as the program of a real one does.

    python tools/card_reader.py [--port 18900] [--allow http://127.0.0.1:8000]

Set `TONGBAN_CARD_BRIDGE=http://127.0.0.1:18900` for the node.  Each line typed here, or posted to
`/lay`, is a card laid on the reader: `样建国|男|汉|19491231|样例区示范路1号|99020119491231004X`.
The page asks `GET /card`; the answer is the line, once, or 204 while no card lies there.
"""

from __future__ import annotations

import argparse
import queue
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LONGEST = 1000
LAID: queue.Queue[str] = queue.Queue()


class Reader(BaseHTTPRequestHandler):
    """Answers on the loopback only, and only to the page that it was started for."""

    allow = ""

    def do_GET(self) -> None:
        try:
            line = LAID.get_nowait() if self.path == "/card" else ""
        except queue.Empty:
            line = ""
        self._answer(200 if line else 204, line)

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), LONGEST)
        if self.path == "/lay" and "Origin" not in self.headers:  # no page lays cards
            LAID.put(self.rfile.read(length).decode("utf-8"))
            self._answer(204, "")
        else:
            self._answer(404, "")

    def do_OPTIONS(self) -> None:
        self._answer(204, "")

    def _answer(self, status: int, line: str) -> None:
        content = line.encode("utf-8")
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", self.allow)
        self.send_header("Access-Control-Allow-Private-Network", "true")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        if status != 204:  # noqa: PLR2004 - no content has no length
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_told: object) -> None:
        """Say nothing: numbers of people belong in no log."""


def serve(port: int, allow: str) -> ThreadingHTTPServer:
    """The reader, answering until it is shut down."""
    kind = type("Allowed", (Reader,), {"allow": allow})
    server = ThreadingHTTPServer(("127.0.0.1", port), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=18900)
    parser.add_argument("--allow", default="http://127.0.0.1:8000")
    chosen = parser.parse_args()
    server = serve(chosen.port, chosen.allow)
    sys.stdout.write(f"reader: http://127.0.0.1:{server.server_port}; a line typed is a card\n")
    sys.stdout.flush()
    for line in sys.stdin:
        if line.strip():
            LAID.put(line.strip())
    threading.Event().wait()


if __name__ == "__main__":
    main()
