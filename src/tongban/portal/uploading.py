"""Taking in the files of one field: those that can be taken are, each other says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.base.errors import NotFound, Refusal
from tongban.base.web.uploads import readable
from tongban.portal.requests import uploaded

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.portal.requests import CitizenRequest


def take_each(
    request: CitizenRequest, take: Callable[[bytes, str], object], *, field: str = "file"
) -> list[str]:
    """Hand every uploaded file on with its name; returns a sentence for each that was declined."""
    faults = []
    handed_in = uploaded(request, field)
    for one in handed_in:
        try:
            take(readable(one), one.name or "")
        except NotFound:
            raise
        except Refusal as refusal:
            faults.append(f"{one.name}：{refusal}")
    return faults if handed_in else [_("请先选择文件，再点上传。")]
