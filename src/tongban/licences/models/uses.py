"""Uses of licences, and the codes by which holders present them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.access.rules.consents import Mode
from tongban.base.fields import EncryptedTextField
from tongban.licences.rules.uses import Basis


class LicenceUse(models.Model):
    """One use (用证) of one licence: by whom, for what, by what right, what was given out.

    Written before anything leaves; a trigger refuses to change or delete it.  The user is an office
    (`unit`) or a subject (`user`).  `digest` is what the seal on the copy signed, or
    SM3 of what was shown; `file_digest` is where the copy is kept while it counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    licence = models.ForeignKey(
        "licences.Licence", models.PROTECT, related_name="+", db_index=False
    )
    holder = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(
        "identity.Subject", models.PROTECT, null=True, related_name="+", db_index=False
    )
    unit = models.CharField(max_length=64, blank=True)
    user_name = EncryptedTextField(max_length=200)
    account = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    actor_name = EncryptedTextField(max_length=100, blank=True)
    purpose = models.CharField(max_length=200)
    case_number = models.CharField(max_length=50, blank=True)
    basis_kind = models.CharField(max_length=10)
    basis = models.CharField(max_length=200, blank=True)
    consent = models.ForeignKey("access.Consent", models.PROTECT, null=True, related_name="uses")
    mode = models.CharField(max_length=4, default=Mode.COPY)
    fields = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    at = models.DateTimeField()
    dedupe = models.CharField(max_length=128, unique=True, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(basis_kind__in=list(Basis)), name="use_basis_known"),
            models.CheckConstraint(condition=Q(mode__in=list(Mode)), name="use_mode_known"),
            models.CheckConstraint(condition=~Q(purpose=""), name="use_purpose_stated"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit="") | Q(user=None) & ~Q(unit=""),
                name="use_of_one_user",
            ),
            models.CheckConstraint(
                condition=Q(basis_kind=Basis.CONSENT, consent__isnull=False)
                | ~Q(basis_kind=Basis.CONSENT) & Q(consent=None),
                name="use_consent_named",
            ),
            models.CheckConstraint(
                condition=~Q(basis_kind=Basis.LAW) | ~Q(case_number="") | ~Q(basis=""),
                name="use_law_named",
            ),
        ]
        indexes = [
            models.Index(fields=["licence", "-at", "id"], name="use_by_licence"),
            models.Index(
                fields=["user", "-at", "id"], name="use_by_user", condition=Q(user__isnull=False)
            ),
            models.Index(fields=["unit", "-at", "id"], name="use_by_unit", condition=~Q(unit="")),
            models.Index(
                fields=["expires_at", "id"], name="use_copy_over", condition=~Q(file_digest="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PresentCode(models.Model):
    """One code with which a holder presents a licence (亮证): a minute long, for one use.

    The code itself is on the holder's screen only; here is its digest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    licence = models.ForeignKey(
        "licences.Licence", models.PROTECT, related_name="+", db_index=False
    )
    holder = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    token_digest = models.BinaryField(max_length=32, unique=True)
    fields = models.JSONField(default=list)
    shown_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True)
    use = models.OneToOneField(LicenceUse, models.PROTECT, null=True, related_name="code")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(redeemed_at=None, use=None)
                | Q(redeemed_at__isnull=False, use__isnull=False),
                name="code_redeemed_for_a_use",
            ),
        ]
        indexes = [models.Index(fields=["holder", "licence"], name="code_of_holder")]

    def __str__(self) -> str:
        return str(self.id)
