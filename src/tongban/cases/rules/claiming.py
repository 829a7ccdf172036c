"""Who may take a task that waits for a post: claim (认领), hand back (退回), assign (分派)."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.base.errors import Invalid, Refusal


class HeldByAnother(Refusal):
    """Somebody else has claimed what waits for the actor's posts."""

    code = "cases.held_by_another"
    sentence = "这件已经由别人认领。需要您办时，请他退回，或者请负责人改派给您。"


class NotHeld(Refusal):
    """Nobody has claimed it, so there is nothing to hand back."""

    code = "cases.not_held"
    sentence = "这件没有人认领，不用退回。"


class NotOfThatPost(Invalid):
    """The person to whom it should go holds no post that may act on it."""

    code = "cases.not_of_that_post"


@dataclass(frozen=True, slots=True)
class Holding:
    """Who has claimed a task; nobody when `holder` is None."""

    holder: int | None
    name: str = ""


def claim(task: Holding, account: int) -> bool:
    """Whether the claim changes anything; declined when somebody else was first."""
    if task.holder == account:
        return False
    if task.holder is not None:
        raise HeldByAnother(f"这件刚被{task.name}认领。")
    return True


def hand_back(task: Holding, account: int, *, heads: bool) -> None:
    """Only its holder hands a task back, or the head (负责人) for him."""
    if task.holder is None:
        raise NotHeld
    if task.holder != account and not heads:
        raise HeldByAnother


def assign(task: Holding, account: int, able: tuple[int, ...], *, to: int, heads: bool) -> None:
    """The head gives a task to anybody of that post; its holder may pass his own on."""
    if to not in able:
        raise NotOfThatPost(fields={"to": "请选择在这个岗位上的人。"})
    if not heads and task.holder != account:
        raise HeldByAnother("只有负责人可以把这件分派给别人。")
