"""The node's settings, on a private PostgreSQL and a folder that only the tests use."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("TONGBAN_DATA_DIR", tempfile.mkdtemp(prefix="tongban-tests-"))
os.environ["TONGBAN_MODE"] = "demo"
if "TONGBAN_DATABASE_URL" not in os.environ:
    from tests import careless
    from tongban.project import embedded

    _server = embedded.start(_ROOT / ".tongban" / "test-postgres")
    os.environ["TONGBAN_DATABASE_URL"] = embedded.address(_server)
    careless.make(os.environ["TONGBAN_DATABASE_URL"])

from tongban.project.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, for tests only
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT = None  # type: ignore[assignment]  # nothing is collected here; the finders serve what a test asks for
MIDDLEWARE = ["tests.contract.answers.against_contract", *MIDDLEWARE]  # noqa: F405
