"""What systems of departments and enterprises may ask of the library (GB/T 36906).

A department uses licences by law, for a case; an enterprise by its holder's consent or by the code
he shows.  Each use is written down for the holder before anything leaves.
"""

from tongban.licences.services.sharing.answering import answer, codes
from tongban.licences.services.sharing.comparing import compare
from tongban.licences.services.sharing.files import (
    FileGone,
    FileOut,
    Ticket,
    file_for,
    taken,
    ticket_for,
)
from tongban.licences.services.sharing.searching import Found, search
from tongban.licences.services.sharing.using import (
    Asked,
    NothingFound,
    Shared,
    by_code,
    by_holder,
    by_identifier,
)

__all__ = [
    "Asked",
    "FileGone",
    "FileOut",
    "Found",
    "NothingFound",
    "Shared",
    "Ticket",
    "answer",
    "by_code",
    "by_holder",
    "by_identifier",
    "codes",
    "compare",
    "file_for",
    "search",
    "taken",
    "ticket_for",
]
