"""What was typed at a desk and not sent yet."""

from __future__ import annotations

from django.db import models

from tongban.base.fields import EncryptedJSONField
from tongban.cases.models.case import Case


class DeskNote(models.Model):
    """What an account has typed into one form of one case and not sent yet (草稿箱).

    Sealed like the case itself; only its own account reads it.  `turn` counts the savings: a page
    that knows an older turn would overwrite what was typed elsewhere, and is told so.  `version`
    is that of the case which its writer had before his eyes.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="desk_notes")
    account = models.BigIntegerField()
    name = models.CharField(max_length=64, blank=True)
    form = models.CharField(max_length=64)
    words = EncryptedJSONField(default=dict)
    version = models.PositiveIntegerField()
    turn = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "form", "account"], name="desknote_once"),
        ]
        indexes = [models.Index(fields=["account", "changed_at"], name="desknote_old")]
