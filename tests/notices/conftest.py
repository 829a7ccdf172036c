from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.notices.servers import Gateway, gateway
from tongban.base.actors import SYSTEM, Actor, ActorKind, Post
from tongban.identity import services as identity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
PHONE = "10000000001"
EMAIL = "damin@mail.example"


def person(number: str = "990101199003070015", *, phone: str = PHONE, email: str = EMAIL) -> UUID:
    subject = identity.register(
        actor=SYSTEM,
        kind="natural",
        number_type="111",
        number=number,
        name="样大民",
        phone=phone,
        email=email,
        now=NOON,
    )
    return subject.id


def staff(role: str) -> Actor:
    return Actor(ActorKind.STAFF, account=1, name="样例", posts=(Post(1, role, "scjg"),))


def citizen(subject: UUID, *, principal: UUID | None = None) -> Actor:
    return Actor(ActorKind.PERSON, account=2, subject=subject, principal=principal or subject)


@pytest.fixture
def sms(settings: Any) -> Iterator[Gateway]:
    with gateway() as running:
        settings.TONGBAN = settings.TONGBAN.model_copy(
            update={"sms_url": running.url, "sms_secret": "hush"}
        )
        yield running
