"""Who stands at the counter, and what for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, Refusal
from tongban.cases import queries, services
from tongban.desk.answers import TRIED, decline
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.walkin import cards
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.identity.rules import NUMBER_TYPE_LABELS, NumberType
from tongban.items import queries as items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from tongban.items.rules import ItemDefinition

_ORDER = (NumberType.CITIZEN, NumberType.CREDIT_CODE)
FOUND = 12


class PersonForm(forms.Form):
    """The document that the person shows."""

    use_required_attribute = False
    number_type = forms.ChoiceField(
        label=_("证件类型"),
        choices=[
            *((kind.value, NUMBER_TYPE_LABELS[kind]) for kind in _ORDER),
            *((k.value, NUMBER_TYPE_LABELS[k]) for k in NumberType if k not in _ORDER),
        ],
    )
    number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-never-keep": ""}),
        error_messages={"required": _("请填写证件号码。")},
    )
    name = forms.CharField(
        label=_("姓名或单位名称"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填写姓名或单位名称，和证件上一样。")},
    )
    phone = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        required=False,
        help_text=_("第一次来的人请填写，办理进度发到这个号码。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(
        self,
        places: frozenset[str],
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        if len(places) > 1:
            halls = [(hall.code, hall.name) for hall in directory.halls() if hall.code in places]
            self.fields["place"] = forms.ChoiceField(label=_("在哪个大厅"), choices=halls)


@require_http_methods(["GET", "POST"])
@for_roles(Role.CLERK)
def start(request: StaffRequest) -> HttpResponse:
    """Read the card, choose the item, in either order; everything on one screen.

    A card that is read while an item is chosen opens the application at once.
    """
    key = request.POST.get("item", "") or request.GET.get("item", "")
    places = request.actor.places(Role.CLERK)
    if request.method != "POST":
        return _page(request, PersonForm(places), key)
    try:
        given = said(request)
    except cards.CardUnreadable as unreadable:
        form = PersonForm(places, initial=request.POST.dict())
        return _page(request, form, key, TRIED, unread=str(unreadable))
    if "find" in request.POST or (request.POST.get("card") and not key):
        return _page(request, PersonForm(places, initial=given), key, person=bool(given["number"]))
    form = PersonForm(places, given)
    status = TRIED
    if form.is_valid():
        answer = _take_in(request, form, key)
        if not isinstance(answer, int):
            return answer
        status = answer
    return _page(request, form, key, status, person=True)


def said(request: StaffRequest) -> dict[str, str]:
    """What was typed, or what the card says in its place."""
    typed = {name: str(value) for name, value in request.POST.items()}
    line = typed.pop("card", "").strip()
    if line:
        card = cards.read(line)
        typed |= {"number_type": card.number_type, "number": card.number}
        typed["name"] = card.name or typed.get("name", "")
    return {"number": "", **typed}


def _take_in(request: StaffRequest, form: PersonForm, key: str) -> HttpResponse | int:
    given = form.cleaned_data
    try:
        draft = services.take_in(
            actor=request.actor,
            number_type=given["number_type"],
            id_number=given["number"],
            name=given["name"],
            phone=given["phone"],
            item_key=key,
            place=given.get("place", ""),
            now=clock.now(),
        )
    except Forbidden:
        raise
    except Refusal as refusal:
        return decline(form, refusal)
    return redirect("desk:draft", draft.pk)


def _page(
    request: StaffRequest,
    form: PersonForm,
    key: str,
    status: int = 200,
    *,
    person: bool = False,
    unread: str = "",
) -> HttpResponse:
    text = (request.POST.get("q") or request.GET.get("q", ""))[:100]
    open_drafts = queries.drafts(request.actor)
    people = identity.masked_many([one.applicant_id for one in open_drafts])
    found = items.search(text, limit=FOUND).items if text.strip() else ()
    shown: dict[str, Any] = {
        "form": form,
        "item": _item(key),
        "q": text,
        "found": found,
        "drafts": [(one, people[one.applicant_id]) for one in open_drafts],
        "person": person,
        "unread": [("card", unread)] if unread else [],
        "bridge": settings.TONGBAN.card_bridge,
        "focus": _focus(form, person=person, found=bool(found), chosen=bool(key)),
    }
    return render(request, "desk/walkin/start.html", shown, status=status)


def _focus(form: PersonForm, *, person: bool, found: bool, chosen: bool) -> str:
    """Where the next key press belongs."""
    if form.is_bound and form.errors:
        return ""
    if found and not chosen:
        return "found"
    return "q" if person and not chosen else "card"


def _item(key: str) -> ItemDefinition | None:
    try:
        return items.applicable(key) if key else None
    except Refusal:
        return None
