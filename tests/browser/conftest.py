"""One node and one Chromium for all journeys; a person for whoever takes part in one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright
from tools import card_reader

from tests.browser.person import Person
from tests.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import HTTPServer

    from playwright.sync_api import Browser, StorageState

    Meet = Callable[..., Person]

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole folder: Playwright runs only once in a process.

    It ends with the folder, because its event loop would keep Django's models from the others.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium on this machine; the journeys in a browser are left out")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="package")
def reader() -> Iterator[HTTPServer]:
    """The program of a document reader at the counter; which page may ask it is told later."""
    serving = card_reader.serve(0, "")
    yield serving
    serving.shutdown()
    serving.server_close()


@pytest.fixture(scope="package")
def node(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, reader: HTTPServer
) -> Iterator[Node]:
    """A whole node: web server, job worker and a private PostgreSQL, with the sample area."""
    bridge = f"http://127.0.0.1:{reader.server_port}"
    running = Node(tmp_path_factory.mktemp("journeys") / "data", TONGBAN_CARD_BRIDGE=bridge)
    reader.RequestHandlerClass.allow = running.address  # type: ignore[attr-defined]
    try:
        running.await_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="package")
def desks() -> dict[str, StorageState]:
    """Sessions of staff: who has signed in once opens further windows without the password."""
    return {}


@pytest.fixture
def meet(node: Node, browser: Browser, desks: dict[str, StorageState]) -> Iterator[Meet]:
    """Somebody at a device of his own: `meet("damin")`, `meet()` for a stranger."""
    met: list[Person] = []

    def _meet(username: str = "", *, staff: bool = False, width: int = 1280) -> Person:
        person = Person(browser, node.address, width=width, session=desks.get(username))
        met.append(person)
        if username and username not in desks:
            person.sign_in(username, staff=staff)
        if staff:
            desks[username] = person.context.storage_state()
        return person

    yield _meet
    for person in met:
        person.leave()
