"""The page for integrators: its examples run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import circumstances as at
from tests.exchange.receivers import receiver
from tongban.access import queries as access_queries
from tongban.access import services as access
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.cases.models import PushedStep, StatedBalance
from tongban.exchange import services

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = (Path(__file__).resolve().parents[2] / "docs/integrate.md").read_text("utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
SHELL = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def own(committed_area: str, live_server: LiveServer) -> dict[str, str]:
    """The environment of a registered system with one accepted case of today."""
    assert committed_area
    unit = at.found(at.accepted(now=clock.now())).unit
    _client, secret = access.register_client(
        actor=SYSTEM, key="ps-system", name="样例业务系统", unit=unit,
        scopes=("events.read", "cases.read", "cases.write"), now=clock.now(),
    )  # fmt: skip
    return {
        **os.environ, "TB": live_server.url, "NAME": "ps-system", "SECRET": secret, "UNIT": unit,
        "no_proxy": "*",
    }  # fmt: skip


def run(command: list[str], own: dict[str, str]) -> str:
    ran = subprocess.run(  # noqa: S603 - the program is our own page
        command, env=own, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_shell_lines_of_the_page_run(own: dict[str, str]) -> None:
    lines = "\n".join(SHELL)
    # The first lines are the integrator's own.
    script = re.sub(r"(?m)^export TB=.*$", "", lines)

    told = run(["bash", "-euc", script], own)

    assert '"kind":"cases.accepted"' in told
    assert '"agrees": true' in told
    assert StatedBalance.objects.get().received == 1


def test_the_program_of_the_page_fetches_and_pushes(own: dict[str, str]) -> None:
    told = run([sys.executable, "-c", PROGRAMS[0]], own)

    assert told == "样大民 ['承办'] accepted\n"
    assert PushedStep.objects.get().name == "现场踏勘"


def test_the_check_of_the_page_lets_genuine_calls_in_only(own: dict[str, str]) -> None:
    token = access.issue_token(key="ps-system", secret=own["SECRET"], now=clock.now()).text
    actor = access_queries.client_actor(token, now=clock.now())
    assert actor is not None
    with receiver() as there:
        hook = services.set_up_webhook(
            actor=actor, unit=own["UNIT"], url=there.url, kinds=[], after="", now=clock.now()
        )
        services.resume(actor=actor, webhook_id=hook.pk, after_seq=0, now=clock.now())
        services.number_waiting()
        services.deliver_next(webhook_id=hook.pk, now=clock.now())
    (headers, body), *_rest = there.calls
    asked = f"""
headers, body = {headers!r}, {body!r}
known = keys()
print(genuine(headers, body, known), genuine(headers, body + b" ", known),
      genuine({{**headers, "Tongban-Webhook-Timestamp": "1"}}, body, known))
"""

    told = run([sys.executable, "-c", PROGRAMS[1] + asked], own)

    assert told == "True False False\n"


def test_the_page_names_what_the_contract_has() -> None:
    from tests.contract.answers import contract

    paths: dict[str, Any] = contract()["paths"]
    at_case = "/api/v1/departments/{unit}/cases/{number}"
    rows = re.findall(r"(?m)^\| (`/[a-z/`, -]+) \|", PAGE)
    named = {one for row in rows for one in re.findall(r"`(/[a-z/-]+)`", row)}

    posts = {path.removeprefix(at_case) for path in paths if "post" in paths[path]}
    assert named == {path for path in posts if not path.startswith("/api")}
    for path in named:
        told = {one["name"] for one in paths[at_case + path]["post"]["parameters"]}
        assert {"If-Match", "Idempotency-Key"} <= told
