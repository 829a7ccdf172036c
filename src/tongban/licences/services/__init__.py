"""Changes of licences, and reads that leave a record."""

from tongban.licences.services import sharing, types
from tongban.licences.services.acting import act, call_off
from tongban.licences.services.authorising import Review, authorise, review
from tongban.licences.services.catalogue import LoadReport, load_types
from tongban.licences.services.changing import change
from tongban.licences.services.checking import (
    Checked,
    TypeNeeded,
    check_file,
    public_keys,
    verify_file,
    verify_identifier,
    verify_number,
    verify_qr,
)
from tongban.licences.services.collecting import collect, collect_file
from tongban.licences.services.correcting import correct, object_to, refuse_objection
from tongban.licences.services.ending import revoke
from tongban.licences.services.fetching import read_values, take_copy
from tongban.licences.services.finding import look_up_number
from tongban.licences.services.forgetting import forget_copies
from tongban.licences.services.grading import Stock, compare, convert, raise_grade
from tongban.licences.services.handing_in import NotOfCase, RowRefused, hand_in
from tongban.licences.services.issuing import issue
from tongban.licences.services.ordering import (
    HolderUnfit,
    NumberTaken,
    TypeNotIssuable,
)
from tongban.licences.services.paper import (
    count_paper,
    hand_out_paper,
    receive_paper,
    return_paper,
    use_sheet,
    void_paper,
)
from tongban.licences.services.preparing import checked_face, face_fields
from tongban.licences.services.presenting import Code, EnterpriseNeeded, redeem, show
from tongban.licences.services.printing import print_on_sheet
from tongban.licences.services.publishing import publish_lists
from tongban.licences.services.reading import download, look_up, preview
from tongban.licences.services.refiling import refile_stamped
from tongban.licences.services.searching import Opened, act_document, open_licence, search
from tongban.licences.services.sweeping import sweep
from tongban.licences.services.using import use_by_consent, use_by_law, use_own

__all__ = [
    "Checked",
    "Code",
    "EnterpriseNeeded",
    "HolderUnfit",
    "LoadReport",
    "NotOfCase",
    "NumberTaken",
    "Opened",
    "Review",
    "RowRefused",
    "Stock",
    "TypeNeeded",
    "TypeNotIssuable",
    "act",
    "act_document",
    "authorise",
    "call_off",
    "change",
    "check_file",
    "checked_face",
    "collect",
    "collect_file",
    "compare",
    "convert",
    "correct",
    "count_paper",
    "download",
    "face_fields",
    "forget_copies",
    "hand_in",
    "hand_out_paper",
    "issue",
    "load_types",
    "look_up",
    "look_up_number",
    "object_to",
    "open_licence",
    "preview",
    "print_on_sheet",
    "public_keys",
    "publish_lists",
    "raise_grade",
    "read_values",
    "receive_paper",
    "redeem",
    "refile_stamped",
    "refuse_objection",
    "return_paper",
    "review",
    "revoke",
    "search",
    "sharing",
    "show",
    "sweep",
    "take_copy",
    "types",
    "use_by_consent",
    "use_by_law",
    "use_own",
    "use_sheet",
    "verify_file",
    "verify_identifier",
    "verify_number",
    "verify_qr",
    "void_paper",
]
