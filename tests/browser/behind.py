"""What no page does, run inside a node: `python -m tests.browser.behind VERB IDENTIFIER`.

`qr` prints the code on a licence, which a camera would read from the paper.  `revoke` ends a
licence, which offices do in systems of their own.  `idle` lets a session rest for an hour.
"""

from __future__ import annotations

import os
import sys


def main(verb: str, identifier: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
    import django

    django.setup()

    {"qr": qr, "revoke": revoke, "idle": idle}[verb](identifier)


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


if __name__ == "__main__":
    main(*sys.argv[1:])
