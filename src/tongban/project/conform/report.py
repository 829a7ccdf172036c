"""What was found, one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PASS, FAIL, SKIP = "PASS", "FAIL", "SKIP"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: what is expected, and what came instead."""

    code: str
    words: str
    verdict: str
    why: str = ""

    @property
    def line(self) -> str:
        why = f"：{self.why}" if self.why else ""
        return f"{self.verdict}  {self.code}  {self.words}{why}"


def judged(code: str, words: str, fault: str) -> Finding:
    """Passed unless there is a fault."""
    return Finding(code, words, FAIL if fault else PASS, fault)


def skipped(code: str, words: str, why: str) -> Finding:
    """Not checked, and why."""
    return Finding(code, words, SKIP, why)


def printed(findings: Iterable[Finding]) -> int:
    """Print every line and the sum; 1 if something failed, else 0."""
    counted = {PASS: 0, FAIL: 0, SKIP: 0}
    for each in findings:
        counted[each.verdict] += 1
        print(each.line, flush=True)
    print(f"通过 {counted[PASS]} 项，不通过 {counted[FAIL]} 项，没有检查 {counted[SKIP]} 项。")
    return 1 if counted[FAIL] else 0
