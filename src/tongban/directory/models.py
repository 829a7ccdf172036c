"""Regions, departments, halls and the posts in them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.directory.rules import Level, Nature, Role


class Region(models.Model):
    """One administrative division (行政区划), found by its code of 6, 9 or 12 digits."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    code12 = models.CharField(max_length=12, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=[one.value for one in Level]),
                name="region_level_known",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=False) | models.Q(level=Level.NATION.value),
                name="region_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Department(models.Model):
    """One office that carries out items (实施主体).

    `stands_for` are the keys of all departments that went up in it, also through others.
    """

    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    uscc = models.CharField(max_length=18)
    guide_code = models.CharField(max_length=4)
    level = models.PositiveSmallIntegerField()
    region = models.ForeignKey("directory.Region", models.PROTECT, related_name="departments")
    nature = models.CharField(max_length=16)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")
    closed_on = models.DateField(null=True)
    stands_for = ArrayField(models.CharField(max_length=32), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(successor=None, closed_on=None)
                | models.Q(successor__isnull=False, closed_on__isnull=False)
                & ~models.Q(successor=models.F("id")),
                name="department_closed_has_successor",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=[one.value for one in Level]),
                name="department_level_known",
            ),
            models.CheckConstraint(
                condition=models.Q(nature__in=[one.value for one in Nature]),
                name="department_nature_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Hall(models.Model):
    """One place with counters (政务大厅)."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    region = models.ForeignKey("directory.Region", models.PROTECT, related_name="halls")
    address = models.CharField(max_length=200)
    hours = models.CharField(max_length=200)
    phone = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """One job (岗位) in a department, perhaps at a hall; people hold it for a time."""

    title = models.CharField(max_length=100)
    role = models.CharField(max_length=32)
    department = models.ForeignKey("directory.Department", models.PROTECT, related_name="posts")
    hall = models.ForeignKey("directory.Hall", models.PROTECT, null=True, related_name="posts")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "role", "title", "hall"],
                name="post_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[one.value for one in Role]), name="post_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FormerName(models.Model):
    """What a department was called until a day, for papers and cases of that time."""

    department = models.ForeignKey(
        "directory.Department", models.PROTECT, related_name="former_names"
    )
    name = models.CharField(max_length=100)
    until_on = models.DateField()
    reason = models.CharField(max_length=200)


class PlannedName(models.Model):
    """What a department will be called from a later day on."""

    department = models.ForeignKey(
        "directory.Department", models.PROTECT, related_name="planned_names"
    )
    name = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)
    from_on = models.DateField()
    planned_by = models.CharField(max_length=64)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department"],
                condition=models.Q(done_at=None),
                name="plannedname_once",
            ),
        ]


class Substitution(models.Model):
    """Somebody stands in (代理) in a post for the colleague who holds it, between two days.

    Accounts are known to the house above by these numbers; both days count.  `items` are the keys
    of the items for which he does so; all when there are none.
    """

    post = models.ForeignKey("directory.Post", models.PROTECT, related_name="substitutions")
    absent = models.BigIntegerField()
    absent_name = models.CharField(max_length=64)
    account = models.BigIntegerField()
    since_on = models.DateField()
    until_on = models.DateField()
    items = ArrayField(models.CharField(max_length=64), default=list)
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("since_on")),
                name="substitution_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(account=models.F("absent")),
                name="substitution_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "until_on"],
                name="substitution_standing",
                condition=models.Q(ended_at=None),
            ),
        ]
