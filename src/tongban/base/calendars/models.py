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


class CalendarChange(models.Model):
    """A schedule or a closure as it was entered; never changed or deleted.

    `days` lists what each day was and is: `[day, off before or null, off now or null, label]`, null
    where no row says anything.  `first` and `last` are how far the change reaches: the whole year
    when its schedule was published for the first time, because until then it had been guessed.
    """

    kind = models.CharField(max_length=16)
    region = models.CharField(max_length=12)
    title = models.CharField(max_length=100)
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    account = models.BigIntegerField(null=True)
    first = models.DateField()
    last = models.DateField()
    days = models.JSONField()

    class Meta:
        app_label = "base"
