"""Nothing typed is lost: notes at the server, two windows, two editors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection

from tests.cases import circumstances
from tests.cases.bundles.events import HAS_SHOP
from tests.desk.desks import case, desk_of, opinion
from tests.desk.test_bundle_walkin import OWN, begun
from tongban.base.errors import NotFound
from tongban.cases import queries, services
from tongban.cases.models import Bundle, DeskNote
from tongban.demo.services import stories

WORDS = "加工区与库房没有分开。"


def typed(who: str, number: str, words: str, *, turn: int = 0, form: str = "opinion") -> Any:
    return desk_of(who).post(
        f"/desk/notes/{number}/{form}/", {"opinion": words, "_turn": str(turn)}
    )


def found(who: str, number: str, form: str = "opinion") -> dict[str, Any]:
    told: dict[str, Any] = desk_of(who).get(f"/desk/notes/{number}/{form}/").json()
    return told


def test_what_was_typed_is_found_again_in_another_browser() -> None:
    number = circumstances.accepted()

    kept = typed("handler", number, WORDS).json()

    assert kept["turn"] == 1
    assert "已存" in kept["saved"]
    again = found("handler", number)
    assert again["words"] == {"opinion": WORDS}
    assert "已恢复您" in again["restored"]


def test_it_is_sealed_in_the_database() -> None:
    typed("handler", circumstances.accepted(), WORDS)

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM cases_desknote")
        (stored,) = cursor.fetchone()

    assert WORDS.encode() not in bytes(stored)


def test_a_second_window_overwrites_nothing() -> None:
    number = circumstances.accepted()
    typed("handler", number, WORDS)

    declined = typed("handler", number, "另一个窗口", turn=0)

    assert declined.status_code == 409
    assert "另一个窗口里也写了" in declined.json()["says"]
    assert found("handler", number)["words"] == {"opinion": WORDS}
    assert typed("handler", number, "接着写", turn=1).json()["turn"] == 2


def test_two_editors_know_of_each_other_and_read_nothing_of_each_other() -> None:
    number = circumstances.accepted()
    other = replace(stories.staff("handler"), account=990_001, name="样例同事")
    services.keep_note(
        actor=other, case_ref=number, form="opinion", words={"opinion": "他写的"}, turn=0,
        now=circumstances.TUESDAY,
    )  # fmt: skip

    mine = typed("handler", number, WORDS).json()

    assert "样例同事 也在写这件" in mine["others"]
    assert found("handler", number)["words"] == {"opinion": WORDS}


def test_the_note_goes_with_the_step_it_was_written_for_and_not_before() -> None:
    number = circumstances.accepted()
    typed("handler", number, WORDS)

    desk_of("handler").post(
        f"/desk/cases/{number}/opinion/", {"outcome": "forward", "version": "1"}
    )
    assert found("handler", number)["words"] == {"opinion": WORDS}
    opinion(desk_of("handler"), number, "forward", opinion=WORDS)

    assert found("handler", number)["words"] == {}


def test_after_a_change_by_others_the_words_are_still_there_and_say_so() -> None:
    number = circumstances.accepted()
    typed("handler", number, WORDS)
    type(case(number)).objects.filter(number=number).update(version=99)

    told = found("handler", number)

    assert told["words"] == {"opinion": WORDS}
    assert "办件在这以后有变化" in told["restored"]


def test_strangers_keep_and_find_nothing() -> None:
    number = circumstances.submitted()
    typed("clerk", number, WORDS)

    assert typed("clerk2", number, "x").status_code == 404
    assert found("clerk2", number) == {
        "turn": 0, "words": {}, "saved": "", "restored": "", "others": "",
    }  # fmt: skip
    with pytest.raises(NotFound):
        services.drop_note(actor=stories.staff("clerk2"), case_ref=number, form="opinion")


@pytest.mark.parametrize("form", ["UPPER", "x" * 65])
def test_a_form_that_is_none_is_declined(form: str) -> None:
    assert typed("handler", circumstances.accepted(), "x", form=form).status_code == 422


def test_endless_text_is_declined_and_what_was_kept_stays() -> None:
    number = circumstances.accepted()
    typed("handler", number, WORDS)

    assert typed("handler", number, "长" * 60_000, turn=1).status_code == 422
    assert queries.noted(
        stories.staff("handler"), number, "opinion", circumstances.TUESDAY
    ).words == {"opinion": WORDS}


def test_old_notes_of_the_account_are_cleared() -> None:
    number = circumstances.accepted()
    typed("handler", number, WORDS, form="suspend")
    DeskNote.objects.update(changed_at=circumstances.day(-91))

    typed("handler", number, WORDS)

    assert [note.form for note in DeskNote.objects.all()] == ["opinion"]


def test_what_was_typed_on_the_draft_of_a_life_event_is_found_again_until_it_is_saved() -> None:
    clerk = desk_of("clerk")
    where = begun(clerk)
    draft = str(Bundle.objects.get(state="draft").pk)
    clerk.post(f"{where}answers/", OWN)
    clerk.post(f"{where}answers/", HAS_SHOP)
    page = clerk.get(where).content.decode()
    for form in ("form", "questions"):
        assert f'data-note="/desk/notes/{draft}/{form}/"' in page
    said = typed("clerk", draft, "示范路", form="form").json()
    assert (said["turn"], "已存" in said["saved"]) == (1, True)

    assert found("clerk", draft, "form")["words"] == {"opinion": "示范路"}
    assert typed("clerk", draft, "别的窗口", form="form").status_code == 409
    assert typed("clerk2", draft, "x", form="form").status_code == 404
    assert found("clerk2", draft, "form")["words"] == {}
    assert clerk.post(f"{where}form/", {}).status_code == 422  # kept, though unfinished
    assert found("clerk", draft, "form")["words"] == {}
    typed("clerk", draft, "又写了", form="form")
    assert clerk.post(f"{where}discard/").status_code == 302
    assert not DeskNote.objects.exists()


def test_a_note_is_one_of_a_case_or_of_a_life_event_and_of_nothing_else() -> None:
    with pytest.raises(IntegrityError, match="desknote_of_one_thing"):
        DeskNote.objects.create(account=1, form="form", version=1, changed_at=circumstances.TUESDAY)
