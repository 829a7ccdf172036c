"""Logs are JSON lines without personal data."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest
import structlog

from tongban.project import logs

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = list(root.handlers)
    logs.configure("INFO")
    stream = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    root.handlers = before


def _fail(number: str) -> None:
    raise RuntimeError("it broke")


def test_a_line_is_an_event_with_fields(written: io.StringIO) -> None:
    structlog.get_logger("tongban.tried").info("cases.accepted", number="1")

    line = json.loads(written.getvalue())
    assert (line["event"], line["number"], line["level"]) == ("cases.accepted", "1", "info")


def test_a_trace_names_lines_and_no_values(written: io.StringIO) -> None:
    try:
        _fail("990101199003070015")
    except RuntimeError:
        logging.getLogger("django.request").exception("Internal Server Error")

    said = written.getvalue()
    assert "it broke" in said
    assert "_fail" in said
    assert "990101199003070015" not in said
