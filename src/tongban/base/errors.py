"""Expected refusals: each is a subclass defined beside the function that raises it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping


class Refusal(Exception):
    """An expected "no", with a stable code for clients and a sentence for people.

    `fields` maps the name of a field to the sentence that belongs at that field.
    """

    code: ClassVar[str] = "base.refused"
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "现在不能这样做。"

    def __init__(self, sentence: str = "", *, fields: Mapping[str, str] | None = None) -> None:
        self.detail = str(sentence or self.sentence)
        self.fields: Mapping[str, str] = MappingProxyType(dict(fields or {}))
        super().__init__(self.detail)

    def __str__(self) -> str:
        return self.detail


class NotFound(Refusal):
    """There is no such thing, or the actor may not know that there is."""

    code = "base.not_found"
    status = 404
    sentence = "没有找到您要的内容。"


class Forbidden(Refusal):
    """The actor is known and may not do this."""

    code = "base.forbidden"
    status = 403
    sentence = "您没有办理这项操作的权限。"


class NotConfirmed(Forbidden):
    """Somebody signed in as a person, and no clerk has seen yet who he is."""

    code = "base.not_confirmed"
    sentence = "您的身份还没有核验。请带身份证到政务大厅窗口核验，核验后就能在网上办事。"


class NotSignedIn(Refusal):
    """Only somebody signed in may ask this."""

    code = "base.not_signed_in"
    status = 401
    sentence = "请先登录，再继续办理。"


class TooMany(Refusal):
    """Somebody asked more often than was agreed; he may ask again a little later."""

    code = "base.too_many"
    status = 429
    sentence = "请求太频繁，请过一分钟再试。"

    def __init__(self, sentence: str = "", *, retry_after: int = 60) -> None:
        self.retry_after = retry_after
        super().__init__(sentence)


class Invalid(Refusal):
    """Something that was filled in cannot be taken as it is."""

    code = "base.invalid"
    status = 422
    sentence = "有内容需要修改，请看各项下的提示。"


class Stale(Refusal):
    """Somebody else changed the same thing first; nothing was overwritten."""

    code = "base.stale"
    status = 409
    sentence = "这条记录刚被别人改过，请刷新后再办。您填写的内容没有覆盖对方的修改。"


def require(allowed: object) -> None:
    """Raise `Forbidden` unless a permission was found."""
    if not allowed:
        raise Forbidden
