"""What the operator looks after."""

from __future__ import annotations

from tests.cases import circumstances
from tests.desk.desks import desk_of, text
from tests.jobs import drain
from tongban.notices.models import Delivery


def failed() -> Delivery:
    circumstances.submitted()
    drain()
    delivery = Delivery.objects.filter(channel="sms").order_by("-id")[0]
    Delivery.objects.filter(pk=delivery.pk).update(
        state="failed", attempts=8, last_error="no answer", next_try_at=None, sent_at=None
    )
    return delivery


def test_a_failed_message_is_listed_without_its_words_and_tried_again_by_the_operator() -> None:
    delivery = failed()
    client = desk_of("operator")

    page = text(client.get("/desk/failures/"))
    answer = client.post(f"/desk/failures/{delivery.pk}/")

    assert "no answer" in page
    assert "样大民" not in page
    assert "10000000001" not in page
    assert answer.status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("waiting", 0)
    assert client.post(f"/desk/failures/{delivery.pk}/").status_code == 404


def test_a_supervisor_sees_it_and_changes_nothing() -> None:
    delivery = failed()
    client = desk_of("supervisor")

    page = text(client.get("/desk/failures/"))

    assert "no answer" in page
    assert "重新发送" not in page
    assert client.post(f"/desk/failures/{delivery.pk}/").status_code == 404
    delivery.refresh_from_db()
    assert delivery.state == "failed"


def test_without_failures_the_page_says_so() -> None:
    page = text(desk_of("operator").get("/desk/failures/"))

    assert "消息都送到了" in page
    assert "没有失败的后台任务" in page
