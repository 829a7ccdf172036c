"""Orders to act (督办) and everything that was said about them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.supervision.models.cards import CaseWarning
from tongban.supervision.rules import OrderState

_UNANSWERED = Q(state=OrderState.ISSUED)


class SupervisionOrder(models.Model):
    """One order (督办) to a department about the case of a card; one for each card.

    `level` counts how often its day passed without a reply: 1 brings it to the head of the
    department, 2 makes the written advice (监察建议书).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    card = models.OneToOneField(CaseWarning, models.PROTECT, related_name="order")
    case_number = models.CharField(max_length=32)
    unit = models.CharField(max_length=64)
    unit_name = models.CharField(max_length=100)
    item_name = models.CharField(max_length=200, blank=True)
    item_type = models.CharField(max_length=2, blank=True)
    content = models.CharField(max_length=1000)
    state = models.CharField(max_length=16, default=OrderState.ISSUED)
    level = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=64)
    issuer = models.CharField(max_length=100)
    answer_due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(OrderState)), name="supervisionorder_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["-issued_at", "id"], name="supervisionorder_latest"),
            models.Index(fields=["unit", "-issued_at", "id"], name="supervisionorder_unit"),
            models.Index(
                fields=["answer_due_on", "id"],
                name="supervisionorder_unanswered",
                condition=_UNANSWERED,
            ),
            models.Index(fields=["case_number", "id"], name="supervisionorder_case"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderEntry(models.Model):
    """One step of an order: who did it, when, and in which words."""

    order = models.ForeignKey(SupervisionOrder, models.PROTECT, related_name="entries")
    step = models.CharField(max_length=16)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=64)
    reason = models.CharField(max_length=1000, blank=True)
    measure = models.CharField(max_length=1000, blank=True)
    due_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="orderentry_order")]


class OrderLetter(models.Model):
    """A letter of an order: the order itself (督办通知书) or the advice (监察建议书)."""

    order = models.ForeignKey(SupervisionOrder, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=16)
    number = models.CharField(max_length=64)
    facts = models.JSONField()
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "kind"], name="orderletter_once"),
        ]
