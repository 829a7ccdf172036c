"""`tongban items load FILE`: all or nothing, with a report."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import pytest

from tongban.base import clock
from tongban.demo.services import area
from tongban.directory import queries as directory
from tongban.items.models import Item
from tongban.project import cli

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = (resources.files("tongban.demo") / "data" / "items.sample.yaml").read_text()

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference() -> None:
    area.lay_reference(clock.now())


def _file(folder: Path, text: str) -> str:
    path = folder / "catalogue.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_catalogue_is_loaded_with_its_departments(
    reference: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.main(["items", "load", _file(tmp_path, CATALOGUE)])

    assert code == 0
    assert Item.objects.count() == 133
    assert len(directory.departments()) == 39
    assert "133" in capsys.readouterr().out


def test_one_bad_row_loads_nothing_and_is_named(
    reference: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = CATALOGUE.replace("case_kind: 承诺件", "case_kind: 明天再说", 1)

    code = cli.main(["items", "load", _file(tmp_path, broken)])

    said = capsys.readouterr().out
    assert code == 1
    assert (Item.objects.count(), len(directory.departments())) == (0, 0)
    assert "catalogue.yaml" in said
    assert "items[0](teacher_qualification).case_kind" in said


def test_a_missing_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["items", "load", "/nowhere/at-all.yaml"])

    said = capsys.readouterr().err
    assert (code, said.count("\n")) == (1, 1)
