"""Files that people handed in, wherever they belong."""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """One file by the digest under which its bytes are kept."""

    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        abstract = True
