"""How the tests are spread over the processes of a run.

A file stays together, because its tests share what was laid for them.  The dearest files begin
first, so that no process is left alone with one of them at the end.  Journeys go to two processes
only: each of these runs a node and a Chromium, which wait much, so the others use the cores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

JOURNEYS = "tests/browser/test_"
TRAVELLERS = 2
# Where few tests take long, the longest first; of all others those with many tests begin first.
DEAR = (
    "tests/base/ledger/test_killed.py",
    "tests/seals/test_life.py",
    "tests/project/test_node.py",
    "tests/desk/test_output.py",
    "tests/seals/test_using.py",
    "tests/cases/bundles/test_bundles.py",
    "tests/cases/test_races.py",
    "tests/licences/test_collection.py",
    "tests/licences/test_issuing.py",
    "tests/cases/test_submission_killed.py",
    "tests/project/test_conform.py",
    "tests/archives/test_lists.py",
    "tests/archives/test_packages.py",
    "tests/desk/test_clock.py",
    "tests/delivery/test_counter.py",
    "tests/delivery/test_parcels.py",
    "tests/cases/clock/test_recounting.py",
    "tests/cases/bundles/test_walk.py",
    "tests/archives/test_nested.py",
    "tests/demo/test_lay.py",
    "tests/project/test_integrate_page.py",
    "tests/project/test_sandbox.py",
)


class Spreading(LoadFileScheduling):  # type: ignore[misc]
    """Hands out whole files."""

    def _reschedule(self, node: WorkerController) -> None:
        if self.workqueue and self._next_for(node) is None:
            node.shutdown()  # it ends what it has; what is left is for others
        else:
            super()._reschedule(node)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if (file := self._next_for(node)) is not None:
            self.workqueue.move_to_end(file, last=False)
            super()._assign_work_unit(node)

    def _next_for(self, node: WorkerController) -> str | None:
        travels = self._may_travel(node)
        open_to = [file for file in self.workqueue if travels or not _is_journey(file)]
        return min(open_to, key=_rank, default=None)

    def _may_travel(self, node: WorkerController) -> bool:
        others = [work for other, work in self.assigned_work.items() if other is not node]
        return sum(any(map(_is_journey, work)) for work in others) < TRAVELLERS


def _is_journey(file: str) -> bool:
    return file.startswith(JOURNEYS)


def _rank(file: str) -> int:
    """The lower, the sooner; equals stay in their order, those with more tests first."""
    if _is_journey(file):
        return -1
    return DEAR.index(file) if file in DEAR else len(DEAR)
