"""The filters of the search as the address holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.base.paging import Page
from tongban.directory.queries import RegionUnknown
from tongban.items import queries as items

if TYPE_CHECKING:
    from django.http import QueryDict

    from tongban.items.queries import Facet, Facets, ItemRow

LONGEST = 100
LONGEST_CURSOR = 400


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody asked for; each is "" when he did not."""

    q: str = ""
    theme: str = ""
    department: str = ""
    audience: str = ""
    region: str = ""
    after: str = ""

    @classmethod
    def of(cls, said: QueryDict) -> Filters:
        """Read the address; overlong words are cut, control characters are dropped."""
        names = ("q", "theme", "department", "audience", "region")
        read = {name: _clean(said.get(name, "")) for name in names}
        return cls(**read, after=said.get("after", "")[:LONGEST_CURSOR])

    @property
    def any(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.theme or self.department or self.audience or self.region)

    def found(self) -> Page[ItemRow]:
        """The items that are meant; none in a region that does not exist."""
        try:
            return items.search(
                self.q,
                theme=self.theme,
                department=self.department,
                audience=self.audience,
                region=self.region,
                after=self.after,
            )
        except RegionUnknown:
            return Page(())


def _clean(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[:LONGEST]


def choices(facets: Facets, asked: Filters) -> list[dict[str, object]]:
    """The filters as the page draws them: name, label and options."""
    audiences = {"natural": _("个人"), "legal": _("企业")}
    themes = [(one, f"{audiences.get(one.audience, '')} · {one.name}") for one in facets.themes]
    rows: list[tuple[str, str, list[tuple[Facet, str]]]] = [
        ("audience", _("谁来办"), [(one, one.name) for one in facets.audiences]),
        ("theme", _("主题"), themes),
        ("department", _("部门"), [(one, one.name) for one in facets.departments]),
        ("region", _("地区"), [(one, one.name) for one in facets.regions]),
    ]
    return [
        {
            "name": name,
            "label": label,
            "chosen": getattr(asked, name),
            "options": [(one.key, f"{words}（{one.count}）") for one, words in options],
        }
        for name, label, options in rows
        if options
    ]
