"""Facts about consents and objections, and the names of what is written into the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.base import outbox

POST_HELD: Final = "access.post_held"
POST_LEFT: Final = "access.post_left"
EMPOWERED: Final = "access.empowered"
EMPOWERMENT_REVOKED: Final = "access.empowerment_revoked"
SUBJECT_NOT_FOUND: Final = "access.subject_not_found"
CLIENT_REGISTERED: Final = "access.client_registered"
CLIENT_CLOSED: Final = "access.client_closed"
SECRET_RENEWED: Final = "access.secret_renewed"  # noqa: S105 - the name of an event
TOKEN_ISSUED: Final = "access.token_issued"  # noqa: S105 - the name of an event
CONSENT_GIVEN: Final = "access.consent_given"
CONSENT_REVOKED: Final = "access.consent_revoked"
OBJECTION_MADE: Final = "access.objection_made"
OBJECTION_ANSWERED: Final = "access.objection_answered"


@dataclass(frozen=True)
class ConsentGiven(outbox.Event):
    """A holder let somebody use a licence of his."""

    name: ClassVar[str] = "access.consent_given"
    consent: str


@dataclass(frozen=True)
class ConsentRevoked(outbox.Event):
    """A holder took a consent back."""

    name: ClassVar[str] = "access.consent_revoked"
    consent: str


@dataclass(frozen=True)
class ObjectionMade(outbox.Event):
    """Somebody objected to a look at his data."""

    name: ClassVar[str] = "access.objection_made"
    objection: str


@dataclass(frozen=True)
class ObjectionAnswered(outbox.Event):
    """The office answered an objection."""

    name: ClassVar[str] = "access.objection_answered"
    objection: str
