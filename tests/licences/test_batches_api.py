"""The endpoint to which departments' making systems send batches."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.licences.batches import UNIT, as_csv, row
from tests.licences.factories import NOON
from tongban.access import services as access
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.licences.models import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
PATH = "/api/v1/licence-batches"


def token(scope: str = "licences.collect", key: str = "mkt-maker") -> str:
    """A system of the office is registered and asks for a token."""
    first = row()
    assert first
    _client, secret = access.register_client(
        actor=SYSTEM, key=key, name="样例制证系统", unit=UNIT, scopes=(scope,), now=NOON
    )
    return access.issue_token(key=key, secret=secret, now=clock.now()).text


def send(rows: list[dict[str, Any]], *, number: str = "2026-001", bearer: str = "") -> Any:
    body = json.dumps({"number": number, "rows": rows})
    headers = {"Authorization": f"Bearer {bearer or token()}"}
    return Client().post(PATH, body, content_type="application/json", headers=headers)


def test_a_system_hands_a_batch_in_and_reads_its_report() -> None:
    bearer = token()

    answer = send([row(), row("20200002", CZZT=[row()["CZZT"]])], bearer=bearer)
    report = Client().get(f"{PATH}/2026-001", headers={"Authorization": f"Bearer {bearer}"})

    assert answer.status_code == 200, answer.content
    assert answer.json() == report.json()
    assert (answer.json()["accepted"], answer.json()["created"]) == (True, 2)
    assert Licence.objects.filter(source="mkt-maker").count() == 2


def test_a_refused_batch_says_why_and_a_number_is_used_once() -> None:
    bearer = token()

    refused = send([row(ZZBFRQ="x")], bearer=bearer)
    other = send([row()], bearer=bearer)

    assert (refused.status_code, refused.json()["accepted"]) == (200, False)
    assert refused.json()["findings"] == [
        {
            "row": 1,
            "field": "ZZBFRQ",
            "sentence": "日期不对，请写成 2026-03-13 的样子。",
            "level": "error",
        }
    ]
    assert (other.status_code, other.json()["code"]) == (409, "licences.batch_number_taken")


def test_a_file_is_taken_as_well() -> None:
    bearer = token()
    table = SimpleUploadedFile("批次.csv", as_csv([row()], "gb18030"), content_type="text/csv")

    answer = Client().post(
        f"{PATH}/file",
        {"number": "2026-002", "file": table},
        headers={"Authorization": f"Bearer {bearer}"},
    )

    assert (answer.status_code, answer.json()["created"]) == (200, 1)


def test_nobody_else_comes_in() -> None:
    wrong = token("licences.search", "other")

    assert send([row()], bearer="nonsense").status_code == 401
    assert Client().get(f"{PATH}/1").status_code == 401
    assert send([row()], bearer=wrong).json()["code"] == "base.scope_missing"
    assert not Licence.objects.exists()


def test_another_systems_report_is_not_found() -> None:
    send([row()])
    other = token(key="mkt-other")

    answer = Client().get(f"{PATH}/2026-001", headers={"Authorization": f"Bearer {other}"})

    assert (answer.status_code, answer.json()["code"]) == (404, "licences.batch_unknown")


@pytest.mark.parametrize(
    "body",
    [{"number": "1"}, {"number": "1", "rows": []}, {"number": "1", "rows": [{"a": {}}]}, {"x": 1}],
)
def test_a_body_of_another_shape_is_declined(body: dict[str, Any]) -> None:
    answer = Client().post(
        PATH,
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token()}"},
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("odd", [{"KZ_DZ": "\ud800"}, {"\ud801": "x"}, {"\0": "x"}])
def test_a_character_that_no_text_may_hold_is_refused_and_nothing_is_taken(
    odd: dict[str, Any],
) -> None:
    answer = send([row(**odd)])

    assert (answer.status_code, answer.json()["code"]) == (400, "project.nul_typed")
    assert not Licence.objects.exists()
