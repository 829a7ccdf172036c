"""`tongban calendar`: schedules and closures from a file, all or nothing, and what is wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.base.calendars.test_changing import OFF, WORKED
from tongban.base.calendars import calendars, written
from tongban.base.calendars.models import CalendarChange
from tongban.project import cli

if TYPE_CHECKING:
    from pathlib import Path


def indented(lines: str) -> str:
    return "".join(f"      - {line}\n" for line in lines.strip().splitlines())


YEAR = f"""years:
  - year: 2027
    source: 国办发明电〔2026〕99号
    holidays:
{indented(OFF)}    worked:
{indented(WORKED)}"""
CLOSURE = """closures:
  - region: 230102
    first: 2026-11-23
    last: 2026-11-24
    label: 暴雪停工
"""
CODE = "230102"


def load(folder: Path, text: str | bytes) -> int:
    path = folder / "calendar.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return cli.main(["calendar", "load", str(path)])


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
def test_a_file_enters_years_and_closures_once_and_they_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(tmp_path, YEAR + CLOSURE) == 0

    said = capsys.readouterr().out
    assert "years[1]：2027年放假安排，2027-01-01 至 2027-12-31。" in said
    assert "暴雪停工，2026-11-23 至 2026-11-24。" in said
    assert not calendars.calendar_for((CODE,), *[date(2026, 11, 23)] * 2).is_working(
        date(2026, 11, 23)
    )
    assert not calendars.calendar_for((), *[date(2027, 2, 8)] * 2).is_working(date(2027, 2, 8))
    assert load(tmp_path, YEAR + CLOSURE.replace("label", "offices: usual\n    label")) == 0
    assert "years[1]：日历里已经是这样，没有变化。" in capsys.readouterr().out
    assert cli.main(["calendar", "list"]) == 0
    kinds = CalendarChange.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["schedule", "closure", "reopening"]
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (
            YEAR.replace("2027-01-01 至 2027-01-03 元旦", "2028-01-01 元旦"),
            "years[1].holidays",
            "2028",
        ),
        (YEAR.replace("year: 2027", "year: 2026"), "years[1].holidays", "不在2026年的安排里"),
        (YEAR + CLOSURE.replace("230102", "999999"), "closures[1]", "没有这个行政区划"),
        (
            YEAR + CLOSURE.replace("last: 2026-11-24", "last: 2026-11-22"),
            "closures[1].last",
            "早于",
        ),
    ],
)
def test_one_entry_that_is_declined_enters_nothing_and_is_named(
    text: str, place: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(tmp_path, text) == 1

    said = capsys.readouterr().out
    assert "calendar.yaml：日历文件有错，没有记入任何内容。" in said
    assert any(line.strip().startswith(place) and words in line for line in said.splitlines())
    assert not CalendarChange.objects.exists()


def test_a_file_that_cannot_be_read_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["calendar", "load", "/nowhere/at-all.yaml"]) == 1

    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b"\xff\xfe\x00", "", "UTF-8"),
        (b"years: [", "", "第 1 行看不懂"),
        (b"years:\n  - year: 2027-13-45\n", "", "看不懂"),
        (b"", "", "没有内容"),
        (b"- 1", "", "没有内容"),
        (b"years: []", "years", "没有放假安排"),
        pytest.param(b"x" * (written.LARGEST + 1), "", "太大", id="too large"),
        (b"closed: []", "closed", "没有这一项"),
        (b"years: 2027", "years", "一条一条"),
        (b"years: [2027]", "years[1]", "写明各项"),
        (b"years:\n  - {year: 27, holidays: []}", "years[1].year", "2000"),
        (b"years:\n  - {year: 2027, of: []}", "years[1]", "没有“of”"),
        (b"years:\n  - year: 2027\n  - year: 2027\n", "years[2].year", "写了两次"),
        ((CLOSURE + CLOSURE.partition("\n")[2]).encode(), "closures[2].first", "重叠"),
        (CLOSURE.replace("2026-11-23", "下周一").encode(), "closures[1].first", "日期请写成"),
        (
            CLOSURE.replace("label", "offices: 关\n    label").encode(),
            "closures[1].offices",
            "只能",
        ),
    ],
)
def test_a_file_that_cannot_be_true_names_the_place(content: bytes, place: str, words: str) -> None:
    with pytest.raises(written.FileWrong) as refused:
        written.read(content)

    assert words in (refused.value.fields[place] if place else str(refused.value))


def test_other_regions_and_days_that_only_touch_do_not_overlap() -> None:
    rows = CLOSURE.partition("\n")[2]
    other = rows.replace("230102", "230103")
    after = rows.replace("2026-11-24", "2026-11-25").replace("2026-11-23", "2026-11-25")

    found = written.read(("closures:\n" + rows + other + after).encode())

    assert [(one.region, one.first.day, one.last.day) for one in found.closures] == [
        ("230102", 23, 24), ("230103", 23, 24), ("230102", 25, 25),
    ]  # fmt: skip
    assert found.closures[0].offices is written.Offices.CLOSED
