"""Drawings that never change once published, and runs that walk through them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.processes import rules

WORDS = sorted(word.value for word in rules.Outcome)
ENDINGS = [*sorted(word.value for word in rules.FINAL), rules.CANCELLED]


class Definition(models.Model):
    """One version of a kind of process (BPMN) or of a decision table (DMN), perhaps for one item.

    A draft has no `published_at` and may change; after that only the day changes on which it is
    retired.  `from_on` is the first day on which a run may be given it, at once without one.
    `days` is what the longest way through it takes.
    """

    notation = models.CharField(max_length=4, default="bpmn")
    kind = models.CharField(max_length=32)
    item = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=128)
    xml = models.TextField()
    digest = models.CharField(max_length=64)
    packaged = models.BooleanField()
    days = models.PositiveIntegerField(null=True)
    drafted_by = models.CharField(max_length=64, blank=True, default="")
    published_at = models.DateTimeField(null=True)
    from_on = models.DateField(null=True)
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notation", "kind", "item", "version"], name="definition_version_once"
            ),
            models.CheckConstraint(
                condition=Q(notation__in=["bpmn", "dmn"]), name="definition_notation_known"
            ),
            models.CheckConstraint(
                condition=Q(retired_on=None) | Q(published_at__isnull=False),
                name="definition_retired_was_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class LegalLimit(models.Model):
    """What one item that uses a kind is given by law, in working days; set by those who use it."""

    kind = models.CharField(max_length=32)
    item = models.CharField(max_length=64)
    days = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], name="legallimit_of_item"),
        ]
        indexes = [models.Index(fields=["kind", "days"], name="legallimit_strictest")]


class Run(models.Model):
    """One drawing being walked through for one reference, by the version pinned at its start.

    `state` is the position, emptied at the end; `steps` are the history that stays.
    """

    reference = models.CharField(max_length=64, unique=True)
    definition = models.ForeignKey("processes.Definition", models.PROTECT, related_name="runs")
    state = models.JSONField()
    waiting = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, outcome="")
                | Q(finished_at__isnull=False, outcome__in=ENDINGS, waiting=[]),
                name="run_finished_has_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["definition", "id"], name="run_walking", condition=Q(finished_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RunStep(models.Model):
    """One task that somebody completed.

    `post` is the number of the post held that day, a fact of the past and not a link; `unit` the
    department that was asked, if it was not the one whose matter it is.
    """

    run = models.ForeignKey("processes.Run", models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField()
    task_key = models.CharField(max_length=64)
    title = models.CharField(max_length=128)
    outcome = models.CharField(max_length=16)
    unit = models.CharField(max_length=64, blank=True, default="")
    actor_name = models.CharField(max_length=64)
    post = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "seq"], name="runstep_seq_once"),
            models.CheckConstraint(condition=Q(outcome__in=WORDS), name="runstep_outcome_known"),
        ]


class Move(models.Model):
    """Running cases were put on another version of their drawing, all at once (批量迁移)."""

    source = models.ForeignKey("processes.Definition", models.PROTECT, related_name="+")
    target = models.ForeignKey("processes.Definition", models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    actor_name = models.CharField(max_length=64)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="move_goes_elsewhere"),
        ]


class MovedRun(models.Model):
    """One run of a move: where it stood before, or why it stayed.

    `version` is the run's right after the move; while it is still that, the move can be undone.
    """

    move = models.ForeignKey(Move, models.CASCADE, related_name="runs")
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    refused = models.CharField(max_length=200, blank=True)
    state = models.JSONField(default=dict)
    waiting = models.JSONField(default=list)
    version = models.PositiveIntegerField()
    undone = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["move", "run"], name="movedrun_once"),
        ]
