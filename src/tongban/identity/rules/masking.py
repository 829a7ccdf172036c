"""How personal data are shown to those who need not see all of them (脱敏显示)."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from tongban.identity.rules.words import NumberType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_COMPOUNDS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙"
    "钟离长孙宇文司徒鲜于司空令狐百里呼延东郭南门羊舌微生梁丘左丘东门西门第五"
)
_COMPOUND = frozenset(_COMPOUNDS[at : at + 2] for at in range(0, len(_COMPOUNDS), 2))
_TWO = 2
_STREET = re.compile(r"街道|[镇乡]|苏木")
_DISTRICT = re.compile(r"[区县旗市]")


def _hide(text: str, head: int, tail: int) -> str:
    """Keep `head` and `tail` characters; if that would hide nothing, hide everything."""
    hidden = len(text) - head - tail
    if hidden < 1:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]


def mask_name(name: str) -> str:
    """Two characters: the first is hidden; more: all but the first (compound: two) and the last."""
    if len(name) <= _TWO:
        return "*" * (len(name) - 1) + name[-1:] if len(name) == _TWO else "*" * len(name)
    compound = name[:_TWO] in _COMPOUND and len(name) > _TWO + 1
    return _hide(name, _TWO if compound else 1, 1)


def mask_number(number: str, number_type: str = NumberType.CITIZEN) -> str:
    """First and last character; passports and the like first 1 and last 3; credit codes whole."""
    if number_type == NumberType.CREDIT_CODE:
        return number
    if number_type in {NumberType.CITIZEN, NumberType.TEMPORARY, NumberType.FOREIGNER}:
        return _hide(number, 1, 1)
    return _hide(number, 1, 3) if len(number) > 2 * _TWO + 1 else _hide(number, 1, 1)


def mask_phone(phone: str) -> str:
    """First three and last four digits; a landline keeps its area code and last three."""
    return mask_landline(phone) if "-" in phone else _hide(phone, 3, 4)


def mask_landline(phone: str) -> str:
    """The area code and the last three digits."""
    area, dash, rest = phone.partition("-")
    return f"{area}{dash}{_hide(rest, 0, 3)}" if area and rest else _hide(phone, 0, 3)


def mask_address(address: str) -> str:
    """Down to the street or town; what follows is hidden."""
    if not address:
        return ""
    street = _STREET.search(address)
    if street:
        return f"{address[: street.end()]}****"
    districts = list(_DISTRICT.finditer(address[: len(address) // _TWO + 1]))
    return f"{address[: districts[-1].end()]}****" if districts else "****"


def mask_email(email: str) -> str:
    """The first character and the domain."""
    local, at, domain = email.rpartition("@")
    if not at:
        return "*" * len(email)
    return f"{local[:1] if len(local) > 1 else ''}***@{domain}"


def mask_card(number: str) -> str:
    """The first and the last four digits of a card."""
    return _hide(number, 4, 4)


def mask_plate(plate: str) -> str:
    """The first two and the last character of a car's plate."""
    return _hide(plate, 2, 1)


MASKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "name": mask_name,
        "number": mask_number,
        "phone": mask_phone,
        "landline": mask_landline,
        "address": mask_address,
        "email": mask_email,
        "card": mask_card,
        "passport": lambda number: mask_number(number, NumberType.PASSPORT),
        "plate": mask_plate,
        "uscc": lambda code: code,
    }
)


def mask(kind: str, value: str) -> str:
    """The value as its kind is masked; of a kind nobody knows, nothing is shown."""
    known = MASKS.get(kind)
    return known(value) if known else "*" * len(value)
