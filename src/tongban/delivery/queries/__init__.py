"""Reads."""

from tongban.delivery.queries.consignments import (
    ConsignmentUnknown,
    Line,
    ShownProxy,
    View,
    Wanted,
    case_view,
    consignment,
    consignments,
    counts,
    is_counter,
    masked_address,
    of_case,
    offered,
    shown_proxies,
    wanted,
)
from tongban.delivery.queries.settings import Settings, settings

__all__ = [
    "ConsignmentUnknown",
    "Line",
    "Settings",
    "ShownProxy",
    "View",
    "Wanted",
    "case_view",
    "consignment",
    "consignments",
    "counts",
    "is_counter",
    "masked_address",
    "of_case",
    "offered",
    "settings",
    "shown_proxies",
    "wanted",
]
