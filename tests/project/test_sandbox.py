"""The whole way with a department's own system: applied for here, decided there, seen here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.cases import circumstances as at
from tests.jobs import drain
from tongban.access import services as access
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.cases import services
from tongban.cases.models import PushedStep
from tongban.demo.services import stories
from tongban.exchange.models import Attempt
from tongban.identity import queries as identity
from tongban.project.sandbox.department import Department
from tongban.project.sandbox.platform import Declined, Platform
from tongban.project.sandbox.serving import serving

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def system(live_server: LiveServer, unit: str) -> Platform:
    _client, secret = access.register_client(
        actor=SYSTEM, key="own-system", name="公安业务系统", unit=unit,
        scopes=("events.read", "cases.read", "cases.write"), now=clock.now(),
    )  # fmt: skip
    return Platform(live_server.url, "own-system", secret, unit)


def test_a_person_applies_the_department_s_system_decides_and_the_person_sees_the_licence(
    committed_area: str, live_server: LiveServer
) -> None:
    assert committed_area
    number = at.submitted(now=clock.now())
    platform = system(live_server, at.found(number).unit)
    with serving(Department(platform), "127.0.0.1:0") as address:
        platform.set_up_webhook(f"{address}/hook")
        clerk = stories.staff("clerk")
        stories.check_all(clerk, at.found(number), clock.now())
        services.accept(actor=clerk, number=number, now=clock.now())
    department = Department(platform)
    with serving(department, address.removeprefix("http://")):
        drain()  # the webhook wakes the department's system
        assert department.woken.is_set()
        department.poll()
        drain()

    assert department.failed == {}
    first = Attempt.objects.earliest("id")
    assert (first.seq, first.delivered) == (2, True)
    assert PushedStep.objects.get().name == "业务系统内部审查"
    case = at.found(number)
    assert case.licence
    account = identity.account_named("damin", realm="public")
    assert account is not None
    person = Client()
    person.force_login(account)
    assert "居住证" in person.get("/licences/").content.decode()
    shown = person.get(f"/cases/{number}/").content.decode()
    assert "业务系统内部审查" in shown


def test_a_refusing_department_denies_and_a_faulty_one_stays_where_it_is(
    committed_area: str, live_server: LiveServer
) -> None:
    assert committed_area
    number = at.submitted(now=clock.now())
    platform = system(live_server, at.found(number).unit)
    Department(platform, decide="none", takes_in=True).poll()
    assert at.found(number).state == "accepted"

    without_face = Department(platform, faces={"nothing": {}})
    without_face.poll()
    stuck = at.found(number).granted
    Department(platform, decide="deny").poll()

    assert "422" in without_face.failed[number]
    assert stuck is None
    assert at.found(number).granted is False


def test_a_wrong_secret_is_said(live_server: LiveServer) -> None:
    platform = Platform(live_server.url, "nobody", "wrong", "ps")

    with pytest.raises(Declined, match=r"access\.client_refused"):
        platform.events("")
