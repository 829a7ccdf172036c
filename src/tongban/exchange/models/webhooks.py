"""Whom to call, and what came back."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

_LIVE = Q(closed_at=None, paused_at=None)


class Webhook(models.Model):
    """One address (推送) that is called for each event of a department, one after the other.

    `position` is the number of the last entry that is done with.  While it fails nothing later is
    sent; `due_at` says when it is tried again.  It is paused when it failed too long or by hand.
    `busy_until` keeps two workers from sending the same event at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.CharField(max_length=40)
    unit = models.CharField(max_length=64)
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    position = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    delivered_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    busy_until = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    dead_seq = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="webhook_due", condition=_LIVE),
            models.Index(fields=["unit", "id"], name="webhook_unit", condition=_LIVE),
            models.Index(fields=["client", "created_at", "id"], name="webhook_client"),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.url}"


class Attempt(models.Model):
    """One call of a webhook and what came back; `by_hand` when somebody asked for it again."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="attempts")
    seq = models.BigIntegerField()
    number = models.CharField(max_length=32)
    kind = models.CharField(max_length=64)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, blank=True)
    took_ms = models.PositiveIntegerField()
    delivered = models.BooleanField()
    by_hand = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["webhook", "-id"], name="attempt_webhook"),
            models.Index(fields=["at"], name="attempt_old"),
        ]
