"""What a load did, or why it did nothing, in lines an operator reads."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.base.errors import Invalid
from tongban.items.rules.faults import Fault

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Report:
    """What loading a catalogue changed."""

    file: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    restated: int = 0
    life_events: int = 0
    warnings: tuple[Fault, ...] = ()

    @property
    def is_idle(self) -> bool:
        """Whether nothing that people see is different now."""
        return not (self.new or self.changed or self.retired or self.restated or self.life_events)

    def render(self) -> str:
        """Plain lines in Chinese."""
        lines = [
            f"{self.file}：已载入。",
            f"新增 {self.new} 项，修改 {self.changed} 项，未变 {self.unchanged} 项。",
            f"启停 {self.restated} 项，下架 {self.retired} 项，一件事变动 {self.life_events} 件。",
        ]
        if self.warnings:
            lines.append(f"有 {len(self.warnings)} 处建议核对：")
            lines += [f"  {warning}" for warning in self.warnings[:SHOWN]]
        if len(self.warnings) > SHOWN:
            lines.append(f"  ……另有 {len(self.warnings) - SHOWN} 处。")
        return "\n".join(lines)


class CatalogueRefused(Invalid):
    """A catalogue has at least one fault; nothing of it was loaded."""

    code = "items.catalogue_refused"
    sentence = "目录文件有错，没有载入任何内容。"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        first = faults[0]
        more = f"（另有 {len(faults) - 1} 处）" if len(faults) > 1 else ""
        fields = {fault.path or fault.file: fault.sentence for fault in faults[:SHOWN]}
        super().__init__(f"{first}{more}没有载入任何内容。", fields=fields)

    def render(self) -> str:
        """Every fault on a line of its own."""
        lines = [f"没有载入任何内容，共 {len(self.faults)} 处错误："]
        return "\n".join([*lines, *(f"  {fault}" for fault in self.faults)])
