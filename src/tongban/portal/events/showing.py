"""What the pages of a life event say of its materials, answers and values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.cases import queries as cases
from tongban.cases.rules.materials import SOURCE_LABELS, Source
from tongban.portal.apply import filled
from tongban.portal.apply.filling import source_words

if TYPE_CHECKING:
    from tongban.cases.models import BundleMaterial
    from tongban.cases.queries import BundleView

BROUGHT = frozenset({"", Source.UPLOAD})


def materials(view: BundleView, faults: dict[str, list[str]]) -> dict[str, list[dict[str, Any]]]:
    """The one set: what nobody has to bring, and what is to be uploaded; each with who uses it."""
    ready = [row for row in view.materials if row.fed_by or row.source not in BROUGHT]
    bring = [row for row in view.materials if not row.fed_by and row.source in BROUGHT]
    return {
        "ready": [{"material": row, "how": how(view, row)} for row in ready],
        "bring": [
            {"material": row, "faults": faults.get(row.key, []), "used": used_by(view, row)}
            for row in bring
        ],
    }


def used_by(view: BundleView, row: BundleMaterial) -> str:
    """Which items use a material."""
    return _("用于：%(names)s") % {"names": "、".join(view.names_using(row))}


def how(view: BundleView, row: BundleMaterial) -> str:
    """Why a material need not be brought."""
    if row.fed_by and view.thing is not None:
        made = view.thing.names.get(row.fed_by, row.fed_by)
        return _("“%(name)s”办成后自动取得，不用您交") % {"name": made}
    if row.source == Source.LICENCE:
        facts = {"name": row.licence_title, "issuer": row.licence_issuer}
        return _("用您的%(name)s（%(issuer)s签发），不用交") % facts
    if row.source == Source.COUNTER:
        return _("请带原件到窗口核验")
    return SOURCE_LABELS.get(Source(row.source), "") if row.source else ""


def gaps(view: BundleView) -> list[tuple[str, str]]:
    """What is still missing, each with a link to the page on which it is put right."""
    pk = view.bundle.pk
    asking = reverse("portal:event_questions", args=[pk])
    bringing = reverse("portal:event_materials", args=[pk])
    found = [(asking, one.text) for one in cases.open_questions(view.bundle)]
    found += [
        (f"{bringing}#m_{row.key}", _("请上传：%(name)s") % {"name": row.name})
        for row in view.missing
    ]
    places = filled.places(view.definition, view.bundle.form, _form_at(view))
    return found + [(places.get(name, ""), text) for name, text in view.faults.items()]


def answers(view: BundleView) -> list[dict[str, str]]:
    """The answers to the questions, with where to change them."""
    change = reverse("portal:event_questions", args=[view.bundle.pk])
    given = view.bundle.answers
    return [
        {"term": one.text, "value": one.label(given.get(one.key)), "change": change}
        for one in cases.questions(view.bundle)
    ]


def summary(view: BundleView) -> list[dict[str, str]]:
    """The one set of materials in short."""
    change = reverse("portal:event_materials", args=[view.bundle.pk])
    return [
        {
            "term": row.name,
            "value": "\n".join(file.name for file in row.files.all()) or how(view, row),
            "source": used_by(view, row),
            "change": "" if row.fed_by else f"{change}#m_{row.key}",
        }
        for row in view.materials
    ]


def sections(view: BundleView) -> list[dict[str, Any]]:
    """The one form as it was filled in."""
    sources = source_words(cast("Any", view), view.bundle.prefilled)
    return filled.to_check(view.definition, view.bundle.form, sources, _form_at(view))


def _form_at(view: BundleView) -> str:
    return reverse("portal:event_form", args=[view.bundle.pk])
