"""Batches as a department's making system would send them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from tests.directory.factories import make_department
from tests.licences.factories import ENTERPRISE, NOON, load_types
from tongban.base.actors import Actor, ActorKind, Post
from tongban.licences import services
from tongban.licences.models import LicenceType
from tongban.licences.rules import collecting, identifiers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.licences.queries import BatchReport

UNIT = "mkt"
USCC = "119900000000011852"
SYSTEM_OF_OFFICE = Actor(
    kind=ActorKind.CLIENT,
    name="样例制证系统",
    posts=(Post(0, "client", UNIT),),
    client="mkt-maker",
    scopes=frozenset({"licences.collect"}),
)


def code_of(type_key: str) -> str:
    load_types()
    return str(LicenceType.objects.get(key=type_key).type_code)


def identifier(serial: str, version: int = 1, type_key: str = "public_place_hygiene") -> str:
    return str(
        identifiers.build(
            type_code=code_of(type_key), issuer_code=USCC, serial=serial, version=version
        )
    )


def row(serial: str = "20200001", version: int = 1, **other: Any) -> dict[str, Any]:
    """One row of a licence for a public place; `other` replaces or adds cells."""
    make_department(UNIT)
    return {
        "ZZLXDM": code_of("public_place_hygiene"),
        "ZZBS": identifier(serial, version),
        "ZZBH": f"样卫公证字〔2020〕第{serial}号",
        "ZZBFRQ": "2024-03-05",
        "ZZYXQJZRQ": "2028-03-04",
        "ZZSSDQBM": "230102",
        "CZZT": ENTERPRISE["name"],
        "CZZTDM": ENTERPRISE["number"],
        "CZZTDMLXDM": "001",
        "KZ_FDDBR": "样大民",
        "KZ_DZ": "样例省样例市样例区示范路1号",
        "KZ_XKXM": "理发店",
        **other,
    }


def many(count: int) -> list[dict[str, Any]]:
    """As many rows, each a licence of its own."""
    first = row()
    return [
        {
            **first,
            "ZZBS": str(
                identifiers.build(
                    type_code=first["ZZLXDM"], issuer_code=USCC, serial=f"2020{number:05d}"
                )
            ),
            "ZZBH": f"样卫公证字〔2020〕第{number}号",
        }
        for number in range(1, count + 1)
    ]


def collect(rows: Sequence[dict[str, Any]], number: str = "2026-001", **other: Any) -> BatchReport:
    given: dict[str, Any] = {"actor": SYSTEM_OF_OFFICE, "unit": UNIT, "now": NOON, **other}
    return services.collect(batch_number=number, rows=collecting.rows(rows), **given)


def as_csv(rows: Sequence[dict[str, Any]], encoding: str = "utf-8") -> bytes:
    table = io.StringIO()
    names = list(dict.fromkeys(name for one in rows for name in one))
    writer = csv.DictWriter(table, names)
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue().encode(encoding)
