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
    CheckNotFinished,
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
from tongban.cases.services.stopping import resume, suspend
from tongban.cases.services.submission import submit
from tongban.cases.services.sweeps import set_light, sweep
from tongban.cases.services.walkin import take_in

__all__ = [
    "CaseUnknown",
    "CheckNotFinished",
    "DraftUnknown",
    "FormTooLarge",
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
    "detach",
    "discard",
    "fill",
    "give_opinion",
    "lapse",
    "open_document",
    "open_draft",
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
    "terminate",
    "withdraw",
]
