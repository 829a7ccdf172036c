"""Running deferred jobs by hand."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

_DONE = "DELETE FROM procrastinate_jobs WHERE id = %s"


def drop_waiting() -> None:
    """Forget every job that waits."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")


def drain(limit: int = 500) -> list[str]:
    """Run waiting jobs in order, also those they defer; a failing job raises."""
    names: list[str] = []
    for _ in range(limit):
        job = ProcrastinateJob.objects.filter(status="todo").order_by("id").first()
        if job is None:
            return names
        with connection.cursor() as cursor:
            cursor.execute(_DONE, [job.id])
        app.tasks[job.task_name].func(**job.args)
        names.append(job.task_name)
    raise AssertionError(f"more than {limit} jobs")
