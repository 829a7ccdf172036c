"""Systems of departments and enterprises that may call the API, and their tokens."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Client(models.Model):
    """One system (应用) that was registered: for a department or for an enterprise."""

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    department = models.ForeignKey("directory.Department", models.PROTECT, null=True)
    subject = models.ForeignKey("identity.Subject", models.PROTECT, null=True)
    secret_digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField()
    per_day = models.PositiveIntegerField(null=True)
    registered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(department=None, subject__isnull=False)
                | Q(department__isnull=False, subject=None),
                name="client_of_one",
            ),
            models.CheckConstraint(condition=Q(per_minute__gte=1), name="client_may_call"),
            models.CheckConstraint(
                condition=Q(per_day=None) | Q(per_day__gte=1), name="client_may_call_daily"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClientToken(models.Model):
    """One access token, known by its digest only, in force until `expires_at`."""

    digest = models.CharField(max_length=64, primary_key=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="tokens")
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="client_token_over")]


class ClientCalls(models.Model):
    """How often a client called in the minute that began at `minute`."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    minute = models.DateTimeField()
    calls = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "minute"], name="client_minute")]
        indexes = [models.Index(fields=["minute"], name="client_calls_over")]


class ClientDays(models.Model):
    """How often a client with a daily quota called on a day."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    day = models.DateField()
    calls = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "day"], name="client_day")]
        indexes = [models.Index(fields=["day"], name="client_days_over")]
