"""Holding a seal for use: who suspends it, or takes an authorisation back, comes before or after.

Many may hold a seal at once; `register.for_change` waits for all of them, and they for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.base.prepared import Statement
from tongban.seals import perms
from tongban.seals.models import Seal
from tongban.seals.rules.states import State
from tongban.seals.rules.uses import SealNotActive, SealUnknown

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor

_COLUMNS = """
SELECT s.id, s.code, s.state, s.two_person, s.hourly_limit, v.id, v.valid_from, v.valid_until
FROM seals_seal s LEFT JOIN seals_sealversion v ON v.id = s.version_id
"""
_ONE = Statement(f"{_COLUMNS} WHERE s.id = $1 FOR SHARE OF s")
# The authorisation is held, too: one that is withdrawn while this waits is read again and left out.
_FOR_JOB = Statement(
    f"""{_COLUMNS}
JOIN directory_department d ON d.id = s.unit_id
JOIN seals_authorisation a ON a.seal_id = s.id
WHERE d.key = $1 AND a.job = $2 AND a.document_kinds @> $3::jsonb
  AND a.withdrawn_at IS NULL AND a.since_at <= $4
  AND (a.until_at IS NULL OR a.until_at > $4)
ORDER BY s.state <> 'active', s.code, a.id LIMIT 1 FOR SHARE OF s, a
"""
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a use depends on, as it is until the transaction ends."""

    id: UUID
    code: str
    state: State
    two_person: bool
    hourly_limit: int | None
    version: UUID | None
    valid_from: datetime | None
    valid_until: datetime | None

    @property
    def made(self) -> UUID:
        """The version in use; a seal that was never made is `SealNotActive`."""
        if self.version is None:
            raise SealNotActive
        return self.version

    def is_over(self, at: datetime) -> bool:
        """Whether its certificate or the seal itself is not valid at a moment."""
        if self.valid_from is None or self.valid_until is None:
            return True
        return not self.valid_from <= at <= self.valid_until


def seal(actor: Actor, code: str) -> Held:
    """One seal of the actor's offices; any other is `SealUnknown`."""
    rows = Seal.objects.filter(perms.visible_to(actor), code=code)
    found = rows.values_list("pk", flat=True).first()
    held = None if found is None else _held(_ONE, [found])
    if held is None:
        raise SealUnknown
    return held


def for_job(unit: str, document_kind: str, job: str, now: datetime) -> Held | None:
    """The seal of an office that a job may use on such documents, one in use first."""
    kind = json.dumps([document_kind])
    return _held(_FOR_JOB, [unit, job, kind, now])


def _held(statement: Statement, asked: list[Any]) -> Held | None:
    for found in statement.rows(asked):
        return Held(found[0], found[1], State(found[2]), *found[3:])
    return None
