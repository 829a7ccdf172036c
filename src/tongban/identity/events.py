"""The names of what is written into the trail."""

from __future__ import annotations

from typing import Final

SUBJECT_REGISTERED: Final = "identity.subject_registered"
SUBJECTS_REGISTERED: Final = "identity.subjects_registered"
CONTACT_UPDATED: Final = "identity.contact_updated"
LEVEL_RAISED: Final = "identity.level_raised"
ACCOUNT_CREATED: Final = "identity.account_created"
SIGNED_UP: Final = "identity.signed_up"
ACCOUNT_CONFIRMED: Final = "identity.account_confirmed"
ACCOUNT_RELEASED: Final = "identity.account_released"
SIGNED_IN: Final = "identity.signed_in"
SIGN_IN_DECLINED: Final = "identity.sign_in_declined"
SIGNED_OUT: Final = "identity.signed_out"
PASSWORD_CHANGED: Final = "identity.password_changed"  # noqa: S105 - the name of an event
PASSWORD_RESET: Final = "identity.password_reset"  # noqa: S105 - the name of an event
