"""Who sits at a desk, and what pages answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client

from tongban.cases import queries
from tongban.demo.services import stories
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from tongban.cases.models import Case
    from tongban.cases.queries import CaseView

STAFF = ("clerk", "clerk2", "handler", "reviewer", "approver", "supervisor", "operator")


def desk_of(username: str, realm: str = "staff") -> Client:
    """Somebody's browser, signed in."""
    account = identity.account_named(username, realm=realm)
    assert account is not None
    client = Client()
    client.force_login(account)
    return client


def text(answer: Any) -> str:
    """The page as text."""
    return str(answer.content.decode())


def view(number: str) -> CaseView:
    """The case as it is now."""
    return queries.case(stories.staff("supervisor"), number)


def case(number: str) -> Case:
    """The case as it is now."""
    return view(number).case


def post(client: Client, number: str, step: str, **data: Any) -> Any:
    """Take a step with the present version of the case unless another is given."""
    data.setdefault("version", case(number).version)
    return client.post(f"/desk/cases/{number}/{step}/", data)


def opinion(client: Client, number: str, outcome: str, **data: Any) -> Any:
    """Send an opinion for the waiting task."""
    waiting = view(number).waiting
    data.setdefault("task", waiting[0].task_key if waiting else "")
    data.setdefault("opinion", "材料齐全，符合条件")
    return post(client, number, "opinion", outcome=outcome, **data)
