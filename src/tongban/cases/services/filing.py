"""Files and verdicts of a material, of one case or of a whole life event (一件事) alike.

Parts of commands that hold what the material belongs to; they neither permit nor tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from django.utils import timezone

from tongban.access import services as access
from tongban.base import files
from tongban.base.errors import Invalid
from tongban.cases.rules.materials import Source, Verdict, initial_source

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Manager

    from tongban.base.actors import Actor
    from tongban.cases.models import BundleFile, BundleMaterial, CaseMaterial, MaterialFile

    AnyMaterial = CaseMaterial | BundleMaterial

MOST_FILES = 10
LONGEST_REMARK = 500
LONGEST_NAME = 200


class TooManyFiles(Invalid):
    """One material has as many files as it may have."""

    code = "cases.too_many_files"
    sentence = "一项材料最多上传 10 个文件，请删除不需要的，或合并成一个 PDF。"


@overload
def put(
    material: CaseMaterial, content: bytes, name: str, now: datetime, *, by_clerk: bool
) -> MaterialFile: ...


@overload
def put(
    material: BundleMaterial, content: bytes, name: str, now: datetime, *, by_clerk: bool
) -> BundleFile: ...


def put(
    material: AnyMaterial, content: bytes, name: str, now: datetime, *, by_clerk: bool
) -> MaterialFile | BundleFile:
    """Store a file with the material; the same content twice is one file.

    What a clerk scans from the paper is worth more (trust grade C) than an upload (D).
    """
    added: MaterialFile | BundleFile = keep(material.files, content, name, now, field=material.key)
    if material.source != Source.LICENCE or material.verdict == Verdict.WRONG:
        material.source, material.trust = Source.UPLOAD, "C" if by_clerk else "D"
    material.brought_on, material.verdict = timezone.localdate(now), ""
    material.save()
    return added


def keep(rows: Manager[Any], content: bytes, name: str, now: datetime, *, field: str) -> Any:
    """Store a file among those of one thing; the same content twice is one.

    Declined with `TooManyFiles` at the field, or with what `files.store` says.
    """
    if rows.count() >= MOST_FILES:
        raise TooManyFiles(fields={field: TooManyFiles.sentence})
    stored = files.store(content, name=name)
    added, _new = rows.get_or_create(
        digest=stored.digest,
        defaults={
            "name": name[-LONGEST_NAME:],
            "media_type": stored.media_type,
            "size": stored.size,
            "added_at": now,
        },
    )
    return added


def remove(material: AnyMaterial, file_id: int) -> bool:
    """Take a file out of a draft's material; False if it holds no such file."""
    removed, _ = material.files.filter(pk=file_id).delete()
    if removed and material.source == Source.UPLOAD and not material.files.exists():
        material.source, material.trust = initial_source(material.obtain) or "", ""
        material.save(update_fields=["source", "trust"])
    return bool(removed)


def note_paper(material: AnyMaterial, now: datetime, *, received: bool) -> None:
    """Note that the material was handed over on paper, or that it was not."""
    source = Source.PAPER if received else initial_source(material.obtain) or ""
    material.source, material.trust = source, "C" if received else ""
    material.brought_on = timezone.localdate(now) if received else None
    material.save(update_fields=["source", "trust", "brought_on"])


def judge(material: AnyMaterial, verdict: str, remark: str) -> None:
    """Write down what was found: good, or wrong with the reason."""
    if verdict not in set(Verdict) or len(remark) > LONGEST_REMARK:
        raise Invalid(fields={material.key: "请选择“符合”或“不符合”，说明不超过 500 字。"})
    if verdict == Verdict.WRONG and not remark.strip():
        raise Invalid(fields={material.key: "请写明哪里不符合、应当怎样改。"})
    material.verdict, material.remark = verdict, remark.strip()
    material.save(update_fields=["verdict", "remark"])


def read(
    found: MaterialFile | BundleFile,
    actor: Actor,
    *,
    applicant: UUID,
    doing: str,
    number: str,
    now: datetime,
) -> tuple[bytes, str, str]:
    """The content, name and media type of a file; a look by staff is recorded first."""
    if actor.is_staff:
        access.record_access(
            actor=actor, subject_id=applicant, what=(found.material.name,),
            purpose=f"办理{doing}", case_number=number, now=now,
        )  # fmt: skip
    return files.read(found.digest), found.name, found.media_type
