"""Days of a region that differ from what the national schedule says."""

from __future__ import annotations

from django.db import models


class CalendarDay(models.Model):
    """A day off or a make-up day of one region; "000000" holds everywhere."""

    region = models.CharField(max_length=12)
    day = models.DateField()
    is_off = models.BooleanField()
    label = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "base"
        constraints = [
            models.UniqueConstraint(fields=["region", "day"], name="calendarday_once"),
        ]
