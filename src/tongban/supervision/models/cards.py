"""Cards: what a rule found in a case, and what came of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.cases.rules import Light
from tongban.supervision.rules import CardState

_UNANSWERED = Q(state=CardState.OPEN, lapsed_at=None)


class CaseWarning(models.Model):
    """One card (预警、黄牌、红牌) about one case by one rule at one light; raised exactly once.

    Where a rule finds faults in several branches of a case, each has its card: `branch` says which.

    The columns are those of 电子监察 in GB/T 39046 (T11): `serial` is the 监察编号, `rule` the
    监察规则编号, `arose_on` the day on which the state arose, `words` what was found.  `told` says
    on whose desk it lies.  `answer_due_on` is the last day to answer; whoever lets it pass gets a
    card of its own, once, noted in `lapsed_at`.
    """

    serial = models.CharField(max_length=20, unique=True)
    case_number = models.CharField(max_length=32)
    unit = models.CharField(max_length=64)
    place = models.CharField(max_length=64, blank=True)
    region = models.CharField(max_length=12, blank=True)
    item_key = models.CharField(max_length=64, blank=True)
    item_name = models.CharField(max_length=200, blank=True)
    item_type = models.CharField(max_length=2, blank=True)
    rule = models.CharField(max_length=8)
    rule_version = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=60)
    light = models.CharField(max_length=8)
    branch = models.CharField(max_length=32, blank=True, default="")
    words = models.CharField(max_length=1000)
    arose_on = models.DateField()
    raised_at = models.DateTimeField()
    told = ArrayField(models.CharField(max_length=16))
    state = models.CharField(max_length=16)
    answer_due_on = models.DateField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=1000, blank=True)
    measure = models.CharField(max_length=1000, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.CharField(max_length=64, blank=True)
    review = models.CharField(max_length=1000, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_number", "rule", "light", "branch"], name="warning_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(CardState)), name="warning_state_known"
            ),
            models.CheckConstraint(
                condition=Q(light__in=[each for each in Light if each is not Light.GREEN]),
                name="warning_light_known",
            ),
        ]
        indexes = [
            models.Index(fields=["-raised_at", "id"], name="warning_latest"),
            models.Index(fields=["unit", "-raised_at", "id"], name="warning_unit"),
            models.Index(fields=["place", "-raised_at", "id"], name="warning_place"),
            models.Index(fields=["state", "-raised_at", "id"], name="warning_state"),
            models.Index(
                fields=["answer_due_on", "id"], name="warning_unanswered", condition=_UNANSWERED
            ),
        ]

    def __str__(self) -> str:
        return self.serial
