"""Papers (文书) that a case is told with: what each must state before it may be printed.

Each class is the whole of one paper. A service fills it, prints it with
`typeset.pdf(paper.template, paper.facts())` and files the bytes. Names and numbers of people arrive
masked as they shall be shown. A text left empty is left out of the paper, not printed as a gap.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What every paper states: who says it, under which number, to whom, about what."""

    template: ClassVar[str]
    name: ClassVar[str]

    issuer: str
    number: str  # 文号: short name of the office, kind, 〔year〕, serial. Empty if it bears none.
    case_number: str
    applicant: str
    applicant_number: str
    item: str
    made_at: datetime
    clerk: str
    phone: str
    verification_code: str
    verify_at: str  # Where anybody may check the code, as people type it.
    qr: str  # The text of the QR code; empty for none.
    agent: str = ""
    contact: str = ""  # The applicant's telephone, masked.
    address: str = ""  # The counter to go to.
    legal_basis: tuple[str, ...] = ()

    def facts(self) -> dict[str, object]:
        """What the template reads, with the document information for programs."""
        return {
            **asdict(self),
            "title": f"{self.name}（{self.item}）",
            "author": self.issuer,
            "keywords": [each for each in (self.case_number, self.number) if each],
        }


@dataclass(frozen=True)
class ReceivedMaterial:
    """One material that was handed in."""

    name: str
    form: str  # 原件, 复印件, 电子件
    copies: int = 1
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt(Paper):
    """收件凭证: what was received and when. It is not an acceptance, and says so."""

    template: ClassVar[str] = "cases/receipt"
    name: ClassVar[str] = "收件凭证"

    received_at: datetime
    materials: tuple[ReceivedMaterial, ...]
    answer_by: date | None = None  # Silence after this day means accepted (行政许可法 art. 32).


@dataclass(frozen=True)
class LateMaterial:
    """A material that may follow after acceptance (容缺后补)."""

    name: str
    form: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Acceptance(Paper):
    """受理通知书: from which day the limit runs, until when the decision is due, and why then."""

    template: ClassVar[str] = "cases/acceptance"
    name: ClassVar[str] = "受理通知书"

    applied_on: date
    accepted_on: date
    due_on: date
    limit: str  # The promised limit in words: 5 个工作日.
    counted: tuple[str, ...] = ()  # One sentence for each thing that moved the due day.
    legal_due_on: date | None = None
    legal_limit: str = ""
    result: str = ""  # What is issued if granted.
    fee: str = ""
    late_materials: tuple[LateMaterial, ...] = ()


@dataclass(frozen=True)
class CorrectionRequest:
    """One material that must be brought or mended: what is wrong, and what will do."""

    material: str
    wrong: str
    standard: str


@dataclass(frozen=True, kw_only=True)
class Correction(Paper):
    """一次性补正告知书: everything to be corrected, told once."""

    template: ClassVar[str] = "cases/correction"
    name: ClassVar[str] = "一次性补正告知书"

    applied_on: date
    asked_on: date
    requests: tuple[CorrectionRequest, ...]
    reply_by: date | None = None  # Not brought until then: taken as withdrawn.
    ways: str = ""  # How to hand the correction in.


@dataclass(frozen=True, kw_only=True)
class Against(Paper):
    """What is decided against the applicant: the reasons, and what he may do against it."""

    decided_on: date
    reasons: tuple[str, ...]
    review_office: str = ""
    court: str = ""


@dataclass(frozen=True, kw_only=True)
class Refusal(Against):
    """不予受理通知书: why, and who is competent instead."""

    template: ClassVar[str] = "cases/refusal"
    name: ClassVar[str] = "不予受理通知书"

    applied_on: date
    competent_office: str = ""
    competent_contact: str = ""


@dataclass(frozen=True, kw_only=True)
class Suspension(Paper):
    """特别程序告知书: which procedure, why, how long, and that its time is not counted."""

    template: ClassVar[str] = "cases/suspension"
    name: ClassVar[str] = "特别程序告知书"

    accepted_on: date
    procedure: str
    reason: str
    starts_on: date
    time_needed: str
    stops_clock: bool
    ends_on: date | None = None
    due_on: date | None = None  # The due day if the procedure ends on `ends_on`.
    approver: str = ""


@dataclass(frozen=True, kw_only=True)
class Extension(Paper):
    """延长期限告知书: the new due day, why, and who approved it (行政许可法 art. 42)."""

    template: ClassVar[str] = "cases/extension"
    name: ClassVar[str] = "延长期限告知书"

    accepted_on: date
    decided_on: date
    reason: str
    extended_by: str
    former_due_on: date
    due_on: date
    approver: str


@dataclass(frozen=True, kw_only=True)
class Grant(Paper):
    """准予行政许可决定书: what is granted, with which licence, and how it is handed over."""

    template: ClassVar[str] = "cases/grant"
    name: ClassVar[str] = "准予行政许可决定书"

    accepted_on: date
    decided_on: date
    decision: str = ""  # What exactly is granted, if more than the item says.
    licence_name: str = ""
    licence_number: str = ""
    validity: str = ""
    conditions: tuple[str, ...] = ()
    hand_over: str = ""
    hand_over_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class Denial(Against):
    """不予行政许可决定书."""

    template: ClassVar[str] = "cases/denial"
    name: ClassVar[str] = "不予行政许可决定书"

    accepted_on: date


@dataclass(frozen=True)
class DeliveredPaper:
    """One paper or licence that was handed over."""

    name: str
    number: str
    copies: int = 1


@dataclass(frozen=True, kw_only=True)
class Delivery(Paper):
    """送达回证: what reached whom, how and when. Unfilled lines are there to be signed by hand."""

    template: ClassVar[str] = "cases/delivery"
    name: ClassVar[str] = "送达回证"

    delivered: tuple[DeliveredPaper, ...]
    recipient: str
    way: str  # 直接送达, 电子送达, 邮寄送达 …
    place: str = ""
    delivered_at: datetime | None = None
    received_by: str = ""  # Empty: signed on paper.
    relation: str = ""  # Of the receiver to the recipient, if another person.
    witness: str = ""
    remark: str = ""
