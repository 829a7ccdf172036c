"""Looking at cases: their light, their cards and their figures, each case by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.base.audit import require_transaction
from tongban.cases import queries as cases
from tongban.cases import services as case_services
from tongban.cases.rules import OPEN
from tongban.feedback import queries as feedback
from tongban.supervision import queries, rules
from tongban.supervision.models import CaseTouch, CaseWarning, CaseWatch
from tongban.supervision.services import cards, reading, tallying
from tongban.supervision.services.looking_day import LookingDay

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from tongban.cases.queries import Supervised
    from tongban.supervision.rules import Judgement

log = structlog.get_logger()
BATCH = 200


def touch(numbers: Iterable[str]) -> None:
    """Note in the transaction of events that their cases have to be looked at."""
    require_transaction()
    CaseTouch.objects.bulk_create(CaseTouch(number=number) for number in numbers)


def look(*, number: str, now: datetime, same: LookingDay | None = None) -> bool:
    """Hold the rules against one case as it is now; True if it has changed in our eyes.

    1. The watch of the case is locked, then the case is read: the last to look sees everything.
    2. The light is set, each missing card raised once, the figures moved by the difference.
    3. The next day to look is kept; before it only an event makes anybody look again.

    What several looks have in `same` was read at the first of them.
    """
    with transaction.atomic():
        watch = _held(number)
        CaseTouch.objects.filter(number=number).delete()
        found = cases.supervised(number)
        same = same or LookingDay(clock.day_of(now))
        return found is not None and _looked_at(watch, found, same, now)


def _held(number: str) -> CaseWatch:
    """The watch of the case, held until the transaction ends."""
    held = CaseWatch.objects.select_for_update()
    found = held.filter(pk=number).first()
    if found is None:
        CaseWatch.objects.get_or_create(number=number)
        found = held.get(pk=number)
    return found


def _looked_at(watch: CaseWatch, found: Supervised, same: LookingDay, now: datetime) -> bool:
    case, calendar = found.case, same.calendar(found.case)
    rating = feedback.answered_by(SYSTEM, watch.number) if case.concluded_at else None
    seen = reading.seen(found, rating, same.today)
    judged = rules.judge(same.rules, seen, same.today, calendar=calendar)
    before = (case.light, watch.look_on, watch.counted)
    if case.light != judged.light:
        case_services.set_light(number=watch.number, old=case.light, new=judged.light)
    cards.raise_new(found, judged.findings, calendar=calendar, now=now)
    known = CaseWarning.objects.filter(case_number=watch.number).order_by("id")
    counted = reading.counted(found, judged.light, rating, known, calendar=calendar)
    scopes = tallying.scopes_of(case.unit, case.item_key, same.chain(case.region))
    tallying.move(watch, scopes, rules.contributions(counted))
    _keep(watch, found, judged)
    return before != (judged.light, watch.look_on, watch.counted)


def _keep(watch: CaseWatch, found: Supervised, judged: Judgement) -> None:
    case = found.case
    watch.look_on, watch.version, watch.next_due_on = judged.look_on, case.version, case.next_due_on
    watch.unit, watch.item, watch.state = case.unit, case.item_key, case.state
    watch.light, watch.is_open = judged.light, case.state in OPEN
    watch.submitted_at = case.submitted_at
    watch.save()


def sweep(*, now: datetime) -> int:
    """Look at every case to which something happened or whose day has come; returns how many.

    It costs what has to be done, not what is open.  It may run late, twice, or at the same time
    as another.  A case that fails is logged, stays where it is and does not stop the others.
    """
    return _touched(now) + _due(now) + _lapsed(now)


def _touched(now: datetime) -> int:
    done, after = 0, 0
    while True:
        rows = list(CaseTouch.objects.filter(id__gt=after).order_by("id")[:BATCH])
        if not rows:
            return done
        after = rows[-1].pk
        done += _all(dict.fromkeys(row.number for row in rows), now)


def _due(now: datetime) -> int:
    done, today = 0, clock.day_of(now)
    place: tuple[date, str] | None = None
    while True:
        rows = queries.to_look_at(today, after=place, limit=BATCH)
        if not rows:
            return done
        place = rows[-1]
        done += _all((number for _day, number in rows), now)


def _lapsed(now: datetime) -> int:
    """Raise the card of rule W1 for each card that was not answered in time, the oldest first."""
    done = 0
    for card_id, number in queries.unanswered(clock.day_of(now)):
        try:
            done += _lapse(card_id, number, now)
        except Exception as failed:  # noqa: BLE001 - one broken case must not stop the others
            log.warning("supervision.lapse_failed", number=number, reason=type(failed).__name__)
    return done


@transaction.atomic
def _lapse(card_id: int, number: str, now: datetime) -> bool:
    _held(number)
    if not cards.lapse(card_id=card_id, now=now):
        return False
    found = cases.supervised(number)
    if found is not None:
        _raise_unanswered(found, card_id, now)
        CaseTouch.objects.create(number=number)
    return True


def _raise_unanswered(found: Supervised, card_id: int, now: datetime) -> None:
    today = clock.day_of(now)
    late = CaseWarning.objects.get(pk=card_id)
    until = rules.day_words(late.answer_due_on or today)
    words = f"{late.title}（{late.serial}）到 {until} 没有反馈"
    same = LookingDay(today)
    kept = [r for r in same.rules if r.check is rules.Check.NO_REACTION]
    findings = [rules.Finding(rule, late.answer_due_on or today, words) for rule in kept]
    cards.raise_new(found, findings, calendar=same.calendar(found.case), now=now)


def _all(numbers: Iterable[str], now: datetime) -> int:
    """Look at each of these; returns how many have changed in our eyes."""
    same = LookingDay(clock.day_of(now))
    return sum(_safely(number, now, same) for number in numbers)


def _safely(number: str, now: datetime, same: LookingDay) -> int:
    try:
        return int(look(number=number, now=now, same=same))
    except Exception as failed:  # noqa: BLE001 - one broken case must not stop the others
        log.warning("supervision.look_failed", number=number, reason=type(failed).__name__)
        return 0


def catch_up(*, now: datetime) -> int:
    """Look at open cases of which supervision has not heard what they are now; once a night.

    Such are cases from before the rules, and those whose clock changed without an event.  In the
    night after a rule began to hold, that is every open case.
    """
    done, after, anew = 0, "", queries.rules_are_new(clock.day_of(now))
    while True:
        page = cases.standings(after=after)
        numbers = [each.number for each in page.items] if anew else queries.unknown(page.items)
        done += _all(numbers, now)
        after = page.next
        if not after:
            return done
