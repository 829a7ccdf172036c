"""Reads."""

from tongban.delivery.queries.consignments import (
    ConsignmentUnknown,
    Line,
    ShownProxy,
    View,
    Wanted,
    case_view,
    coming,
    consignment,
    consignments,
    counts,
    is_counter,
    masked_address,
    of_bundle,
    of_case,
    offered,
    shown_proxies,
    wanted,
)
from tongban.delivery.queries.counter import Receipt, named, printed, receipts
from tongban.delivery.queries.settings import Settings, settings

__all__ = [
    "ConsignmentUnknown",
    "Line",
    "Receipt",
    "Settings",
    "ShownProxy",
    "View",
    "Wanted",
    "case_view",
    "coming",
    "consignment",
    "consignments",
    "counts",
    "is_counter",
    "masked_address",
    "named",
    "of_bundle",
    "of_case",
    "offered",
    "printed",
    "receipts",
    "settings",
    "shown_proxies",
    "wanted",
]
