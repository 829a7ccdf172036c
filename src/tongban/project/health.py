"""Whether the node lives, is ready, and how it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import prometheus_client
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

if TYPE_CHECKING:
    from django.http import HttpRequest

_WORKER_SILENT_AFTER = 60
_COUNTS = """
SELECT status, count(*) FROM procrastinate_jobs
WHERE status IN ('todo', 'doing', 'failed') GROUP BY status
"""
_WORKERS = """
SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)
"""
JOBS = prometheus_client.Gauge("tongban_jobs", "Jobs by state", ["state"])


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: the database answers, all migrations are applied, a worker was heard of."""
    checks = {"database": False, "migrations": False, "worker": False}
    try:
        executor = MigrationExecutor(connection)
        checks["database"] = True
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        with connection.cursor() as cursor:
            cursor.execute(_WORKERS, [_WORKER_SILENT_AFTER])
            checks["worker"] = cursor.fetchone()[0] > 0
    except Error:
        pass
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; none of them is about a person."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        found = dict(cursor.fetchall())
    for state in ("todo", "doing", "failed"):
        JOBS.labels(state).set(found.get(state, 0))
    return HttpResponse(
        prometheus_client.generate_latest(), content_type=prometheus_client.CONTENT_TYPE_LATEST
    )
