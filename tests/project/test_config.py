"""Wrong settings are refused at start, each with one line that names it."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from tongban.project import cli, config, startup


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TONGBAN_PORT", "eighty", "TONGBAN_PORT"),
        ("TONGBAN_PORT", "70000", "TONGBAN_PORT"),
        ("TONGBAN_MODE", "playground", "TONGBAN_MODE"),
        ("TONGBAN_DATABASE_URL", "mysql://x", "TONGBAN_DATABASE_URL"),
        ("TONGBAN_BASE_URL", "ftp://x", "TONGBAN_BASE_URL"),
        ("TONGBAN_REGION", "23", "TONGBAN_REGION"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(config.WrongSetting, match=words) as refused:
        config.load()

    assert "\n" not in str(refused.value)


def test_production_needs_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGBAN_MODE", "production")
    for name in ("SECRET_KEY", "KEY_DIR", "BASE_URL"):
        monkeypatch.delenv(f"TONGBAN_{name}", raising=False)

    with pytest.raises(config.WrongSetting, match="TONGBAN_SECRET_KEY"):
        config.load()


def test_the_command_says_it_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TONGBAN_PORT", "eighty")

    code = cli.main(["settings"])

    said = capsys.readouterr().err
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("tongban: TONGBAN_PORT")


def test_settings_are_listed_without_their_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TONGBAN_SMS_SECRET", "hidden-words")

    cli.main(["settings"])

    said = capsys.readouterr().out
    assert "hidden-words" not in said
    for name in config.Config.model_fields:
        assert f"TONGBAN_{name.upper()}=" in said


def test_a_taken_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("TONGBAN_PORT", str(port))

        with pytest.raises(startup.CannotStart, match=f"port {port}.*TONGBAN_PORT"):
            startup.check_port(config.load())


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1))

    with pytest.raises(startup.CannotStart, match="disk full"):
        startup.check_folder(tmp_path)


def test_no_space_at_all_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(_path: Path, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)

    with pytest.raises(startup.CannotStart, match="disk full"):
        startup.check_folder(tmp_path)


def test_an_old_python_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))

    with pytest.raises(startup.CannotStart, match=r"3\.11 or newer is needed, this is 3\.9"):
        startup.check_python()


def test_a_folder_has_one_node(tmp_path: Path) -> None:
    held = startup.lock(tmp_path)

    with pytest.raises(startup.CannotStart, match=f"process {os.getpid()}"):
        startup.lock(tmp_path)

    held.close()
    startup.lock(tmp_path).close()
