"""Somebody at the counter for a life event: the same questions, one form, one list, one receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.bundles import events
from tests.cases.bundles.events import HAS_SHOP, RESTAURANT
from tests.cases.circumstances import FIRM, PICTURE
from tests.desk.desks import desk_of, text
from tests.desk.test_walkin import posted
from tongban.base import clock
from tongban.cases import queries
from tongban.cases.models import Bundle
from tongban.cases.queries.joined import as_item
from tongban.demo.services import stories
from tongban.demo.services.samples import sample_form
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from django.test import Client

    from tongban.cases.queries import BundleView

START = "/desk/events/new/"
OWN = {key: value for key, value in HAS_SHOP.items() if "__" not in key}


def firm() -> dict[str, str]:
    found = identity.find_by_number("001", FIRM)
    assert found is not None
    name = identity.subject(found).name
    return {"event": RESTAURANT, "number_type": "001", "number": FIRM, "name": name}


def begun(client: Client) -> str:
    answer = client.post(START, firm())
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def view_of(where: str) -> BundleView:
    return queries.bundle_draft(stories.staff("clerk"), Bundle.objects.get(state="draft").pk)


def filled(client: Client) -> str:
    where = begun(client)
    client.post(f"{where}answers/", OWN)
    assert client.post(f"{where}answers/", HAS_SHOP).status_code == 302
    view = view_of(where)
    assert view.thing is not None
    form = sample_form(as_item(view.thing), view.bundle.form, today=clock.today())
    answer = client.post(f"{where}form/", posted(form))
    assert answer.status_code == 302, text(answer)
    return where


def test_the_questions_come_in_turn_and_what_was_answered_stays() -> None:
    client = desk_of("clerk")
    where = begun(client)

    first = text(client.get(where))
    client.post(f"{where}answers/", OWN)
    second = text(client.get(where))
    wrong = client.post(f"{where}answers/", HAS_SHOP | {"area": "huge"})
    client.post(f"{where}answers/", HAS_SHOP)

    assert "是否设置户外招牌" in first
    assert 'name="fire_public_place__q1"' not in first
    assert 'name="fire_public_place__q1"' in second
    assert wrong.status_code == 422
    assert "一套材料" not in second
    page = text(client.get(where))
    assert "烟草专卖零售许可证核发（新办）" in page
    assert "一套材料" in page


def test_typed_in_once_it_is_handed_in_with_one_receipt_and_the_person_sees_it() -> None:
    client = desk_of("clerk")
    where = filled(client)
    missing = view_of(where).missing
    scan = {"scan": SimpleUploadedFile("布局图.png", PICTURE), "compared": "yes"}
    early = client.post(f"{where}submission/", {"promises_gap": "yes"})
    client.post(f"{where}materials/{missing[0].key}/", scan)
    client.post(f"{where}papers/")

    answer = client.post(f"{where}submission/", {"promises_gap": "yes"})

    assert early.status_code == 422
    assert missing[0].name in text(early)
    assert answer.status_code == 302, text(answer)
    number = str(answer["Location"]).split("/")[-2]
    view = queries.bundle(events.owner(), number)
    assert (view.bundle.channel, view.bundle.place) == ("window", "daoli")
    assert [paper.kind for paper in view.papers] == ["receipt"]
    rows = {row.key: (row.source, row.trust) for row in view.materials}
    assert rows[missing[0].key] == ("upload", "B")
    assert {rows[row.key] for row in missing[1:]} == {("paper", "C")}
    assert {case.channel for case in view.bundle.cases.all()} == {"window"}
    assert "收件凭证" in text(client.get(answer["Location"]))
    assert client.post(f"{where}submission/")["Location"] == answer["Location"]


def test_what_was_taken_in_is_given_back_and_a_draft_is_thrown_away() -> None:
    client = desk_of("clerk")
    where = filled(client)
    key = view_of(where).missing[0].key
    client.post(f"{where}materials/{key}/")
    taken = len(view_of(where).missing)
    client.post(f"{where}materials/{key}/back/")

    back = len(view_of(where).missing)
    listed = text(client.get(START))
    gone = client.post(f"{where}discard/")

    assert back == taken + 1
    assert "开办餐饮店" in listed
    assert gone.status_code == 302
    assert not Bundle.objects.exists()


def test_what_is_wrong_with_the_form_is_said_at_its_field_and_nothing_typed_is_lost() -> None:
    client = desk_of("clerk")
    where = begun(client)
    client.post(f"{where}answers/", HAS_SHOP)

    answer = client.post(f"{where}form/", {"place_name": "样例饭馆"})

    assert answer.status_code == 422
    assert 'value="样例饭馆"' in text(answer)
    assert "已保存，请改正下面的内容" in text(answer)
    assert 'value="样例饭馆"' in text(client.get(where))


@pytest.mark.parametrize(
    "wrong",
    [{"event": ""}, {"number": "91990101MACMPL0101"}, {"name": "别的公司"}, {"card": "???"}],
)
def test_whoever_is_not_known_for_sure_is_not_taken_in(wrong: dict[str, Any]) -> None:
    answer = desk_of("clerk").post(START, firm() | wrong)

    assert answer.status_code in {409, 422}
    assert "error-summary" in text(answer)
    assert not Bundle.objects.exists()


def test_only_the_clerk_who_types_it_finds_the_draft() -> None:
    where = begun(desk_of("clerk"))

    answers = {who: desk_of(who).get(where).status_code for who in ("clerk", "clerk2", "approver")}

    assert answers == {"clerk": 200, "clerk2": 404, "approver": 404}
    pk = Bundle.objects.get().pk
    with pytest.raises(queries.BundleNotFound):
        queries.bundle_draft(events.owner(), pk)
    assert pk not in {one.pk for one in queries.my_bundles(events.owner())}
