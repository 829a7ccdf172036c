"""What every page and endpoint relies on: read-only views, problems, idempotency."""

from tongban.base.web.readonly import read_only, writes_allowed

__all__ = ["read_only", "writes_allowed"]
