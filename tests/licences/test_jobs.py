"""What happens after a licence has ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.licences.factories import ENTERPRISE, NOON, make_licence, make_subject, official
from tongban.licences import services
from tongban.notices.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]


def test_the_holder_of_an_ended_licence_is_told_why(run_jobs: Callable[[], list[str]]) -> None:
    holder = make_subject(**ENTERPRISE)
    licence = make_licence(holder)

    services.revoke(
        actor=official("licensing"),
        identifier=licence.identifier,
        kind="注销",
        reason="企业申请注销",
        legal_ground="《行政许可法》第七十条",
        now=NOON + timedelta(days=3),
    )
    run_jobs()

    told = Message.objects.get(template="licence.revoked")
    assert told.subject_id == holder.id
    assert told.link == f"/licences/{licence.identifier}/"
    assert "注销：企业申请注销（《行政许可法》第七十条）" in told.body
