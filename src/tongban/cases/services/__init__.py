"""Every change of a case."""

from tongban.cases.services.applicant import (
    bring,
    bring_paper,
    lapse,
    supplement,
    terminate,
    withdraw,
)
from tongban.cases.services.drafts import (
    FormTooLarge,
from tongban.cases.services.balancing import BalanceUnknown, close_days, state_balance
from tongban.cases.services.broken import repair as repair_promise
from tongban.cases.services.calendar import (
    close_offices,
    publish_schedule,
    reopen_offices,
    review_consequence,
    tell_moved,
)
    ItemNotApplicable,
    SignInNeeded,
    TooManyDrafts,
    answer,
    discard,
    fill,
    open_draft,
)
from tongban.cases.services.ground import CaseUnknown, DraftUnknown, MaterialUnknown
from tongban.cases.services.intake import (
from tongban.cases.services.extending import ask_extension, extend, keep_limit
from tongban.cases.services.feeding import feed
from tongban.cases.services.fetching import Fetched, fetch, fetch_file, fetch_paper
from tongban.cases.services.gaps import lapse_gap
    CheckNotFinished,
from tongban.cases.services.handing import accept_hand_over, call_off_hand_over, pass_on
from tongban.cases.services.handing_out import await_fetching, choose_way, hand_over
    Request,
    accept,
    accept_silent,
    ask_supplement,
    precheck,
    refuse,
)
from tongban.cases.services.looking import open_face, show_applicant, show_licence
from tongban.cases.services.materials import (
    NotOpenForMaterials,
    TooManyFiles,
    attach,
    check_material,
    detach,
    read_file,
    receive_paper,
    take_back,
)
from tongban.cases.services.outcome import carry_out
from tongban.cases.services.papers import open_document
from tongban.cases.services.review import give_opinion
from tongban.cases.services.promise_checks import check_promise, open_check, revoke_promised
from tongban.cases.services.promising import choose_promise, promise_gap, sign_promise
from tongban.cases.services.pushing import (
    push_begin,
    push_decision,
    push_end,
    push_opinion,
    push_step,
)
from tongban.cases.services.recounting import recount
from tongban.cases.services.referring import refer_up
from tongban.cases.services.stopping import resume, suspend
from tongban.cases.services.submission import submit
from tongban.cases.services.sweeps import set_light, sweep
from tongban.cases.services.walkin import take_in

__all__ = [
    "CaseUnknown",
    "BalanceUnknown",
    "CheckNotFinished",
    "DraftUnknown",
    "FormTooLarge",
    "Fetched",
    "ItemNotApplicable",
    "MaterialUnknown",
    "NotOpenForMaterials",
    "Request",
    "SignInNeeded",
    "TooManyDrafts",
    "TooManyFiles",
    "accept",
    "accept_silent",
    "answer",
    "ask_supplement",
    "attach",
    "bring",
    "bring_paper",
    "carry_out",
    "check_material",
    "await_fetching",
    "detach",
    "discard",
    "fill",
    "give_opinion",
    "lapse",
    "check_promise",
    "choose_promise",
    "choose_way",
    "close_days",
    "close_offices",
    "confirm_consent",
    "open_document",
    "open_draft",
    "extend",
    "feed",
    "fetch",
    "fetch_file",
    "fetch_paper",
    "open_face",
    "precheck",
    "read_file",
    "receive_paper",
    "refuse",
    "resume",
    "set_light",
    "show_applicant",
    "show_licence",
    "submit",
    "supplement",
    "suspend",
    "sweep",
    "take_back",
    "take_in",
    "promise_gap",
    "publish_schedule",
    "push_begin",
    "push_decision",
    "push_end",
    "push_opinion",
    "push_step",
    "terminate",
    "withdraw",
]
    "sign_promise",
    "state_balance",
