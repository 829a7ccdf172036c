"""Finished drafts for the load test, laid through services: prints the id of each."""

from __future__ import annotations

import sys

from django.utils import timezone


def main() -> None:
    from tongban.project import embedded

    embedded.ensure()
    import django

    django.setup()
    from django.db import transaction

    from tongban.base import clock
    from tongban.cases import queries, services
    from tongban.cases.services import drafts
    from tongban.demo.services import stories
    from tongban.demo.services.samples import sample_form
    from tongban.items import queries as items

    who, count = sys.argv[1], int(sys.argv[2])
    now, actor = clock.now(), stories.person(who)
    definition = items.current("residence_permit")
    assert actor.principal is not None
    for _ in range(count):
        with transaction.atomic():
            draft = drafts.create(actor, definition, actor.principal, place="daoli", now=now)
        for material in queries.draft(actor, draft.pk).materials:
            if not material.source and material.need == "必要":
                services.attach(
                    actor=actor,
                    draft_id=draft.pk,
                    material_key=material.key,
                    content=stories.PICTURE,
                    name="a.png",
                    now=now,
                )
        form = sample_form(definition, draft.form, today=timezone.localdate(now))
        services.fill(actor=actor, draft_id=draft.pk, form=form, now=now)
        print(draft.pk)


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
    main()
