"""A whole node under load as ordinary users would: `python bench/node.py`.

Starts `tongban demo` in a folder of its own, twice, and asks it over HTTP; everything is on.
Figures are of this machine, with client and server sharing its cores.
"""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSWORD = "Tongban-Demo-8"  # noqa: S105 - printed by `make demo`
PICTURE = Path(__file__).parent.parent / "src/tongban/demo/data/picture.png"
PEOPLE = ("jianguo", "damin", "xiaohong", "jianguo")
SUBMISSIONS = 50
WHOLE = 15
READERS = 4
PAGES = 150
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """One signed-in session."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.page, self.address = "", ""

    def get(self, path: str) -> str:
        return self._ask(path, None)

    def post(self, path: str, fields: dict[str, str], **files: bytes) -> str:
        token = _TOKEN.search(self.page)
        fields = {"csrfmiddlewaretoken": token.group(1) if token else ""} | fields
        body, kind = _multipart(fields, files)
        return self._ask(path, body, {"Content-Type": kind})

    def post_once(self, path: str) -> str:
        """Post without following the answer; returns the address it names."""
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(self.root, path))
        token = _TOKEN.search(self.page)
        fields = {"csrfmiddlewaretoken": token.group(1) if token else ""}
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.jar)
        headers = {
            "Cookie": cookies,
            "Referer": self.root,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        connection.request("POST", parts.path, urllib.parse.urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.getheader("Location") or f"status {answer.status}"

    def _ask(self, path: str, body: bytes | None, headers: dict[str, str] | None = None) -> str:
        address = urllib.parse.urljoin(self.root, path)
        asked = urllib.request.Request(address, body, {"Referer": self.root, **(headers or {})})
        with self.opener.open(asked, timeout=60) as answer:
            self.page, self.address = answer.read().decode(), answer.url
        return self.page

    def sign_in(self, path: str, name: str) -> Browser:
        self.get(path)
        self.post(path, {"login": name, "password": PASSWORD})
        assert "/login/" not in self.address, self.address
        return self


def _multipart(fields: dict[str, str], files: dict[str, bytes]) -> tuple[bytes, str]:
    mark = "tongban-bench-boundary"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
        for k, v in fields.items()
    ]
    for name, content in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="a.png"\r\n'
        parts.append(head.encode() + b"Content-Type: image/png\r\n\r\n" + content + b"\r\n")
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"


@contextmanager
def node(folder: Path) -> Iterator[tuple[str, float, subprocess.Popen[bytes]]]:
    """A running node: its address, the seconds until `ready:`, and the parent process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"TONGBAN_DATA_DIR": str(folder), "TONGBAN_PORT": str(port)}
    environment.pop("TONGBAN_DATABASE_URL", None)
    log = (folder.parent / "node.log").open("ab")
    started = time.monotonic()
    parent = subprocess.Popen(
        [sys.executable, "-m", "tongban.project.cli", "demo"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=log,
    )
    assert parent.stdout is not None
    for line in parent.stdout:
        if line.startswith(b"ready:"):
            break
    try:
        yield f"http://127.0.0.1:{port}/", time.monotonic() - started, parent
    finally:
        parent.send_signal(signal.SIGTERM)
        parent.wait()


def memory(parent: subprocess.Popen[bytes], folder: Path) -> float:
    """Resident megabytes of everything, memory that processes share counted once (PSS)."""
    mine = psutil.Process(parent.pid)
    processes = {mine, *mine.children(recursive=True)}
    first = (folder / "postgres" / "postmaster.pid").read_text().splitlines()[0]
    database = psutil.Process(int(first))
    processes |= {database, *database.children(recursive=True)}
    return sum(process.memory_full_info().pss for process in processes) / 1e6


def open_draft(person: Browser) -> str:
    """Go through the steps of one application; returns the address that submits it."""
    person.get("items/residence_permit/")
    person.post("items/residence_permit/apply/", {})
    base = person.address.split("/apply/")[1].split("/")[0]
    materials = person.get(f"apply/{base}/materials/")
    for key in dict.fromkeys(re.findall(r"materials/([\w-]+)/files/", materials)):
        person.post(f"apply/{base}/materials/{key}/files/", {}, file=PICTURE.read_bytes())
    person.get(f"apply/{base}/form/")
    person.post(f"apply/{base}/form/", _sample(person.page))
    assert "/check/" in person.address, person.address
    return f"apply/{base}/submit/"


def _sample(page: str) -> dict[str, str]:
    """Fill every field of the form: what is there stays, choices take their first option."""
    values: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = _attribute(tag, "name"), _attribute(tag, "value")
        if not name or name == "csrfmiddlewaretoken":
            continue
        if 'type="radio"' in tag or 'type="checkbox"' in tag:
            values.setdefault(name, value or "on")
        else:
            values[name] = value or _text(tag)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        choices = [v for v in re.findall(r'value="([^"]*)"', options) if v]
        values[name] = choices[0] if choices else ""
    for name in re.findall(r'<textarea[^>]*name="([^"]+)"', page):
        values[name] = "样例说明"
    return values


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found.group(1) if found else ""


def _text(tag: str) -> str:
    known = {"date": "2026-01-05", "tel": "10000000099", "number": "1", "month": "2026-01"}
    return known.get(_attribute(tag, "type"), "样例")


def submissions(root: str, folder: Path) -> None:
    """Whole applications one after another; then the submission itself, by several people."""
    person = Browser(root).sign_in("accounts/login/", "jianguo")
    start = time.perf_counter()
    for _ in range(WHOLE):
        person.post(open_draft(person), {})
        assert "/receipt/" in person.address, person.address
    _print("whole applications, 14 requests each", WHOLE / (time.perf_counter() - start), "/s")
    work = [(Browser(root).sign_in("accounts/login/", who), _drafts(folder, who)) for who in PEOPLE]
    times: list[float] = []
    start = time.perf_counter()
    with ThreadPoolExecutor(len(work)) as pool:
        list(pool.map(lambda one: _submit_all(*one, times), work))
    _print("submissions, four people at once", len(times) / (time.perf_counter() - start), "/s")
    _spread("submission", times)


def _drafts(folder: Path, who: str) -> list[str]:
    """Finished drafts of a person, laid beside the running node."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, Path(__file__).with_name("drafts.py"), who, str(SUBMISSIONS)],
        env=os.environ | {"TONGBAN_DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout.decode().split()


def _submit_all(person: Browser, drafts: list[str], times: list[float]) -> None:
    person.get(f"apply/{drafts[0]}/check/")
    for one in drafts:
        start = time.perf_counter()
        answer = person.post_once(f"apply/{one}/submit/")
        times.append(time.perf_counter() - start)
        assert "/receipt/" in answer, answer


def pages(root: str) -> None:
    """Pages that people and clerks look at all day."""
    readers = {
        "guide page": (Browser(root), "items/food_business/"),
        "search": (Browser(root), "search/?q=spjy"),
        "my cases": (Browser(root).sign_in("accounts/login/", "jianguo"), "cases/"),
        "work list": (Browser(root).sign_in("accounts/staff/login/", "clerk"), "desk/"),
    }
    for name, (browser, path) in readers.items():
        browser.get(path)
        with ThreadPoolExecutor(READERS) as pool:
            times = list(pool.map(_timed(browser, path), range(PAGES)))
        _spread(name, times)


def _timed(browser: Browser, path: str) -> Callable[[int], float]:
    def once(_: int) -> float:
        start = time.perf_counter()
        browser.opener.open(urllib.parse.urljoin(browser.root, path), timeout=60).read()
        return time.perf_counter() - start

    return once


def _spread(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    late = ordered[int(len(ordered) * 0.95)]
    _print(f"{name}, median", statistics.median(ordered) * 1000, "ms")
    _print(f"{name}, p95", late * 1000, "ms")


def _print(name: str, value: float, unit: str) -> None:
    print(f"{name:<44}{value:>10.1f} {unit}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as place:
        folder = Path(place) / "data"
        Path(place).chmod(0o755)
        with node(folder) as (_, seconds, _parent):
            _print("first start to ready:", seconds, "s")
        with node(folder) as (root, seconds, parent):
            _print("second start to ready:", seconds, "s")
            _print("memory after the start (PSS)", memory(parent, folder), "MB")
            submissions(root, folder)
            pages(root)
            _print("memory after the load (PSS)", memory(parent, folder), "MB")


if __name__ == "__main__":
    main()
