"""Webhooks: signed, in order, tried again for days, never in the way of one another."""

from __future__ import annotations

import base64
import json
import socket
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from tests.exchange.receivers import Receiver, receiver
from tongban.base.actors import SYSTEM, Actor, ActorKind, Post
from tongban.base.crypto import keys, sm2
from tongban.exchange import clients, jobs, queries, rules, services
from tongban.exchange.models import Attempt, Webhook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
UNIT = "psb"
OFFICE = Actor(
    ActorKind.CLIENT, name="样例系统", client="office-1", posts=(Post(0, "client", UNIT),),
    scopes=frozenset({"events.read"}),
)  # fmt: skip


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as kept:
        yield kept


def enter(*kinds: str) -> None:
    with transaction.atomic():
        for index, kind in enumerate(kinds):
            services.enter(units=[UNIT], number=str(index), kind=kind, facts={}, at=NOON)
    services.number_waiting()


def wanted(url: str, *kinds: str, **other: Any) -> Webhook:
    return services.set_up_webhook(actor=OFFICE, unit=UNIT, url=url, kinds=kinds, now=NOON, **other)


def run(hook: Webhook, now: datetime = NOON) -> Webhook:
    """Send what may be sent now."""
    while services.deliver_next(webhook_id=hook.pk, now=now):
        pass
    hook.refresh_from_db()
    return hook


def sent(there: Receiver) -> list[int]:
    return [json.loads(body)["seq"] for _headers, body in there.calls]


def test_events_arrive_one_after_the_other_thin_and_signed(there: Receiver) -> None:
    hook = wanted(there.url)
    enter("cases.submitted", "cases.accepted")

    run(hook)

    assert sent(there) == [1, 2]
    headers, body = there.calls[0]
    assert json.loads(body) == {
        "id": "psb:1", "unit": UNIT, "seq": 1, "number": "0", "kind": "cases.submitted",
        "at": "2026-03-03T12:00:00+08:00",
    }  # fmt: skip
    key = {one.key_id: one for one in services.keys_told()}[headers["Tongban-Webhook-Key"]]
    assert key.public_key.startswith("-----BEGIN PUBLIC KEY-----\n")
    stamp, message = headers["Tongban-Webhook-Timestamp"], headers["Tongban-Webhook-Id"]
    assert (stamp, message) == (str(int(NOON.timestamp())), "psb:1")
    raw = sm2.signature_from_der(base64.b64decode(headers["Tongban-Webhook-Signature"]))
    signed = f"tongban.webhook/1\n{stamp}\n{message}\n".encode() + body
    sm2.verify(keys.store().public(key.key_id), signed, raw)
    with pytest.raises(sm2.InvalidSignature):
        sm2.verify(keys.store().public(key.key_id), signed + b" ", raw)


def test_only_the_kinds_that_were_asked_for_are_sent(there: Receiver) -> None:
    hook = wanted(there.url, "cases.granted")
    enter("cases.submitted", "cases.granted", "cases.concluded")

    run(hook)

    assert sent(there) == [2]
    assert hook.position == 3


def test_a_new_webhook_begins_with_what_is_new_or_after_a_cursor(there: Receiver) -> None:
    enter("cases.submitted", "cases.accepted")

    fresh = wanted(there.url)
    behind = wanted(there.url, after=rules.cursor(UNIT, 1))
    run(fresh)
    run(behind)

    assert sent(there) == [2]


def test_a_receiver_that_answers_500_is_tried_again_and_nothing_overtakes(there: Receiver) -> None:
    hook = wanted(there.url)
    enter("cases.submitted", "cases.accepted")
    there.status = 500

    run(hook)
    early = run(hook, NOON + timedelta(seconds=59))
    there.status = 200
    later = run(early, NOON + timedelta(seconds=60))

    assert sent(there) == [1, 1, 2]
    assert (later.failures, later.failing_since, later.position) == (0, None, 2)
    tried = list(Attempt.objects.order_by("id").values_list("status", "delivered", "error"))
    assert tried == [(500, False, "对方答复 500"), (200, True, ""), (200, True, "")]


def test_a_receiver_that_is_down_for_a_day_gets_everything_in_order(
    there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = wanted(there.url)
    down = [True]
    real = clients.post

    def call(*args: Any, **other: Any) -> int:
        if down[0]:
            raise clients.Unreachable("对方拒绝连接，服务没有启动或者端口不对")
        return real(*args, **other)

    monkeypatch.setattr(clients, "post", call)
    enter("cases.submitted")
    now = NOON
    tries = 0
    while now < NOON + timedelta(hours=26):
        tries += 1
        run(hook, now)
        assert hook.paused_at is None
        assert hook.due_at > now
        now = hook.due_at
        if tries == 3:
            enter("cases.accepted", "cases.granted")
    down[0] = False
    run(hook, now)

    assert sent(there) == [1, 2, 3]
    assert 26 <= tries <= 36  # 1, 2, 4 … 32 minutes, then each hour
    assert hook.failures == 0


def test_after_three_days_the_webhook_is_paused_before_the_dead_letter(there: Receiver) -> None:
    hook = wanted(there.url)
    enter("cases.submitted", "cases.accepted")
    there.status = 503
    now = NOON
    while hook.paused_at is None:
        run(hook, now)
        now = hook.due_at

    assert timedelta(hours=72) <= hook.paused_at - NOON < timedelta(hours=73)
    assert (hook.dead_seq, hook.position) == (1, 0)
    assert run(hook, now + timedelta(days=1)).dead_seq == 1
    there.status = 200
    there.calls.clear()
    services.resume(actor=SYSTEM, webhook_id=hook.pk, now=now)
    run(hook, now)
    assert sent(there) == [1, 2]
    assert hook.dead_seq is None


@pytest.mark.parametrize("trickle", [False, True])
def test_a_receiver_that_answers_after_90_seconds_is_cut_off(
    there: Receiver, monkeypatch: pytest.MonkeyPatch, *, trickle: bool
) -> None:
    monkeypatch.setattr(rules, "TIMEOUT", 0.4)
    there.delay, there.trickle = 90, trickle
    hook = wanted(there.url)
    enter("cases.submitted")

    run(hook)

    (tried,) = Attempt.objects.all()
    assert not tried.delivered
    assert tried.status is None
    assert "没有答复" in tried.error
    assert 300 <= tried.took_ms < 5_000
    assert hook.due_at == NOON + timedelta(minutes=1)


def test_the_time_for_an_answer_is_ten_seconds() -> None:
    assert rules.TIMEOUT == 10


def test_one_receiver_waits_for_no_other(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "TIMEOUT", 0.3)
    with receiver() as slow:
        slow.delay = 90
        bad, good = wanted(slow.url), wanted(there.url)
        enter("cases.submitted", "cases.accepted")

        run(bad)
        run(good)

    assert sent(there) == [1, 2]
    assert (bad.failures, good.failures) == (1, 0)


def test_while_one_worker_sends_another_does_not(there: Receiver) -> None:
    hook = wanted(there.url)
    enter("cases.submitted")
    Webhook.objects.filter(pk=hook.pk).update(busy_until=NOON + timedelta(seconds=30))

    run(hook)
    assert there.calls == []

    # A worker that died is waited for no longer than that.
    run(hook, NOON + timedelta(seconds=31))
    assert sent(there) == [1]


def test_a_redirect_is_not_followed(there: Receiver) -> None:
    there.status = 302
    hook = wanted(there.url)
    enter("cases.submitted")

    run(hook)

    assert hook.last_error == "对方答复 302"


@pytest.mark.parametrize(
    ("answer", "scheme", "words"),
    [
        (None, "http", "对方拒绝连接"),
        (b"", "http", "连接被对方中断"),
        (b"SSH-2.0-nonsense\r\n", "http", "对方的答复不是 HTTP"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "https", "加密连接失败"),
    ],
)
def test_what_went_wrong_is_said_in_words(answer: bytes | None, scheme: str, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            with listening.accept()[0] as asked:
                asked.recv(65_536)
                asked.sendall(answer or b"")

        if answer is None:
            listening.close()
        else:
            threading.Thread(target=serve, daemon=True).start()
        with pytest.raises(clients.Unreachable, match=words) as trouble:
            clients.post(
                f"{scheme}://127.0.0.1:{port}/hook", b"{}", {}, allowed=lambda _ip: True, seconds=5
            )

    assert "Error" not in str(trouble.value)


def inside(*parts: int) -> str:
    """An address of a private network; written out it would be taken for one of ours."""
    return ".".join(map(str, parts))


@pytest.mark.parametrize(
    "address",
    [
        inside(10, 0, 0, 1),
        inside(127, 0, 0, 1),
        inside(192, 168, 1, 1),
        inside(169, 254, 169, 254),
        inside(224, 0, 0, 1),
        f"::ffff:{inside(10, 0, 0, 1)}",
        "::1",
        "fe80::1%eth0",
    ],
)
def test_addresses_inside_are_not_called_unless_the_operator_named_them(address: str) -> None:
    assert not rules.may_call(address, [], loopback=False)
    assert rules.may_call(address, [], loopback=True) == (address in {"127.0.0.1", "::1"})


def test_the_open_network_and_named_networks_are_called() -> None:
    assert rules.may_call("1.1.1.1", [], loopback=False)
    named = [f"{inside(59, 0, 0, 0)}/8", f"{inside(10, 0, 0, 0)}/8"]
    assert rules.may_call(inside(10, 1, 2, 3), named, loopback=False)


def test_a_name_that_leads_inside_is_not_called(there: Receiver) -> None:
    with pytest.raises(clients.AddressRefused):
        clients.post(there.url, b"", {}, allowed=lambda _address: False, seconds=5)

    assert there.calls == []


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://example.com/hook", True),
        ("ftp://example.com/", True),
        ("https://", True),
        ("https://user:pass@example.com/", True),
        ("https://[::1", True),
        ("https://example.com:99999/", True),
        ("http://127.0.0.1/hook", False),
        ("https://example.com/" + "a" * 500, True),
    ],
)
def test_an_address_that_cannot_be_called_is_refused(url: str, *, loopback: bool) -> None:
    with pytest.raises(rules.WebhookInvalid):
        rules.check_url(url, loopback=loopback)


def test_an_unknown_kind_is_refused(there: Receiver) -> None:
    with pytest.raises(rules.WebhookInvalid, match="需要修改"):
        wanted(there.url, "cases.nonsense")


def test_another_department_sets_up_nothing_and_sees_nothing(there: Receiver) -> None:
    hook = wanted(there.url)
    other = Actor(
        ActorKind.CLIENT, name="别的系统", client="office-2", posts=(Post(0, "client", "mkt"),),
        scopes=frozenset({"events.read"}),
    )  # fmt: skip

    with pytest.raises(queries.FeedUnknown):
        services.set_up_webhook(actor=other, unit=UNIT, url=there.url, kinds=[], now=NOON)
    with pytest.raises(queries.WebhookUnknown):
        services.close_webhook(actor=other, webhook_id=hook.pk, now=NOON)
    assert list(queries.webhooks(other).items) == []


def test_a_closed_webhook_is_called_no_more(there: Receiver) -> None:
    hook = wanted(there.url)
    services.close_webhook(actor=OFFICE, webhook_id=hook.pk, now=NOON)
    enter("cases.submitted")

    run(hook)
    services.replay_now(webhook_id=hook.pk, seq=1, now=NOON)

    assert there.calls == []


def test_one_event_is_sent_again_beside_the_order(
    there: Receiver, run_jobs: Callable[[], list[str]]
) -> None:
    hook = wanted(there.url)
    enter("cases.submitted", "cases.accepted")
    run(hook)

    services.replay(actor=SYSTEM, webhook_id=hook.pk, seq=1, now=NOON)
    run_jobs()

    assert sent(there) == [1, 2, 1]
    hook.refresh_from_db()
    assert hook.position == 2
    assert there.calls[0][0]["Tongban-Webhook-Id"] == there.calls[2][0]["Tongban-Webhook-Id"]
    assert Attempt.objects.filter(by_hand=True).count() == 1
    with pytest.raises(queries.EntryUnknown):
        services.replay(actor=SYSTEM, webhook_id=hook.pk, seq=9, now=NOON)


def test_everything_after_a_place_is_sent_again(there: Receiver) -> None:
    hook = wanted(there.url)
    enter("cases.submitted", "cases.accepted", "cases.granted")
    run(hook)

    services.resume(actor=SYSTEM, webhook_id=hook.pk, after_seq=1, now=NOON)
    run(hook)

    assert sent(there) == [1, 2, 3, 2, 3]


def test_a_change_calls_its_webhooks_by_a_job(
    there: Receiver, run_jobs: Callable[[], list[str]]
) -> None:
    wanted(there.url)
    run_jobs()
    with transaction.atomic():
        services.enter(units=[UNIT], number="7", kind="cases.granted", facts={}, at=NOON)

    names = run_jobs()

    assert "exchange.jobs.call" in names
    assert sent(there) == [1]


def test_what_is_due_has_a_job_of_its_own_and_what_is_quiet_has_none(
    there: Receiver, run_jobs: Callable[[], list[str]]
) -> None:
    wanted(there.url)
    run_jobs()
    jobs.call_due()
    assert run_jobs() == []
    with transaction.atomic():
        services.enter(units=[UNIT], number="7", kind="cases.granted", facts={}, at=NOON)
    services.number_waiting()

    jobs.call_due()

    assert "exchange.jobs.send" in run_jobs()
    assert sent(there) == [1]
