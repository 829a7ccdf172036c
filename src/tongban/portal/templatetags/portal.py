"""What pages of people show on every page, and words for where a case stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from tongban.identity import queries as identity
from tongban.notices import queries as notices
from tongban.portal import words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from tongban.cases.models import Case, CaseStep
    from tongban.portal.words import Standing

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_messages(context: dict[str, Any]) -> int:
    """How many messages wait; 0 for whoever has no inbox."""
    request: HttpRequest | None = context.get("request")
    actor = getattr(request, "actor", None)
    return notices.unread(actor) if actor is not None and actor.is_person else 0


@register.simple_tag(takes_context=True)
def acting_for(context: dict[str, Any]) -> str:
    """The enterprise for which the person acts now; "" while he acts for himself."""
    request: HttpRequest | None = context.get("request")
    actor = getattr(request, "actor", None)
    if actor is None or not actor.is_person or actor.principal in {None, actor.subject}:
        return ""
    return identity.masked(actor.principal).name


@register.filter
def standing(case: Case) -> Standing:
    """Where the case stands, in words for its applicant."""
    return words.standing(case)


@register.filter
def told(step: CaseStep) -> str:
    """What a step of the trail means for the applicant."""
    return words.told(step)


@register.filter
def size(count: int) -> str:
    """A file's size as people say it: 320 KB, 1.4 MB."""
    return words.size(count)


@register.filter
def spoken(value: object) -> str:
    """A value of a form as it is read."""
    return words.spoken(value)


@register.filter
def entry(mapping: dict[str, Any], key: str) -> Any:
    """The entry of a mapping under a key that is a variable."""
    return mapping.get(key)
