"""Is the thing for this applicant at all?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.cases.services.drafts import ItemNotApplicable
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from tongban.cases.models import Bundle
    from tongban.items.rules.things import Thing


def require_fit(bundle: Bundle, thing: Thing) -> None:
    """Decline with `ItemNotApplicable` when a member that begins at once is not for this applicant.

    Members behind it may be for the enterprise that the first one makes.
    """
    kind = identity.subject(bundle.applicant_id).kind
    for key, item in thing.items.items():
        if not thing.waits[key] and kind not in item.audiences:
            who = "个人" if "natural" in item.audiences else "企业或组织"
            raise ItemNotApplicable(
                f"“{item.name}”面向{who}。请先在“我的”里切换为以{who}身份办理，再来办这件事。"
            )
