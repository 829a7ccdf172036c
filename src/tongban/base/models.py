"""Tables that know no government word."""

from __future__ import annotations

from django.db import models

from tongban.base.calendars.models import CalendarChange, CalendarDay
from tongban.base.ledger.models import LedgerHead, LedgerLeaf, LedgerTile

__all__ = [
    "AuditEntry",
    "CalendarChange",
    "CalendarDay",
    "IdempotencyKey",
    "LedgerHead",
    "LedgerLeaf",
    "LedgerTile",
    "NumberSeries",
    "OutboxEvent",
    "StoredFile",
]


class AuditEntry(models.Model):
    """One command that was carried out; a trigger refuses to change or delete it."""

    at = models.DateTimeField()
    event = models.CharField(max_length=64)
    subject = models.CharField(max_length=128)
    actor_kind = models.CharField(max_length=16)
    actor_account = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=64, blank=True)
    actor_post = models.CharField(max_length=96, blank=True)
    principal = models.UUIDField(null=True)
    channel = models.CharField(max_length=16)
    request_id = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="audit_subject")]


class OutboxEvent(models.Model):
    """One published fact, in the order of publication."""

    name = models.CharField(max_length=64)
    payload = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="outbox_name")]


class NumberSeries(models.Model):
    """The last number taken from a series in a period."""

    series = models.CharField(max_length=96)
    period = models.CharField(max_length=16, blank=True)
    last = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "period"], name="numberseries_once"),
        ]


class StoredFile(models.Model):
    """A file found by the SM3 digest of its content; the content itself is in the file storage."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()


class IdempotencyKey(models.Model):
    """The answer that was given to a request, so that a repeated one gets the same."""

    owner = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    media_type = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="idempotency_once"),
        ]
