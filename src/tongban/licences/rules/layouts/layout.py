"""The template of a licence type (证照模板) as data."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tongban.licences.rules.layouts.choices import (
    BORDERS,
    CODE_PLACES,
    COLOURS,
    GROUNDS,
    NUMBER_PLACES,
    ORIENTATIONS,
    PHOTO_PLACES,
    PHOTO_SHAPES,
    SEAL_PLACES,
    WATERMARKS,
    Form,
)

MOST_GROUPS, MOST_LINES, MOST_PARAGRAPHS, MOST_NOTES, MOST_COLUMNS = 8, 60, 8, 6, 8
LONGEST_PARAGRAPH = 600


def one_of(choices: object) -> AfterValidator:
    """A word of one of the tables of choices."""

    def check(word: str) -> str:
        if word not in choices:  # type: ignore[operator]
            raise ValueError("没有这种选择。")
        return word

    return AfterValidator(check)


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("不能有换行或看不见的字符。")
    return text.strip()


Key = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,32}$")]
Words = Annotated[str, Field(max_length=60), AfterValidator(_printable)]
Sentence = Annotated[
    str, Field(min_length=1, max_length=LONGEST_PARAGRAPH), AfterValidator(_printable)
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Part):
    """One item of information: which, under which words, and how wide.

    `columns` are the headings of a list whose rows divide their cells by `|`.
    """

    key: Key
    label: Words = ""
    wide: bool = False
    columns: tuple[Words, ...] = Field((), max_length=MOST_COLUMNS)


class Group(_Part):
    """Lines that belong together, perhaps under a heading."""

    title: Words = ""
    lines: tuple[Line, ...] = Field((), max_length=MOST_LINES)


class Number(_Part):
    """How and where the number of the licence (证照编号) is printed."""

    label: Words = "编号"
    place: Annotated[str, one_of(NUMBER_PLACES)] = "title"


class Layout(_Part):
    """Everything that decides how a licence of one type looks.

    Items that no group and no sentence names follow after the last group, in the order of the
    type; only `hidden` ones are left out.
    """

    form: Form = Form.PORTRAIT
    orientation: str = ""
    colour: Annotated[str, one_of(COLOURS)] = "vermilion"
    ground: Annotated[str, one_of(GROUNDS)] = "ivory"
    border: Annotated[str, one_of(BORDERS)] = "lines"
    title: Words = ""
    subtitle: Words = ""
    number: Number = Number()
    columns: Literal[1, 2] = 1
    opening: tuple[Sentence, ...] = Field((), max_length=MOST_PARAGRAPHS)
    groups: tuple[Group, ...] = Field((), max_length=MOST_GROUPS)
    closing: tuple[Sentence, ...] = Field((), max_length=MOST_PARAGRAPHS)
    hidden: tuple[Key, ...] = Field((), max_length=MOST_LINES)
    holder_label: Words = "持证主体"
    photo: Annotated[str, one_of(PHOTO_PLACES)] = "none"
    photo_shape: Annotated[str, one_of(PHOTO_SHAPES)] = "portrait"
    code: Annotated[str, one_of(CODE_PLACES)] = "foot_left"
    seal: Annotated[str, one_of(SEAL_PLACES)] = "right"
    issuer_label: Words = "发证机关"
    issued_label: Words = "发证日期"
    term_label: Words = "有效期限"
    term: bool = True
    watermark: Annotated[str, one_of(WATERMARKS)] = "across"
    notes: tuple[Sentence, ...] = Field((), max_length=MOST_NOTES)

    @model_validator(mode="after")
    def _stands_as_its_form_can(self) -> Self:
        if self.orientation and self.orientation not in ORIENTATIONS[self.form]:
            raise ValueError("这种版式没有这个方向。")
        return self

    @property
    def is_landscape(self) -> bool:
        return (self.orientation or ORIENTATIONS[self.form][0]) == "landscape"

    @property
    def template(self) -> str:
        """The name that the press knows the form by."""
        return f"licences/{self.form.value}"
