"""Orders to seal a document, impressions that were made, and how many there were."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.seals.rules.uses import OrderState


class Order(models.Model):
    """A decision that one document, named by its digest, is to be sealed once (用印指令).

    `file_digest` is where the unsealed document is kept; it is "" where a job seals at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seal = models.ForeignKey("seals.Seal", models.PROTECT, related_name="orders")
    state = models.CharField(max_length=10, default=OrderState.WAITING)
    digest = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64, blank=True)
    face_digest = models.CharField(max_length=64, blank=True)
    document_kind = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    case_number = models.CharField(max_length=50, blank=True)
    decision = models.CharField(max_length=200)
    spots = models.JSONField(default=list)
    ordered_by = models.BigIntegerField(null=True)
    ordered_name = models.CharField(max_length=64, blank=True)
    ordered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(OrderState)), name="seal_order_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.WAITING, closed_at__isnull=True)
                | (~Q(state=OrderState.WAITING) & Q(closed_at__isnull=False)),
                name="seal_order_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["seal", "ordered_at", "id"],
                name="seal_order_waiting",
                condition=Q(state=OrderState.WAITING),
            )
        ]


class Impression(models.Model):
    """One use of a seal on one document (用印记录); a trigger refuses to change or delete it.

    `number` counts the impressions of a seal without a gap, and `at` never goes back within one
    seal: so a statement between two moments is complete if its numbers are.  `signed_digest` is
    what the signature covers (the digest of Signature.xml), `value_digest` what a time stamp does.
    """

    seal = models.ForeignKey("seals.Seal", models.PROTECT, related_name="impressions")
    number = models.PositiveBigIntegerField()
    version = models.ForeignKey("seals.SealVersion", models.PROTECT, related_name="+")
    order = models.OneToOneField(Order, models.PROTECT, related_name="impression")
    document_kind = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    signed_digest = models.CharField(max_length=64)
    value_digest = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64)
    signature_id = models.CharField(max_length=32)
    case_number = models.CharField(max_length=50, blank=True)
    decision = models.CharField(max_length=200)
    ordered_by = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=64, blank=True)
    job = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=16)
    place = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seal", "number"], name="seal_impression_number_once"),
        ]
        indexes = [models.Index(fields=["seal", "at", "number"], name="seal_impression_by_time")]


class ImpressionStamp(models.Model):
    """The time stamp over the signature of an impression, fetched after it was made.

    `file_digest` names the document with the stamp in it, where we keep the document.
    """

    impression = models.OneToOneField(Impression, models.PROTECT, related_name="stamp")
    token = models.BinaryField()
    at = models.DateTimeField()
    file_digest = models.CharField(max_length=64, blank=True)
    fetched_at = models.DateTimeField()


class SealCounter(models.Model):
    """How many impressions a seal made, when the last one was, and how many in its hour.

    One statement takes a number, so two impressions never share one and no limit is passed.
    """

    seal = models.OneToOneField("seals.Seal", models.PROTECT, primary_key=True, related_name="+")
    last = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()
    hour = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)
