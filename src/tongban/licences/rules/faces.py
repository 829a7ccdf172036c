"""The face (照面) of a licence: what is printed on it, and on which form."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

CARD_ENTRIES = 9
"""More entries than this do not fit on a card in letters that can be read."""

ON_SHEETS = frozenset({"证明", "批文"})
"""Categories of types whose licences are papers to read, not to hang on a wall."""


@dataclass(frozen=True)
class Entry:
    """One item of information on the face, as it is shown."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Face:
    """Everything printed on one licence.

    Print it with `typeset.pdf(template, face.facts())`, where the template is what `template_for`
    says. The identifier is also in the keywords of the document, where a program reads it back.
    """

    title: str  # 证照名称
    number: str  # 证照编号
    identifier: str  # 证照标识 (GB/T 36904)
    holders: tuple[str, ...]
    issuer: str
    issued_on: date
    made_at: datetime
    valid_from: date | None = None
    valid_until: date | None = None  # None: valid for long.
    entries: tuple[Entry, ...] = ()
    photo: bytes | None = None  # PNG or JPEG.
    qr: str = ""
    verify_at: str = ""
    watermark: str = ""  # On copies for one use (加注件): for what, by whom, until when.

    def facts(self) -> dict[str, object]:
        """What the templates read, with the document information for programs."""
        return {**asdict(self), "author": self.issuer, "keywords": [self.identifier]}


def template_for(*, name: str, category: str, has_photo: bool, entries: int) -> str:
    """The form a licence type is printed on.

    A card for credentials of persons with a photo; a sheet to read for proofs and replies; for all
    else the landscape certificate.
    """
    if has_photo and entries <= CARD_ENTRIES and name.endswith(("证", "卡")):
        return "licences/card"
    if category in ON_SHEETS:
        return "licences/permit"
    return "licences/certificate"
