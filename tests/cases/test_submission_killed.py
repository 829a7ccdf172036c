"""The process that hands a draft in is killed: afterwards the whole case is there, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from signal import SIGKILL
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tongban.base.models import AuditEntry, NumberSeries, OutboxEvent
from tongban.cases import events, rules, services
from tongban.cases.models import Case, CaseDocument, CaseMaterial, CaseStep
from tongban.demo.services import stories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MOST_WRITES = 60


@contextmanager
def submitter(database: str, draft: UUID) -> Iterator[Callable[[str], tuple[int, int]]]:
    """A warm process that hands the draft in and dies at the moment it is told."""
    command = [sys.executable, "-m", "tests.cases.submitter"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [*command, database, str(draft), "damin", NOW.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    ) as process:

        def die_at(moment: str) -> tuple[int, int]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{moment}\n")
            process.stdin.flush()
            ended_by, writes = process.stdout.readline().split()
            return int(ended_by), int(writes)

        yield die_at
        assert process.stdin is not None
        process.stdin.close()


def everything(draft: UUID) -> dict[str, object]:
    """All that a submission touches, as other connections see it."""
    return {
        "case": Case.objects.filter(pk=draft).values().get(),
        "materials": list(CaseMaterial.objects.order_by("id").values()),
        "steps": list(CaseStep.objects.order_by("id").values()),
        "documents": list(CaseDocument.objects.order_by("id").values()),
        "audit": AuditEntry.objects.count(),
        "events": OutboxEvent.objects.count(),
        "jobs": ProcrastinateJob.objects.count(),
        "numbers": list(NumberSeries.objects.order_by("id").values()),
    }


def assert_whole(draft: UUID) -> Case:
    """Every part of one submitted case is there, once."""
    case = Case.objects.get(pk=draft)
    number = str(case.number)
    assert case.state == rules.State.SUBMITTED
    assert rules.parse_case_number(number).serial == 1
    assert [step.step for step in case.steps.all()] == [rules.Step.SUBMIT]
    (paper,) = case.documents.all()
    assert paper.kind == "receipt"
    assert AuditEntry.objects.filter(subject=number, event=events.CaseSubmitted.name).count() == 1
    told = OutboxEvent.objects.filter(name=events.CaseSubmitted.name)
    assert [event.payload for event in told] == [{"number": number}]
    jobs = ProcrastinateJob.objects.order_by("id").values_list("args", flat=True)
    assert list(jobs) == [{"document": str(paper.pk)}, {"number": number}]
    assert set(NumberSeries.objects.filter(period="20260303").values_list("last", flat=True)) == {1}
    return case


def test_a_killed_submission_leaves_nothing_or_the_whole_case(committed_area: str) -> None:
    actor = stories.person("damin")
    draft = stories.prepare(actor, "residence_permit", NOW)
    ProcrastinateJob.objects.all().delete()
    before = everything(draft)

    with submitter(committed_area, draft) as die_at:
        killed = 0
        for nth in range(1, MOST_WRITES):
            ended_by, writes = die_at(str(nth))
            if ended_by == 0:
                break
            killed += 1
            assert ended_by == SIGKILL
            assert everything(draft) == before, f"something stayed after write {nth}"

    # two numbers, case, materials, step, paper, audit, and an event and a job for paper and case
    assert killed == writes >= 11
    assert_whole(draft)


def test_killed_at_the_commit_the_case_is_whole_only_after_it(committed_area: str) -> None:
    actor = stories.person("damin")
    draft = stories.prepare(actor, "residence_permit", NOW)
    ProcrastinateJob.objects.all().delete()
    before = everything(draft)

    with submitter(committed_area, draft) as die_at:
        assert die_at("commit") == (SIGKILL, 0)
        assert everything(draft) == before
        assert die_at("answer") == (SIGKILL, 0)
        made = assert_whole(draft)
        after = everything(draft)
        assert die_at("never") == (0, 0)

    assert services.submit(actor=actor, draft_id=draft, now=NOW).number == made.number
    assert everything(draft) == after
