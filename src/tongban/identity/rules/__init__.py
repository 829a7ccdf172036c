"""Decisions about numbers, names, contacts and passwords; no database, no clock, no network."""

from tongban.identity.rules.contacts import ContactInvalid, check_email, check_phone
from tongban.identity.rules.masking import (
    MASKS,
    mask,
    mask_address,
    mask_email,
    mask_landline,
    mask_name,
    mask_number,
    mask_phone,
    mask_plate,
)
from tongban.identity.rules.numbers import (
    CheckedNumber,
    NumberInvalid,
    check_number,
    normalised,
    number_type_label,
    read_off,
)
from tongban.identity.rules.passwords import PasswordWeak, check_password, password_faults
from tongban.identity.rules.words import (
    LEVEL_LABELS,
    NATURAL_TYPES,
    NUMBER_TYPE_LABELS,
    Assurance,
    Kind,
    NameInvalid,
    NumberType,
    Realm,
    Sex,
    check_name,
)

__all__ = [
    "LEVEL_LABELS",
    "MASKS",
    "NATURAL_TYPES",
    "NUMBER_TYPE_LABELS",
    "Assurance",
    "CheckedNumber",
    "ContactInvalid",
    "Kind",
    "NameInvalid",
    "NumberInvalid",
    "NumberType",
    "PasswordWeak",
    "Realm",
    "Sex",
    "check_email",
    "check_name",
    "check_number",
    "check_password",
    "check_phone",
    "mask",
    "mask_address",
    "mask_email",
    "mask_landline",
    "mask_name",
    "mask_number",
    "mask_phone",
    "mask_plate",
    "normalised",
    "number_type_label",
    "password_faults",
    "read_off",
]
