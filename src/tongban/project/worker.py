"""The job worker: runs deferred and periodic jobs until it is asked to stop."""

from __future__ import annotations

import os

_NICE = 5


def main() -> None:
    """Run jobs; SIGTERM and SIGINT let the current ones finish.

    People who wait for a page come before work for later, so the worker is nice.
    """
    os.nice(_NICE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
    import django

    django.setup()
    from django.conf import settings
    from procrastinate.contrib.django import app

    from tongban.project import loaded

    loaded.settle()
    working = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    working.run_worker(
        concurrency=settings.TONGBAN.worker_concurrency,
        shutdown_graceful_timeout=8,
        delete_jobs="successful",
    )


if __name__ == "__main__":
    main()
