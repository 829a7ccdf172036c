"""The status lists that were published last."""

from __future__ import annotations

from django.db import models


class StatusList(models.Model):
    """One list (证照状态清单) as it is handed out: signed JSON; replaced each hour."""

    number = models.PositiveIntegerField(unique=True)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)
