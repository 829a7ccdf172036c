"""Django's own commands, for developers: `python -m tongban.project.manage migrate`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one of Django's commands on the configured or the private database."""
    from tongban.project import embedded

    embedded.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
