"""Work for later: what time brings, and what the holders of a licence hear."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy

from tongban.base import clock, outbox
from tongban.licences import events, queries, services
from tongban.licences.rules import identifiers
from tongban.notices import services as notices
from tongban.seals import events as seal_events

_ROOT = f"{identifiers.ROOT}."
_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@outbox.periodic("*/30 * * * *")
@outbox.task(queue="default")
def sweep(timestamp: int) -> None:  # noqa: ARG001 - the clock gives it
    """Carry out the acts whose day has come, and note what has expired."""
    services.sweep(now=clock.now())


@outbox.on(events.LicenceRevoked)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_holders(*, identifier: str, **_later: object) -> None:
    """Tell each holder, once, that the licence has ended and why."""
    holders, facts = queries.ended(identifier)
    for holder in holders:
        notices.tell(
            subject_id=holder,
            template_key="licence.revoked",
            context=facts,
            link=f"/licences/{identifier}/",
            now=clock.now(),
            dedupe=f"licence.revoked:{_short(identifier)}",
        )


@outbox.on(events.LicenceChanged)
@outbox.on(events.LicenceSuspended)
@outbox.on(events.LicenceResumed)
@outbox.on(events.LicenceChecked)
@outbox.on(events.LicenceExpired)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_holders_of_act(
    *, identifier: str, act: int, successor: str = "", **_later: object
) -> None:
    """Tell each holder, once, what was done to the licence, or that its time is over."""
    holders, template, facts = queries.told(identifier, act)
    for holder in holders:
        notices.tell(
            subject_id=holder,
            template_key=template,
            context=facts,
            link=f"/licences/{successor or identifier}/",
            now=clock.now(),
            dedupe=f"licence.act:{_short(identifier)}#{act}",
        )


@outbox.on(events.ObjectionAnswered)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_answer(*, objection: int, **_later: object) -> None:
    """Tell whoever objected how the office answered."""
    subject, identifier, facts = queries.answered(objection)
    notices.tell(
        subject_id=subject,
        template_key="licence.objection_answered",
        context=facts,
        link=f"/licences/{identifier}/",
        now=clock.now(),
        dedupe=f"licence.objection:{objection}",
    )


@outbox.on(events.LicenceUsed)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_use(*, use: str, **_later: object) -> None:
    """Tell each holder, once, who used the licence, what for and by what right."""
    holders, row = queries.use_told(UUID(use))
    for holder in holders:
        notices.tell(
            subject_id=holder,
            template_key="licence.used",
            context={
                "licence": row.title,
                "user": row.user_name,
                "purpose": row.purpose,
                "basis": row.basis_label,
            },
            link=f"/licences/{row.identifier}/uses/",
            now=clock.now(),
            dedupe=f"licence.used:{use}",
        )


@outbox.periodic("*/10 * * * *")
@outbox.task(queue="licences")
def follow_types(**_timestamp: object) -> None:
    """Let types say what the version says whose day has come; catches up after any downtime."""
    services.types.bring_into_force(now=clock.now())


@outbox.on(seal_events.ImpressionStamped)
@outbox.task(queue="licences", retry=_AGAIN)
def refile_stamped(*, impression: str, signature: str, **_later: object) -> None:
    """Put a time stamp into the file of the licence it belongs to; others' are passed over."""
    services.refile_stamped(impression=impression, signature=signature, now=clock.now())


@outbox.periodic("43 2 * * *")
@outbox.task(queue="licences")
def forget_copies(timestamp: int) -> None:  # noqa: ARG001 - the clock gives it
    """Remove the files of copies whose time is over, each night."""
    services.forget_copies(now=clock.now())


@outbox.periodic("0 * * * *")
@outbox.task(queue="licences")
def publish_lists(timestamp: int) -> None:  # noqa: ARG001 - the clock gives it
    """Publish the status lists, each hour."""
    services.publish_lists(now=clock.now())


def _short(identifier: str) -> str:
    """The identifier without the root that all share, so that even a long one fits."""
    return identifier.removeprefix(_ROOT)
