"""By which words a case is found inside the work lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.cases.queries.facts import definition_of
from tongban.cases.rules import searching
from tongban.identity.rules import Kind
from tongban.items import rules as items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.cases.models import Case

PROJECT = "project.name"


def words_of(case: Case) -> str:
    """Number, item, materials, the project and the enterprise; nothing that names a person.

    The name of an enterprise is public, and stands in every list as it is.
    """
    return searching.vector(str(case.number), _names(case))


def _names(case: Case) -> Iterator[str]:
    yield case.item_name
    if case.applicant.kind == Kind.LEGAL:
        yield case.applicant.name
    for section in items.sections(definition_of(case).form):
        for field in section.fields:
            if field.element == PROJECT:
                yield str(case.form.get(field.name) or "")
    yield from case.materials.order_by("seq").values_list("name", flat=True)
