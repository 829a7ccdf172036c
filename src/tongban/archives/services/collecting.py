"""Everything of one case, brought together as the files of its package."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

from tongban.archives import queries, rules
from tongban.archives.rules import packages
from tongban.base import audit, files
from tongban.base.actors import SYSTEM
from tongban.base.crypto import pki
from tongban.base.errors import Refusal
from tongban.base.ledger import log, proofs
from tongban.cases import queries as cases
from tongban.cases import services as case_services
from tongban.identity import queries as identity
from tongban.licences import queries as licences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from django.db.models import Model

    from tongban.cases.models import BundlePaper, CaseDocument, CasePromise
    from tongban.cases.queries import CaseView


class PaperWaiting(Refusal):
    """A paper of the case is still to be sealed by its office."""

    code = "archives.paper_waiting"

    def __init__(self, titles: Iterable[str]) -> None:
        super().__init__(f"{'、'.join(titles)}还没有盖电子印章，盖好以后归档。")


@dataclass(slots=True)
class Shelf:
    """The files of a package by path, and what the metadata say of each."""

    contents: dict[str, bytes] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def add(self, group: rules.Group, title: str, ending: str, content: bytes) -> None:
        """Put a file at the end of its group."""
        count = sum(path.startswith(group) for path in self.contents) + 1
        self.put(f"{group}/{count:03d}_{packages.safe_name(title, ending)}", title, content)

    def put(self, path: str, title: str, content: bytes) -> None:
        """Put a file where it belongs."""
        self.contents[path], self.titles[path] = content, title


@dataclass(slots=True, kw_only=True)
class Collected(Shelf):
    """The shelf of one case."""

    view: CaseView
    facts: dict[str, Any]


def collect(number: str, now: datetime) -> Collected:
    """Read the whole case; raises what reading raises.

    Raises `PaperWaiting` while a paper is still to be sealed, and `LeafWaiting` while a proof is
    due.
    """
    view = cases.case(SYSTEM, number)
    require_sealed(number, now)
    issued = licences.issued(view.case.licence) if view.case.licence else None
    further = [("licence.issued", str(issued.pk))] if issued else []
    proofs_of = proven(number, further)  # before a paper is printed, which writes an entry
    papers = [made for paper in view.documents for made in written_out(number, paper, now)]
    view = cases.case(SYSTEM, number)
    found = Collected(view=view, facts=case_facts(view))
    for material in view.materials:
        for file in material.files.all():
            ending = file.name.rpartition(".")[2].lower()
            found.add(rules.Group.APPLY, material.name, ending, files.read(file.digest))
    for shown in answered_with(found.facts):
        ending = shown["name"].rpartition(".")[2].lower()
        found.add(rules.Group.HANDLE, "责令改正的答复", ending, files.read(shown["digest"]))
    for group, title, ending, content in papers:
        found.add(group, title, ending, content)
    _licence(found)
    trust(found)
    form = {"form": view.case.form, "answers": view.case.answers, "prefilled": view.case.prefilled}
    found.add(rules.Group.APPLY, "申请表", "json", written(form))
    found.put(packages.FACTS, "业务过程数据", written(found.facts))
    found.put(packages.PROOFS, "存证账本证明", written(proofs_of))
    return found


def require_sealed(number: str, now: datetime) -> None:
    """Raise `PaperWaiting` while a paper of a case or life event is still to be sealed."""
    if titles := cases.awaiting_seal(number, since=now - queries.settings().seal_patience):
        raise PaperWaiting(titles)


def written_out(
    number: str, paper: CaseDocument | BundlePaper, now: datetime
) -> Iterator[tuple[rules.Group, str, str, bytes]]:
    """A paper as its office sealed it, and as PDF; printed now if nobody has opened it before."""
    group = rules.group_of(paper.kind)
    if hasattr(paper, "sealed"):
        content, _name = case_services.open_sealed(
            actor=SYSTEM, number=number, document_id=paper.pk
        )
        yield group, paper.title, "ofd", content
    content, _name = case_services.open_document(
        actor=SYSTEM, number=number, document_id=paper.pk, now=now
    )
    yield group, paper.title, "pdf", content


def trust(found: Shelf) -> None:
    """Whom the node trusts today: without it nobody can judge a seal whose keys have ended."""
    if trusted := pki.trust().to_pem():
        found.put(packages.SEAL_TRUST, "印章核验用的信任名单", trusted.encode())


def _licence(found: Collected) -> None:
    issued = licences.issued(found.view.case.licence) if found.view.case.licence else None
    if issued is not None and issued.file_digest:
        content = files.read(issued.file_digest)
        title = found.view.definition.result.name
        found.add(rules.Group.FINISH, title, files.ending_of(content), content)


def case_facts(view: CaseView) -> dict[str, Any]:
    """The case with all that its house keeps of it, as plain JSON; what a restore must equal."""
    card = identity.subject(view.case.applicant_id)
    documents = view.case.documents.order_by("serial").select_related("sealed")
    handed_in = [file for row in view.materials for file in row.files.all()]
    promises = [_promised(one) for one in cases.all_promises(view.case)]
    facts = {
        "case": columns(view.case),
        "item": {"key": view.definition.key, "name": view.definition.name,
                 "version": view.definition.version,
                 "implement_code": view.definition.implement_code,
                 "basic_code": view.definition.basic_code},
        "applicant": {"name": card.name, "number": card.number, "number_type": card.number_type},
        "materials": _rows(view.materials),
        "files": [*_rows(handed_in), *answered_with({"promises": promises})],
        "promises": promises,
        "documents": [said_of(paper) for paper in documents],
        "steps": _rows(view.steps),
        "stops": _rows(view.stops),
    }  # fmt: skip
    plain: dict[str, Any] = json.loads(written(facts))
    return plain


def answered_with(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The files of the answers to orders to correct (责令限期改正)."""
    answers = [answer for one in facts["promises"] for answer in one["answers"]]
    return [file for answer in answers for file in answer["files"]]


def _promised(one: CasePromise) -> dict[str, Any]:
    """A promise with the answers that were sent; what was typed and never sent is nobody's."""
    sent = [answer for answer in one.answers.all() if answer.sent_at is not None]
    return {
        **columns(one),
        "answers": [{**columns(a), "files": _rows(a.files.all())} for a in sent],
    }


def said_of(paper: CaseDocument | BundlePaper) -> dict[str, Any]:
    """A paper with what is known of its seal, None for one without."""
    sealed = columns(paper.sealed) if hasattr(paper, "sealed") else None
    return {**columns(paper), "sealed": sealed}


def _rows(found: Iterable[Model]) -> list[dict[str, Any]]:
    return [columns(row) for row in found]


def columns(row: Model) -> dict[str, Any]:
    """A row as it is filed."""
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


def proven(number: str, further: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """The audit entries of a number with their places in the signed tree, and further leaves."""
    signed = log.head()
    leaves = [("audit", str(entry.pk)) for entry in audit.trail(number)]
    found = [_proof(kind, one, signed.head.size) for kind, one in (*leaves, *further)]
    return {"head": signed.note, "leaves": found}


def _proof(kind: str, reference: str, size: int) -> dict[str, Any]:
    proof = proofs.inclusion(proofs.leaf_of(kind, reference), size)
    return {
        "kind": kind,
        "reference": reference,
        "digest": proof.leaf.digest.hex(),
        "leaf_hash": proof.leaf.hash.hex(),
        "index": proof.leaf.index,
        "size": proof.size,
        "root": proof.root.hex(),
        "path": [node.hex() for node in proof.path],
    }


def written(value: object) -> bytes:
    """JSON as it is filed: readable, in one order."""
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode()
