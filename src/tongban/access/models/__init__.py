"""Tables of posts, empowerments and looks at personal data."""

from tongban.access.models.clients import Client, ClientCalls, ClientToken
from tongban.access.models.holdings import Empowerment, PostHolding, in_force
from tongban.access.models.looks import DataAccess

__all__ = [
    "Client",
    "ClientCalls",
    "ClientToken",
    "DataAccess",
    "Empowerment",
    "PostHolding",
    "in_force",
]
