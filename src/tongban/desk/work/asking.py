"""What the reader asks of the work list, as it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from tongban.access import queries as access
from tongban.access.rules import ROLE_LABELS, Role
from tongban.cases import queries
from tongban.cases.queries import NOBODY, UP_TO, Wanted, Who
from tongban.cases.rules import LIGHT_LABELS, OPEN, Light, State, label
from tongban.desk.words import CHANNELS
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.items import queries as items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.base.actors import Actor

LISTS = {
    Who.TURN: "待我办",
    Who.HELD: "我认领的",
    Who.FREE: "没人认领的",
    Who.POST: "本岗位全部",
    Who.UNIT: "部门和大厅",
    Who.ALL: "全部在办件",
}
FILTERS = ("state", "light", "item", "channel", "place", "unit", "role", "holder", "since", "until",
           "text", "person")  # fmt: skip
_SALT = "desk.work.person"
_HEADS = (Role.APPROVER, Role.REVIEWER)
_BELOW = (Role.HANDLER, Role.REVIEWER, Role.APPROVER)
AT_HALLS = (Role.CLERK, Role.HALL_HEAD)
OWN_WORK = (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.LICENSING)
MOST_UNITS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    key: str
    name: str


def lists(actor: Actor) -> dict[Who, str]:
    """The lists of this reader: who only heads a hall has no work of his own."""
    own = actor.holds(*OWN_WORK)
    return {who: name for who, name in LISTS.items() if own or who in (Who.UNIT, Who.ALL)}


def wanted(actor: Actor, get: Mapping[str, str]) -> Wanted:
    """The list that the address describes; what makes no sense asks for nothing."""
    text = {name: get.get(name, "").strip()[:100] for name in FILTERS}
    own = lists(actor)
    return Wanted(
        who=next((one for one in own if one.value == get.get("who", "")), next(iter(own))),
        state=text["state"] if text["state"] in set(State) else "",
        light=text["light"] if text["light"] in set(Light) else "",
        item=text["item"][:64],
        channel=text["channel"] if text["channel"] in CHANNELS else "",
        place=text["place"],
        unit=text["unit"],
        role=text["role"] if text["role"] in set(Role) else "",
        holder=int(text["holder"]) if text["holder"].isdecimal() and _short(text) else None,
        since=_day(text["since"]),
        until=_day(text["until"]),
        text=text["text"],
    )


def _short(text: Mapping[str, str]) -> bool:
    return text["holder"].isascii() and len(text["holder"]) < len("1000000000000")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def filters(actor: Actor, wanted: Wanted) -> dict[str, list[Choice]]:
    """What each filter offers this reader in this list; one with a single choice is not shown."""
    posts = [post for post in actor.posts if post.place or post.unit]
    places = {post.place for post in posts if post.role in AT_HALLS and post.place}
    units = {post.unit for post in posts if post.role not in AT_HALLS}
    roles = list(dict.fromkeys(post.role for post in posts if post.role in OWN_WORK))
    of_tasks = wanted.who is not Who.ALL
    offered = {
        "item": _items(actor, wanted),
        "state": [Choice(state.value, label(state)) for state in State if state in OPEN],
        "light": [Choice(light.value, word) for light, word in LIGHT_LABELS.items()],
        "channel": [Choice(key, word) for key, word in CHANNELS.items()],
        "place": _halls(places) if len(places) > 1 else [],
        "unit": _units(units) if len(units) > 1 else [],
        "role": [Choice(one, ROLE_LABELS[one]) for one in roles] if of_tasks and roles[1:] else [],
        "holder": _holders(actor) if of_tasks and wanted.who is not Who.HELD else [],
    }
    return {name: choices for name, choices in offered.items() if choices}


def _items(actor: Actor, wanted: Wanted) -> list[Choice]:
    """The items of which something stands in the list, and the one that is asked for."""
    keys = dict.fromkeys([*queries.work_items(actor, wanted.who), *filter(None, [wanted.item])])
    names = items.names(keys)
    return [Choice(key, names.get(key, key)) for key in keys] if len(keys) > 1 else []


def _halls(codes: set[str]) -> list[Choice]:
    return [Choice(hall.code, hall.name) for hall in directory.halls() if hall.code in codes]


def _units(keys: set[str]) -> list[Choice]:
    return [Choice(office.key, office.name) for office in directory.departments(keys)]


def people(actor: Actor) -> list[Choice]:
    """The people below a head (负责人), whose work he may look at and to whom he gives it."""
    posts = [(role, {"unit": unit}) for unit in sorted(actor.units(*_HEADS))[:MOST_UNITS]
             for role in _BELOW]  # fmt: skip
    posts += [(Role.CLERK, {"place": hall}) for hall in sorted(actor.places(Role.HALL_HEAD))]
    ids = {one for role, where in posts for one in access.holders(role, **where)}
    names = identity.account_names(ids)
    return sorted((Choice(str(key), name) for key, name in names.items()), key=lambda one: one.name)


def _holders(actor: Actor) -> list[Choice]:
    below = people(actor)
    return [Choice(str(NOBODY), _("没有人认领")), *below] if below else []


def token(subject: UUID, account: int) -> str:
    """Stands in the address for a person whose look was recorded; of use to that account only."""
    return signing.dumps([str(subject), account], salt=_SALT)


def person(text: str, account: int) -> UUID | None:
    """Whom the address means; None for anything that this account was not given."""
    try:
        subject, owner = signing.loads(text, salt=_SALT)
        return UUID(subject) if owner == account else None
    except (signing.BadSignature, ValueError, TypeError):
        return None


def counted(count: int) -> str:
    """A figure as it is shown: counting stops at a thousand."""
    return _("%(most)d+") % {"most": UP_TO - 1} if count >= UP_TO else str(count)
