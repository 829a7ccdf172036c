"""What people say against a look at their data."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.access.rules.objections import Verdict
from tongban.base.fields import EncryptedTextField


class Objection(models.Model):
    """One objection (异议) to one look; the office that answers for the look replies to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    look = models.OneToOneField("access.DataAccess", models.PROTECT, related_name="objection")
    subject = models.ForeignKey(
        "identity.Subject", models.PROTECT, related_name="+", db_index=False
    )
    unit = models.CharField(max_length=64)
    words = EncryptedTextField(max_length=500)
    account = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    due_on = models.DateField()
    verdict = models.CharField(max_length=8, blank=True)
    answer = EncryptedTextField(max_length=500, blank=True)
    answered_by = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", answered_at=None)
                | Q(verdict__in=list(Verdict), answered_at__isnull=False),
                name="objection_answer_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "-made_at", "id"], name="objection_by_subject"),
            models.Index(
                fields=["unit", "due_on", "id"],
                name="objection_open",
                condition=Q(answered_at=None),
            ),
            models.Index(
                fields=["unit", "-answered_at", "id"],
                name="objection_answered",
                condition=Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
