"""Licences of sample people, issued through services as they are in life."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.directory.factories import REGION, make_department
from tests.seals import entrusted
from tongban.base.actors import SYSTEM, Actor, ActorKind, Post
from tongban.identity import services as identity
from tongban.licences import services
from tongban.licences.models import LicenceType

if TYPE_CHECKING:
    from tongban.identity.models import Subject
    from tongban.licences.models import Licence

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TYPES = Path(__file__).resolve().parents[2] / "src/tongban/demo/data/licence_types.sample.yaml"
PERSON = {"number": "990101199003070015", "name": "样大民", "number_type": "111"}
OTHER_PERSON = {"number": "990101199003070023", "name": "例小红", "number_type": "111"}
ENTERPRISE = {
    "number": "91990101MACMPL0100",
    "name": "样例省样例市示例科技有限公司",
    "number_type": "001",
}
FACES: dict[str, dict[str, str]] = {
    "business_licence": {
        "KZ_LX": "有限责任公司（自然人独资）",
        "KZ_FDDBR": "样大民",
        "KZ_JYFW": "食品销售；餐饮服务；软件开发。",
        "KZ_CLRQ": "2020-06-01",
        "KZ_ZS": "样例省样例市样例区示范路1号",
        "KZ_ZFB": "正本",
    },
    "food_business_licence": {
        "KZ_FDDBR": "样大民",
        "KZ_ZS": "样例省样例市样例区示范路1号",
        "KZ_JYCS": "样例省样例市样例区示范路2号",
        "KZ_ZTYT": "餐饮服务经营者",
        "KZ_JYXM": "热食类食品制售",
    },
    "resident_id": {"KZ_MZ": "汉", "KZ_ZZ": "样例省样例市样例区示范路1号"},
    "household_register": {
        "KZ_HB": "家庭户",
        "KZ_HH": "000012345",
        "KZ_HZXM": "样大民",
        "KZ_ZZ": "样例省样例市样例区示范路1号",
        "KZ_YHZGX": "本人",
        "KZ_MZ": "汉",
    },
    "health_certificate": {
        "KZ_HYLB": "食品",
        "KZ_TJJG": "样例区疾病预防控制中心",
        "KZ_TJRQ": "2026-01-04",
    },
}


def load_types() -> None:
    """All 73 types; asked for twice, they are the same."""
    if not LicenceType.objects.exists():
        services.load_types(
            actor=SYSTEM, content=TYPES.read_bytes(), file_name=TYPES.name, now=NOON
        )


def make_subject(number: str = "", name: str = "", number_type: str = "111") -> Subject:
    """A sample person or enterprise; 样大民 unless somebody else is named."""
    number, name = number or PERSON["number"], name or PERSON["name"]
    kind = "legal" if number_type == "001" else "natural"
    return identity.register(
        actor=SYSTEM, kind=kind, number_type=number_type, number=number, name=name, now=NOON
    )


def make_licence(
    holder_subject: Subject | UUID, type_key: str = "business_licence", **face: str
) -> Licence:
    """A licence in force, held by a subject; `face` adds to or replaces plausible values."""
    return issue_licence(holder_subject, type_key, face=face)


def issue_licence(
    holder_subject: Subject | UUID,
    type_key: str = "business_licence",
    *,
    face: dict[str, str] | None = None,
    **options: Any,
) -> Licence:
    """The same with every option of `services.issue`."""
    load_types()
    issuer = options.pop("issuer", "mkt")
    make_department(issuer)
    entrusted.seal(issuer)
    now = options.pop("now", NOON)
    return services.issue(
        actor=options.pop("actor", SYSTEM),
        type_key=type_key,
        holders=options.pop("holders", (_id(holder_subject),)),
        face={**FACES.get(type_key, {}), **(face or {})},
        issuer=issuer,
        region=options.pop("region", REGION),
        valid_from=options.pop("valid_from", date(2026, 1, 5)),
        now=now,
        **options,
    )


def person(subject: Subject | UUID, principal: Subject | UUID | None = None) -> Actor:
    """Somebody signed in, for himself or for whom he acts."""
    return Actor(kind=ActorKind.PERSON, subject=_id(subject), principal=_id(principal or subject))


def _id(subject: Subject | UUID) -> UUID:
    return subject if isinstance(subject, UUID) else subject.id


def official(role: str, unit: str = "mkt", *, account: int | None = None) -> Actor:
    """A member of staff in one post."""
    return Actor(
        kind=ActorKind.STAFF, account=account, name="样例人员", posts=(Post(1, role, unit),)
    )
