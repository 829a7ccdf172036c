"""Subjects and the accounts they sign in with; whatever names a person is sealed."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from tongban.base.crypto import keys, sm3
from tongban.base.fields import EncryptedTextField
from tongban.identity.rules import Assurance, Kind, NumberType, Realm

INDEX = "index"


def keyed_index(what: str, value: str) -> bytes:
    """The digest under which a number, a telephone number or an address is kept."""
    return sm3.hmac(keys.store().secret(INDEX).value, f"{what}:{value}".encode())


def keyed_indexes(what: str, value: str) -> list[bytes]:
    """The digests under which it may be kept: one for each key, also retired ones."""
    text = f"{what}:{value}".encode()
    return [sm3.hmac(secret.value, text) for secret in keys.store().secrets(INDEX)]


class SubjectQuerySet(models.QuerySet["Subject"]):
    """Finds subjects by what is sealed."""

    def numbered(self, number_type: str, number: str) -> SubjectQuerySet:
        """The subject with this number, which is given in the form in which it is kept."""
        return self.filter(number_index__in=keyed_indexes(f"number:{number_type}", number))


class Subject(models.Model):
    """A natural or legal person (主体), found by one number.

    `number_index` is a keyed digest of type and number: the only way to find the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8)
    number_type = models.CharField(max_length=3)
    number = EncryptedTextField(max_length=32)
    number_index = models.BinaryField(max_length=32, unique=True)
    name = EncryptedTextField(max_length=100)
    phone = EncryptedTextField(max_length=32, blank=True)
    email = EncryptedTextField(max_length=254, blank=True)
    address = EncryptedTextField(max_length=200, blank=True)
    level = models.PositiveSmallIntegerField(default=Assurance.REGISTERED.value)
    created_at = models.DateTimeField()

    objects = SubjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[one.value for one in Kind]), name="subject_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(number_type__in=[one.value for one in NumberType]),
                name="subject_type_known",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=[one.value for one in Assurance]),
                name="subject_level_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by its user name, as Django asks for it."""

    def in_realm(self, realm: str) -> models.QuerySet[Account]:
        """The accounts of one realm that may sign in."""
        return self.filter(realm=realm, is_active=True)


class Account(AbstractBaseUser):
    """What somebody signs in with: a person's own, or a member of staff's.  Never both.

    A person's account has no subject until a clerk has seen whose it is (`Claim`).
    E-mail address and telephone number are kept with the account only as keyed digests, to sign
    in with; a person's own stand with the subject.
    """

    username = models.CharField(max_length=150, unique=True)
    realm = models.CharField(max_length=8)
    subject = models.ForeignKey(
        "identity.Subject", models.PROTECT, null=True, related_name="accounts"
    )
    display_name = EncryptedTextField(max_length=100)
    email = EncryptedTextField(max_length=254, blank=True)
    email_index = models.BinaryField(max_length=32, null=True)
    phone_index = models.BinaryField(max_length=32, null=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(realm__in=[one.value for one in Realm]),
                name="account_realm_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(realm=Realm.STAFF.value) | models.Q(subject=None),
                name="account_staff_is_nobody",
            ),
            models.UniqueConstraint(fields=["subject"], name="account_one_per_subject"),
            models.UniqueConstraint(fields=["realm", "email_index"], name="account_email_once"),
            models.UniqueConstraint(fields=["realm", "phone_index"], name="account_phone_once"),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def is_staff_account(self) -> bool:
        return self.realm == Realm.STAFF


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Finds what was said by what is sealed."""

    def numbered(self, number_type: str, number: str) -> ClaimQuerySet:
        """What was said with this number, which is given in the form in which it is kept."""
        return self.filter(number_index__in=keyed_indexes(f"number:{number_type}", number))


class Claim(models.Model):
    """What somebody said of himself when he signed up online; nobody has checked it.

    It is no subject and touches none: a number can be claimed by several, and by somebody else
    than its owner.  It goes when a clerk has seen the document, or when the account is closed.
    """

    account = models.OneToOneField("identity.Account", models.PROTECT, related_name="claim")
    number_type = models.CharField(max_length=3)
    number = EncryptedTextField(max_length=32)
    number_index = models.BinaryField(max_length=32, db_index=True)
    name = EncryptedTextField(max_length=100)
    phone = EncryptedTextField(max_length=32)
    made_at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number_type__in=[one.value for one in NumberType]),
                name="claim_type_known",
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"
