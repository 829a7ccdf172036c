from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tongban.base.actors import Actor, ActorKind, Post
from tongban.processes import services

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def staff(*roles: str, unit: str = "scjg") -> Actor:
    posts = tuple(Post(number, role, unit) for number, role in enumerate(roles, start=1))
    return Actor(ActorKind.STAFF, account=1, name=f"样例{roles[0]}", posts=posts)


@pytest.fixture
def handler() -> Actor:
    return staff("handler")


@pytest.fixture
def reviewer() -> Actor:
    return staff("reviewer")


@pytest.fixture
def approver() -> Actor:
    return staff("approver")


@pytest.fixture
def editor() -> Actor:
    return staff("catalogue")


@pytest.fixture
def _definitions(db: None) -> None:
    services.load_definitions(now=NOON)
