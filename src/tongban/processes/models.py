"""Drawings that never change, and runs that walk through them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.processes import rules

WORDS = sorted(word.value for word in rules.Outcome)
ENDINGS = [*sorted(word.value for word in rules.FINAL), rules.CANCELLED]


class Definition(models.Model):
    """One published version of a kind of process; rows are added, never changed."""

    kind = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=128)
    xml = models.TextField()
    digest = models.CharField(max_length=64)
    packaged = models.BooleanField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="definition_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"


class Run(models.Model):
    """One drawing being walked through for one reference, by the version pinned at its start.

    `state` belongs to the engine and is emptied at the end; `steps` are the history that stays.
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

    def __str__(self) -> str:
        return self.reference


class RunStep(models.Model):
    """One task that somebody completed.

    `post` is the number of the post held that day, a fact of the past and not a link.
    """

    run = models.ForeignKey("processes.Run", models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField()
    task_key = models.CharField(max_length=64)
    title = models.CharField(max_length=128)
    outcome = models.CharField(max_length=16)
    actor_name = models.CharField(max_length=64)
    post = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "seq"], name="runstep_seq_once"),
            models.CheckConstraint(condition=Q(outcome__in=WORDS), name="runstep_outcome_known"),
        ]
