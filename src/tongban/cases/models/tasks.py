"""Who has to act: the posts for which a case waits."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from tongban.cases.models.case import Case
from tongban.cases.models.reading import QuicklyRead
from tongban.cases.rules import Light

_OPEN = Q(closed_at=None)
_LIT = ~Q(light=Light.GREEN)


class CaseTaskQuerySet(models.QuerySet["CaseTask"]):
    """Chainable filters."""

    def open(self) -> CaseTaskQuerySet:
        return self.filter(_OPEN)


class CaseTask(QuicklyRead):
    """One post that has to act on a case (待办), from the moment it was asked to its answer.

    A case may wait for several posts at once, each in a department (`unit`) or, for the window, in
    a hall (`place`).  `branch` tells apart what one drawing asks of several departments.  `due_on`
    follows the case, so that a work list needs no other table to be in order; `step_due_on` is the
    limit of the step alone.  `holder` is the account that claimed it.

    `turn` is the drawing's count of what it asked, so that the same post asked again is another
    row; `joint` says that others are asked at the same time, and `since_version` from which version
    of the case on.  `days` and `silence` come from the drawing: what happens, once, when nobody has
    answered by `step_due_on`; `silenced_at` says when that happened.

    `state`, `light`, `item_key`, `channel` and `search` are those of the case: the database writes
    them while the task is open (ADR 0018), so that a filtered list reads this table only.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=64, blank=True)
    branch = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=128)
    role = models.CharField(max_length=32)
    unit = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    step_due_on = models.DateField(null=True)
    holder = models.BigIntegerField(null=True)
    holder_name = models.CharField(max_length=64, blank=True)
    held_since = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    turn = models.PositiveIntegerField(default=0)
    joint = models.BooleanField(default=False)
    since_version = models.PositiveIntegerField(default=0)
    days = models.PositiveSmallIntegerField(null=True)
    silence = models.CharField(max_length=16, blank=True, default="")
    silenced_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, blank=True)
    light = models.CharField(max_length=8, default=Light.GREEN)
    item_key = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=16, blank=True)
    search = SearchVectorField(null=True)

    objects = CaseTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key", "unit", "branch"], name="casetask_open_once", condition=_OPEN
            ),
            models.CheckConstraint(
                condition=Q(holder=None, held_since=None)
                | Q(holder__isnull=False, held_since__isnull=False),
                name="casetask_held_since",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "role", "due_on", "id"],
                name="casetask_unit",
                condition=_OPEN,
                include=["holder"],
            ),
            models.Index(
                fields=["place", "role", "due_on", "id"],
                name="casetask_place",
                condition=_OPEN,
                include=["holder"],
            ),
            models.Index(
                fields=["holder", "due_on", "id"],
                name="casetask_holder",
                condition=_OPEN & Q(holder__isnull=False),
            ),
            models.Index(fields=["case", "id"], name="casetask_case"),
            models.Index(
                fields=["step_due_on", "id"],
                name="casetask_unanswered",
                condition=_OPEN & Q(silenced_at=None) & ~Q(silence=""),
            ),
            models.Index(
                fields=["unit", "role", "light"], name="casetask_unit_lit", condition=_OPEN & _LIT
            ),
            models.Index(
                fields=["place", "role", "light"], name="casetask_place_lit", condition=_OPEN & _LIT
            ),
            models.Index(
                fields=["unit", "role", "item_key", "due_on", "id"],
                name="casetask_unit_item",
                condition=_OPEN,
            ),
            models.Index(
                fields=["place", "role", "item_key", "due_on", "id"],
                name="casetask_place_item",
                condition=_OPEN,
            ),
            GinIndex(fields=["search"], name="casetask_search", condition=_OPEN),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.role})"
