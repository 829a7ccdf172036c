"""A case decided on a promise (告知承诺) is filed when that was checked, with what was answered."""

from __future__ import annotations

import json
from datetime import date

import time_machine

from tests.archives.filed import package, parts, signed, stamped
from tests.cases.acceptance.scenes import promised_concluded
from tests.cases.circumstances import FOOD, PICTURE, TUESDAY, applicant, day
from tests.desk.desks import desk_of
from tongban.archives import services
from tongban.archives.models import Archive, Wish
from tongban.archives.rules.packages import FACTS
from tongban.base.actors import SYSTEM
from tongban.cases import queries as cases
from tongban.cases import services as case_services
from tongban.demo.services import stories


def answered() -> str:
    """A case whose promise was found not kept, ordered to be put right, and answered."""
    number, firm = promised_concluded(), applicant(FOOD)
    case_services.check_promise(
        actor=stories.staff("handler"), number=number, kept=False, findings="没有制度",
        correct_by=date(2026, 3, 20), now=day(1),
    )  # fmt: skip
    case_services.keep_correction(
        actor=firm, number=number, words="制度已经贴在墙上", handed=[(PICTURE, "wall.png")],
        now=day(2),
    )  # fmt: skip
    case_services.answer_correction(actor=firm, number=number, now=day(2))
    return number


def test_the_package_waits_for_the_check_and_holds_the_answer_and_its_restore_too() -> None:
    number = answered()
    services.want(number=number, now=day(2))
    stamped()
    signed()
    early = services.build(number=number, now=day(2))
    waiting = Wish.objects.get(case_number=number)
    assert (early, waiting.last_error) == (None, "告知承诺还没有核查完，核查结束以后归档")
    assert (waiting.next_try_at, waiting.attempts) == (day(3), 0)
    case_services.check_promise(
        actor=stories.staff("handler"), number=number, kept=False, findings="仍有缺项",
        correct_by=date(2026, 3, 20), now=day(3),
    )  # fmt: skip
    case_services.keep_correction(
        actor=applicant(FOOD), number=number, words="没有发出去", handed=[], now=day(3)
    )
    case_services.check_promise(
        actor=stories.staff("handler"), number=number, kept=True, findings="已改", now=day(3)
    )
    signed(day(3))

    with time_machine.travel(day(3), tick=False):
        services.build_due(now=day(3))

    archive = Archive.objects.get(case_number=number)
    files = {path.partition("/")[2]: body for path, body in parts(package(archive)).items()}
    held = [path for path in files if "责令改正的答复" in path]
    assert held == ["03_handle/001_责令改正的答复.png"]
    assert files[held[0]] == PICTURE
    facts = json.loads(files[FACTS])
    (promise,) = facts["promises"]
    assert [one["words"] for one in promise["answers"]] == ["制度已经贴在墙上"]
    assert (promise["outcome"], promise["findings"]) == ("kept", "已改")
    restored = services.restore(actor=SYSTEM, content=package(archive), now=TUESDAY)
    assert restored.facts["promises"] == facts["promises"]
    assert restored.facts == services.case_facts(cases.case(SYSTEM, number))
    page = desk_of("approver").get(f"/desk/archives/restored/{number}/").content.decode()
    for words in (
        "履行了承诺",
        "核查的情况：已改",
        "申请人答复责令改正：制度已经贴在墙上 附件：wall.png",
    ):
        assert words in page, words
