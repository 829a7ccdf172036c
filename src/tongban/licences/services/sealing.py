"""A page becomes a sealed OFD file: drawn, sealed with the issuing office's seal, stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.base import files, ofd, typeset
from tongban.base.files import kinds
from tongban.seals import queries as seal_queries
from tongban.seals import services as seals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.licences.services.composing import Printed

JOB = "job:licences"
LICENCE, COPY = "licence", "copy"
LONGEST_DECISION = 200
_SEAL = "seal/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page that is to be sealed, and what permits it."""

    unit: str
    document_kind: str
    title: str
    author: str
    custom: Mapping[str, str]
    case_number: str
    decision: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A sealed document on file; `digest` is what the seal signed (SM3 of Signature.xml, hex)."""

    digest: str
    file_digest: str
    impression: str


def seal(actor: Actor, printed: Printed, wanted: Wanted, now: datetime) -> Filed:
    """Set the page, draw it as OFD, seal it, and keep the file.

    Declined with what `seals.seal_now` declines, above all where the office has no seal in use
    that was entrusted to this job; nothing is kept then.
    """
    template, facts = printed
    drawing = ofd.draw(
        typeset.marked(template, facts, missing="mark"),
        ofd.Info(
            title=wanted.title,
            author=wanted.author,
            created_at=now,
            custom=wanted.custom,
        ),
    )
    sealed = seals.seal_now(
        actor=actor,
        unit=wanted.unit,
        job=JOB,
        document_kind=wanted.document_kind,
        files=drawing.files,
        spots=_spots(drawing),
        title=wanted.title,
        case_number=wanted.case_number,
        decision=wanted.decision,
        now=now,
    )
    stored = files.store(sealed.content, name="licence.ofd", allowed={kinds.OFD})
    return Filed(sealed.digest.hex(), stored.digest, sealed.impression_id)


def copy_unit(issuer: str) -> str:
    """The office whose seal stands on copies: the issuer, or the one that the settings name.

    Licences that were collected may come from an office that has no seal on this node.
    """
    if seal_queries.seal_for(issuer, COPY, JOB) is not None:
        return issuer
    return settings.TONGBAN.sharing_unit or issuer


def _spots(drawing: ofd.Drawing) -> tuple[ofd.Spot, ...]:
    """Where the template leaves room for seals."""
    return tuple(
        ofd.Spot(page=mark.page, x=mark.x, y=mark.y, width=mark.width, height=mark.height)
        for key, marks in sorted(drawing.marks.items())
        if key.startswith(_SEAL)
        for mark in marks
    )
