"""The kit for integrators: a good system passes, each fault of a bad one is found."""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tongban.project import cli, conform
from tongban.project.conform import kit as playing
from tongban.project.conform import pushing, scenes
from tongban.project.conform import receiving as receiving_side
from tongban.project.listening import listening
from tongban.project.sandbox import acting, department, signatures
from tongban.project.sandbox.department import Department
from tongban.project.sandbox.platform import Declined, Platform
from tongban.project.sandbox.serving import serving
from tongban.project.sandbox.signatures import Checker, NotGenuine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 3.0


def verdicts(kit: playing.Kit, url: str, control: str = "") -> dict[str, str]:
    """What the kit says, by code."""
    options = argparse.Namespace(url=url, control=control, seconds=SECONDS)
    return {one.code: one.verdict for one in conform.checks(kit, options)}


def failed(kit: playing.Kit, url: str, control: str = "") -> set[str]:
    return {code for code, verdict in verdicts(kit, url, control).items() if verdict == "FAIL"}


@pytest.fixture
def kit() -> Iterator[playing.Kit]:
    with playing.playing("127.0.0.1:0") as made:
        yield made


@contextmanager
def simulated(kit: playing.Kit, kind: type[Department] = Department) -> Iterator[str]:
    """The simulated department, pointed at the kit."""
    platform = Platform(kit.address, playing.NAME, playing.SECRET, playing.UNIT)
    with serving(kind(platform, decide="none"), "127.0.0.1:0") as address:
        yield address


def test_the_simulated_department_passes_everything(kit: playing.Kit) -> None:
    with simulated(kit) as address:
        found = verdicts(kit, f"{address}/hook", f"{address}/control")

    assert set(found.values()) == {"PASS"}, found
    assert {"R1", "R11", "C1", "C10", "P1", "P9"} <= found.keys()


def test_without_a_control_surface_only_the_receiver_is_checked(kit: playing.Kit) -> None:
    with simulated(kit) as address:
        found = verdicts(kit, f"{address}/hook")

    assert {code for code, verdict in found.items() if verdict == "SKIP"} == {
        "R11", *(f"C{number}" for number in range(1, 11)),
        *(f"P{number}" for number in range(1, 10)),
    }  # fmt: skip


class Careless:
    """A receiver with one fault; without one it is good."""

    def __init__(self, kit: playing.Kit, fault: str) -> None:
        self.kit, self.fault = kit, fault
        self.checker = Checker(self._keys)
        self.first: dict[str, str] = {}
        self.handled: list[str] = []

    def _keys(self) -> dict[str, str]:
        now = {name: key.public.to_pem() for name, key in self.kit.keys.items()}
        if self.fault == "keeps old keys":
            self.first = self.first or now
            return self.first
        return now

    def status(self, headers: dict[str, str], body: bytes) -> int:
        if self.fault == "lets everybody in":
            return 200
        if self.fault == "always errs":
            return 500
        if self.fault == "lets nobody in":
            return 404
        if self.fault == "is slow":
            time.sleep(SECONDS + 0.5)
        try:
            event = self._checked(headers, body)
        except NotGenuine:
            return 500 if self.fault == "errs on bad signatures" else 401
        if self.fault == "knows its kinds only" and event["kind"] not in playing.KINDS:
            return 400
        if event["id"] not in self.handled or self.fault == "handles twice":
            self.handled.append(str(event["id"]))
        return 200

    def _checked(self, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        if self.fault == "ignores the time":
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(signatures, "OLDEST", 10**9)
                return self.checker.check(headers, body)
        if self.fault == "does not bind the body":
            changed = body.replace(b"concluded", b"submitted")
            return self.checker.check(headers, changed)
        if self.fault == "takes unsigned calls" and "Tongban-Webhook-Signature" not in headers:
            event: dict[str, Any] = json.loads(body)
            return event
        return self.checker.check(headers, body)


@contextmanager
def receiving(careless: Careless) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                self.send_response(careless.status(dict(self.headers.items()), body))
                self.end_headers()
            except OSError:
                return

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"ids": careless.handled}).encode())

        def log_message(self, *_words: Any) -> None:
            return

    with listening("127.0.0.1:0", Handler) as address:
        yield f"{address}/hook"


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("", set()),
        ("lets everybody in", {f"R{number}" for number in range(2, 9)}),
        ("errs on bad signatures", {f"R{number}" for number in range(2, 9)}),
        ("ignores the time", {"R6", "R7"}),
        ("does not bind the body", {"R2"}),
        ("takes unsigned calls", {"R5"}),
        ("knows its kinds only", {"R9"}),
        ("keeps old keys", {"R10"}),
        ("lets nobody in", {"R1", "R9", "R10", "R11"}),
        ("is slow", {"R0", "R1"}),
        ("always errs", {f"R{number}" for number in range(1, 12)}),
    ],
)
def test_each_fault_of_a_receiver_is_found(kit: playing.Kit, fault: str, found: set[str]) -> None:
    with receiving(Careless(kit, fault)) as url:
        assert failed(kit, url) == found


@pytest.mark.parametrize(("fault", "verdict"), [("", "PASS"), ("handles twice", "FAIL")])
def test_a_receiver_that_handles_an_event_twice_is_found(
    kit: playing.Kit, fault: str, verdict: str
) -> None:
    with receiving(Careless(kit, fault)) as url:
        found = verdicts(kit, url, url.removesuffix("/hook"))

    assert found["R11"] == verdict


class Forgetful(Department):
    """Begins at the first event each time."""

    def poll(self) -> int:
        self.cursor = ""
        return super().poll()


class Twice(Department):
    """Handles each event of a webhook, and again when it reads the feed."""

    def handle(self, event: Any) -> None:
        super().handle(event)
        super().handle(event)


class Hasty(Platform):
    """Waits for nothing after 429."""

    def _may_heal(self, refused: Any, attempt: int) -> bool:
        self.retry_after = 0.0
        return super()._may_heal(refused, attempt)


class NewKeys(Platform):
    """Takes a new key for each try."""

    serial = itertools.count()

    def _once(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        if "Idempotency-Key" in headers:
            headers = {**headers, "Idempotency-Key": f"k{next(self.serial)}"}
        return super()._once(method, path, body, headers)


class Blind(Platform):
    """Never looks at the version it has read."""

    def push(self, number: str, rest: str, body: Any, etag: str, key: str) -> Any:
        return self.call(
            "POST", f"/departments/{self.unit}/cases/{number}/{rest}", body,
            {"Idempotency-Key": key + etag[:0]},
        )  # fmt: skip


class Impatient(Platform):
    """Gives up at the first trouble."""

    def _may_heal(self, refused: Any, attempt: int) -> bool:  # noqa: ARG002
        return False


@pytest.mark.parametrize(
    ("kind", "calls", "found"),
    [
        (Forgetful, Platform, {"C3"}),
        (Twice, Platform, {"C2", "C4"}),
        (Department, Hasty, {"C5"}),
        (Department, NewKeys, {"C10"}),
        (Department, Blind, {"C8"}),
        (Department, Impatient, {"C6", "C10"}),
    ],
)
def test_each_fault_of_a_client_is_found(
    kit: playing.Kit, kind: type[Department], calls: type[Platform], found: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(department, "_MOST_STEPS", 3)
    platform = calls(kit.address, playing.NAME, playing.SECRET, playing.UNIT)
    with serving(kind(platform, decide="none"), "127.0.0.1:0") as address:
        # Events that came by webhook are handled by reading the feed.
        assert found <= failed(kit, f"{address}/hook", f"{address}/control")


class Idle(Department):
    """Says that it pushed, and did not."""

    def push_step(self, number: str, at: str = "") -> None:
        assert number
        assert not at


def test_what_was_not_met_by_one_question_does_not_fail_another(kit: playing.Kit) -> None:
    platform = Platform(kit.address, playing.NAME, playing.SECRET, playing.UNIT)
    with serving(Idle(platform, decide="none"), "127.0.0.1:0") as address:
        found = failed(kit, f"{address}/hook", f"{address}/control")

    assert found == {"C7", "C8", "C9", "C10"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/v1/clients/token", b"client=conform", 401),
        ("POST", "/api/v1/clients/token", b"[]", 401),
        ("GET", f"/api/v1/departments/{playing.UNIT}/events", b"after-x", 422),
        ("GET", f"/api/v1/departments/{playing.UNIT}/events", b"\xc2\xb2", 422),
    ],
)
def test_the_kit_declines_what_the_platform_declines(
    kit: playing.Kit, method: str, path: str, body: bytes, status: int
) -> None:
    kit.tokens.add("known")
    query = {"after": body.decode()} if method == "GET" else {}

    answered, _headers, told = kit.answer(
        method, path, query, {"authorization": "Bearer known"}, body
    )

    assert (answered, told["status"]) == (status, status)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["conform", "nonsense"], 2, "'nonsense' is no address"),
        (["conform", "http://a:99999/hook"], 2, "is no address"),
        (["conform", "http://127.0.0.1:9/h", "--control", "x"], 2, "'x' is no address"),
        (["conform", "http://127.0.0.1:9/h", "--listen", "8897"], 2, "is no place to listen"),
        (["conform", "http://127.0.0.1:9/h", "--listen", "TAKEN"], 1, "cannot listen at"),
        (["conform", "http://127.0.0.1:9/h", "--key", "FILE"], 1, "cannot use the key"),
        (["sandbox", "nonsense"], 2, "'nonsense' is no address"),
        (["sandbox", "http://127.0.0.1:9", "--listen", "TAKEN"], 1, "cannot listen at"),
        (["sandbox", "http://127.0.0.1:9", "--faces", "FILE"], 1, "--faces or --state"),
        (["sandbox", "http://127.0.0.1:9", "--state", "FILE"], 1, "--faces or --state"),
    ],
)
def test_an_option_that_cannot_be_used_is_one_clear_line(
    words: list[str], code: int, said: str, *, tmp_path: Path, kit: playing.Kit,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "FILE").write_text("nonsense", encoding="utf-8")
    known = {"TAKEN": kit.address.removeprefix("http://"), "FILE": str(tmp_path / "FILE")}
    words = [known.get(word, word) for word in words]
    if words[0] == "sandbox":
        words += ["--client", "x", "--secret", "x", "--unit", "x"]

    try:
        ended = cli.main(words)
    except SystemExit as misused:
        ended = int(misused.code or 0)

    told = capsys.readouterr().err
    assert (ended, said in told, "Traceback" in told) == (code, True, False), told


def test_nobody_there_is_said_and_counts_as_failed(kit: playing.Kit) -> None:
    assert failed(kit, "http://127.0.0.1:9/hook") == {"R0", "R1"}


def test_the_command_prints_a_line_for_each_thing_and_says_so_in_its_exit_code(
    tmp_path: Path,
) -> None:
    command = [
        sys.executable, "-m", "tongban.project.cli", "conform", "http://127.0.0.1:9/hook",
        "--listen", "127.0.0.1:0", "--key", str(tmp_path / "key.pem"),
    ]  # fmt: skip

    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603

    assert ran.returncode == 1, ran.stderr
    assert "FAIL  R1  接受签名正确的推送：没有答复" in ran.stdout
    assert "SKIP  C1" in ran.stdout
    assert "不通过 2 项" in ran.stdout
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600


def test_the_department_keeps_its_cursor_over_a_restart(kit: playing.Kit, tmp_path: Path) -> None:
    platform = Platform(kit.address, playing.NAME, playing.SECRET, playing.UNIT)
    state = tmp_path / "state.json"
    Department(platform, state=state, decide="none").poll()
    kit.total += 1

    again = Department(platform, state=state, decide="none")

    assert again.poll() == 1
    assert again.handled == [f"{playing.UNIT}:{kit.total}"]


Body = dict[str, Any]


class Wrong(Department):
    """Pushes one thing wrongly: `act` with the body that `change` makes of the right one."""

    act = ""
    change = staticmethod(lambda body: body)

    def _pushed(self, number: str, rest: str, body: Body, etag: str) -> bool:
        made = self.change(body) if rest == self.act else body
        return super()._pushed(number, rest, made, etag)


class Elsewhere(Department):
    """Writes what another push is for."""

    def _pushed(self, number: str, rest: str, body: Body, etag: str) -> bool:  # noqa: ARG002
        return super()._pushed(number, "precheck", {"handler": body["handler"]}, etag)


class Stubborn(Platform):
    """Tries again whatever the platform says."""

    def push(self, number: str, rest: str, body: Any, etag: str, key: str) -> Any:
        try:
            return super().push(number, rest, body, etag, key)
        except Declined:
            return super().push(number, rest, body, etag, f"{key}-again")


def pushed(
    kit: playing.Kit, kind: type[Department], calls: type[Platform] = Platform
) -> dict[str, str]:
    """The verdicts on the pushes of a department alone, by code."""
    kit.written.clear()
    platform = calls(kit.address, playing.NAME, playing.SECRET, playing.UNIT)
    with serving(kind(platform, decide="none"), "127.0.0.1:0") as address:
        target = receiving_side.Target(f"{address}/hook", f"{address}/control", SECONDS)
        return {one.code: one.verdict for one in pushing.checked(kit, target)}


def row(body: Body, **changes: Any) -> Body:
    return {**body, "row": {**body["row"], **changes}}


@pytest.mark.parametrize(
    ("act", "change", "code"),
    [
        ("acceptance", lambda body: {**body, "checked": body["checked"][:1]}, "P1"),
        ("acceptance", lambda body: {**body, "checked": [*body["checked"], "other"]}, "P1"),
        ("acceptance", lambda body: {**body, "colour": "red"}, "P1"),
        ("acceptance", lambda body: {**body, "handler": " "}, "P1"),
        ("notice", lambda body: {**body, "requests": body["requests"][:1]}, "P2"),
        ("notice", lambda body: {**body, "requests": [{"material": "lease"}]}, "P2"),
        ("refusal", lambda body: {**body, "reasons": []}, "P3"),
        ("extension", lambda body: {**body, "reason": ""}, "P4"),
        ("extension/approval", lambda body: {**body, "handler": department.HANDLER}, "P5"),
        ("advice", lambda body: {**body, "advice": 6}, "P6"),
        ("decision", lambda body: {**body, "face": {"KZ_MZ": "汉族"}}, "P7"),
        ("decision", lambda body: {**body, "own_licence": False}, "P7"),
        ("licence", lambda body: row(body, ZZBS=""), "P8"),
        ("licence", lambda body: row(body, CZZT="样小民"), "P8"),
        ("licence", lambda body: row(body, file="!"), "P8"),
    ],
)
def test_each_fault_of_a_push_is_found(
    kit: playing.Kit, act: str, change: Callable[[Body], Body], code: str
) -> None:
    kind = type("Faulty", (Wrong,), {"act": act, "change": staticmethod(change)})

    found = pushed(kit, kind)

    assert {name for name, verdict in found.items() if verdict != "PASS"} == {code}


def test_pushes_to_the_wrong_place_and_stubborn_ones_are_found(kit: playing.Kit) -> None:
    elsewhere, stubborn = pushed(kit, Elsewhere), pushed(kit, Department, Stubborn)
    blind = pushed(kit, Department, Blind)

    assert {elsewhere[f"P{number}"] for number in range(1, 9)} == {"FAIL"}
    assert [code for code, verdict in stubborn.items() if verdict == "FAIL"] == ["P9"]
    assert {blind[f"P{number}"] for number in range(1, 9)} == {"FAIL"}


def test_what_a_department_does_not_do_is_no_fault(
    kit: playing.Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "ACTS", ("steps", "acceptance"))

    found = pushed(kit, Department)

    assert [code for code, verdict in found.items() if verdict == "PASS"] == ["P1", "P9"]
    assert set(found.values()) == {"PASS", "SKIP"}


def test_the_shapes_of_the_pushes_are_those_of_the_contract() -> None:
    contract = json.loads((ROOT / "docs/openapi/v1.json").read_text("utf-8"))
    at, schemas = "/departments/{unit}/cases/{number}/", contract["components"]["schemas"]
    written = {
        path.partition(at)[2]: ways["post"]["requestBody"]["content"]["application/json"]["schema"]
        for path, ways in contract["paths"].items()
        if at in path and "post" in ways
    }
    asked = {rest: schemas[schema["$ref"].rpartition("/")[2]] for rest, schema in written.items()}

    assert set(asked) == set(scenes.SHAPES)
    for rest, shape in scenes.SHAPES.items():
        assert shape.must == set(asked[rest]["required"]), rest
        assert shape.must | shape.may == set(asked[rest]["properties"]), rest
    shown = schemas["DepartmentCaseOut"]["properties"]
    assert scenes.PLAIN.keys() | {"number", "version"} == set(shown)
