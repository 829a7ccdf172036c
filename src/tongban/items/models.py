"""Items with their immutable versions, life events, and the counts of the front page."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class State(models.IntegerChoices):
    """State of an item (事项状态); a paused or cancelled one takes no new case."""

    IN_USE = 1, "在用"
    PAUSED = 2, "暂停"
    CANCELLED = 3, "取消"


class Item(models.Model):
    """One service item of one department; what it says is in its versions.

    The columns repeat what lists and searches need of the current version.
    """

    key = models.CharField(max_length=64, unique=True)
    implement_code = models.CharField(max_length=36)
    basic_code = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    type_code = models.CharField(max_length=2)
    kind = models.CharField(max_length=8)
    department = models.ForeignKey("directory.Department", models.PROTECT, related_name="+")
    region = models.ForeignKey("directory.Region", models.PROTECT, related_name="+")
    state = models.PositiveSmallIntegerField(choices=State, default=State.IN_USE)
    current = models.ForeignKey("items.ItemVersion", models.PROTECT, null=True, related_name="+")
    promised = models.CharField(max_length=40)
    visits = models.PositiveSmallIntegerField()
    audiences = ArrayField(models.CharField(max_length=8))
    themes = ArrayField(models.CharField(max_length=12))
    place = models.PositiveIntegerField()
    search = SearchVectorField()
    search_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            # Two items may exchange their codes within one load.
            models.UniqueConstraint(
                fields=["implement_code"],
                name="item_implement_code_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="item_state_known"
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="item_search"),
            GinIndex(fields=["themes"], name="item_themes"),
            models.Index(fields=["place", "id"], name="item_place"),
            models.Index(fields=["department", "place", "id"], name="item_department_place"),
            models.Index(fields=["region", "place", "id"], name="item_region_place"),
        ]

    def __str__(self) -> str:
        return self.name


class ItemVersion(models.Model):
    """What an item said from one publication to the next; a trigger refuses to change it."""

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="itemversion_once"),
        ]


class LifeEvent(models.Model):
    """One joined service (一件事) with what it says now; what it said before is in its versions."""

    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    is_listed = models.BooleanField(default=True)
    place = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    search = SearchVectorField()
    search_digest = models.CharField(max_length=64)

    class Meta:
        indexes = [GinIndex(fields=["search"], name="lifeevent_search")]

    def __str__(self) -> str:
        return self.name


class LifeEventVersion(models.Model):
    """What a life event said from one publication to the next; a trigger refuses to change it."""

    event = models.ForeignKey("items.LifeEvent", models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "version"], name="lifeeventversion_once"),
        ]


class Summary(models.Model):
    """The counts by theme, department, audience and region; one row, written by each load.

    Locking it keeps two loads apart.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    content = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="summary_is_single"),
        ]
