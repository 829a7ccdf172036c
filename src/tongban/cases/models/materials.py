"""What was handed in."""

from __future__ import annotations

from django.db import models

from tongban.cases.models.case import Case
from tongban.cases.models.stored import StoredFile


class CaseMaterial(models.Model):
    """One material of the case: where it came from and what the clerk found.

    `asked` is what the one notice says of it; `late_due_on` the day by which it may follow after
    the acceptance (容缺后补).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="materials")
    key = models.CharField(max_length=64)
    seq = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    need = models.CharField(max_length=8)
    obtain = models.CharField(max_length=16)
    source = models.CharField(max_length=16, blank=True)
    trust = models.CharField(max_length=1, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    licence_title = models.CharField(max_length=200, blank=True)
    licence_issuer = models.CharField(max_length=200, blank=True)
    brought_on = models.DateField(null=True)
    verdict = models.CharField(max_length=8, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    asked = models.CharField(max_length=500, blank=True)
    late_due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="casematerial_once"),
        ]


class MaterialFile(StoredFile):
    """One file that was handed in as (part of) a material."""

    material = models.ForeignKey(CaseMaterial, models.CASCADE, related_name="files")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["material", "digest"], name="materialfile_once"),
        ]
