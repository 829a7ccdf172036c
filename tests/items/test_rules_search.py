"""What a text asks for, and by what an item is found."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.items.rules import search

LEXEMES = re.compile(r"'(=?[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]+)'")
QUERY = re.compile(r"('=?[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]+'(:\*?[ABC]*)?|[()&| ])+")


def lexemes(literal: str) -> set[str]:
    return set(LEXEMES.findall(literal))


def test_a_name_is_found_by_words_pinyin_and_initials_from_each_word_on() -> None:
    found = lexemes(search.vector(["食品经营许可"], ["开饭馆"], ["营业执照"]))

    assert found >= {
        "食品", "经营", "许可", "=食品经营许可",
        "shipinjingyingxuke", "jingyingxuke", "xuke",
        "spjyxk", "jyxk", "xk", "=spjyxk",
        "开饭馆", "饭馆", "kaifanguan", "kfg", "营业", "执照", "营业执照",
    } - {"开饭馆"}  # fmt: skip


def test_weights_tell_names_from_words_and_texts() -> None:
    literal = search.vector(["结婚登记"], ["领证"], ["户口簿"], remote=["离婚"])

    assert re.search(r"'=结婚登记':\d+A", literal)
    assert re.search(r"'=领证':\d+B", literal)
    assert re.search(r"'=离婚':\d+C", literal)
    assert re.search(r"'户口簿':\d+C", literal)


@pytest.mark.parametrize("text", ["", " ", "！？", "\x00", "&|!():*'\\"])
def test_nothing_to_look_for_is_none(text: str) -> None:
    assert search.question(text) is None


def test_the_words_that_only_ask_are_left_out() -> None:
    plain, asked = search.question("护照"), search.question("我要办护照怎么办")

    assert plain is not None
    assert asked is not None
    assert "'护照':*" in asked.every
    assert "怎么办" not in lexemes(asked.any)
    assert search.question("办理") is not None


@pytest.mark.parametrize(
    ("text", "asked_for"),
    [
        ("居住证", "('居住' | '居住区' | '居住地' | '居住者' | '居住证')"),
        ("许可", "('许可' | '许可证')"),
        ("食品许可", "('食品许可') | ((('食品')) & (('许可' | '许可证')))"),
        ("230102 26", "'23010226':* | (('230102':*) & ('26':*))"),
    ],
)
def test_texts_without_names_are_asked_for_each_word_once_and_by_its_name(
    text: str, asked_for: str
) -> None:
    asked = search.question(text)

    assert asked is not None
    assert asked.texts == asked_for


def test_beginnings_of_too_many_words_stay_beginnings() -> None:
    few, many = search.question("许可"), search.question("第")

    assert few is not None
    assert many is not None
    assert ":*" not in few.texts
    assert many.texts == "'第':*"


@given(text=st.text(max_size=200))
def test_a_question_holds_nothing_that_the_database_would_read_as_an_operator(text: str) -> None:
    asked = search.question(text)

    for literal in () if asked is None else (asked.every, asked.texts, asked.any, asked.name):
        assert QUERY.fullmatch(literal), literal


@given(text=st.text(min_size=500, max_size=3_000))
def test_a_question_stays_short(text: str) -> None:
    asked = search.question(text)

    assert asked is None or len(asked.every) + len(asked.any) < 6_000


@given(names=st.lists(st.text(max_size=60), max_size=4))
def test_any_name_makes_a_literal(names: list[str]) -> None:
    literal = search.vector(names, (), ())

    assert re.fullmatch(r"('=?[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]+':[0-9A-D,]+ ?)*", literal)


def test_the_guessing_model_of_jieba_is_not_loaded() -> None:
    search.question("食品经营")

    assert "jieba.finalseg" not in sys.modules
