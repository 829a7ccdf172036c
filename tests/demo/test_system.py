"""The registered system of a demo: there with its webhook, its secret in a file of the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases.integration import systems
from tests.supervision.supervising import tallied
from tongban.access import services as access
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.demo import services
from tongban.demo.services.systems import HOOK, KEY, UNIT
from tongban.exchange import queries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def test_a_demo_has_a_system_whose_secret_is_kept_beside_it(
    tmp_path: Path, run_jobs: Callable[[], list[str]]
) -> None:
    told = services.lay_system(folder=tmp_path, now=clock.now())
    again = services.lay_system(folder=tmp_path, now=clock.now())

    (file,) = tmp_path.iterdir()
    secret = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (again, secret in told, str(file) in told) == (told, False, True)
    token = access.issue_token(key=KEY, secret=secret, now=clock.now()).text
    for path in ("cases", "events"):
        assert systems.get(f"/departments/{UNIT}/{path}", token).status_code == 200
    run_jobs()
    assert tallied("unit", UNIT)["systems_joined"] == 1
    (hook,) = queries.webhooks(SYSTEM).items
    assert (hook.client, hook.unit, hook.url) == (KEY, UNIT, HOOK)


def test_a_secret_that_was_lost_is_replaced_and_the_system_stays_one(tmp_path: Path) -> None:
    services.lay_system(folder=tmp_path, now=clock.now())
    file = tmp_path / f"{KEY}.secret"
    lost = file.read_text()
    file.unlink()

    services.lay_system(folder=tmp_path, now=clock.now())

    with pytest.raises(access.ClientRefused):
        access.issue_token(key=KEY, secret=lost, now=clock.now())
    assert access.issue_token(key=KEY, secret=file.read_text(), now=clock.now()).text
    assert len(queries.webhooks(SYSTEM).items) == 1
