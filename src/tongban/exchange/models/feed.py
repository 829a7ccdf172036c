"""The feed of each department (部门动态)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class FeedEntry(models.Model):
    """One event for one department; its `seq` comes later, from the one sequencer.

    The row is written in the transaction of the change.  Transactions end in another order than
    they begin, so a number that they took themselves could come into sight after a larger one.
    """

    unit = models.CharField(max_length=64)
    seq = models.BigIntegerField(null=True)
    number = models.CharField(max_length=32)
    kind = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "seq"], name="feedentry_order")]
        indexes = [
            models.Index(fields=["id"], name="feedentry_waiting", condition=Q(seq=None)),
        ]

    def __str__(self) -> str:
        return f"{self.unit}:{self.seq}"


class FeedHead(models.Model):
    """How far the feed of a department reaches: from after `gone` to `last`.

    What lies before was removed when it was old enough.
    """

    unit = models.CharField(max_length=64, primary_key=True)
    last = models.BigIntegerField()
    gone = models.BigIntegerField(db_default=0)
