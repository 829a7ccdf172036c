"""转报: a case goes up to the office above, and its result comes back to all concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases.acceptance.scenes import employed
from tests.cases.circumstances import FACES, LAWYER, PERMIT, at_last_post, day, give
from tests.desk.desks import STAFF, case, desk_of, opinion, post, text
from tongban.cases import queries, services

if TYPE_CHECKING:
    from django.test import Client

OPINION = "初审符合条件，报请决定"


def office(name: str, unit: str) -> Client:
    """The browser of somebody of that one office."""
    employed(name, "approver", unit)
    return desk_of(name)


def page(who: Client, number: str) -> str:
    return text(who.get(f"/desk/cases/{number}/"))


def test_a_case_goes_up_and_its_result_comes_back_to_everybody() -> None:
    number, city = at_last_post(LAWYER), office("city", "jus_city")
    province, person = office("province", "jus_prov"), desk_of("damin", realm="public")

    before, form = page(city, number), text(city.get(f"/desk/cases/{number}/referral/"))
    unsaid = post(city, number, "referral", opinion=" ")
    done = post(city, number, "referral", opinion=OPINION)
    upper = queries.above(case(number))

    assert f"/desk/cases/{number}/referral/" in before
    assert "行政许可法第四十三条" in form
    assert (unsaid.status_code, done.status_code) == (422, 302)
    assert "请写明初审意见" in text(unsaid)
    assert upper is not None
    above = str(upper.number)
    told, shown = page(city, number), page(province, above)
    assert "已转报黑龙江省司法厅" in told
    assert above in told
    assert f"/desk/cases/{above}/" not in told  # the city may not open what the province decides
    assert city.get(f"/desk/cases/{above}/").status_code == 404
    assert province.get(f"/desk/cases/{number}/").status_code == 404
    assert OPINION in shown
    assert f"下级初审（办件 {number}）" in shown
    assert f"/desk/cases/{number}/" in page(desk_of("approver"), number)
    assert f"/desk/cases/{above}/" in page(desk_of("approver"), number)
    assert f"/cases/{above}/" in text(person.get(f"/cases/{number}/"))
    assert f"/cases/{number}/" in text(person.get(f"/cases/{above}/"))

    for who in ("handler", "reviewer"):
        give(who, above, "forward", now=day(3))
    answer = opinion(
        province, above, "grant",
        **{f"face-{key}": value for key, value in FACES[LAWYER].items()},
    )  # fmt: skip
    services.carry_out(number=above, now=day(4))

    assert answer.status_code == 302
    assert "决定准予" in page(city, number)
    assert "已办结" in text(person.get(f"/cases/{number}/"))


def test_only_who_leads_the_examination_finds_the_page() -> None:
    number, plain = at_last_post(LAWYER), at_last_post(PERMIT)

    def finders(of: str) -> set[str]:
        address = f"/desk/cases/{of}/referral/"
        return {who for who in STAFF if desk_of(who).get(address).status_code == 200}

    assert finders(number) == {"approver"}
    assert finders(plain) == set()
    assert post(desk_of("handler"), number, "referral", opinion=OPINION).status_code == 403
    assert queries.above(case(number)) is None
