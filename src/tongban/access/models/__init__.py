"""Tables of posts, empowerments, systems, consents, looks at personal data and objections."""

from tongban.access.models.clients import Client, ClientCalls, ClientDays, ClientToken
from tongban.access.models.consents import Consent
from tongban.access.models.holdings import Empowerment, PostHolding, in_force
from tongban.access.models.looks import DataAccess
from tongban.access.models.objections import Objection

__all__ = [
    "Client",
    "ClientCalls",
    "ClientDays",
    "ClientToken",
    "Consent",
    "DataAccess",
    "Empowerment",
    "Objection",
    "PostHolding",
    "in_force",
]
