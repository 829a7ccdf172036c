"""The sample people and enterprises (numbers of the impossible division 99), made by services."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final
from uuid import UUID

from stdnum.cn import ric

from tests.directory.factories import (
    NOON,
    make_department,
    make_hall,
    make_post,
    make_region,
    post_title,
)
from tongban.access import queries as access
from tongban.access import services as granting
from tongban.access.models import PostHolding
from tongban.base.actors import SYSTEM, Actor, Channel
from tongban.identity import queries, services
from tongban.identity.rules import Assurance, Kind, NumberType, Realm

if TYPE_CHECKING:
    from tongban.identity.models import Account, Subject

__all__ = [
    "NOON",
    "actor_of",
    "make_department",
    "make_enterprise",
    "make_hall",
    "make_person",
    "make_region",
    "make_staff",
]

PASSWORD: Final = "Lake-7-Poplar"
STAFF_PASSWORD: Final = "Harbour-9-Larch"
PHONE: Final = "10000000001"

YANG_DAMIN: Final = ("样大民", "990101199003070015")
LI_XIAOHONG: Final = ("例小红", "990101199003070023")
CHILD: Final = ("样小宝", "990102201506010037")
ELDER: Final = ("试建国", "99020119491231004X")
LEAP_DAY: Final = ("例闰生", "990101200802290052")
HK_RESIDENT: Final = ("样港生", "998100198505050061")
MACAO_RESIDENT: Final = ("样澳生", "998200198505050075")
TAIWAN_RESIDENT: Final = ("样台生", "998300198505050089")

TECH_COMPANY: Final = ("样例省样例市示例科技有限公司", "91990101MACMPL0100")
TRADE_COMPANY: Final = ("样例贸易有限公司", "91990100MACMPL029E")
SNACK_SHOP: Final = ("样例区样例小吃店", "92990101MACMPL045F")
VOLUNTEERS: Final = ("样例市志愿者协会", "51990100MJCMPL03X2")
DATA_OFFICE: Final = ("样例市政务服务和数据管理局", "11990100000000019F")
STANDARDS_BODY: Final = ("样例省数据标准委员会", "119900000000000275")

_phones = itertools.count(2)


def make_person(
    name: str = YANG_DAMIN[0],
    number: str = YANG_DAMIN[1],
    phone: str = "",
    *,
    username: str = "",
    password: str = PASSWORD,
    confirmed: bool = True,
) -> tuple[Account, Subject]:
    """A natural person with an account; asked for twice, it is the same one.

    Unless `confirmed`, nobody has seen him and his document.
    """
    subject = services.register(
        actor=SYSTEM,
        kind=Kind.NATURAL,
        number_type=NumberType.CITIZEN,
        number=number,
        name=name,
        phone=phone or f"100{next(_phones):08d}",
        level=Assurance.FACE_TO_FACE if confirmed else Assurance.REGISTERED,
        now=NOON,
    )
    account = queries.account_of(subject.id) or services.create_account(
        actor=SYSTEM,
        username=username or f"person_{number.lower()}",
        realm=Realm.PUBLIC,
        password=password,
        subject=subject.id,
        now=NOON,
    )
    return account, subject


def make_enterprise(
    name: str = TECH_COMPANY[0], uscc: str = TECH_COMPANY[1], agent: UUID | Subject | None = None
) -> Subject:
    """An enterprise, which empowers an agent (a natural subject or its id) if one is given."""
    enterprise = services.register(
        actor=SYSTEM,
        kind=Kind.LEGAL,
        number_type=NumberType.CREDIT_CODE,
        number=uscc,
        name=name,
        now=NOON,
    )
    if agent is not None:
        granting.empower(
            actor=SYSTEM,
            agent=_id(agent),
            principal=enterprise.id,
            now=NOON,
        )
    return enterprise


def make_staff(
    username: str = "clerk",
    role: str = "clerk",
    department_key: str = "mkt",
    hall_code: str = "",
    *,
    password: str = STAFF_PASSWORD,
) -> Account:
    """A member of staff in one post; asked for again, the account gets one post more."""
    if (there := _in_post(username, role, department_key, hall_code)) is not None:
        return there
    post = make_post(role, department_key, hall_code)
    account = queries.account_named(username, realm=Realm.STAFF) or services.create_account(
        actor=SYSTEM,
        username=username,
        realm=Realm.STAFF,
        password=password,
        display_name=f"样例人员{username}",
        now=NOON,
    )
    granting.hold_post(actor=SYSTEM, account_id=account.pk, post_id=post.pk, now=NOON)
    return account


def _in_post(username: str, role: str, department: str, hall: str) -> Account | None:
    """Whoever holds this post already; most tests ask for the same people again and again."""
    held = PostHolding.objects.filter(
        account__username=username, account__realm=Realm.STAFF, ended_at=None, until_on=None,
        post__active=True, post__role=role, post__department__key=department,
        post__title=post_title(role),
    ).filter(post__hall__code=hall or None)  # fmt: skip
    first = held.select_related("account").first()
    return first.account if first else None


def actor_of(
    account: Account, principal: UUID | Subject | None = None, channel: Channel = Channel.WEB
) -> Actor:
    """The actor behind the account, as a request would find him."""
    chosen = None if principal is None else _id(principal)
    return access.actor_for(account, channel=channel, principal=chosen, request_id="test")


def citizen_number(first17: str) -> str:
    """Seventeen digits with their check digit."""
    return first17 + str(ric.calc_check_digit(f"{first17}0"))


def _id(subject: UUID | Subject) -> UUID:
    return subject if isinstance(subject, UUID) else subject.id
