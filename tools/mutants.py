"""Change the rules of cases and of the clock, one change at a time, and count what tests notice.

Names, with `*` and `?`, choose some of the changes: `mutants.py "tongban.cases.rules.limits*"`.
Runs in an environment of its own (`make mutants`); what is changed, and by which tests, stands in
`pyproject.toml`.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path

# The tests of rules want no database; a server that is not there proves it.
os.environ["TONGBAN_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"

from mutmut.__main__ import cli

MUTANTS = Path(__file__).resolve().parent.parent / "mutants"
NOTICED, MISSED, SEEN_BY_NONE = "noticed", "missed", "seen by no test"
OUTCOMES = {0: MISSED, 5: SEEN_BY_NONE, 33: SEEN_BY_NONE, None: "not tried", 2: "not tried"}


def outcomes() -> dict[str, Counter[str]]:
    """For each file, how many changes had which outcome."""
    found: dict[str, Counter[str]] = {}
    for path in sorted(MUTANTS.rglob("*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].values()
        if codes:
            name = str(path.relative_to(MUTANTS / "src" / "tongban")).removesuffix(".py.meta")
            found[name] = Counter(OUTCOMES.get(code, NOTICED) for code in codes)
    return found


def report() -> str:
    """A line for each file that was tried, and the sum."""
    lines = []
    total: Counter[str] = Counter()
    for name, counts in outcomes().items():
        total += counts
        lines.append(_line(name, counts))
    return "\n".join([*(line for line in lines if line), _line("together", total)])


def _line(name: str, counts: Counter[str]) -> str:
    tried = counts[NOTICED] + counts[MISSED] + counts[SEEN_BY_NONE]
    if not tried:
        return ""
    share = 100 * counts[NOTICED] / tried
    return f"{name:32} {counts[NOTICED]:5} of {tried:5} noticed  {share:5.1f} %"


def main() -> int:
    """Try the changes and print the score; 1 when the tests fail without any change."""
    code = cli(["run", *sys.argv[1:]], standalone_mode=False)
    sys.stdout.write(f"{report()}\n")
    return int(code or 0)


if __name__ == "__main__":
    sys.exit(main())
