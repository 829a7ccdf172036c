"""Changes of subjects and accounts."""

from tongban.identity.services.accounts import (
    AccountExists,
    UsernameInvalid,
    change_password,
    create_account,
    password_faults,
    reset_password,
)
from tongban.identity.services.confirming import (
    AnotherAccount,
    PhoneDiffers,
    confirm,
    release,
)
from tongban.identity.services.enrolling import Newcomer, enrol
from tongban.identity.services.sessions import sign_in_declined, signed_in, signed_out
from tongban.identity.services.signup import CannotSignUp, sign_up
from tongban.identity.services.subjects import (
    ContactTaken,
    KindDiffers,
    NameDiffers,
    raise_level,
    register,
    update_contact,
)

__all__ = [
    "AccountExists",
    "AnotherAccount",
    "CannotSignUp",
    "ContactTaken",
    "KindDiffers",
    "NameDiffers",
    "Newcomer",
    "PhoneDiffers",
    "UsernameInvalid",
    "change_password",
    "confirm",
    "create_account",
    "enrol",
    "password_faults",
    "raise_level",
    "register",
    "release",
    "reset_password",
    "sign_in_declined",
    "sign_up",
    "signed_in",
    "signed_out",
    "update_contact",
]
