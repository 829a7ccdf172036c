"""Versions of licence types: drafted by one, published by another, in force from a day on."""

from __future__ import annotations

import importlib
import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.db import InternalError, ProgrammingError, connections, transaction

from tests.directory.factories import make_department
from tests.licences.factories import (
    NOON,
    issue_licence,
    load_types,
    make_licence,
    make_subject,
    official,
)
from tongban.base import audit
from tongban.base.actors import ANONYMOUS, SYSTEM, Actor
from tongban.base.errors import Forbidden, Stale
from tongban.licences import queries, services
from tongban.licences.models import Licence, LicenceType, LicenceTypeVersion
from tongban.licences.rules import layouts, types
from tongban.licences.rules.face_values import FaceInvalid
from tongban.licences.rules.types import versions
from tongban.licences.rules.types.versions import TypeState
from tongban.licences.services.ordering import IssuerUnfit
from tongban.licences.services.types import KeyInvalid, KeyTaken, NoDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)
KEY = "health_certificate"
EDITOR = official("licensing", account=11)
OTHER = official("licensing", account=12)
OPERATOR = official("operator", account=11)
NEW_CODE = "119900000000000275901"


@pytest.fixture(autouse=True)
def _types() -> None:
    load_types()


def said(key: str = KEY, **changes: Any) -> dict[str, Any]:
    """What the newest version of a type says, with changes."""
    version = queries.type_versions(queries.edited_type(key))[0]
    return {**queries.definition_of(version).model_dump(mode="json"), **changes}


def draft(key: str = KEY, actor: Actor = EDITOR, **changes: Any) -> LicenceTypeVersion:
    return services.types.save(
        actor=actor, type_key=key, values=said(key, **changes), revision=0, now=NOON
    )


def publish(
    version: LicenceTypeVersion, day: date = TODAY, actor: Actor = OTHER, now: datetime = NOON
) -> LicenceTypeVersion:
    return services.types.publish(
        actor=actor,
        type_key=version.type.key,
        revision=version.revision,
        starts_on=day,
        now=now,
    )


def retire(day: date, key: str = KEY, reason: str = "依据已经废止", **other: Any) -> None:
    services.types.retire(
        **{"actor": EDITOR, "type_key": key, "ends_on": day, "reason": reason, "now": NOON, **other}
    )


def test_the_file_makes_the_first_version_of_each_type() -> None:
    assert LicenceTypeVersion.objects.filter(number=1, state="published").count() == 73
    kind = queries.type_by_key("business_licence")
    assert (kind.version, queries.layout_of(kind).form) == (1, layouts.Form.LICENCE)


def test_forty_types_have_a_template_of_their_own_that_fits() -> None:
    own = services.catalogue.templates()

    made = {kind.key: kind for kind in queries.types() if kind.key in own}
    assert len(made) == len(own) >= 40
    for kind in queries.types():
        fields = types.restored(queries.type_versions(kind)[0].definition).face_fields
        assert layouts.faults(queries.layout_of(kind), fields) == {}, kind.key
    assert all(queries.layout_of(made[key]) == layout for key, layout in own.items())


def test_a_draft_changes_nothing_until_it_is_published() -> None:
    version = draft(name="从业人员健康证明")

    assert queries.type_by_key(KEY).name == "健康合格证明"
    assert (version.number, version.state, version.drafted_by) == (2, "draft", 11)
    assert audit.trail(KEY)[-1].event == "licences.type_drafted"


def test_a_version_holds_from_its_day_on() -> None:
    publish(draft(name="从业人员健康证明"), TOMORROW)

    assert queries.type_at(KEY, TODAY).name == "健康合格证明"
    assert queries.type_at(KEY, TOMORROW).name == "从业人员健康证明"
    assert LicenceType.objects.get(key=KEY).name == "健康合格证明"
    assert audit.trail(KEY)[-1].event == "licences.type_published"


def test_the_columns_follow_when_the_day_has_come() -> None:
    publish(draft(name="从业人员健康证明"), TOMORROW)

    none = services.types.bring_into_force(now=NOON)
    one = services.types.bring_into_force(now=NOON + timedelta(days=1))
    again = services.types.bring_into_force(now=NOON + timedelta(days=1))

    kind = LicenceType.objects.get(key=KEY)
    assert (none, one, again) == (0, 1, 0)
    assert (kind.name, kind.version, kind.changes_on) == ("从业人员健康证明", 2, None)


def test_a_type_is_read_as_of_today_before_the_columns_followed(time_machine: Any) -> None:
    publish(draft(name="从业人员健康证明"), TOMORROW)
    time_machine.move_to(NOON + timedelta(days=1))

    assert queries.type_by_key(KEY).name == "从业人员健康证明"
    assert "从业人员健康证明" in {kind.name for kind in queries.types()}


def test_a_licence_follows_the_version_of_its_day() -> None:
    holder = make_subject()
    extra = {"key": "KZ_JL", "name": "体检结论", "type": "text", "mandatory": True}
    publish(draft(fields=[*said()["fields"], extra]), TOMORROW)

    early = issue_licence(holder, KEY)
    with pytest.raises(FaceInvalid):
        issue_licence(holder, KEY, now=NOON + timedelta(days=1))
    late = issue_licence(holder, KEY, now=NOON + timedelta(days=1), face={"KZ_JL": "合格"})

    services.types.bring_into_force(now=NOON + timedelta(days=1))
    assert "KZ_JL" not in early.face
    assert late.face["KZ_JL"] == "合格"


def test_an_old_licence_is_shown_by_the_words_of_its_own_version() -> None:
    licence = make_licence(make_subject(), KEY)
    fields = [field for field in said()["fields"] if field["key"] != "KZ_HYLB"]
    publish(draft(fields=fields), TOMORROW)
    services.types.bring_into_force(now=NOON + timedelta(days=1))

    licence = Licence.objects.select_related("type").get(pk=licence.pk)
    shown = {item.name for item in queries.row(licence, TOMORROW).fields}

    assert "行业类别" in shown
    assert "KZ_HYLB" not in {field["key"] for field in licence.type.fields}


def test_who_edited_last_does_not_publish_unless_he_runs_the_node() -> None:
    version = draft()
    with pytest.raises(Forbidden):
        publish(version, actor=EDITOR)

    assert publish(version, actor=OPERATOR).state == "published"


@pytest.mark.parametrize("actor", [ANONYMOUS, official("clerk"), official("approver")])
def test_only_those_who_keep_the_types_change_them(actor: Actor) -> None:
    version = draft()

    for change in (
        lambda: draft(actor=actor),
        lambda: publish(version, actor=actor),
        lambda: retire(TOMORROW, actor=actor),
        lambda: services.types.discard(actor=actor, type_key=KEY, revision=1, now=NOON),
        lambda: services.types.create(actor=actor, key="x_new", values=said(), now=NOON),
    ):
        with pytest.raises(Forbidden):
            change()
    assert queries.draft_of(queries.edited_type(KEY)) == version


def test_a_version_cannot_begin_in_the_past() -> None:
    with pytest.raises(versions.DayUnfit) as declined:
        publish(draft(), TODAY - timedelta(days=1))

    assert "starts_on" in declined.value.fields


def test_what_was_issued_today_keeps_its_version() -> None:
    make_licence(make_subject(), KEY)
    version = draft()

    with pytest.raises(versions.DayUnfit, match="有内容"):
        publish(version, TODAY)
    assert publish(version, TOMORROW).starts_on == TOMORROW


def test_versions_begin_one_after_the_other() -> None:
    publish(draft(), TODAY + timedelta(days=10))

    with pytest.raises(versions.DayUnfit):
        publish(draft(), TODAY + timedelta(days=5))


def test_two_editors_do_not_overwrite_each_other() -> None:
    draft()
    with pytest.raises(Stale):
        draft(actor=OTHER)

    first = services.types.save(
        actor=OTHER, type_key=KEY, values=said(name="甲"), revision=1, now=NOON
    )
    with pytest.raises(Stale):
        services.types.save(
            actor=EDITOR, type_key=KEY, values=said(name="乙"), revision=1, now=NOON
        )
    with pytest.raises(Stale):
        services.types.publish(actor=OPERATOR, type_key=KEY, revision=1, starts_on=TODAY, now=NOON)
    assert (first.revision, queries.definition_of(first).name) == (2, "甲")


def test_a_draft_that_is_gone_is_said_to_be_gone() -> None:
    version = draft()
    services.types.discard(actor=OTHER, type_key=KEY, revision=version.revision, now=NOON)

    with pytest.raises(NoDraft):
        services.types.save(actor=EDITOR, type_key=KEY, values=said(), revision=1, now=NOON)
    assert queries.draft_of(queries.edited_type(KEY)) is None


@pytest.mark.parametrize("change", ["definition", "starts_on", "number", "state"])
def test_the_database_keeps_what_was_published(change: str) -> None:
    version = publish(draft())
    wrong = {"definition": {}, "starts_on": TOMORROW, "number": 9, "state": "draft"}[change]

    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        LicenceTypeVersion.objects.filter(pk=version.pk).update(**{change: wrong})
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        LicenceTypeVersion.objects.filter(pk=version.pk).delete()


def test_a_retired_type_issues_nothing_and_its_licences_stay() -> None:
    licence = make_licence(make_subject(), KEY)

    retire(TOMORROW)

    assert queries.type_at(KEY, TODAY).name == "健康合格证明"
    with pytest.raises(versions.TypeRetired):
        issue_licence(make_subject(), KEY, now=NOON + timedelta(days=1))
    licence.refresh_from_db()
    assert licence.state == "valid"
    assert queries.count_in_force(licence.type) == 1
    services.types.bring_into_force(now=NOON + timedelta(days=1))
    kind = LicenceType.objects.get(key=KEY)
    assert queries.type_state(kind, TOMORROW) is TypeState.RETIRED
    assert queries.type_by_key(KEY).name == "健康合格证明"


@pytest.mark.parametrize(
    ("day", "reason", "field"),
    [
        (TODAY - timedelta(days=1), "依据废止", "ends_on"),
        (TOMORROW, "", "reason"),
        (TOMORROW, "因" * 501, "reason"),
    ],
)
def test_retiring_needs_a_day_and_a_reason(day: date, reason: str, field: str) -> None:
    with pytest.raises(versions.DayUnfit) as declined:
        retire(day, reason=reason)

    assert set(declined.value.fields) == {field}


def test_a_type_is_retired_once_and_comes_back_by_a_new_version() -> None:
    retire(TODAY)
    with pytest.raises(versions.NotRetirable):
        retire(TOMORROW)

    publish(draft(), TOMORROW)

    with pytest.raises(versions.TypeRetired):
        queries.type_at(KEY, TODAY)
    assert queries.type_at(KEY, TOMORROW).version == 2


def new_type(key: str = "sample_permit", **changes: Any) -> LicenceTypeVersion:
    values = said(type_code=NEW_CODE, name="样例许可证", **changes)
    return services.types.create(actor=EDITOR, key=key, values=values, now=NOON)


def test_a_new_type_can_be_issued_once_it_is_in_force() -> None:
    version = new_type()
    with pytest.raises(queries.TypeUnknown):
        queries.type_by_key("sample_permit")
    with pytest.raises(versions.TypeRetired):
        queries.type_at("sample_permit", TODAY)
    assert "sample_permit" not in {kind.key for kind in queries.types()}

    publish(version)

    face = {"KZ_HYLB": "食品", "KZ_TJJG": "样例区疾控中心", "KZ_TJRQ": "2026-01-04"}
    licence = issue_licence(make_subject(), "sample_permit", face=face)
    assert licence.identifier.split(".")[5] == NEW_CODE
    assert queries.types()[-1].key == "sample_permit"


def test_a_new_type_that_is_thrown_away_leaves_nothing() -> None:
    version = new_type()

    services.types.discard(actor=EDITOR, type_key="sample_permit", revision=1, now=NOON)

    assert not LicenceType.objects.filter(pk=version.type_id).exists()


@pytest.mark.parametrize("key", ["", "Bad Key", "1st", "大写", "x" * 41, "../etc", "x-y"])
def test_a_key_fits_into_addresses(key: str) -> None:
    with pytest.raises(KeyInvalid):
        new_type(key)


def test_a_key_is_taken_once() -> None:
    with pytest.raises(KeyTaken):
        new_type(KEY)


def test_a_code_belongs_to_one_type() -> None:
    with pytest.raises(types.DefinitionInvalid) as declined:
        draft(type_code="119900000000000275001")

    assert "居民身份证" in declined.value.fields["type_code"]


def test_a_code_under_which_licences_were_issued_stays() -> None:
    make_licence(make_subject(), KEY)

    with pytest.raises(types.DefinitionInvalid) as declined:
        draft(type_code=NEW_CODE)

    assert "不能再改" in declined.value.fields["type_code"]


def test_what_is_made_for_show_carries_a_sample_code(settings: Any) -> None:
    with pytest.raises(types.DefinitionInvalid) as in_demo:
        draft(type_code="11100000000013127D001")
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"mode": "production"})
    with pytest.raises(types.DefinitionInvalid) as in_production:
        draft(type_code=NEW_CODE)

    assert "样例" in in_demo.value.fields["type_code"]
    assert "样例" in in_production.value.fields["type_code"]


def test_issuing_bodies_are_departments_that_exist() -> None:
    with pytest.raises(types.DefinitionInvalid) as declined:
        draft(issuing_bodies=["nowhere"])

    assert "issuing_bodies" in declined.value.fields


def test_only_the_departments_that_a_type_names_issue_it() -> None:
    make_department("hea")
    publish(draft(issuing_bodies=["hea"]))

    with pytest.raises(IssuerUnfit):
        issue_licence(make_subject(), KEY, issuer="mkt")
    assert issue_licence(make_subject(), KEY, issuer="hea").issuer.key == "hea"


def test_what_was_edited_at_the_desk_outlives_the_next_start() -> None:
    publish(draft(name="从业人员健康证明"))
    content = yaml.safe_dump({"version": 1, "licence_types": [_row_of(KEY)]}, allow_unicode=True)

    report = services.load_types(actor=SYSTEM, content=content, file_name="x", now=NOON)

    assert (report.changed, report.unchanged) == (0, 1)
    assert queries.type_by_key(KEY).name == "从业人员健康证明"


def test_a_changed_file_makes_a_version_that_begins_after_what_was_issued() -> None:
    make_licence(make_subject(), KEY)
    row = {**_row_of(KEY), "name": "健康合格证"}

    report = services.load_types(
        actor=SYSTEM,
        content=yaml.safe_dump({"version": 1, "licence_types": [row]}, allow_unicode=True),
        file_name="x",
        now=NOON,
    )

    assert report.changed == 1
    assert queries.type_at(KEY, TODAY).name == "健康合格证明"
    assert queries.type_at(KEY, TOMORROW).name == "健康合格证"


def _row_of(key: str) -> dict[str, Any]:
    from tests.licences.factories import TYPES

    rows = yaml.safe_load(TYPES.read_text(encoding="utf-8"))["licence_types"]
    return dict(next(row for row in rows if row["id"] == key))


def test_types_from_before_versions_get_their_first_one() -> None:
    for kind in queries.types():
        kind.pk, kind.key, kind.type_code, kind.layout = None, f"old_{kind.position}", None, {}
        kind.save()

    importlib.import_module("tongban.licences.migrations.0003_types").give_versions(apps, None)

    olds = LicenceTypeVersion.objects.filter(type__key__startswith="old_").select_related("type")
    assert len(olds) == 73
    for version in olds:
        assert queries.definition_of(version).name == version.type.name
        assert queries.type_at(version.type.key, TODAY).name == version.type.name


@pytest.mark.django_db(transaction=True)
def test_two_drafts_begun_at_once_are_one() -> None:
    values, outcomes = said(), list[str]()

    def begin(account: int) -> None:
        try:
            services.types.save(
                actor=official("licensing", account=account), type_key=KEY, values=values,
                revision=0, now=NOON,
            )  # fmt: skip
            outcomes.append("saved")
        except Stale:
            outcomes.append("stale")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=begin, args=(account,)) for account in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["saved", "stale"]
    assert LicenceTypeVersion.objects.filter(state="draft").count() == 1
