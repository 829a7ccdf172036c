"""Databases of a run: each is made by the process that needs it first, and copied by the others.

PostgreSQL copies a database in a moment; to make one takes Django seconds, and to lay the sample
area in it many more.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Run:
    """The processes of one run: what they call their databases, and the folder they share."""

    name: str
    process: str
    folder: Path

    @contextmanager
    def empty(self) -> Iterator[str]:
        """A database for this process, with all tables and nothing in them."""
        with self._own(self.name, _migrate) as name:
            yield name

    @contextmanager
    def laid(self, what: str, lay: Callable[[], None]) -> Iterator[str]:
        """A database for this process in which something was laid and committed."""

        def fill(name: str) -> None:
            copy(self.name, name)
            with using(name):
                lay()

        with self._own(f"{self.name}_{what}", fill) as name:
            yield name

    @contextmanager
    def _own(self, shared: str, fill: Callable[[str], None]) -> Iterator[str]:
        with self._shared(shared, fill), copied(shared, f"{shared}_{self.process}") as name:
            yield name

    @contextmanager
    def _shared(self, name: str, fill: Callable[[str], None]) -> Iterator[None]:
        """The first process fills it while others wait; the last one that holds it drops it."""
        with self._held(name, 1) as before:
            if before == 0:
                fill(name)
        try:
            yield
        finally:
            with self._held(name, -1) as before:
                if before == 1:
                    drop(name)

    @contextmanager
    def _held(self, name: str, change: int) -> Iterator[int]:
        """How many processes hold it; nobody else can ask before it is one more or less."""
        with (self.folder / name).open("a+") as note:
            fcntl.flock(note, fcntl.LOCK_EX)
            note.seek(0)
            before = int(note.read() or 0)
            yield before
            note.seek(0)
            note.truncate()
            note.write(str(before + change))


@contextmanager
def copied(source: str, name: str) -> Iterator[str]:
    """A copy of a database, dropped at the end."""
    copy(source, name)
    try:
        yield name
    finally:
        drop(name)


@contextmanager
def using(name: str) -> Iterator[None]:
    """Let every connection of this process go to the database of that name."""
    from django.db import connection, connections

    from tongban.items import queries as items

    before = in_use()
    connections.close_all()
    connection.settings_dict["NAME"] = name
    items.definition.cache_clear()  # the ids of two databases mean different things
    items.life_event_version.cache_clear()
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        items.definition.cache_clear()
        items.life_event_version.cache_clear()


def in_use() -> str:
    """The name of the database that the connections of this process go to."""
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def copy(source: str, name: str) -> None:
    """Copy a database that nobody is connected to."""
    from django.db import connection, connections

    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')


def drop(name: str) -> None:
    """Forget a database, whoever is connected to it."""
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _migrate(name: str) -> None:
    from django.core.management import call_command

    copy("template0", name)
    with using(name):
        call_command("migrate", interactive=False, verbosity=0)
