"""Write the API contract, or compare the committed one with the code (`--check`)."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

CONTRACT = Path(__file__).resolve().parent.parent / "docs" / "openapi" / "v1.json"
PREFIX = "/api/v1/"


def generated() -> str:
    """The contract as the code has it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
    import django

    django.setup()
    from tongban.project.api import api

    schema = api.get_openapi_schema(path_prefix=PREFIX)
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main() -> int:
    """Return 1 when the committed contract differs from the code."""
    text = generated()
    if "--check" not in sys.argv:
        CONTRACT.parent.mkdir(parents=True, exist_ok=True)
        CONTRACT.write_text(text, encoding="utf-8")
        return 0
    if CONTRACT.exists() and CONTRACT.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("docs/openapi/v1.json differs from the code: run python tools/openapi.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
