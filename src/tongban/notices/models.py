"""Messages and the ways they take."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.notices.rules import Way

WAYS = [way.value for way in Way]


class Told(models.Model):
    """What somebody was told once; the words are kept as they were sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    dedupe = models.CharField(max_length=128)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Message(Told):
    """What one subject was told, by every way that reaches him."""

    subject = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+")
    sms = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "dedupe"], name="message_told_once"),
        ]
        indexes = [
            models.Index(fields=["subject", "-created_at", "-id"], name="message_inbox"),
            models.Index(
                fields=["subject"], name="message_unread", condition=Q(read_at__isnull=True)
            ),
        ]


class Delivery(models.Model):
    """One way of one message; `next_try_at` also keeps others away while a try is under way.

    `last_error` holds codes of the other side, never an address or a number.
    """

    message = models.ForeignKey("notices.Message", models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_way_once"),
            models.CheckConstraint(condition=Q(channel__in=WAYS), name="delivery_way_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_try_at__isnull=False, sent_at__isnull=True)
                | Q(state="sent", next_try_at__isnull=True, sent_at__isnull=False)
                | Q(state="failed", next_try_at__isnull=True, sent_at__isnull=True),
                name="delivery_times_fit_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], name="delivery_due", condition=Q(state="waiting")
            ),
            models.Index(fields=["id"], name="delivery_failed", condition=Q(state="failed")),
        ]


class StaffMessage(Told):
    """What one member of staff was told about his work; it holds nobody's personal data."""

    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "dedupe"], name="staffmessage_told_once"),
        ]
        indexes = [
            models.Index(fields=["account", "-created_at", "-id"], name="staffmessage_inbox"),
            models.Index(
                fields=["account", "-created_at", "-id"],
                name="staffmessage_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]
