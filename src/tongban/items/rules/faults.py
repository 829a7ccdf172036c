"""What is wrong with a catalogue file: where, and in a sentence the editor understands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that must be mended before anything of the file is loaded."""

    file: str
    path: str
    sentence: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.line} 行" if self.line else self.file
        return f"{place} {self.path}：{self.sentence}" if self.path else f"{place}：{self.sentence}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault before it is known where in the file it stands; a warning does not stop loading."""

    path: Path
    sentence: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """The values of a file, and on which line each of them begins."""

    file: str
    root: dict[str, object]
    lines: dict[Path, int]

    def fault(self, finding: Finding) -> Fault:
        """The finding with its place in the file."""
        return Fault(
            self.file, self.spell(finding.path), finding.sentence, self._line(finding.path)
        )

    def spell(self, path: Path) -> str:
        """The path as people read it: `items[17](food_business).materials[2].need`."""
        spelled = ""
        here: object = self.root
        for step in path:
            here = _step(here, step)
            spelled += f"[{step}]" if isinstance(step, int) else f"{'.' if spelled else ''}{step}"
            if isinstance(step, int) and isinstance(here, dict) and isinstance(here.get("id"), str):
                spelled += f"({here['id'][:64]})"
        return spelled

    def _line(self, path: Path) -> int:
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 0


def _step(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, Sequence) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
