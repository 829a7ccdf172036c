"""What holders allowed others to do with their data: consents."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from tongban.access.rules.consents import MOST_USES, Mode, PurposeCode
from tongban.base.fields import EncryptedTextField


class Consent(models.Model):
    """One holder lets one named user use something for a purpose, a time and a number of uses.

    `artefact` is the signed object (授权书) in canonical form; the columns repeat what it says, so
    that it can be listed and counted, and are compared with it at each use.  `resource` names what
    may be used: "licence:" and an identifier, or "type:" and the key of a licence type.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    giver = models.ForeignKey(
        "identity.Subject", models.PROTECT, related_name="consents_given", db_index=False
    )
    receiver = models.ForeignKey(
        "identity.Subject", models.PROTECT, related_name="consents_received", db_index=False
    )
    account = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    resource = models.CharField(max_length=200)
    resource_name = models.CharField(max_length=200)
    purpose_code = models.CharField(max_length=16)
    purpose = models.CharField(max_length=200)
    items = models.JSONField(default=list)
    mode = models.CharField(max_length=4)
    since_on = models.DateField()
    until_on = models.DateField()
    uses_allowed = models.PositiveSmallIntegerField()
    uses_made = models.PositiveSmallIntegerField(default=0)
    artefact = EncryptedTextField()
    key_id = models.CharField(max_length=64)
    signature = models.BinaryField(max_length=64)
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="consent_for_another"),
            models.CheckConstraint(condition=Q(until_on__gte=F("since_on")), name="consent_span"),
            models.CheckConstraint(
                condition=Q(uses_allowed__gte=1, uses_allowed__lte=MOST_USES)
                & Q(uses_made__lte=F("uses_allowed")),
                name="consent_uses_bounds",
            ),
            models.CheckConstraint(condition=Q(mode__in=list(Mode)), name="consent_mode_known"),
            models.CheckConstraint(
                condition=Q(purpose_code__in=list(PurposeCode)) & ~Q(purpose=""),
                name="consent_purpose_known",
            ),
        ]
        indexes = [
            models.Index(fields=["giver", "-given_at", "id"], name="consent_by_giver"),
            models.Index(fields=["receiver", "-given_at", "id"], name="consent_by_receiver"),
        ]

    def __str__(self) -> str:
        return str(self.id)
