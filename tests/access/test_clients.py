"""Systems of departments and enterprises: registered, let in, counted, shut out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.access.factories import person, staff
from tests.identity.factories import NOON, make_enterprise, make_staff
from tongban.access import queries, rules, services
from tongban.access.models import Client, ClientToken
from tongban.base import audit, clock
from tongban.base.actors import ANONYMOUS, SYSTEM
from tongban.base.errors import Forbidden, TooMany

if TYPE_CHECKING:
    from django.test import Client as Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> str:
    """The key of an office that exists."""
    from tongban.access.queries import actor_for
    from tongban.base.actors import Channel

    return actor_for(make_staff("clerk"), channel=Channel.WEB).posts[0].unit


def register(unit: str = "", **other: Any) -> tuple[Client, str]:
    given = {"key": "making-1", "name": "制证系统", "scopes": ["licences.collect"], **other}
    return services.register_client(actor=SYSTEM, unit=unit, now=NOON, **given)


def test_a_registered_system_acts_for_its_office_with_its_scopes(unit: str) -> None:
    _, secret = register(unit)

    issued = services.issue_token(key="making-1", secret=secret, now=NOON)
    actor = queries.client_actor(issued.text, now=NOON)

    assert actor is not None
    assert (actor.client, actor.is_client, actor.is_staff) == ("making-1", True, False)
    assert actor.holds("client", unit=unit)
    assert actor.scopes == {"licences.collect"}
    assert [entry.event for entry in audit.trail("making-1")] == [
        "access.client_registered",
        "access.token_issued",
    ]


def test_an_enterprise_has_systems_too() -> None:
    firm = make_enterprise()
    _, secret = register(subject=firm.id)

    issued = services.issue_token(key="making-1", secret=secret, now=NOON)
    actor = queries.client_actor(issued.text, now=NOON)

    assert actor is not None
    assert (actor.principal, actor.posts) == (firm.id, ())


def test_neither_secret_nor_token_is_kept(unit: str) -> None:
    client, secret = register(unit)

    issued = services.issue_token(key="making-1", secret=secret, now=NOON)

    assert client.secret_digest == queries.digest_of(secret) != secret
    assert ClientToken.objects.get().digest == queries.digest_of(issued.text) != issued.text


def test_only_an_operator_registers(unit: str) -> None:
    for actor in (ANONYMOUS, person(), staff("clerk"), staff("licensing")):
        with pytest.raises(Forbidden):
            services.register_client(
                actor=actor, key="x-1", name="x", unit=unit, scopes=["licences.read"], now=NOON
            )
        with pytest.raises(Forbidden):
            queries.clients(actor)

    operator = staff("operator")
    services.register_client(
        actor=operator, key="xyz-1", name="x", unit=unit, scopes=["licences.read"], now=NOON
    )
    assert [client.key for client in queries.clients(operator).items] == ["xyz-1"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": "Ab"}, "key"),
        ({"key": "a" * 41}, "key"),
        ({"name": " "}, "name"),
        ({"name": "字" * 101}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["licences.read", "everything"]}, "scopes"),
        ({"per_minute": 0}, "per_minute"),
        ({"per_minute": 100_001}, "per_minute"),
    ],
)
def test_what_cannot_be_registered_is_named(unit: str, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(rules.ClientInvalid) as refused:
        register(unit, **wrong)

    assert list(refused.value.fields) == [field]
    assert not Client.objects.exists()


def test_a_system_belongs_to_exactly_one(unit: str) -> None:
    firm = make_enterprise()

    with pytest.raises(rules.ClientInvalid):
        register("")
    with pytest.raises(rules.ClientInvalid):
        register(unit, subject=firm.id)


def test_a_key_is_taken_once(unit: str) -> None:
    register(unit)

    with pytest.raises(services.ClientTaken):
        register(unit)


def test_a_wrong_secret_an_unknown_name_and_a_closed_system_look_alike(unit: str) -> None:
    _, secret = register(unit)
    services.close_client(actor=SYSTEM, key="making-1", now=NOON)

    for key, given in (("making-1", "x"), ("nobody-1", secret), ("making-1", secret)):
        with pytest.raises(services.ClientRefused) as refused:
            services.issue_token(key=key, secret=given, now=NOON)
        assert str(refused.value) == services.ClientRefused.sentence


def test_a_token_ends_by_time_by_closing_and_by_a_new_secret(unit: str) -> None:
    _, secret = register(unit)
    late = NOON + timedelta(minutes=rules.TOKEN_MINUTES)
    first = services.issue_token(key="making-1", secret=secret, now=NOON)
    assert queries.client_actor(first.text, now=late - timedelta(seconds=1)) is not None
    assert queries.client_actor(first.text, now=late) is None

    newer = services.renew_secret(actor=SYSTEM, key="making-1", now=NOON)
    assert queries.client_actor(first.text, now=NOON) is None
    second = services.issue_token(key="making-1", secret=newer, now=NOON)
    services.close_client(actor=SYSTEM, key="making-1", now=NOON)
    assert queries.client_actor(second.text, now=NOON) is None


def test_calls_are_counted_by_the_minute(unit: str) -> None:
    _, secret = register(unit, per_minute=2)
    issued = services.issue_token(key="making-1", secret=secret, now=NOON)
    actor = queries.client_actor(issued.text, now=NOON)
    assert actor is not None

    services.count_call(actor=actor, now=NOON)
    services.count_call(actor=actor, now=NOON + timedelta(seconds=59))
    with pytest.raises(TooMany):
        services.count_call(actor=actor, now=NOON + timedelta(seconds=59))
    services.count_call(actor=actor, now=NOON + timedelta(seconds=60))
    services.count_call(actor=SYSTEM, now=NOON)  # nobody else is counted


def test_old_counts_and_tokens_are_forgotten(unit: str) -> None:
    _, secret = register(unit)
    issued = services.issue_token(key="making-1", secret=secret, now=NOON)
    actor = queries.client_actor(issued.text, now=NOON)
    assert actor is not None
    services.count_call(actor=actor, now=NOON)

    assert services.forget_calls(now=NOON) == 0
    assert services.forget_calls(now=NOON + timedelta(days=2)) == 2


def test_the_token_is_had_over_the_api(client: Browser, unit: str) -> None:
    _, secret = register(unit)
    address = "/api/v1/clients/token"

    good = client.post(
        address, {"client": "making-1", "secret": secret}, content_type="application/json"
    )
    bad = client.post(
        address, {"client": "making-1", "secret": "no"}, content_type="application/json"
    )

    assert good.status_code == 200
    assert queries.client_actor(good.json()["token"], now=clock.now()) is not None
    assert (bad.status_code, bad.json()["code"]) == (401, "access.client_refused")
