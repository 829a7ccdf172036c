"""Every change of a case."""

from tongban.cases.services import bundles
from tongban.cases.services.agents import (
    CodeWrong,
    ConsentNotInForce,
    ConsentUnknown,
    ask_consent,
    confirm_consent,
    open_for,
    revoke_consent,
)
from tongban.cases.services.applicant import (
    bring,
    bring_paper,
    lapse,
    supplement,
    take_back_promise,
    terminate,
    withdraw,
)
from tongban.cases.services.balancing import (
    BalanceUnknown,
    DayNotOver,
    close_days,
    state_balance,
)
from tongban.cases.services.broken import BrokenPromiseUnknown
from tongban.cases.services.broken import repair as repair_promise
from tongban.cases.services.calendar import (
    close_offices,
    load_calendar,
    publish_schedule,
    reopen_offices,
    review_consequence,
    tell_moved,
)
from tongban.cases.services.choosing import choose_units
from tongban.cases.services.claiming import assign, claim, hand_back
from tongban.cases.services.consulting import advise, consult, recall
from tongban.cases.services.correcting import (
    answer_correction,
    drop_correction_file,
    keep_correction,
    read_correction_file,
)
from tongban.cases.services.drafts import (
    FormTooLarge,
    ItemNotApplicable,
    SignInNeeded,
    TooManyDrafts,
    answer,
    discard,
    fill,
    open_draft,
)
from tongban.cases.services.extending import ask_extension, extend, keep_limit
from tongban.cases.services.feeding import feed
from tongban.cases.services.fetching import Fetched, fetch, fetch_file, fetch_paper
from tongban.cases.services.gaps import lapse_gap
from tongban.cases.services.ground import CaseUnknown, DraftUnknown, MaterialUnknown
from tongban.cases.services.handing import (
    HandOverOpen,
    HandOverUnknown,
    accept_hand_over,
    call_off_hand_over,
    pass_on,
)
from tongban.cases.services.handing_out import await_fetching, choose_way, hand_over
from tongban.cases.services.intake import (
    CheckNotFinished,
    accept,
    accept_silent,
    accept_with_gap,
    precheck,
    refuse,
)
from tongban.cases.services.leaving import (
    LeaveUnasked,
    LeaveWaits,
    NoNoticeYet,
    OwnLeave,
    PermitOpen,
    ask_leave,
    decide_leave,
    permit_second_notice,
)
from tongban.cases.services.looking import open_face, seek_person, show_applicant, show_licence
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
from tongban.cases.services.noticing import Request, ask_supplement
from tongban.cases.services.noting import NoteTooLong, TypedElsewhere, drop_note, keep_note
from tongban.cases.services.outcome import carry_out
from tongban.cases.services.own_licences import hand_in as hand_in_licence
from tongban.cases.services.papers import open_document
from tongban.cases.services.promise_checks import (
    NotDecidedYet,
    check_promise,
    open_check,
    revoke_promised,
)
from tongban.cases.services.promising import choose_promise, promise_gap, sign_promise
from tongban.cases.services.pushing import accept_checked, decide, keep_step, opine, push
from tongban.cases.services.reassigning import follow_run, pass_task, reassign
from tongban.cases.services.recounting import recount
from tongban.cases.services.referring import refer_up
from tongban.cases.services.review import give_opinion
from tongban.cases.services.sealing import PaperUnsealed, open_sealed, seal_paper, seal_papers
from tongban.cases.services.stopping import open_evidence, resume, suspend
from tongban.cases.services.submission import submit
from tongban.cases.services.succeeding import Moved, succeed, tell_renamed
from tongban.cases.services.sweeps import set_light, sweep
from tongban.cases.services.unanswered import hear_silence
from tongban.cases.services.verifying import FileChecked, PaperFound, check_file
from tongban.cases.services.walkin import take_in
from tongban.cases.services.warning import tell_holders_moved, warn_holders

__all__ = [
    "BalanceUnknown",
    "BrokenPromiseUnknown",
    "CaseUnknown",
    "CheckNotFinished",
    "CodeWrong",
    "ConsentNotInForce",
    "ConsentUnknown",
    "DayNotOver",
    "DraftUnknown",
    "Fetched",
    "FileChecked",
    "FormTooLarge",
    "HandOverOpen",
    "HandOverUnknown",
    "ItemNotApplicable",
    "LeaveUnasked",
    "LeaveWaits",
    "MaterialUnknown",
    "Moved",
    "NoNoticeYet",
    "NotDecidedYet",
    "NotOpenForMaterials",
    "NoteTooLong",
    "OwnLeave",
    "PaperFound",
    "PaperUnsealed",
    "PermitOpen",
    "Request",
    "SignInNeeded",
    "TooManyDrafts",
    "TooManyFiles",
    "TypedElsewhere",
    "accept",
    "accept_checked",
    "accept_hand_over",
    "accept_silent",
    "accept_with_gap",
    "advise",
    "answer",
    "answer_correction",
    "ask_consent",
    "ask_extension",
    "ask_leave",
    "ask_supplement",
    "assign",
    "attach",
    "await_fetching",
    "bring",
    "bring_paper",
    "bundles",
    "call_off_hand_over",
    "carry_out",
    "check_file",
    "check_material",
    "check_promise",
    "choose_promise",
    "choose_units",
    "choose_way",
    "claim",
    "close_days",
    "close_offices",
    "confirm_consent",
    "consult",
    "decide",
    "decide_leave",
    "detach",
    "discard",
    "drop_correction_file",
    "drop_note",
    "extend",
    "feed",
    "fetch",
    "fetch_file",
    "fetch_paper",
    "fill",
    "follow_run",
    "give_opinion",
    "hand_back",
    "hand_in_licence",
    "hand_over",
    "hear_silence",
    "keep_correction",
    "keep_limit",
    "keep_note",
    "keep_step",
    "lapse",
    "lapse_gap",
    "load_calendar",
    "open_check",
    "open_document",
    "open_draft",
    "open_evidence",
    "open_face",
    "open_for",
    "open_sealed",
    "opine",
    "pass_on",
    "pass_task",
    "permit_second_notice",
    "precheck",
    "promise_gap",
    "publish_schedule",
    "push",
    "read_correction_file",
    "read_file",
    "reassign",
    "recall",
    "receive_paper",
    "recount",
    "refer_up",
    "refuse",
    "reopen_offices",
    "repair_promise",
    "resume",
    "review_consequence",
    "revoke_consent",
    "revoke_promised",
    "seal_paper",
    "seal_papers",
    "seek_person",
    "set_light",
    "show_applicant",
    "show_licence",
    "sign_promise",
    "state_balance",
    "submit",
    "succeed",
    "supplement",
    "suspend",
    "sweep",
    "take_back",
    "take_back_promise",
    "take_in",
    "tell_holders_moved",
    "tell_moved",
    "tell_renamed",
    "terminate",
    "warn_holders",
    "withdraw",
]
