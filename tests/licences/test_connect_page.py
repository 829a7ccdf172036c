"""The page for departments that connect a making system: its examples run as they stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.licences.batches import UNIT, row
from tongban.access import services as access
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.licences.models import Licence
from tongban.licences.rules import collecting

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

PAGE = (Path(__file__).resolve().parents[2] / "docs/connect-a-making-system.md").read_text("utf-8")


def secret() -> str:
    """The system of the page is registered, its office and its types exist."""
    assert row()
    _system, given = access.register_client(
        actor=SYSTEM, key="mkt-maker", name="样例制证系统", unit=UNIT,
        scopes=("licences.collect",), now=clock.now(),
    )  # fmt: skip
    return given


def example() -> dict[str, Any]:
    """The batch of the first example."""
    found = re.search(r"-d '(\{\n.*?\})'\n", PAGE, re.DOTALL)
    assert found is not None
    body: dict[str, Any] = json.loads(found.group(1))
    return body


@pytest.mark.django_db
def test_the_batch_of_the_page_is_taken() -> None:
    token = access.issue_token(key="mkt-maker", secret=secret(), now=clock.now()).text

    answer = Client().post(
        "/api/v1/licence-batches",
        json.dumps(example()),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.json()["findings"] == []
    assert answer.json()["accepted"] is True


@pytest.mark.django_db(transaction=True)
def test_the_program_of_the_page_runs(live_server: LiveServer, tmp_path: Path) -> None:
    given = secret()
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    (tmp_path / "rows.json").write_text(json.dumps(example()["rows"]), encoding="utf-8")
    own = {"TB": live_server.url, "NAME": "mkt-maker", "SECRET": given, "no_proxy": "*"}

    ran = subprocess.run(  # noqa: S603 - the program is our own page
        [sys.executable, "-c", found.group(1)],
        cwd=tmp_path, env={**os.environ, **own}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip

    assert ran.stdout == "taken 1 0\n", ran.stderr
    assert Licence.objects.get().source == "mkt-maker"


def test_the_columns_of_the_page_exist() -> None:
    table = PAGE.partition("## 4.")[2].partition("## 5.")[0]
    named = set(re.findall(r"`([A-Z]{4,10}|file|file_name)`", table))

    assert named <= set(collecting.COLUMNS)
    assert {"ZZBS", "CZZTDM", "ZZZT", "file"} <= named
