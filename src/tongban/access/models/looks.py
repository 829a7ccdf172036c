"""Who looked at whose data."""

from __future__ import annotations

from django.db import models


class DataAccess(models.Model):
    """One look at a subject's data by somebody else; the subject can read it."""

    subject = models.ForeignKey("identity.Subject", models.PROTECT, related_name="looks")
    account = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="looks")
    post = models.CharField(max_length=96, blank=True)
    actor_name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200)
    basis = models.CharField(max_length=200, blank=True)
    what = models.JSONField(default=list)
    case_number = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"], name="access_by_subject")]
