"""Drafts and their submission: one draft makes one case, whole, by whom it belongs to."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from tests.cases.circumstances import (
    CARD,
    FIRM,
    FOOD,
    PERMIT,
    PICTURE,
    TUESDAY,
    applicant,
    audited,
    day,
    found,
    told,
)
from tongban.access import services as access
from tongban.base import files
from tongban.base.actors import ANONYMOUS
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry, NumberSeries, OutboxEvent
from tongban.cases import queries, rules, services
from tongban.cases.models import Case, CaseDocument, CaseStep
from tongban.demo.services import stories
from tongban.items import queries as items
from tongban.items.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def test_a_draft_knows_what_the_platform_knows_and_where_from() -> None:
    actor = applicant()

    draft = services.open_draft(actor=actor, item_key=PERMIT, now=TUESDAY)

    view = queries.draft(actor, draft.pk)
    card = next(row for row in view.materials if row.name == "申请人居民身份证")
    assert (card.source, card.trust) == ("licence", "A")
    assert "样大民" in view.case.form.values()
    assert set(view.case.prefilled) == set(view.case.form)
    assert audited(str(draft.pk)) == ["cases.draft_opened"]


def test_opening_the_same_draft_twice_finds_the_first() -> None:
    actor = applicant()

    first = services.open_draft(actor=actor, item_key=PERMIT, now=TUESDAY)
    second = services.open_draft(actor=actor, item_key=PERMIT, now=day(1))

    assert first.pk == second.pk
    assert [case.pk for case in queries.drafts(actor)] == [first.pk]


def test_an_item_for_enterprises_is_not_opened_for_a_person() -> None:
    firm, person = applicant(FOOD), applicant()

    services.open_draft(actor=firm, item_key=FOOD, now=TUESDAY)
    with pytest.raises(services.ItemNotApplicable):
        services.open_draft(actor=person, item_key=FOOD, now=TUESDAY)
    with pytest.raises(items.ItemUnknown):
        services.open_draft(actor=person, item_key="no_such_item", now=TUESDAY)
    with pytest.raises(services.SignInNeeded):
        services.open_draft(actor=ANONYMOUS, item_key=PERMIT, now=TUESDAY)


def test_more_drafts_than_we_hold_are_declined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongban.cases.services.drafts.MOST_DRAFTS", 1)
    services.open_draft(actor=applicant(), item_key=PERMIT, now=TUESDAY)

    with pytest.raises(services.TooManyDrafts):
        services.open_draft(actor=applicant(), item_key=CARD, now=TUESDAY)


def test_submitting_writes_the_whole_case_at_once() -> None:
    actor = applicant()
    draft = stories.prepare(actor, PERMIT, TUESDAY)

    case = services.submit(actor=actor, draft_id=draft, now=TUESDAY)

    number = str(case.number)
    assert rules.parse_case_number(number).day == date(2026, 3, 3)
    assert rules.parse_project_number(str(case.project_no)).serial == 1
    assert (case.state, case.receipt_on) == (rules.State.SUBMITTED, date(2026, 3, 3))
    assert case.answer_due_on == case.next_due_on == date(2026, 3, 10)
    assert [step.step for step in case.steps.all()] == ["submit"]
    assert [paper.kind for paper in case.documents.all()] == ["receipt"]
    assert audited(number) == told(number) == ["cases.submitted"]
    entry = AuditEntry.objects.get(subject=number, event="cases.submitted")
    assert any(len(digest) == 64 for row in entry.facts["materials"].values() for digest in row)


def test_submitting_again_returns_the_same_case_and_writes_nothing() -> None:
    actor = applicant()
    draft = stories.prepare(actor, PERMIT, TUESDAY)
    first = services.submit(actor=actor, draft_id=draft, now=TUESDAY)
    before = _everything()

    second = services.submit(actor=actor, draft_id=draft, now=day(1))

    assert (second.number, second.version) == (first.number, first.version)
    assert _everything() == before


def _everything() -> tuple[object, ...]:
    numbers = list(NumberSeries.objects.order_by("id").values_list("series", "last"))
    tables = (Case, CaseStep, CaseDocument, AuditEntry, OutboxEvent)
    return (*(table.objects.count() for table in tables), numbers)


def test_an_unfinished_application_is_declined_and_leaves_no_trace() -> None:
    actor = applicant()
    draft = services.open_draft(actor=actor, item_key=PERMIT, now=TUESDAY)
    before = _everything()

    with pytest.raises(rules.FormIncomplete) as refused:
        services.submit(actor=actor, draft_id=draft.pk, now=TUESDAY)

    assert refused.value.fields
    assert _everything() == before


def test_a_missing_material_is_named() -> None:
    actor = applicant()
    draft = stories.prepare(actor, PERMIT, TUESDAY)
    row = next(m for m in queries.draft(actor, draft).materials if m.name == "近期免冠照片")
    (kept,) = row.files.all()
    services.detach(actor=actor, draft_id=draft, material_key=row.key, file_id=kept.pk, now=TUESDAY)

    with pytest.raises(rules.MaterialsMissing, match="近期免冠照片"):
        services.submit(actor=actor, draft_id=draft, now=TUESDAY)


def test_an_item_that_was_closed_meanwhile_is_not_applied_for() -> None:
    actor = applicant()
    draft = stories.prepare(actor, PERMIT, TUESDAY)
    Item.objects.filter(key=PERMIT).update(state=2)

    with pytest.raises(items.ItemClosed):
        services.submit(actor=actor, draft_id=draft, now=TUESDAY)


@pytest.mark.parametrize(
    ("hour", "day_of_receipt"), [(16, date(2026, 3, 6)), (20, date(2026, 3, 9))]
)
def test_what_comes_after_office_hours_counts_from_the_next_working_day(
    hour: int, day_of_receipt: date
) -> None:
    friday = day(3, hour)

    case = found(str(stories.apply(applicant(), PERMIT, friday).number))

    assert case.receipt_on == day_of_receipt


def test_a_draft_is_nobody_elses() -> None:
    actor, other = applicant(), stories.person("xiaohong")
    draft = stories.prepare(actor, PERMIT, TUESDAY)
    clerk, supervisor = stories.staff("clerk"), stories.staff("supervisor")

    for stranger in (other, applicant(FOOD), clerk, supervisor, ANONYMOUS):
        with pytest.raises(queries.single.CaseNotFound):
            queries.draft(stranger, draft)
        with pytest.raises(services.DraftUnknown):
            services.submit(actor=stranger, draft_id=draft, now=TUESDAY)
        with pytest.raises(services.DraftUnknown):
            services.discard(actor=stranger, draft_id=draft, now=TUESDAY)
        assert queries.drafts(stranger) == []
    assert services.submit(actor=actor, draft_id=draft, now=TUESDAY).number


def test_a_stranger_learns_the_same_of_a_draft_that_exists_and_one_that_does_not() -> None:
    draft, other = stories.prepare(applicant(), PERMIT, TUESDAY), stories.person("xiaohong")

    refusals = []
    for one in (draft, uuid4()):
        with pytest.raises(services.DraftUnknown) as refused:
            services.answer(actor=other, draft_id=one, answers={}, now=TUESDAY)
        refusals.append((str(refused.value), refused.value.status))

    assert refusals[0] == refusals[1]


def test_an_agent_who_lost_his_empowerment_loses_the_draft() -> None:
    from tongban.access import queries as posts
    from tongban.base.actors import SYSTEM, Channel
    from tongban.identity import queries as identity

    agent = applicant(FOOD)
    draft = stories.prepare(agent, FOOD, TUESDAY)
    account = identity.account_named("damin", realm="public")
    (given,) = posts.empowerments(stories.person("damin"))
    access.revoke_empowerment(actor=SYSTEM, empowerment_id=given.pk, now=TUESDAY)

    now_only_himself = posts.actor_for(
        account, channel=Channel.WEB, principal=identity.find_by_number("001", FIRM)
    )

    assert now_only_himself.principal == agent.subject
    with pytest.raises(services.DraftUnknown):
        services.submit(actor=now_only_himself, draft_id=draft, now=TUESDAY)
    with pytest.raises(services.DraftUnknown):
        services.fill(actor=now_only_himself, draft_id=draft, form={}, now=TUESDAY)


def test_discarding_removes_the_draft_and_is_audited() -> None:
    actor = applicant()
    draft = stories.prepare(actor, PERMIT, TUESDAY)

    services.discard(actor=actor, draft_id=draft, now=TUESDAY)

    assert queries.drafts(actor) == []
    assert audited(str(draft))[-1] == "cases.draft_discarded"


def test_a_value_that_was_changed_no_longer_comes_from_a_licence() -> None:
    actor = applicant()
    draft = services.open_draft(actor=actor, item_key=PERMIT, now=TUESDAY)
    name = next(iter(draft.prefilled))

    services.fill(actor=actor, draft_id=draft.pk, form=draft.form | {name: "别的"}, now=TUESDAY)

    kept = queries.draft(actor, draft.pk).case
    assert name not in kept.prefilled
    assert len(kept.prefilled) == len(draft.prefilled) - 1


@pytest.mark.parametrize("form", [{"x": "长" * 10_000_000}, {f"n{i}": "" for i in range(40_000)}])
def test_a_form_of_ten_megabytes_is_declined(form: dict[str, str]) -> None:
    actor = applicant()
    draft = services.open_draft(actor=actor, item_key=PERMIT, now=TUESDAY)

    with pytest.raises(services.FormTooLarge):
        services.fill(actor=actor, draft_id=draft.pk, form=form, now=TUESDAY)
    assert queries.draft(actor, draft.pk).case.form == draft.form


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "a.png", files.FileEmpty),
        (b"%PDF-1.7" + b"0" * (60 * 1024 * 1024), "a.pdf", files.FileTooLarge),
        (PICTURE, "a.pdf", files.FileTypeRefused),
        (b"MZ" + b"0" * 100, "a.exe", files.FileTypeRefused),
        (_bomb(), "a.docx", files.FileUnsafe),
    ],
    ids=["empty", "60 MB", "not its extension", "program", "zip bomb"],
)
def test_a_bad_file_is_declined_and_a_good_one_taken(
    content: bytes, name: str, refusal: type[Exception]
) -> None:
    actor = applicant()
    draft = services.open_draft(actor=actor, item_key=PERMIT, now=TUESDAY)

    def attach(content: bytes, name: str) -> None:
        services.attach(
            actor=actor, draft_id=draft.pk, material_key="m5", content=content, name=name,
            now=TUESDAY,
        )  # fmt: skip

    with pytest.raises(refusal):
        attach(content, name)
    photo = next(m for m in queries.draft(actor, draft.pk).materials if m.key == "m5")
    assert (photo.source, list(photo.files.all())) == ("", [])
    attach(PICTURE, "a.png")
    photo.refresh_from_db()
    assert (photo.source, photo.files.count()) == ("upload", 1)


def test_a_material_takes_ten_files_and_the_same_one_once() -> None:
    actor = applicant()
    draft = services.open_draft(actor=actor, item_key=PERMIT, now=TUESDAY)

    def attach(content: bytes) -> None:
        services.attach(
            actor=actor, draft_id=draft.pk, material_key="m5", content=content, name="a.png",
            now=TUESDAY,
        )  # fmt: skip

    attach(PICTURE)
    for serial in range(9):
        attach(PICTURE + bytes([serial]))
    with pytest.raises(services.TooManyFiles):
        attach(PICTURE + b"more")
    photo = next(m for m in queries.draft(actor, draft.pk).materials if m.key == "m5")
    assert photo.files.count() == 10


def test_answers_that_are_not_offered_are_declined() -> None:
    from tongban.base.errors import Invalid

    actor = applicant(FOOD)
    draft = services.open_draft(actor=actor, item_key=FOOD, now=TUESDAY)
    (first, *_) = queries.draft(actor, draft.pk).definition.scenarios

    with pytest.raises(Invalid) as refused:
        services.answer(actor=actor, draft_id=draft.pk, answers={first.key: "nothing"}, now=TUESDAY)
    assert first.key in refused.value.fields
    kept = services.answer(
        actor=actor, draft_id=draft.pk, answers={first.key: first.options[0].key}, now=TUESDAY
    )
    assert kept.answers == {first.key: first.options[0].key}


def test_a_walk_in_person_is_taken_in_and_his_look_up_recorded() -> None:
    from tongban.access import queries as looks

    clerk, person = stories.staff("clerk"), stories.person("jianguo")

    draft = services.take_in(
        actor=clerk, number_type="111", id_number="99020119491231004X", name="试建国",
        item_key=PERMIT, now=TUESDAY,
    )  # fmt: skip

    assert (draft.channel, draft.place) == ("window", "daoli")
    assert [case.pk for case in queries.drafts(clerk)] == [draft.pk]
    assert queries.drafts(person) == []
    assert looks.footprint(person).items
    services.receive_paper(
        actor=clerk, draft_id=draft.pk, material_key="m5", received=True, now=TUESDAY
    )
    with pytest.raises(services.DraftUnknown):
        services.discard(actor=stories.staff("clerk2"), draft_id=draft.pk, now=TUESDAY)
    moved = replace(clerk, posts=())
    with pytest.raises(services.DraftUnknown):
        services.discard(actor=moved, draft_id=draft.pk, now=TUESDAY)
    with pytest.raises(Forbidden):
        services.take_in(
            actor=stories.staff("handler"), number_type="111", id_number="99020119491231004X",
            name="试建国", item_key=PERMIT, now=TUESDAY,
        )  # fmt: skip
