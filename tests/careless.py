"""A PostgreSQL that does not wait for the disk: what tests write outlives no power failure."""

from __future__ import annotations

import psycopg

# By reloading; what changes plans is left as it is.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
}


def make(address: str) -> None:
    """Let the private server of the tests work so, if it does not yet."""
    with psycopg.connect(address, autocommit=True) as connection:
        if connection.execute("SHOW fsync").fetchone() == ("off",):
            return
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")
