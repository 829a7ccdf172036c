"""The tables of the ledger (存证账本); triggers keep what was written as it was."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class LedgerLeaf(models.Model):
    """One fact, as a salted digest; it waits without an index until the sequencer comes."""

    index = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=32)
    reference = models.CharField(max_length=200)
    digest = models.BinaryField()
    salt = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="ledgerleaf_once"),
            models.UniqueConstraint(
                fields=["index"], condition=Q(index__isnull=False), name="ledgerleaf_place"
            ),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(reference=""), name="ledgerleaf_named"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(index=None), name="ledgerleaf_waiting"),
        ]


class LedgerTile(models.Model):
    """Up to 256 hashes of the tree, 32 bytes each; it only ever grows at its end."""

    level = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "position"], name="ledgertile_once"),
        ]


class LedgerHead(models.Model):
    """One tree head that the node signed."""

    size = models.BigIntegerField()
    root = models.BinaryField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=64)
    note = models.TextField()
