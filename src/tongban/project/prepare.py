"""Bringing a node up to date: migrations, static files, keys, sample data; run as a process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psycopg
import yaml

from tongban.project import config, embedded

_CANNOT_START = 3
_PATIENCE = 5


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
    import django

    django.setup()


def connect() -> None:
    """Make database, settings and houses ready for a command of this process."""
    embedded.ensure()
    _django()


def migrate() -> None:
    """Apply all migrations to the configured or the private database."""
    connect()
    _migrate()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def load_items(content: bytes, name: str) -> tuple[bool, str]:
    """Load a catalogue file with its departments; returns whether it was, and the report."""
    embedded.ensure()
    _django()
    from django.db import transaction

    from tongban.base.errors import Refusal
    from tongban.items.rules.report import CatalogueRefused

    try:
        with transaction.atomic():
            return True, _load_items(content, name)
    except CatalogueRefused as refused:
        return False, refused.render()
    except Refusal as refusal:
        return False, "\n".join([str(refusal), *refusal.fields.values()])


def _load_items(content: bytes, name: str) -> str:
    from tongban.base import clock
    from tongban.base.actors import SYSTEM
    from tongban.directory import services as directory
    from tongban.items import services as items
    from tongban.licences import queries as licences

    now = clock.now()
    departments = _departments(content)
    if departments:
        directory.load_departments(actor=SYSTEM, rows=departments, now=now, source=name)
    report = items.load_catalogue(
        actor=SYSTEM,
        content=content,
        file_name=name,
        now=now,
        known_licence_types=frozenset(kind.key for kind in licences.types()),
    )
    return report.render()


def _departments(content: bytes) -> object:
    """The departments of the file; a file that cannot be read is declined by the catalogue."""
    try:
        loaded = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError):
        return None
    return loaded.get("departments") if isinstance(loaded, dict) else None


def _static_files() -> None:
    """Collect and compress static files when they are newer than the last collection."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = [storage.path(path) for finder in get_finders() for path, storage in finder.list([])]
    stamp = f"{max(Path(path).stat().st_mtime_ns for path in files)} {len(files)}"
    note = settings.STATIC_ROOT.parent / "static.stamp"
    if note.exists() and note.read_text() == stamp:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    note.write_text(stamp)


def main() -> int:
    """Prepare the node; prints the sample accounts when sample data is laid."""
    static = config.load().data_dir.resolve() / "static"
    static.mkdir(parents=True, exist_ok=True)  # the settings look whether it is there
    try:
        psycopg.connect(config.load().database_url, connect_timeout=_PATIENCE).close()
    except psycopg.OperationalError as unreachable:
        reason = str(unreachable).strip().splitlines()[0]
        print(f"the database cannot be reached: {reason}; check TONGBAN_DATABASE_URL")
        return _CANNOT_START
    _django()
    if trouble := keys_trouble():
        print(trouble)
        return _CANNOT_START
    _migrate()
    _static_files()
    _reference_data()
    if sys.argv[1:] == ["sample"]:
        from tongban.base import clock
        from tongban.demo import services as demo

        demo.lay(now=clock.now())
        print(demo.accounts_text(), end="")
        print(demo.lay_system(folder=static.parent, now=clock.now()), end="")
    _status_lists()
    return 0


def keys_trouble() -> str:
    """Why the node must not start with these keys and this trust, in one line; empty if it may.

    In a demonstration missing keys are made, and the trust file for verifiers is written.
    """
    from django.conf import settings

    from tongban.base.crypto import keys, pki

    try:
        if not settings.TONGBAN.sample_allowed:
            keys.require_production_keys(keys.store())
            pki.require_production_trust()
        pki.trust()
    except keys.KeyTrouble as trouble:
        return str(trouble)
    except pki.CertificateBroken as broken:
        return f"TONGBAN_TRUST cannot be read: {broken}"
    return ""


def _reference_data() -> None:
    from tongban.base import clock
    from tongban.processes import services as processes

    processes.load_definitions(now=clock.now())


def _status_lists() -> None:
    """Publish the status lists: after a pause the last ones are too old to be believed."""
    from tongban.base import clock
    from tongban.licences import services as licences

    licences.publish_lists(now=clock.now())


if __name__ == "__main__":
    sys.exit(main())
