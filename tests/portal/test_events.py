"""A life event from its guide to its last result, as people see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.bundles import events
from tests.portal import visitors
from tests.portal.visitors import picture, text
from tongban.base import clock
from tongban.cases import queries as cases
from tongban.cases.models import Bundle
from tongban.cases.queries.joined import as_item
from tongban.cases.services import bundles
from tongban.delivery import services as delivery
from tongban.demo.services import stories
from tongban.demo.services.samples import sample_form

if TYPE_CHECKING:
    from django.test import Client

HAS_SHOP = events.HAS_SHOP
OWN = {key: value for key, value in HAS_SHOP.items() if "__" not in key}


@pytest.fixture
def firm() -> Client:
    """样大民, signed in for his enterprise."""
    return visitors.for_firm()


def begun(client: Client) -> Bundle:
    answer = client.post("/events/open_restaurant/begin/")
    assert answer.status_code == 302
    return Bundle.objects.get(state="draft")


def answered(client: Client) -> Bundle:
    draft = begun(client)
    assert client.post(f"/events/drafts/{draft.pk}/questions/", HAS_SHOP).status_code == 302
    return draft


def filled(client: Client) -> Bundle:
    draft = answered(client)
    view = cases.bundle_draft(events.owner(), draft.pk)
    for row in view.missing:
        address = f"/events/drafts/{draft.pk}/materials/{row.key}/"
        assert client.post(address, {"file": picture()}).status_code == 302
    answer = client.post(f"/events/drafts/{draft.pk}/form/", posted(view) | {"do": "next"})
    assert answer.status_code == 302, text(answer)
    return draft


def posted(view: cases.BundleView) -> dict[str, Any]:
    assert view.thing is not None
    values = sample_form(as_item(view.thing), view.bundle.form, today=clock.today())
    return {
        name: ("true" if value else "false") if isinstance(value, bool) else value
        for name, value in values.items()
    }


def handed_in(client: Client) -> str:
    draft = filled(client)
    answer = client.post(f"/events/drafts/{draft.pk}/submit/", {"promises_gap": "yes"})
    assert answer.status_code == 302, text(answer)
    return str(Bundle.objects.get(pk=draft.pk).number)


@pytest.mark.parametrize("key", ["newborn", "open_restaurant", "retire", "utilities"])
def test_the_guide_says_what_is_saved_and_shows_the_sums(client: Client, key: str) -> None:
    page = text(client.get(f"/events/{key}/"))

    for words in ("能省多少", "填表", "材料", "跑动", "逐个办：", "开始办理", "不用跑"):
        assert words in page
    for words in ("第 0 个工作日", "0 = 0", ">0</span> → "):
        assert words not in page


def test_the_old_page_leads_to_the_new_one(client: Client) -> None:
    assert "/events/open_restaurant/" in text(client.get("/life-events/open_restaurant/"))


def test_strangers_sign_in_first(client: Client) -> None:
    answer = client.post("/events/open_restaurant/begin/")

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_items_own_questions_come_once_the_first_are_answered(firm: Client) -> None:
    draft = begun(firm)

    page = text(firm.post(f"/events/drafts/{draft.pk}/questions/", OWN))

    assert "食品经营许可" not in page or "办理方式" in page
    assert 'name="fire_public_place__q1"' in page
    assert 'value="y" checked' in page.replace(' id="', ' data-id="') or "checked" in page


def test_an_unanswered_question_is_named_at_its_field(firm: Client) -> None:
    draft = begun(firm)

    answer = firm.post(f"/events/drafts/{draft.pk}/questions/", OWN | {"sign": ""})

    assert answer.status_code == 422
    assert "请回答：是否设置户外招牌" in text(answer)


def test_one_set_of_materials_says_who_uses_each(firm: Client) -> None:
    draft = answered(firm)

    page = text(firm.get(f"/events/drafts/{draft.pk}/materials/"))

    assert page.count("营业执照（") <= 1
    assert "用于：" in page
    assert "不用交" in page


def test_the_one_form_keeps_what_was_typed_and_names_what_is_missing(firm: Client) -> None:
    draft = answered(firm)
    address = f"/events/drafts/{draft.pk}/form/"

    answer = firm.post(address, {"place_name": "样例饭馆", "do": "next"})

    assert answer.status_code == 422
    assert 'value="样例饭馆"' in text(answer)
    assert 'value="样例饭馆"' in text(firm.get(address))


def test_the_check_page_lists_gaps_and_hands_nothing_in(firm: Client) -> None:
    draft = answered(firm)

    page = text(firm.get(f"/events/drafts/{draft.pk}/check/"))
    answer = firm.post(f"/events/drafts/{draft.pk}/submit/")

    assert "提交前还差这些" in page
    assert "一次提交" not in page.split("</h1>")[1]
    assert answer.status_code == 422
    assert Bundle.objects.get(pk=draft.pk).number is None


def test_from_the_questions_to_the_receipt_and_the_progress(firm: Client) -> None:
    number = handed_in(firm)

    receipt = text(firm.get(f"/events/cases/{number}/receipt/"))
    page = text(firm.get(f"/events/cases/{number}/"))
    mine = text(firm.get("/cases/"))

    assert number in receipt
    assert "各个事项到哪一步了" in page
    for name in ("食品经营许可", "烟草专卖零售许可证核发", "营业执照信息核验"):
        assert name in page
    assert number in mine
    for one in (page, receipt):
        assert "受理后最长 7 个工作日全部办完" in one
        assert "答复您受理没有。" in one
        assert "取最长的一条" in one
    for one in (page, mine):
        assert "等窗口受理" in one
        assert "等窗口查看" in one
        assert "办理中" not in one
    assert "属于：开办餐饮店“一件事”" in mine


def test_what_is_wrong_is_corrected_once_on_one_page(firm: Client) -> None:
    number = handed_in(firm)
    now = clock.now()
    events.check_all(number, now=now, wrong="主要设备设施、布局和操作流程图")
    bundles.ask_bundle(actor=stories.staff("clerk"), number=number, now=now)
    key = cases.bundle(events.owner(), number).asked[0].key
    address = f"/events/cases/{number}/supplement/"

    early = firm.post(address)
    brought = firm.post(f"{address}{key}/", {"file": picture()})
    done = firm.post(address)

    assert "看不清，请重新上传" in text(firm.get(address)) or early.status_code == 422
    assert early.status_code == 422
    assert (brought.status_code, done.status_code) == (302, 302)
    assert Bundle.objects.get(number=number).cases.filter(state="correction").count() == 0


def test_some_of_it_is_taken_back_and_the_rest_goes_on(firm: Client) -> None:
    number = handed_in(firm)
    address = f"/events/cases/{number}/withdraw/"

    nothing = firm.post(address, {"reason": "不卖烟了"})
    stale = text(firm.post(address, {"member": ["tobacco"], "version": "999", "reason": "改了"}))
    answer = firm.post(address, {"member": ["tobacco"]})

    assert nothing.status_code == 422
    assert "请至少选一个要撤回的事项。" in text(nothing)
    assert "不卖烟了" in text(nothing)
    assert "checked" not in text(nothing)
    assert stale.count(" checked") == 1
    assert 'value="tobacco" checked' in stale
    assert answer.status_code == 302
    assert events.states(number)["tobacco"] == "withdrawn"
    assert events.states(number)["signboard"] == "open"


def test_a_case_leads_to_the_whole(firm: Client) -> None:
    number = handed_in(firm)
    case = events.case_of(number, "signboard")

    assert f"/events/cases/{number}/" in text(firm.get(f"/cases/{case.number}/"))


def test_nobody_else_finds_it(firm: Client, xiaohong: Client) -> None:
    number = handed_in(firm)

    assert xiaohong.get(f"/events/cases/{number}/").status_code == 404
    assert xiaohong.get(f"/events/cases/{number}/withdraw/").status_code == 404


def test_papers_and_files_are_the_applicants_own(firm: Client, xiaohong: Client) -> None:
    number = handed_in(firm)
    view = cases.bundle(events.owner(), number)
    paper = f"/events/cases/{number}/papers/{view.papers[0].pk}/"
    file = next(file for row in view.materials for file in row.files.all())

    assert firm.get(paper)["Content-Type"] == "application/pdf"
    assert firm.get(f"/events/files/{number}/{file.pk}/").status_code == 200
    assert xiaohong.get(paper).status_code == 404
    assert xiaohong.get(f"/events/files/{number}/{file.pk}/").status_code == 404


def test_the_page_says_where_the_results_lie_and_one_need_not_wait(firm: Client) -> None:
    number = events.accepted(
        events.owner(), events.RESTAURANT, HAS_SHOP, said=events.TO_HALL,
        now=clock.now(),
    )  # fmt: skip
    address = f"/events/cases/{number}/"
    before = text(firm.get(address))
    case = events.case_of(number, "signboard")
    events.decide(case, "grant", now=clock.now())
    delivery.receive(number=str(case.number), now=clock.now())

    waits = text(firm.get(address))
    done = firm.post(f"{address}early/")
    told = text(firm.get(address))
    again = visitors.person("xiaohong").post(f"{address}early/")

    assert "全部办好以后一次给您" in before
    assert "一次一起给您，最晚等到" in waits
    assert (done.status_code, again.status_code) == (302, 404)
    assert "窗口正在备件" in told


def test_how_all_of_it_is_fetched_is_changed_on_one_page(firm: Client, xiaohong: Client) -> None:
    number = events.submitted(
        events.owner(), events.RESTAURANT, events.HAS_SHOP, said=events.TO_HALL
    )
    address = f"/events/cases/{number}/result/"

    page = text(firm.get(address))
    nowhere = firm.post(address, {"way": "pickup", "hall": "nowhere"})
    unsaid = firm.post(address, {})
    done = firm.post(address, {"way": "pickup", "hall": "qunli"})

    assert "整件事怎么拿结果" in page
    assert (nowhere.status_code, unsaid.status_code) == (422, 422)
    assert "请选一种领取方式" in text(unsaid)
    assert (done.status_code, done["Location"]) == (302, f"/events/cases/{number}/")
    shown = text(firm.get(done["Location"]))
    assert "整件事的领取方式已经改好" in shown
    assert "群力" in shown
    assert address in shown
    assert xiaohong.get(address).status_code == 404
    bundles.withdraw_bundle(actor=events.owner(), number=number, reason="不开了", now=clock.now())
    assert firm.get(address)["Location"] == f"/events/cases/{number}/"
    assert address not in text(firm.get(f"/events/cases/{number}/"))


def test_the_whole_is_rated_once_and_nobody_is_asked_for_each_case(firm: Client) -> None:
    number = events.accepted(events.owner(), events.RESTAURANT, HAS_SHOP, now=clock.now())
    address = f"/events/cases/{number}/"
    early = firm.post(f"{address}rating/", {"grade": "5"})
    events.concluded(number, now=clock.now())

    asked, mine = text(firm.get(address)), text(firm.get("/me/"))
    given = firm.post(f"{address}rating/", {"grade": "2", "options": ["210"], "text": "慢"})
    thanks = text(firm.get(f"{address}rating/thanks/"))

    assert early.status_code == 409
    assert "评价这件事" in asked
    assert mine.count("打个分：") == 1
    assert given.status_code == 302
    assert "谢谢您的评价" in thanks
    assert "打个分：" not in text(firm.get("/me/"))
    assert "评价这件事" not in text(firm.get(address))
