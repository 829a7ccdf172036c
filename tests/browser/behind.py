"""What no page does, run inside a node: `python -m tests.browser.behind VERB IDENTIFIER`.

`qr` prints the code on a licence, which a camera would read from the paper.  `revoke` ends a
licence, which offices do in systems of their own.  `idle` lets a session rest for an hour.
`later` lets supervision look at case NUMBER/DAYS as it will be so many days after its limit.
"""

from __future__ import annotations

import os
import sys


def main(verb: str, identifier: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
    import django

    django.setup()

    {"qr": qr, "revoke": revoke, "idle": idle, "later": later}[verb](identifier)


def qr(identifier: str) -> None:
    from tongban.licences import queries

    licence = queries.issued(identifier)
    assert licence is not None
    sys.stdout.write(licence.qr_text)


def revoke(identifier: str) -> None:
    from tongban.base import clock
    from tongban.base.actors import SYSTEM
    from tongban.licences import services

    services.revoke(
        actor=SYSTEM,
        identifier=identifier,
        kind="注销",
        reason="经营者申请注销",
        legal_ground="《行政许可法》第七十条",
        now=clock.now(),
    )


def idle(session_key: str) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore(session_key)
    session["seen_at"] -= 60 * 60
    session.save()


def later(place: str) -> None:
    from datetime import timedelta

    from tongban.base import clock
    from tongban.base.actors import SYSTEM
    from tongban.cases import queries
    from tongban.supervision import services

    number, days = place.split("/")
    due_on = queries.case(SYSTEM, number).case.due_on
    assert due_on is not None
    then = clock.now() + (due_on - clock.today()) + timedelta(days=int(days))
    services.look(number=number, now=then)


if __name__ == "__main__":
    main(*sys.argv[1:])
