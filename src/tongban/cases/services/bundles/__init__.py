"""A life event (一件事) as one application: every change of it."""

from tongban.cases.services.bundles.acceptance import accept_bundle, ask_bundle, refuse_bundle
from tongban.cases.services.bundles.applicant import (
    bring_to_bundle,
    supplement_bundle,
    withdraw_bundle,
)
from tongban.cases.services.bundles.choosing import choose_bundle_way
from tongban.cases.services.bundles.drafts import answer, discard_bundle, fill, open_bundle
from tongban.cases.services.bundles.following import begin_hindered, follow_member
from tongban.cases.services.bundles.ground import BundleUnknown
from tongban.cases.services.bundles.materials import (
    attach,
    check_material,
    detach,
    read_file,
    receive_papers,
)
from tongban.cases.services.bundles.papers import note_delivered
from tongban.cases.services.bundles.submission import DataNotFound, submit_bundle
from tongban.cases.services.bundles.walkin import take_in_bundle

__all__ = [
    "BundleUnknown",
    "DataNotFound",
    "accept_bundle",
    "answer",
    "ask_bundle",
    "attach",
    "begin_hindered",
    "bring_to_bundle",
    "check_material",
    "choose_bundle_way",
    "detach",
    "discard_bundle",
    "fill",
    "follow_member",
    "note_delivered",
    "open_bundle",
    "read_file",
    "receive_papers",
    "refuse_bundle",
    "submit_bundle",
    "supplement_bundle",
    "take_in_bundle",
    "withdraw_bundle",
]
