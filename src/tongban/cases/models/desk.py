"""What was typed at a desk and not sent yet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.base.fields import EncryptedJSONField
from tongban.cases.models.bundles import Bundle
from tongban.cases.models.case import Case


class DeskNote(models.Model):
    """What an account has typed into one form and not sent yet (草稿箱).

    The form is one of a case, or of the draft of a life event (一件事).  Sealed like these; only
    its own account reads it.  `turn` counts the savings: a page that knows an older turn would
    overwrite what was typed elsewhere, and is told so.  `version` is that of the case or life
    event which its writer had before his eyes.
    """

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="desk_notes")
    bundle = models.ForeignKey(Bundle, models.CASCADE, null=True, related_name="desk_notes")
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
            models.UniqueConstraint(
                fields=["bundle", "form", "account"], name="desknote_of_bundle_once"
            ),
            models.CheckConstraint(
                condition=Q(case=None, bundle__isnull=False) | Q(case__isnull=False, bundle=None),
                name="desknote_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["account", "changed_at"], name="desknote_old")]
