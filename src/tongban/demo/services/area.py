"""The sample area: regions, departments, halls, catalogue, licence types, people, staff."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from tongban.access import services as access
from tongban.base.actors import SYSTEM
from tongban.directory import queries as directory
from tongban.directory import services as places
from tongban.identity import queries as subjects
from tongban.identity import services as identity
from tongban.identity.rules import Assurance
from tongban.items import services as items
from tongban.licences import queries as licence_types
from tongban.licences import services as licences
from tongban.processes import services as processes

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

DATA = resources.files("tongban.demo") / "data"
CATALOGUE = "items.sample.yaml"
TYPES = "licence_types.sample.yaml"
REGIONS = "regions.sample.yaml"


def people() -> dict[str, Any]:
    """The people of the demonstration, as their file has them."""
    loaded: dict[str, Any] = yaml.safe_load(_read("people.yaml"))
    return loaded


def _read(name: str) -> bytes:
    return (DATA / name).read_bytes()


def lay_reference(now: datetime) -> None:
    """What a catalogue refers to: regions and licence types."""
    places.load_regions(actor=SYSTEM, content=_read(REGIONS).decode(), now=now, source=REGIONS)
    licences.load_types(actor=SYSTEM, content=_read(TYPES), file_name=TYPES, now=now)


def lay_directory(now: datetime) -> None:
    """Regions, licence types, departments and halls."""
    lay_reference(now)
    rows = yaml.load(_read(CATALOGUE), yaml.CSafeLoader)["departments"]
    places.load_departments(actor=SYSTEM, rows=rows, now=now, source=CATALOGUE)
    open_halls = {hall.code for hall in directory.halls()}
    for hall in people()["halls"]:
        if hall["code"] not in open_halls:
            places.open_hall(actor=SYSTEM, now=now, **hall)


def lay_catalogue(now: datetime) -> None:
    """Process definitions and items."""
    processes.load_definitions(now=now)
    items.load_catalogue(
        actor=SYSTEM,
        content=_read(CATALOGUE),
        file_name=CATALOGUE,
        now=now,
        known_licence_types=frozenset(kind.key for kind in licence_types.types()),
    )


def lay_people(now: datetime) -> None:
    """Persons and enterprises with their accounts and empowerments, and the staff."""
    described = people()
    agents = {}
    for person in described["people"]:
        subject = _register("natural", "111", person, now, level=Assurance.FACE_TO_FACE)
        agents[person["username"]] = subject
        if subjects.account_of(subject) is None:
            identity.create_account(
                actor=SYSTEM, username=person["username"], realm="public",
                password=described["password"], subject=subject, now=now,
            )  # fmt: skip
    for enterprise in described["enterprises"]:
        principal = _register("legal", "001", enterprise, now)
        agent = agents[enterprise["agent"]]
        access.empower(actor=SYSTEM, agent=agent, principal=principal, now=now)
    for member in described["staff"]:
        _employ(member, described["password"], now)


def _register(
    kind: str,
    number_type: str,
    described: dict[str, str],
    now: datetime,
    *,
    level: int = Assurance.REGISTERED,
) -> UUID:
    subject = identity.register(
        actor=SYSTEM, kind=kind, number_type=number_type, number=described["number"],
        name=described["name"], phone=described["phone"], address=described["address"],
        level=level, now=now,
    )  # fmt: skip
    return subject.id


def _employ(member: dict[str, Any], password: str, now: datetime) -> None:
    if subjects.account_named(member["username"], realm="staff") is not None:
        return
    account = identity.create_account(
        actor=SYSTEM, username=member["username"], realm="staff", password=password,
        display_name=member["name"], now=now,
    )  # fmt: skip
    keys = member["departments"]
    if keys == "all":
        keys = [department.key for department in directory.departments()]
    for role in member["roles"]:
        posts = places.create_posts(
            actor=SYSTEM, title=member["does"][:30], role=role, departments=keys,
            hall=member.get("hall", ""), now=now,
        )  # fmt: skip
        access.hold_posts(actor=SYSTEM, account_id=account.pk, posts=posts, now=now)


def lay_licences(now: datetime) -> None:
    """The licences that the sample people hold; each is issued once."""
    for row in people()["licences"]:
        number_type = "111" if row["type"] != "business_licence" else "001"
        holder = subjects.find_by_number(number_type, row["holder"])
        if holder is None:
            raise LookupError(row["holder"])
        office = directory.department(row["issuer"])
        licences.issue(
            actor=SYSTEM, type_key=row["type"], holders=(holder,), face=row["face"],
            issuer=row["issuer"], region=office.region_id, number=row.get("number", ""),
            valid_from=now.date(), now=now, dedupe=f"demo:{row['type']}:{holder}",
        )  # fmt: skip
