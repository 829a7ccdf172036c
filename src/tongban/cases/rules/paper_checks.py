"""What the seal on a file and our record of it come to, for a paper (文书) that anybody brings."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tongban.seals.rules.inspecting import Verdict as Seal


class PaperVerdict(StrEnum):
    """The four answers about a file that is, or says it is, a paper of ours."""

    GENUINE = "真实"
    INVALID = "印章无效"
    TAMPERED = "被篡改"
    UNKNOWN = "未能核验"


_UNPROVEN: Final = (
    "本平台有这份文书的记录，但是现在无法核实文件上的印章，请稍后再试，或者向发出机关询问。"
)
_RECORDED: Final[Mapping[Seal, tuple[PaperVerdict, str]]] = {
    Seal.VALID: (
        PaperVerdict.GENUINE,
        "这是本平台发出的文书：印章有效，内容从盖章到现在没有改动，和平台的记录一致。",
    ),
    Seal.INVALID: (
        PaperVerdict.INVALID,
        "本平台有这份文书的记录，但是文件上的印章不能采信，请向发出机关核实。",
    ),
    Seal.TAMPERED: (PaperVerdict.TAMPERED, "文件内容和盖章时不一致，请不要采信。"),
}
_NOT_THE_ONE: Final = (
    PaperVerdict.TAMPERED,
    "文件自称是本平台的文书，但不是发出机关盖章的那一份，请不要采信。",
)


def judged(seal: Seal, *, is_recorded: bool) -> tuple[PaperVerdict, str]:
    """The verdict and a sentence; `is_recorded` where a seal signed the digest that is on record.

    A file that only names a paper of ours is never genuine, whoever sealed it.
    """
    if not is_recorded:
        return _NOT_THE_ONE
    return _RECORDED.get(seal, (PaperVerdict.UNKNOWN, _UNPROVEN))
