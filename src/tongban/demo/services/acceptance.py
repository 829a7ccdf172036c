"""Sample cases of the special forms of acceptance: a gap, a promise to be checked, a referral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.cases import queries, services
from tongban.cases.rules.materials import Source
from tongban.demo.services import stories

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

ITEM, REFERRED = "food_business", "lawyer"
FACE = {
    "KZ_FDDBR": "例小红",
    "KZ_ZS": "样例省样例市样例区示范路2号",
    "KZ_JYCS": "样例省样例市样例区示范路2号",
    "KZ_ZTYT": "餐饮服务经营者",
    "KZ_JYXM": "热食类食品制售",
}
SHOP, FIRM = "92990101MACMPL045F", "91990101MACMPL0100"


def lay_acceptance(now: datetime) -> None:
    """A firm that owes two materials, a shop with a promise to be checked, a case reported up."""
    _lay_gap(now)
    _lay_promise(now)
    refer(stories.person("xiaoxin"), now)


def _lay_gap(now: datetime) -> None:
    firm, clerk = stories.person("damin", FIRM), stories.staff("clerk")
    draft = stories.prepare(firm, ITEM, now, late=True)
    services.promise_gap(actor=firm, draft_id=draft, now=now)
    case = services.submit(actor=firm, draft_id=draft, now=now)
    stories.check_all(clerk, case, now)
    services.accept(actor=clerk, number=str(case.number), now=now)


def _lay_promise(now: datetime) -> None:
    shop, clerk = stories.person("xiaohong", SHOP), stories.staff("clerk")
    draft = stories.prepare(shop, ITEM, now, late=True)
    services.choose_promise(actor=shop, draft_id=draft, chosen=True, now=now)
    services.sign_promise(actor=shop, draft_id=draft, now=now)
    number = str(services.submit(actor=shop, draft_id=draft, now=now).number)
    for row in queries.case(clerk, number).materials:
        if row.source not in ("", Source.PROMISE):
            services.check_material(
                actor=clerk, number=number, material_key=row.key, verdict="good", now=now
            )
    services.accept(actor=clerk, number=number, now=now)
    services.give_opinion(
        actor=clerk, number=number, task_key=queries.case(clerk, number).waiting[0].task_key,
        outcome="grant", opinion="凭告知承诺准予", face=FACE, now=now,
    )  # fmt: skip
    services.carry_out(number=number, now=now)
    services.open_check(number=number, now=now)


def refer(person: Actor, now: datetime) -> Case:
    """A case that the city has examined and reported up (转报); returns that of the province."""
    clerk, case = stories.staff("clerk"), stories.apply(person, REFERRED, now)
    number = str(case.number)
    stories.check_all(clerk, case, now)
    services.accept(actor=clerk, number=number, now=now)
    for who in ("handler", "reviewer"):
        services.give_opinion(
            actor=stories.staff(who), number=number,
            task_key=queries.case(clerk, number).waiting[0].task_key,
            outcome="forward", opinion="材料齐全，实习考核合格", now=now,
        )  # fmt: skip
    return services.refer_up(
        actor=stories.staff("approver"), number=number, opinion="初审符合条件，报请决定", now=now
    )
