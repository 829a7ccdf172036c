"""What no page does, run inside a node: `python -m tests.browser.behind VERB IDENTIFIER`.

`qr` prints the code on a licence, which a camera would read from the paper.  `revoke` ends a
licence, which offices do in systems of their own.  `idle` lets a session rest for an hour.
`later` lets supervision look at case NUMBER/DAYS/DAYS as it will be so many days after its limit,
each time once.
`office` lays what an office works with for a person: a case that was decided, one whose correction
came in, and figures of the month before; prints the two numbers and the month.
"""

from __future__ import annotations

import os
import sys


def main(verb: str, identifier: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
    import django

    django.setup()

    {"qr": qr, "revoke": revoke, "idle": idle, "later": later, "office": office}[verb](identifier)


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

    number, *passed = place.split("/")
    due_on = queries.case(SYSTEM, number).case.due_on
    assert due_on is not None
    for days in passed:
        then = clock.now() + (due_on - clock.today()) + timedelta(days=int(days))
        services.look(number=number, now=then)


def office(username: str) -> None:
    from datetime import timedelta

    from tongban.base import clock
    from tongban.cases import queries, services
    from tongban.demo.services import stories
    from tongban.supervision import services as supervision
    from tongban.supervision.models import Tally

    now, clerk, person = clock.now(), stories.staff("clerk"), stories.person(username)
    decided = stories.apply(person, "med_resident", now)
    number = stories.grant_on_the_spot(clerk, decided, now)
    asked = str(stories.apply(person, "teacher_qualification", now).number)
    wanted = next(one for one in queries.case(clerk, asked).materials if one.files.all())
    request = services.Request(wanted.key, "看不清", "彩色扫描")
    services.ask_supplement(actor=clerk, number=asked, requests=[request], now=now)
    services.bring(
        actor=person, number=asked, material_key=wanted.key, content=stories.PICTURE,
        name="b.png", now=now,
    )  # fmt: skip
    services.supplement(actor=person, number=asked, now=now)
    supervision.look(number=number, now=now)
    month = clock.today().replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    rows = [*Tally.objects.filter(span="month", starts_on=month).exclude(scope="item")]
    for row in rows:
        row.pk, row.starts_on, row.finished, row.on_time = None, before, 4, 3
    Tally.objects.bulk_create(rows, ignore_conflicts=True)
    sys.stdout.write(f"{number} {asked} {before:%Y-%m}")


if __name__ == "__main__":
    main(*sys.argv[1:])
