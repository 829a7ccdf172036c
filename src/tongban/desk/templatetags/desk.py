"""What every staff page shows of its reader, and words for states, steps and values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from tongban.access.rules import ROLE_LABELS, Role
from tongban.cases.rules import LIGHT_LABELS, Light
from tongban.desk import words
from tongban.directory import queries as directory
from tongban.notices import queries as notices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.access.models import DataAccess
    from tongban.base.actors import Actor, Post
    from tongban.base.models import AuditEntry
    from tongban.cases.models import Case, CaseStep

register = template.Library()
DEPARTMENTAL = (Role.HANDLER, Role.REVIEWER, Role.APPROVER)
_NAMED = 2
_MESSAGES = "/desk/messages/"  # in the head of the page, in no tab


@dataclass(frozen=True, slots=True)
class Tab:
    """One link of the bar on top."""

    address: str
    name: str
    current: bool


_TABS = (
    (
        "/desk/",
        "待办",
        (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.HALL_HEAD),
    ),
    ("/desk/walkin/", "来人办理", (Role.CLERK,)),
    ("/desk/events/", "一件事", (Role.CLERK,)),
    ("/desk/people/", "核验身份", (Role.CLERK,)),
    ("/desk/hand-overs/", "窗口移交", (Role.CLERK,)),
    ("/desk/agents/", "代办", (Role.AGENT_WORKER,)),
    ("/desk/promises/", "承诺核查", (Role.HANDLER, Role.REVIEWER, Role.APPROVER)),
    ("/desk/output/", "出件", (Role.CLERK, Role.SUPERVISOR)),
    ("/desk/licences/", "证照库", (Role.LICENSING, Role.APPROVER)),
    ("/desk/seals/", "印章", (Role.SEALING, Role.APPROVER)),
    (
        "/desk/licences/uses/",
        "用证",
        (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.LICENSING),
    ),
    (
        "/desk/licences/uses/objections/",
        "数据异议",
        (Role.APPROVER, Role.LICENSING, Role.SUPERVISOR),
    ),
    ("/desk/processes/", "流程", (Role.CATALOGUE,)),
    ("/desk/absence/", "代理顶岗", (*DEPARTMENTAL, Role.CLERK, Role.OPERATOR)),
    ("/desk/offices/", "部门", (Role.OPERATOR,)),
    ("/desk/licences/types/", "证照类型", (Role.LICENSING, Role.OPERATOR)),
    ("/desk/board/", "监察看板", (Role.SUPERVISOR,)),
    (
        "/desk/board/warnings/",
        "预警督办",
        (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER),
    ),
    ("/desk/second-notices/", "再次告知", (Role.SUPERVISOR,)),
    ("/desk/calendar/", "工作日历", (Role.OPERATOR, Role.SUPERVISOR)),
    ("/desk/ratings/", "评价", (Role.SUPERVISOR, Role.APPROVER)),
    ("/desk/archives/", "档案", (Role.LICENSING, Role.APPROVER, Role.SUPERVISOR)),
    ("/desk/clients/", "接入应用", (Role.OPERATOR,)),
    ("/desk/exchange/", "推送", (Role.OPERATOR,)),
    ("/desk/exchange/balance/", "对账", (Role.SUPERVISOR, Role.OPERATOR, Role.APPROVER)),
    ("/desk/failures/", "没办成的", (Role.OPERATOR, Role.SUPERVISOR)),
    ("/desk/find/", "查办件", tuple(Role)),
)


@register.simple_tag(takes_context=True)
def desk_tabs(context: dict[str, Any]) -> list[Tab]:
    """The pages that the reader's posts open."""
    actor, path = _reader(context)
    own = [(address, name) for address, name, roles in _TABS if actor.holds(*roles)]
    within = [address for address, _name in own if path.startswith(address)]
    at = "" if path.startswith(_MESSAGES) else max(within, default="", key=len)
    return [Tab(address, _(name), current=address == at) for address, name in own]


@register.simple_tag(takes_context=True)
def desk_posts(context: dict[str, Any]) -> str:
    """The reader's roles with the hall or the department, for example 窗口人员 · 道里区大厅."""
    actor, _path = _reader(context)
    roles = "、".join(dict.fromkeys(_role(post) for post in actor.posts))
    places = {post.place for post in actor.posts if post.place}
    if places:
        names = [hall.name for hall in directory.halls() if hall.code in places]
    else:
        units = {post.unit for post in actor.posts}
        names = [office.name for office in directory.departments(units)]
    where = "、".join(names)
    if len(names) > _NAMED:
        where = _("%(count)d 个部门") % {"count": len(names)}
    return f"{roles} · {where}" if where else roles


@register.simple_tag(takes_context=True)
def desk_unread(context: dict[str, Any]) -> str:
    """How many messages the reader has not opened; nothing for none, 99+ for many."""
    actor, _path = _reader(context)
    count = notices.staff_unread(actor)
    if count > notices.STAFF_UP_TO:
        return f"{notices.STAFF_UP_TO}+"
    return str(count) if count else ""


def _reader(context: dict[str, Any]) -> tuple[Actor, str]:
    request = context["request"]
    return request.actor, request.path


@register.filter
def state_word(case: Case) -> str:
    """The state as staff read it."""
    return words.state(case)


@register.filter
def state_tone(case: Case) -> str:
    """The tone of the state's chip."""
    return words.tone(case)


@register.filter
def light_word(light: str) -> str:
    """The word of a light."""
    return LIGHT_LABELS[Light(light)]


@register.filter
def holder(case: Case) -> str:
    """Who has to act next."""
    return words.holder(case)


@register.filter
def finished(case: Case) -> str:
    """How a closed case ended."""
    return words.finished(case)


@register.filter
def done(step: CaseStep) -> str:
    """What a step was."""
    return words.done(step)


@register.filter
def taken_by(step: CaseStep) -> str:
    """Who took a step."""
    return words.actor(step)


@register.filter
def source_word(word: str) -> str:
    """How a material came in."""
    return words.source(word)


@register.filter
def channel_word(word: str) -> str:
    """Through what an application came."""
    return words.channel(word)


@register.filter
def size(count: int) -> str:
    """A file's size."""
    return words.size(count)


@register.filter
def entry(mapping: Mapping[Any, Any], key: object) -> Any:
    """The entry of a mapping under a key that is a variable."""
    return mapping.get(key)


@register.filter
def event_word(name: str) -> str:
    """What an entry of the trail says, in words."""
    return words.event(name)


@register.filter
def entry_actor(found: AuditEntry) -> str:
    """Who did what an entry says."""
    return words.entry_actor(found)


@register.filter
def entry_look(found: DataAccess) -> str:
    """Who looked at somebody's data, and in which role."""
    return words.looker(found)


def _role(post: Post) -> str:
    """The role; 代 before it when the post is a colleague's who is away."""
    name = ROLE_LABELS.get(post.role, post.role)
    if post.deputy_for:
        return _("代%(who)s：%(role)s") % {"who": post.deputy_for, "role": name}
    return name
