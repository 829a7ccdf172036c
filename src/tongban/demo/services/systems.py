"""A department's own system for trying things out: registered, with a feed and a webhook.

Beside it the lists (清单) by which supervision tells how much of what should be here is here.

Not part of the sample area: its secret must be known outside, so it is kept in a file of the node.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from django.db import transaction

from tongban.access import queries as access_queries
from tongban.access import services as access
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.demo.services import stories
from tongban.exchange import services as exchange
from tongban.supervision import services as supervision
from tongban.supervision.rules.inventory import Kind

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

KEY: Final = "ps-system"
UNIT: Final = "ps"
NAME: Final = "道里区公安分局业务系统"
SCOPES: Final = ("events.read", "cases.read", "cases.write", "licences.collect")
LISTS: Final[dict[Kind, tuple[dict[str, str], ...]]] = {
    Kind.ITEMS: (
        {"unit": UNIT, "powers": "8", "services": "3", "excluded": "1",
         "reason": "样例：涉及国家秘密的事项，依法不在网上办理"},
        {"unit": "mkt", "powers": "9", "services": "2", "excluded": "0"},
    ),
    Kind.SYSTEMS: (
        {"unit": UNIT, "key": NAME, "client": KEY},
        {"unit": UNIT, "key": "道里区公安分局出入境管理系统"},
    ),
    Kind.MATERIALS: (
        {"key": "residence_permit", "materials": "7"},
        {"key": "food_business", "materials": "12"},
    ),
}  # fmt: skip
HOOK: Final = "http://127.0.0.1:8898/hook"
"""Where `tongban sandbox` listens unless it is told otherwise."""


def lay_system(*, folder: Path, now: datetime) -> str:
    """Register the system unless it is there; says where its secret is kept.

    A secret is shown once.  A system whose file was lost gets a new one.
    """
    file = folder / f"{KEY}.secret"
    known = any(one.key == KEY for one in access_queries.clients(SYSTEM, limit=100).items)
    if not (known and file.exists()):
        with transaction.atomic():
            secret = _renewed(now) if known else _registered(now)
            _keep(file, secret)
    return f"  业务系统（{NAME}，部门标识 {UNIT}）\n    {KEY:<12}密钥在 {file}\n"


def _renewed(now: datetime) -> str:
    return access.renew_secret(actor=SYSTEM, key=KEY, now=now)


def _registered(now: datetime) -> str:
    _client, secret = access.register_client(
        actor=SYSTEM, key=KEY, name=NAME, unit=UNIT, scopes=SCOPES, now=now
    )
    token = access.issue_token(key=KEY, secret=secret, now=now)
    system = access_queries.client_actor(token.text, now=now)
    if system is None:
        raise LookupError(KEY)
    exchange.set_up_webhook(actor=system, unit=UNIT, url=HOOK, kinds=[], now=now)
    _lay_lists(now)
    return secret


def _lay_lists(now: datetime) -> None:
    actor, day = stories.staff("supervisor"), clock.day_of(now).isoformat()
    for kind, lines in LISTS.items():
        for line in lines:
            supervision.keep_line(actor=actor, kind=kind, given=line | {"as_of": day}, now=now)


def _keep(file: Path, secret: str) -> None:
    """Write it for the operator's eyes only, whole or not at all."""
    fresh = file.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as writing:
        writing.write(secret)
    fresh.replace(file)
