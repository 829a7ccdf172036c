"""The names of what is written into the trail."""

from __future__ import annotations

from typing import Final

POST_HELD: Final = "access.post_held"
POST_LEFT: Final = "access.post_left"
EMPOWERED: Final = "access.empowered"
EMPOWERMENT_REVOKED: Final = "access.empowerment_revoked"
DATA_READ: Final = "access.data_read"
SUBJECT_NOT_FOUND: Final = "access.subject_not_found"
CLIENT_REGISTERED: Final = "access.client_registered"
CLIENT_CLOSED: Final = "access.client_closed"
SECRET_RENEWED: Final = "access.secret_renewed"  # noqa: S105 - the name of an event
TOKEN_ISSUED: Final = "access.token_issued"  # noqa: S105 - the name of an event
