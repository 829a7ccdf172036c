from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis.strategies import characters, text

from tongban.base import typeset
from tongban.base.typeset import glyphs


def test_the_coverage_file_says_what_the_fonts_hold() -> None:
    held = [set(TTFont(each).getBestCmap()) for each in sorted(glyphs.FONTS.glob("*.ttf"))]
    common = set.intersection(*held)

    assert len(held) == 3
    assert {each for each in range(0x110000) if glyphs._has(chr(each))} == common


def test_names_and_papers_can_be_printed() -> None:
    gb2312 = "".join(
        bytes((lead, trail)).decode("gb2312", errors="ignore")
        for lead in range(0xB0, 0xF8)
        for trail in range(0xA1, 0xFF)
    )
    rare_names = "㛃䶮堃喆昇龢鿍鿎鿏𫖯𬱖𬭎𫍯"
    punctuation = "，。、；：？！“”‘’（）《》〈〉〔〕【】…—·￥℃№①⑩〇○●□√×±ⅠⅫ"

    assert len(gb2312) == 6763
    assert typeset.missing_glyphs(gb2312 + rare_names + punctuation) == set()


def test_characters_of_hong_kong_macao_and_taiwan_names_can_be_printed() -> None:
    assert (
        typeset.missing_glyphs("陳黃劉張趙錢孫衛蔣韓許嚴華魏陶薑謝鄒竇雲蘇潘葛範彭魯韋馬") == set()
    )


def test_missing_characters_are_reported_once_each() -> None:
    assert typeset.missing_glyphs("样\U0001f600大\U0001f600民\n\t\u200b") == {"\U0001f600"}


@given(text(characters()))
def test_marking_leaves_nothing_missing(anything: str) -> None:
    shown = glyphs.marked(glyphs.visible(anything))

    assert typeset.missing_glyphs(shown) == set()


@given(text(characters()))
def test_what_is_visible_stays_as_it_is(anything: str) -> None:
    once = glyphs.visible(anything)

    assert glyphs.visible(once) == once
