"""Changes of licences, and reads that leave a record."""

from tongban.licences.services.acting import act, call_off
from tongban.licences.services.authorising import Review, authorise, review
from tongban.licences.services.catalogue import LoadReport, load_types
from tongban.licences.services.changing import change
from tongban.licences.services.checking import (
    TypeNeeded,
    public_keys,
    verify_file,
    verify_identifier,
    verify_number,
    verify_qr,
)
from tongban.licences.services.collecting import collect, collect_file
from tongban.licences.services.correcting import correct, object_to, refuse_objection
from tongban.licences.services.ending import revoke
from tongban.licences.services.finding import look_up_number
from tongban.licences.services.issuing import issue
from tongban.licences.services.ordering import (
    HolderUnfit,
    NumberTaken,
    TypeNotIssuable,
)
from tongban.licences.services.preparing import checked_face, face_fields
from tongban.licences.services.presenting import Code, EnterpriseNeeded, redeem, show
from tongban.licences.services.reading import download, look_up, preview
from tongban.licences.services.sweeping import sweep
from tongban.licences.services.using import (
    read_values,
    take_copy,
    use_by_consent,
    use_by_law,
    use_own,
)

__all__ = [
    "Code",
    "EnterpriseNeeded",
    "HolderUnfit",
    "LoadReport",
    "NumberTaken",
    "Review",
    "TypeNeeded",
    "TypeNotIssuable",
    "act",
    "authorise",
    "call_off",
    "change",
    "checked_face",
    "collect",
    "collect_file",
    "correct",
    "download",
    "face_fields",
    "issue",
    "load_types",
    "look_up",
    "look_up_number",
    "object_to",
    "preview",
    "public_keys",
    "read_values",
    "redeem",
    "refuse_objection",
    "review",
    "revoke",
    "show",
    "sweep",
    "take_copy",
    "use_by_consent",
    "use_by_law",
    "use_own",
    "verify_file",
    "verify_identifier",
    "verify_number",
    "verify_qr",
]
